#include "core/model/projection/found_out.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "core/base/json_text.hpp"
#include "core/model/projection/query_work.hpp"
#include "core/model/standing.hpp"

namespace assay::model {
namespace {

/// When a run began; the time has whole seconds, and within one the file's order counts.
using Moment = std::pair<std::string, std::int64_t>;
Moment momentOf(const study::RunRecord &run)
{
    return {run.startedAt, run.id};
}

/// When the first run of it began that counts.
Moment firstStart(const study::ResultRecord &result)
{
    std::optional<Moment> first;
    for (const study::RunRecord *run : usedRuns(result))
        if (!first || momentOf(*run) < *first)
            first = momentOf(*run);
    return first.value_or(Moment{});
}

bool sameQuestion(const study::DesignPoint &a, const study::DesignPoint &b)
{
    return a.workload == b.workload && a.workloadParameters == b.workloadParameters &&
           a.scenario.kind == b.scenario.kind;
}

const study::RunRecord *lastBefore(const study::ResultRecord &projected, const Moment &time)
{
    const study::RunRecord *last = nullptr;
    for (const study::RunRecord *run : projected.completeRuns())
        if (momentOf(*run) < time && (last == nullptr || momentOf(*last) < momentOf(*run)))
            last = run;
    return last;
}

std::string implementation(const study::DesignPoint &point)
{
    const std::string target = point.target.text();
    return point.backendParameters.empty() ? target : target + " " + describe(point.backendParameters);
}

struct Truth {
    const study::ResultRecord *result = nullptr;
    FoundTime time;
};

/// The fastest result that is the projection's point in truth.
std::optional<Truth> truthOf(const study::ResultRecord &projected, LoadKind kind,
                             const std::vector<study::ResultRecord> &results, const HardwareOf &hardwareOf)
{
    std::optional<Truth> fastest;
    for (const study::ResultRecord &result : results) {
        if (result.point.target.isCatalogue() || result.sameCpu || !sameQuestion(result.point, projected.point))
            continue;
        const Json *const target = hardwareOf(result.point.target);
        if (target == nullptr || textAt(*target, "id") != projected.point.target.device)
            continue;
        const auto found = foundTime(result, kind);
        if (!found || found->evidence > Evidence::Published || found->boundary != projectedBoundary(*target) ||
            lastBefore(projected, firstStart(result)) == nullptr)
            continue;
        if (!fastest || found->seconds < fastest->time.seconds)
            fastest = Truth{&result, *found};
    }
    return fastest;
}

} // namespace

std::optional<StoredProjection> storedProjection(const Json &details)
{
    const auto found = details.is_object() ? details.find("projection") : details.end();
    if (found == details.end() || !found->is_object())
        return std::nullopt;
    const auto seconds = numberAt(*found, "seconds"), low = numberAt(*found, "low"), high = numberAt(*found, "high");
    if (!seconds || !low || !high)
        return std::nullopt;
    return StoredProjection{textAt(*found, "predictor"), *seconds, {*low, *high}};
}

Json FoundOut::toJson() const
{
    Json json = error.toJson();
    json.update(
        {{"prediction", prediction}, {"projected", projected}, {"found_on", found}, {"evidence", toText(evidence)}});
    return json;
}

Result<FoundOut> FoundOut::fromJson(const Json &json)
{
    auto error = ModelError::fromJson(json);
    if (!error)
        return failure(error.error());
    const auto evidence = evidenceFromText(textAt(json, "evidence"));
    if (!evidence)
        return failure(ErrorCode::InvalidInput, "model error: it does not say the evidence of what was found");
    return FoundOut{textAt(json, "prediction"), textAt(json, "projected"), textAt(json, "found_on"), std::move(*error),
                    *evidence};
}

Result<std::vector<FoundOut>> foundOut(const std::vector<study::ResultRecord> &results,
                                       const catalog::WorkloadLibrary &workloads, const HardwareOf &hardwareOf,
                                       const std::function<Result<Json>(std::int64_t)> &detailsOf)
{
    std::vector<FoundOut> all;
    for (const study::ResultRecord &projected : results) {
        const auto kind = loadKindOf(projected.point.scenario);
        const Json *const target = projected.point.target.isCatalogue() ? hardwareOf(projected.point.target) : nullptr;
        const catalog::Workload *const workload = workloads.find(projected.point.workload);
        if (target == nullptr || workload == nullptr || !kind)
            continue;
        const auto truth = truthOf(projected, *kind, results, hardwareOf);
        if (!truth)
            continue;
        const study::RunRecord &run = *lastBefore(projected, firstStart(*truth->result));
        const auto details = detailsOf(run.id);
        if (!details)
            return failure(details.error());
        const auto stored = storedProjection(*details);
        if (!stored)
            continue;
        auto error = modelError(textAt(*target, "class"), catalog::toText(workload->kind), stored->predictor,
                                stored->seconds, stored->interval, truth->time.seconds);
        if (!error)
            return failure(error.error().within(fmt::format("result {}", projected.number)));
        all.push_back({projected.key + "@" + run.startedAt, projected.point.describe(),
                       implementation(truth->result->point), std::move(*error), truth->time.evidence});
    }
    return all;
}

} // namespace assay::model
