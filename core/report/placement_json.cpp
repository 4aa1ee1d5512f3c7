#include <fmt/format.h>

#include "core/base/json_text.hpp"
#include "core/report/placement_text.hpp"
#include "core/report/printable.hpp"
#include "core/report/result_json.hpp"
#include "core/report/result_text.hpp"

namespace assay::report {
namespace {

using model::PlacedTime;
using model::Span;
using study::ResultRecord;

Json spanJson(const Span &span, const char *unit)
{
    return {{"low", span.low}, {"typical", span.typical}, {"high", orNull(span.high)}, {"unit", unit}};
}

Json sideJson(const ResultRecord &result, const PlacedTime &time)
{
    Json steps = Json::array();
    for (const model::Step &step : time.steps)
        steps.push_back({{"name", printable(step.name)},
                         {"seconds", spanJson(step.seconds, "s")},
                         {"evidence", toText(step.evidence)},
                         {"segment", step.segment.empty() ? Json() : Json(step.segment)},
                         {"source", printable(step.source)},
                         {"quality", printable(step.quality)}});
    return {{"result", result.number},           {"title", title(result)},    {"seconds", spanJson(time.seconds, "s")},
            {"evidence", toText(time.evidence)}, {"steps", std::move(steps)}, {"note", time.note}};
}

} // namespace

Json placedComparisonJson(const ResultRecord &a, const ResultRecord &b, const model::PlacedComparison &comparison)
{
    return {{"data_at", toText(comparison.place)},
            {"nic", toText(comparison.nic)},
            {"a", sideJson(a, comparison.a)},
            {"b", sideJson(b, comparison.b)},
            {"ratio", spanJson(comparison.ratio, "1")},
            {"verdict", model::toText(comparison.verdict, *metricInfo("latency.p50"))},
            {"reason", printable(comparison.reason)},
            {"decides", printable(comparison.decides)},
            {"evidence", toText(comparison.evidence)},
            {"notes", comparison.notes}};
}

Json idleComparisonJson(const ResultRecord &result, const model::IdleComparison &comparison)
{
    return {{"result", result.number},
            {"title", title(result)},
            {"power", metricJson(comparison.power)},
            {"idle_of",
             {{"target", comparison.target},
              {"name", printable(comparison.name)},
              {"watts", spanJson(comparison.idle, "W")},
              {"source", printable(comparison.source)},
              {"quality", printable(comparison.quality)},
              {"derived", printable(comparison.derived)}}},
            {"ratio", spanJson(comparison.ratio, "1")},
            {"verdict", model::toText(comparison.verdict, *metricInfo("design.power"))},
            {"reason", comparison.reason},
            {"margin", {{"value", orNull(comparison.margin)}, {"unit", "W"}}},
            {"evidence", "modelled"}};
}

} // namespace assay::report
