#include "core/model/projection/query_work.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/json_text.hpp"
#include "core/model/projection/published_rows.hpp"

namespace assay::model {
namespace {

bool hasLink(const Json &target)
{
    const auto none = target.find("not_applicable");
    const bool excluded = none != target.end() && none->is_array() &&
                          std::find(none->begin(), none->end(), Json("host_link")) != none->end();
    return !excluded && textAt(target, "class") != "cpu";
}

std::string unitsFor(const catalog::Workload &workload, const std::string &precision, const Json &target)
{
    if (workload.operationClass.empty())
        return workload.operationUnit;
    const bool vectorOnly =
        !peakOf(target, workload.operationClass, precision) && peakOf(target, "vector", precision).has_value();
    return vectorOnly ? "vector" : workload.operationClass;
}

} // namespace

Result<LoadKind> loadKindOf(const measure::Scenario &scenario)
{
    if (scenario.kind == measure::ScenarioKind::SingleStream)
        return LoadKind::OneAtATime;
    if (scenario.kind == measure::ScenarioKind::Offline)
        return LoadKind::Throughput;
    return failure(ErrorCode::Unsupported,
                   fmt::format("a projection answers single-stream and offline, not {}: what-if derives the latency "
                               "under load from a single-stream projection",
                               measure::toText(scenario.kind)));
}

Boundary projectedBoundary(const Json &target)
{
    if (hasLink(target))
        return Boundary::HostCall;
    return textAt(target, "class") == "fpga" ? Boundary::WireToWire : Boundary::InMemory;
}

Result<QueryWork> queryWork(const catalog::Workload &workload, const ParameterSet &parameters, LoadKind kind,
                            const Json &target)
{
    const auto operations = workload.operations.evaluate(parameters);
    const auto bytes = workload.minimalBytes.evaluate(parameters);
    const auto tensors = catalog::describeTensors(workload, parameters);
    if (!operations || !bytes || !tensors)
        return failure((!operations ? operations.error()
                        : !bytes    ? bytes.error()
                                    : tensors.error())
                           .within("projection of " + workload.id));
    QueryWork work;
    work.workload = workload.id;
    work.operations = *operations;
    work.precision = workload.precision(parameters);
    work.operationClass = unitsFor(workload, work.precision, target);
    work.memoryBytes = *bytes;
    work.kind = kind;
    double all = 0, crossing = 0;
    for (const catalog::Tensor &tensor : *tensors) {
        all += static_cast<double>(tensor.bytes());
        crossing += tensor.role == catalog::TensorRole::Resident ? 0 : static_cast<double>(tensor.bytes());
    }
    work.workingSet = all;
    if (hasLink(target))
        work.linkBytes = crossing;
    return work;
}

} // namespace assay::model
