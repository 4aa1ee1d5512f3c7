#include "core/model/projection/own_rows.hpp"

#include <map>
#include <tuple>

#include <fmt/format.h>

#include "core/base/json_text.hpp"
#include "core/model/headline.hpp"
#include "core/model/projection/device_roofs.hpp"
#include "core/model/projection/query_work.hpp"
#include "core/model/standing.hpp"

namespace assay::model {
namespace {

/// The roof that takes longest; nothing when operations or bytes have none, as they may decide.
std::optional<RoofWork> decidingRoof(const QueryWork &work, const Json &target)
{
    const DeviceRoofs found = deviceRoofs(work, target);
    if (!found.noPeak.empty())
        return std::nullopt;
    std::optional<RoofWork> deciding;
    for (const DeviceRoof &roof : found.roofs)
        if (!deciding || roof.work.roofSeconds() > deciding->roofSeconds())
            deciding = roof.work;
    return deciding;
}

} // namespace

std::optional<FoundTime> foundTime(const study::ResultRecord &result, LoadKind kind)
{
    const auto own = loadKindOf(result.point.scenario);
    const Standing judged = standing(result);
    if (!own || *own != kind || judged.withoutNumbers() || judged.invalid() || judged.unchecked)
        return std::nullopt;
    const bool single = kind == LoadKind::OneAtATime;
    const Metric found = headlineValue(result, single ? "latency.mean" : "throughput.queries");
    if (!found.value || !(*found.value > 0))
        return std::nullopt;
    return FoundTime{single ? *found.value : 1 / *found.value, found.evidence, found.boundary};
}

std::vector<CalibrationRow> ownRows(const std::vector<study::ResultRecord> &results,
                                    const catalog::WorkloadLibrary &workloads, const HardwareOf &hardwareOf)
{
    std::map<std::tuple<std::string, std::string, std::string, LoadKind>, CalibrationRow> fastest;
    for (const study::ResultRecord &result : results) {
        const Json *const target = result.sameCpu ? nullptr : hardwareOf(result.point.target);
        const catalog::Workload *const workload = workloads.find(result.point.workload);
        const auto kind = loadKindOf(result.point.scenario);
        if (target == nullptr || workload == nullptr || workload->sourceHash != result.point.workloadHash || !kind)
            continue;
        const auto found = foundTime(result, *kind);
        const auto work = queryWork(*workload, result.point.workloadParameters, *kind, *target);
        if (!found || found->evidence != Evidence::Measured || !work)
            continue;
        const auto roof = decidingRoof(*work, *target);
        if (!roof)
            continue;
        const auto key =
            std::make_tuple(workload->id, describe(result.point.workloadParameters), textAt(*target, "id"), *kind);
        const CalibrationRow row{*roof, found->seconds, fmt::format("result #{}", result.number)};
        const auto [known, added] = fastest.emplace(key, row);
        if (!added && found->seconds < known->second.foundSeconds)
            known->second = row;
    }
    std::vector<CalibrationRow> rows;
    for (const auto &[key, row] : fastest)
        rows.push_back(row);
    return rows;
}

} // namespace assay::model
