#include "core/model/projection/published_rows.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/base/json_text.hpp"
#include "core/catalog/figure.hpp"

namespace assay::model {
namespace {

/// Peaks do not grow old: any day does.
std::optional<catalog::Figure> peakFigure(const Json &target, const std::string &precision)
{
    for (const char *end : {"_gops", "_gflops"})
        if (auto found = catalog::figure(target, "peak_" + precision + end, catalog::Date{}); found && found->typical)
            return found;
    return std::nullopt;
}

Result<RoofWork> roofOf(const catalog::PublishedResult &result, const catalog::PublishedData &published,
                        const catalog::HardwareCatalogue &catalogue)
{
    const auto no = [](const std::string &reason) { return failure(ErrorCode::NotFound, reason); };
    const Json *target = catalogue.find(result.targetId);
    if (target == nullptr)
        return no("the hardware catalogue has no such target");
    const auto operations = published.operationsOf(result);
    if (!operations)
        return no("nobody says how many operations an inference is");
    RoofWork roof;
    roof.device = result.targetId;
    roof.deviceClass = textAt(*target, "class");
    roof.workload = result.workload;
    roof.work = *operations;
    const catalog::PublishedWorkload *workload = published.workloadOf(result);
    // A network's operations are those that the configuration's peak counts, where it states one.
    roof.operationClass =
        workload != nullptr && !workload->operationClass.empty() ? workload->operationClass : "matrix";
    if (result.peakOps) {
        roof.rate = *result.peakOps;
        return roof;
    }
    const auto peak = peakOf(*target, roof.operationClass, result.precision);
    if (!peak)
        return failure(peak.error());
    roof.rate = peak->rate;
    return roof;
}

} // namespace

Result<Peak> peakOf(const Json &target, const std::string &operationClass, const std::string &precision)
{
    const std::string id = textAt(target, "id");
    const auto found = peakFigure(target, precision);
    if (!found)
        return failure(ErrorCode::NotFound,
                       fmt::format("{} has no {} peak in the catalogue; add one to a file of your own", id, precision));
    const std::string units = found->operationClass.empty() ? "unknown" : found->operationClass;
    if (units != operationClass)
        return failure(ErrorCode::NotFound,
                       fmt::format("the {} peak of {} is that of {} units, which says nothing of {} operations",
                                   precision, id, units, operationClass.empty() ? "other" : operationClass));
    const double si = found->info->toSi;
    Peak peak;
    peak.rate = *found->typical * si;
    peak.low = found->low.value_or(*found->typical) * si;
    peak.high = found->high.value_or(*found->typical) * si;
    peak.figure = found->info->id;
    peak.source = found->provenance.source;
    peak.quality = found->provenance.quality;
    peak.unverified = found->provenance.unverified;
    return peak;
}

PublishedRows calibrationRows(const catalog::PublishedData &published, const catalog::HardwareCatalogue &catalogue)
{
    PublishedRows all;
    for (const catalog::PublishedResult &result : published.results) {
        auto roof = roofOf(result, published, catalogue);
        if (!roof) {
            all.left.emplace_back(result.id, roof.error().message);
            continue;
        }
        const std::size_t before = all.rows.size();
        const auto add = [&](LoadKind kind, double seconds) {
            roof->kind = kind;
            all.rows.push_back({*roof, seconds, result.source});
        };
        const auto *latency = result.metric("latency.mean");
        const auto *throughput = result.metric("throughput.queries");
        if (result.scenario == "single-stream" && latency != nullptr)
            add(LoadKind::OneAtATime, latency->value);
        else if (result.scenario != "single-stream" && result.scenario != "multi-stream" && throughput != nullptr &&
                 throughput->value > 0)
            add(LoadKind::Throughput, result.devices / throughput->value);
        if (result.singleThreadQueries && *result.singleThreadQueries > 0)
            add(LoadKind::OneAtATime, 1 / *result.singleThreadQueries);
        if (all.rows.size() == before)
            all.left.emplace_back(result.id, "neither a mean latency nor a throughput");
    }
    return all;
}

} // namespace assay::model
