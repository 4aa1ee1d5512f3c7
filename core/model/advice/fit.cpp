#include <algorithm>

#include <fmt/format.h>

#include "core/base/units.hpp"
#include "core/model/advice/findings.hpp"
#include "core/model/headline.hpp"
#include "core/model/projection/amdahl.hpp"

namespace assay::model {
namespace {

constexpr double kMostlyMoving = 0.5; ///< of a query's time

Finding changesFinding(const AdviceCase &question)
{
    const double changes = question.assumptions.value("demand.changes");
    const bool often = changes > kVolatileChanges;
    return {"fit",
            often ? "requirements are volatile: each change has to be ported again"
                  : "the workload stays as it is for long enough to port it",
            {fmt::format("demand.changes = {:.3g} a year", changes)},
            {},
            Strength::Fair,
            fmt::format("demand.changes {} {:.3g} a year", often ? "below" : "above", kVolatileChanges)};
}

std::optional<double> shareOf(const study::ResultRecord &result, std::initializer_list<std::string_view> phases)
{
    const Metric whole = headlineValue(result, "latency.mean");
    if (!whole.value || !(*whole.value > 0))
        return std::nullopt;
    double sum = 0;
    for (const std::string_view phase : phases)
        sum += headlineValue(result, phase).value.value_or(0);
    return sum / *whole.value;
}

} // namespace

std::optional<bool> meetsLimit(const AdviceCase &question, const AdviceOption &option)
{
    std::vector<double> seconds = option.draft.serviceSeconds;
    if (seconds.empty())
        return std::nullopt;
    const double fraction = question.assumptions.value("slo.percentile");
    const auto rank =
        std::min(seconds.size() - 1, static_cast<std::size_t>(fraction * static_cast<double>(seconds.size())));
    const auto at = seconds.begin() + static_cast<std::ptrdiff_t>(rank);
    std::nth_element(seconds.begin(), at, seconds.end());
    return *at <= question.assumptions.value("slo.latency");
}

std::vector<Finding> fitFindings(const AdviceCase &question)
{
    const catalog::Workload &workload = *question.workload;
    std::vector<Finding> findings;
    findings.push_back({"fit",
                        fmt::format("{} is of a kind that may leave the graphics card: {}", workload.id,
                                    catalog::title(workload.kind)),
                        {fmt::format("its manifest says {}", catalog::toText(workload.kind))},
                        {},
                        Strength::Fair,
                        "another workload"});
    findings.push_back(changesFinding(question));
    for (const AdviceOption &option : question.options)
        if (meetsLimit(question, option) == false)
            findings.push_back({"fit",
                                fmt::format("{} misses the latency limit even with no other load", nameOf(option)),
                                {fmt::format("slo.latency = {} for {:g} % of the queries",
                                             formatQuantity(question.assumptions.value("slo.latency"), "s"),
                                             100 * question.assumptions.value("slo.percentile"))},
                                {option.result->number},
                                Strength::Strong,
                                "a longer limit, or a smaller query"});
    return findings;
}

std::vector<Finding> hotFindings(const AdviceCase &question)
{
    if (!question.hotFraction)
        return {{"benefit",
                 "what it gains over the whole program is not known",
                 {"nobody said which part of the program's time this workload is"},
                 {},
                 Strength::Weak,
                 "a profile of the program: give the part with --hot"}};
    const auto gain = amdahl(*question.hotFraction, 1);
    if (!gain || !gain->cap)
        return {};
    return {{"benefit",
             fmt::format("no device can make the whole program more than {:.3g} times as fast", *gain->cap),
             {fmt::format("this workload is {:.3g} % of its time (Amdahl)", 100 * *question.hotFraction)},
             {},
             Strength::Strong,
             "another profile"}};
}

std::vector<Finding> boundFindings(const AdviceCase &question, std::size_t index)
{
    const AdviceOption &option = question.options[index];
    const study::ResultRecord &result = *option.result;
    std::vector<Finding> findings;
    const auto moving = shareOf(result, {"phase.upload.mean", "phase.download.mean"});
    if (moving && *moving > kMostlyMoving) {
        const Metric bytes = headlineValue(result, "link.bytes_per_query");
        findings.push_back({"fit",
                            fmt::format("{} spends {:.0f} % of a query moving data: it is bound by the link",
                                        nameOf(option), 100 * *moving),
                            {bytes.value ? fmt::format("link.bytes_per_query = {}", formatQuantity(*bytes.value, "B"))
                                         : "phase.upload.mean and phase.download.mean over latency.mean"},
                            {result.number},
                            Strength::Fair,
                            "data that is already there: `assay compare --data-at` says what that changes"});
    }
    const auto host = shareOf(result, {"cpu.seconds_per_query"});
    if (host && *host > kMostlyMoving && option.draft.hardwareClass != "cpu" && result.point.target.backend != "cpu")
        findings.push_back({"fit",
                            fmt::format("with {} the host still works {:.2g} s for each second of a query: it does not "
                                        "get free",
                                        nameOf(option), *host),
                            {"cpu.seconds_per_query over latency.mean; a wait by spinning counts"},
                            {result.number},
                            Strength::Fair,
                            "waiting without spinning, larger batches"});
    return findings;
}

std::vector<Finding> accuracyFindings(const AdviceCase &question)
{
    std::vector<Finding> findings;
    for (const AdviceOption &option : question.options)
        if (const Metric error = headlineValue(*option.result, "output.max_error"); error.value && *error.value > 0)
            findings.push_back(
                {"accuracy",
                 fmt::format("outputs of {} differ from the reference by up to {:.3g}", nameOf(option), *error.value),
                 {fmt::format("output.max_error, {}", toText(error.evidence))},
                 {option.result->number},
                 Strength::Fair,
                 "a tolerance that the application can live with"});
    return findings;
}

} // namespace assay::model
