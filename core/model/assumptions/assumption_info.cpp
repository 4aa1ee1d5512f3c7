#include "core/model/assumptions/assumption_info.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

namespace assay::model {
namespace {

constexpr double kMuch = 1e15;

constexpr auto kInfos = std::to_array<AssumptionInfo>({
    {"demand.rate", "query/s", "mean rate of queries that have to be answered", Range::fixed(100), 0, kMuch},
    {"demand.peak_factor", "1", "highest rate over the mean rate; what devices are counted for",
     Range::triangular(1.5, 2, 4), 1, 1e6},
    {"demand.sites", "1", "places that each need their own devices (edge)", Range::fixed(1), 1, 1e9, true},
    {"demand.life", "year", "how long the workload will be run", Range::triangular(2, 3, 5), 0.01, 100},
    {"demand.changes", "1/year", "changes of the workload that have to be ported again", Range::triangular(0.5, 2, 6),
     0, 1e5},
    {"slo.latency", "s", "latency that the percentile of all queries must stay within", Range::fixed(0.1), 1e-9, 1e6},
    {"slo.percentile", "1", "fraction of the queries that must be within the latency", Range::fixed(0.99), 0.5, 0.9999},
    {"textbook.utilisation", "1", "fixed utilisation of textbook mode; otherwise utilisation is an output",
     Range::fixed(0.5), 1e-6, 1},
    {"price.electricity", "USD/kWh", "electricity", Range::triangular(0.08, 0.12, 0.25), 0, 100},
    {"price.pue", "1", "power usage effectiveness: power of the building over that of the machines",
     Range::triangular(1.1, 1.5, 1.7), 1, 10},
    {"price.hosting", "USD/month", "rack space of one device with its host; not its electricity",
     Range::triangular(0, 50, 150), 0, 1e7},
    {"price.engineer", "USD/h", "an hour of an engineer, wage only", Range::triangular(50, 74.53, 120), 0, 1e5},
    {"price.overhead", "1", "what an engineer costs over the wage", Range::triangular(1.2, 1.4, 2), 1, 20},
    {"host.price", "USD", "share of a host that a card in it takes", Range::triangular(1500, 3000, 6000), 0, 1e8},
    {"host.idle", "W", "power of that share when idle", Range::triangular(30, 60, 120), 0, 1e5},
    {"host.active", "W", "power of that share when busy", Range::triangular(60, 120, 250), 0, 1e5},
    {"operations.hours", "h/year", "hours of operation and maintenance a device and year, on-premises and at the edge",
     Range::triangular(1, 4, 12), 0, 8766},
    {"effort.existing", "h", "hours to put the workload on a target with existing bindings or a model server",
     Range::triangular(2, 8, 40), 0, 1e6},
    {"effort.graph-compiler", "h", "hours with a graph compiler (ONNX)", Range::triangular(16, 40, 160), 0, 1e6},
    {"effort.kernel", "h", "hours with a kernel of one's own on a programmable processor",
     Range::triangular(40, 120, 400), 0, 1e6},
    {"effort.hls", "h", "hours with high-level synthesis", Range::triangular(120, 320, 1000), 0, 1e6},
    {"effort.rtl", "h", "hours with a hand-written core", Range::triangular(240, 640, 2000), 0, 1e6},
    {"effort.change", "1", "part of these hours that each change of the workload takes again",
     Range::triangular(0.05, 0.2, 0.5), 0, 10},
});

constexpr auto kTargetInfos = std::to_array<AssumptionInfo>({
    {"capacity", "query/s", "what one device answers within the latency limit", {}, 1e-9, kMuch},
    {"slots", "1", "queries in service at once", {}, 1, 1e9, true},
    {"hourly", "USD/h", "an hour of a rented instance", {}, 0, 1e6},
    {"request", "USD", "a query at a managed service", {}, 0, 1e6},
    {"device", "USD", "the device bought: card, board or machine", {}, 0, 1e9},
    {"host", "USD", "its share of a host; 0 for a machine of its own", {}, 0, 1e9},
    {"idle", "W", "power of the device with its share of the host, idle", {}, 0, 1e6},
    {"active", "W", "the same, busy", {}, 0, 1e6},
    {"effort", "h", "hours to put the workload on it", {}, 0, 1e6},
    {"one_time", "USD", "what is paid once: non-recurring engineering, licences", {}, 0, 1e12},
});

constexpr std::string_view kTarget = "target.";

} // namespace

std::string whyImpossible(double number, double least, double most)
{
    if (!std::isfinite(number) || number < least || number > most)
        return fmt::format("from {:g} to {:g}", least, most);
    if (number != 0 && std::abs(number) < kLeastNumber)
        return fmt::format("0, or at least {:g}", kLeastNumber);
    return {};
}

std::span<const AssumptionInfo> assumptionInfos()
{
    return kInfos;
}

std::span<const AssumptionInfo> targetAssumptionInfos()
{
    return kTargetInfos;
}

const AssumptionInfo *assumptionInfo(std::string_view id)
{
    std::span<const AssumptionInfo> infos = kInfos;
    if (id.starts_with(kTarget)) {
        const std::size_t dot = id.rfind('.');
        if (dot <= kTarget.size())
            return nullptr;
        id.remove_prefix(dot + 1);
        infos = kTargetInfos;
    }
    const auto found = std::ranges::find(infos, id, &AssumptionInfo::id);
    return found == infos.end() ? nullptr : &*found;
}

std::string targetAssumption(std::string_view target, std::string_view field)
{
    return std::string(kTarget).append(target).append(".").append(field);
}

} // namespace assay::model
