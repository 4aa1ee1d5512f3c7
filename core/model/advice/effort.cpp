#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/units.hpp"
#include "core/model/advice/findings.hpp"
#include "core/model/headline.hpp"

namespace assay::model {
namespace {

using Word = std::pair<std::string_view, std::string_view>;

constexpr double kTightLatency = 0.01; ///< s: what a round trip to a distant data centre may take alone

/// Most flexible first (models.md, Advice).
constexpr auto kFlexibility = std::to_array<Word>({
    {"cpu", "the most flexible target, with the most mature tools"},
    {"gpu", "programmable, less flexible than a processor"},
    {"fpga", "flexible, but a change is a new bitstream: hours of building, people who know how, and a roll-out"},
    {"npu", "runs what its graph compiler knows, and ties the model to one vendor"},
    {"asic", "does one thing for its whole life, from one vendor"},
});

std::string_view flexibility(std::string_view hardwareClass)
{
    const auto found = std::ranges::find(kFlexibility, hardwareClass, &Word::first);
    return found == kFlexibility.end() ? std::string_view() : found->second;
}

} // namespace

std::vector<Finding> effortFindings(const AdviceCase &question, std::size_t index)
{
    const AdviceOption &option = question.options[index];
    const std::string_view assumption = effortOf(option.result->point.target.backend);
    const double hours = option.draft.option.numbers.effortHours,
                 changes = question.assumptions.value("demand.changes"),
                 each = question.assumptions.value("effort.change");
    Finding finding{
        "effort",
        fmt::format("{}: about {:.4g} hours of an engineer to get there", nameOf(option), hours),
        {fmt::format("{} = {:.4g} h, {:.3g} changes a year of {:.3g} times that", assumption, hours, changes, each)},
        {option.result->number},
        Strength::Fair,
        "somebody who has done it before; an implementation that exists"};
    if (const std::string_view words = flexibility(option.draft.hardwareClass); !words.empty())
        finding.claim += fmt::format("; {}", words);
    if (const Metric build = headlineValue(*option.result, "cold.build"); build.value)
        finding.because.push_back(
            fmt::format("one build took {} ({})", formatQuantity(*build.value, "s"), toText(build.evidence)));
    return {finding};
}

std::vector<Finding> integrationFindings(const AdviceCase &question)
{
    const catalog::Workload &workload = *question.workload;
    const bool graph =
        workload.implementation("onnx") != nullptr || workload.kind == catalog::WorkloadKind::FixedHighVolumeInference;
    std::vector<std::string> kinds;
    for (const catalog::Implementation &each : workload.implementations)
        kinds.push_back(each.kind);
    std::string claim = "first look for a binding or a model server that has it already";
    if (graph)
        claim += ", then a graph compiler (ONNX)";
    claim += "; a kernel of one's own comes last, and only for a profiled bottleneck that lasts";
    return {{"integration",
             std::move(claim),
             {kinds.empty() ? "the workload brings no implementation"
                            : fmt::format("implementations that the workload brings: {}", fmt::join(kinds, ", "))},
             {},
             question.hotFraction ? Strength::Fair : Strength::Weak,
             question.hotFraction ? "a library that does it" : "a profile: give the hot part with --hot"}};
}

std::vector<Finding> deploymentFindings(const AdviceCase &question)
{
    const Assumptions &assumed = question.assumptions;
    const double limit = assumed.value("slo.latency"), peak = assumed.value("demand.peak_factor"),
                 sites = assumed.value("demand.sites");
    std::string claim = "machines of one's own: the load is stable";
    if (sites > 1)
        claim = "at the edge: the work is at many sites, which also work without a connection";
    else if (limit < kTightLatency)
        claim = "on machines near the data: the latency limit leaves no room for a distant data centre";
    else if (peak >= kSpikyPeak)
        claim = "in the cloud: machines of one's own for the peak would mostly stand idle";
    return {{"deployment",
             std::move(claim),
             {fmt::format("slo.latency = {}, demand.peak_factor = {:.3g}, demand.sites = {:.3g}",
                          formatQuantity(limit, "s"), peak, sites)},
             {},
             Strength::Fair,
             "another latency limit, load or place of the data; a thin operations team speaks for a managed service"}};
}

} // namespace assay::model
