#include "core/report/placement_text.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/units.hpp"
#include "core/report/printable.hpp"
#include "core/report/result_text.hpp"
#include "core/report/text_table.hpp"

namespace assay::report {
namespace {

using model::IdleComparison;
using model::Place;
using model::PlacedComparison;
using model::PlacedTime;
using model::Span;
using model::Verdict;
using study::ResultRecord;

constexpr std::size_t kColumns = 100; ///< sentences are not wider, wherever they go

std::string name(const ResultRecord &result)
{
    return fmt::format("#{}", result.number);
}

std::string whereText(Place place)
{
    switch (place) {
    case Place::Memory:
        return "data in the host's memory";
    case Place::Wire:
        return "data on the wire";
    case Place::Storage:
        return "data on a drive";
    }
    return "";
}

std::string untilText(Place place)
{
    return place == Place::Wire ? "until the answer is on the wire" : "until the answer is in the host's memory";
}

std::string share(double ratio)
{
    return ratio < 100 ? fmt::format("{:.2g}", ratio) : fmt::format("{:.0f}", ratio);
}

/// "0.015–0.21", "at least 84".
std::string shareText(const Span &ratio)
{
    if (!ratio.high)
        return "at least " + share(ratio.low);
    const std::string low = share(ratio.low), high = share(*ratio.high);
    return low == high ? low : low + "–" + high;
}

std::string sourceText(const std::string &source, const std::string &quality)
{
    if (source.empty())
        return "none: nobody knows";
    return quality.empty() ? printable(source) : fmt::format("({}) {}", printable(quality), printable(source));
}

/// Sources are long: the table has a mark, and what it stands for is below.
class Sources {
public:
    std::string mark(const std::string &source)
    {
        const auto found = std::find(m_sources.begin(), m_sources.end(), source);
        const auto place = found - m_sources.begin();
        if (found == m_sources.end())
            m_sources.push_back(source);
        return fmt::format("[{}]", place + 1);
    }
    [[nodiscard]] std::string list(std::size_t width) const
    {
        std::string text;
        for (std::size_t i = 0; i < m_sources.size(); ++i)
            text += paragraph(fmt::format("[{}] {}", i + 1, m_sources[i]), width) + "\n";
        return text;
    }

private:
    std::vector<std::string> m_sources;
};

void addSide(TextTable &table, const ResultRecord &result, const PlacedTime &time, Sources &sources)
{
    table.add({title(result), describe(time.seconds, "s"), toText(time.evidence), ""});
    for (const model::Step &step : time.steps)
        table.add({"  " + printable(step.name), describe(step.seconds, "s"), toText(step.evidence),
                   step.segment.empty() ? "this result" : sources.mark(sourceText(step.source, step.quality))});
}

std::string decidesText(const PlacedComparison &comparison)
{
    switch (comparison.verdict) {
    case Verdict::Better:
    case Verdict::Worse:
        return fmt::format("What decides it: {}. It holds over the whole of every range{}.",
                           printable(comparison.decides), comparison.ratio.high ? "" : ", the open one included");
    case Verdict::Equivalent:
        return "It holds over the whole of every range.";
    case Verdict::Undecided:
    case Verdict::NotRanked:
        return "";
    }
    return "";
}

std::size_t widthOf(std::size_t columns)
{
    return columns == 0 ? kColumns : std::min(kColumns, columns);
}

std::string verdictWord(Verdict verdict, const char *metricId)
{
    return model::toText(verdict, *metricInfo(metricId));
}

} // namespace

std::string describe(const Span &span, std::string_view unit)
{
    if (!span.high)
        return span.low > 0 ? "at least " + formatQuantity(span.low, unit) : "not known";
    const std::string low = formatQuantity(span.low, unit), high = formatQuantity(*span.high, unit);
    if (low == high)
        return low;
    const auto blank = low.rfind(' '), other = high.rfind(' ');
    const bool samePrefix =
        blank != std::string::npos && other != std::string::npos && low.substr(blank) == high.substr(other);
    return (samePrefix ? low.substr(0, blank) : low) + "–" + high;
}

std::string verdictSentence(const ResultRecord &a, const ResultRecord &b, const PlacedComparison &comparison)
{
    const std::string where = whereText(comparison.place);
    const std::string numbers = fmt::format("{} against {}, {} times as long", describe(comparison.b.seconds, "s"),
                                            describe(comparison.a.seconds, "s"), shareText(comparison.ratio));
    switch (comparison.verdict) {
    case Verdict::Better:
    case Verdict::Worse:
        return fmt::format("{} is {} than {} for {}: {}.", name(b), verdictWord(comparison.verdict, "latency.p50"),
                           name(a), where, numbers);
    case Verdict::Equivalent:
        return fmt::format("{} and {} are equivalent for {}: {}, within ±5 %.", name(b), name(a), where, numbers);
    case Verdict::Undecided:
        return fmt::format("Undecided for {}: {} ({} against {}: {}).", where, printable(comparison.reason), name(b),
                           name(a), numbers);
    case Verdict::NotRanked:
        return fmt::format("Not ranked: {}.", printable(comparison.reason));
    }
    return "";
}

std::string describe(const ResultRecord &a, const ResultRecord &b, const PlacedComparison &comparison, bool bold,
                     std::size_t columns)
{
    const std::size_t width = widthOf(columns);
    TextTable table({{"result, and what it is made of"}, {"takes"}, {"evidence"}, {"source"}});
    Sources sources;
    addSide(table, a, comparison.a, sources);
    addSide(table, b, comparison.b, sources);
    table.fitInto(columns);
    std::string text = wrap(fmt::format("From the last byte of the question, with the {}, {}.",
                                        whereText(comparison.place), untilText(comparison.place)),
                            width) +
                       "\n\n" + table.render(bold);
    for (const auto &[result, time] : {std::pair{&a, &comparison.a}, std::pair{&b, &comparison.b}})
        if (!time->note.empty())
            text += wrap(fmt::format("{}: {}.", name(*result), time->note), width) + "\n";
    text += sources.list(width) + "\n" + wrap(verdictSentence(a, b, comparison), width) + "\n";
    if (const std::string decides = decidesText(comparison); !decides.empty())
        text += wrap(decides, width) + "\n";
    text += fmt::format("This comparison is {}.\n", toText(comparison.evidence));
    for (const auto &note : comparison.notes)
        text += wrap("Note: " + note, width) + "\n";
    return text;
}

std::string describe(const ResultRecord &result, const IdleComparison &comparison, bool bold, std::size_t columns)
{
    const std::size_t width = widthOf(columns);
    TextTable table({{"what"}, {"power"}, {"evidence"}, {"source"}});
    table.add({title(result), describe(comparison.watts, "W"), toText(comparison.power.evidence),
               "the chip alone, while it computes"});
    table.add({printable(comparison.name) + ", idle", describe(comparison.idle, "W"), toText(Evidence::Published),
               sourceText(comparison.source, comparison.quality)});
    table.fitInto(columns);
    std::string sentence;
    if (comparison.verdict == Verdict::Undecided)
        sentence = "Undecided: " + comparison.reason + ".";
    else if (comparison.verdict == Verdict::Equivalent)
        sentence =
            fmt::format("{} takes as much as an idle {}, within ±5 %.", name(result), printable(comparison.name));
    else
        sentence = fmt::format("{} at work takes {} than an idle {}: {} times as much.", name(result),
                               comparison.verdict == Verdict::Better ? "less" : "more", printable(comparison.name),
                               shareText(comparison.ratio));
    std::string text = table.render(bold) + "\n" + wrap(sentence, width) + "\n";
    if (comparison.margin)
        text += wrap(fmt::format("The chip is compared with a whole board: it stays so until the parts around the chip "
                                 "take {}.",
                                 formatQuantity(*comparison.margin, "W")),
                     width) +
                "\n";
    if (!comparison.derived.empty())
        text += wrap(fmt::format("Note: idle power: {}", printable(comparison.derived)), width) + "\n";
    return text + "This comparison is modelled.\n";
}

} // namespace assay::report
