#include "core/report/comparison_text.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/units.hpp"
#include "core/report/printable.hpp"
#include "core/report/result_text.hpp"
#include "core/report/text_table.hpp"

namespace assay::report {
namespace {

using model::Comparison;
using model::Verdict;
using study::ResultRecord;

constexpr std::size_t kColumns = 100; ///< sentences are not wider, wherever they go

std::string number(double ratio)
{
    return ratio < 100 ? fmt::format("{:.3g}", ratio) : fmt::format("{:.0f}", ratio);
}

/// "3.26 (95 % interval 3.05–3.50)" of the ratio, or of its inverse.
std::string ratioText(const Comparison &comparison, std::string_view words, bool inverse)
{
    if (!comparison.ratio)
        return "";
    const auto turned = [&](double value) { return inverse ? 1 / value : value; };
    std::string text = number(turned(*comparison.ratio)) + std::string(words);
    if (comparison.ratioLow && comparison.ratioHigh) {
        const double one = turned(*comparison.ratioLow), other = turned(*comparison.ratioHigh);
        text += fmt::format(" (95 % interval {}–{})", number(std::min(one, other)), number(std::max(one, other)));
    }
    return text;
}

std::string name(const ResultRecord &result)
{
    return fmt::format("#{}", result.number);
}

std::string betterOrWorse(const ResultRecord &a, const ResultRecord &b, const Comparison &comparison,
                          const MetricInfo &metric)
{
    const bool better = comparison.verdict == Verdict::Better;
    const std::string start =
        fmt::format("{} is {} than {}: ", name(b), model::toText(comparison.verdict, metric), name(a));
    const bool time = metric.unit == "s", rate = metric.unit.ends_with("/s");
    if (time && !better)
        return start + "it takes " + ratioText(comparison, " times as long", false) + ".";
    if ((time || rate) && better)
        return start + "it is " + ratioText(comparison, " times as fast", time) + ".";
    if (rate)
        return start + name(a) + " is " + ratioText(comparison, " times as fast", true) + ".";
    return start + fmt::format("its {} is {}.", metric.id, ratioText(comparison, " times that of " + name(a), false));
}

std::string moreText(const model::MoreRuns &more)
{
    if (more.hopeless)
        return "More runs would hardly help: the difference is too small against the spread of the runs. Measure a "
               "larger problem, or on a quieter machine.\n";
    const std::string runs = fmt::format("{} {}run{} of {}", more.runsEach, more.fullRule ? "full " : "more ",
                                         more.runsEach == 1 ? "" : "s", more.fullRule ? "each quick result" : "each");
    const std::string how = more.fullRule ? "repeat `assay run` without --quick"
                                          : "repeat `assay run` with --again, or with a larger --repeats";
    return fmt::format("To decide it: {}, about {} in all ({}).\n", runs, formatWait(more.seconds), how);
}

} // namespace

std::string verdictSentence(const ResultRecord &a, const ResultRecord &b, const Comparison &comparison)
{
    const MetricInfo *metric = metricInfo(comparison.metricId);
    const std::string ratio =
        comparison.ratio ? fmt::format(" {}/{} is {}.", name(b), name(a), ratioText(comparison, "", false)) : "";
    switch (comparison.verdict) {
    case Verdict::Better:
    case Verdict::Worse:
        return betterOrWorse(a, b, comparison, *metric);
    case Verdict::Equivalent:
        return fmt::format("{} and {} are equivalent: {}/{} is {}, within ±5 %.", name(b), name(a), name(b), name(a),
                           ratioText(comparison, "", false));
    case Verdict::Undecided:
        return "Undecided: " + comparison.reason + "." + ratio;
    case Verdict::NotRanked:
        return "Not ranked: " + comparison.reason + "." + ratio;
    }
    return "";
}

std::string describe(const ResultRecord &a, const ResultRecord &b, const Comparison &comparison, bool bold,
                     std::size_t columns)
{
    const MetricInfo *metric = metricInfo(comparison.metricId);
    TextTable table({{"result"},
                     {comparison.metricId + " (95 %)", Align::Right},
                     {"evidence, boundary"},
                     {"runs", Align::Right},
                     {"remarks"}});
    for (const auto *side : {&a, &b}) {
        const Metric &value = side == &a ? comparison.a : comparison.b;
        const auto used = model::usedRuns(*side).size();
        table.add({title(*side), describe(value), describeOrigin(value), std::to_string(used), badges(*side)});
    }
    table.fitInto(columns);
    const std::size_t width = columns == 0 ? kColumns : std::min(kColumns, columns);
    std::string text = std::string(metric->id) + ": " + std::string(metric->meaning) + "\n\n" + table.render(bold);
    text += fmt::format("\n{}\n", wrap(verdictSentence(a, b, comparison), width));
    if (comparison.more)
        text += wrap(moreText(*comparison.more), width) + "\n";
    for (const auto &note : comparison.notes)
        text += wrap("Note: " + note, width) + "\n";
    return text;
}

} // namespace assay::report
