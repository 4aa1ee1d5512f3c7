#include "backends/rtl/timing/timing.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "backends/rtl/timing/delay_table.hpp"
#include "backends/rtl/timing/timing_graph.hpp"

namespace assay::rtl {
namespace {

/// Yosys names what it makes after a place in the source, "$mul$/a/folder/core.v:17$3": the folder is this machine's.
std::string withoutFolders(const std::string &name)
{
    const std::size_t file = std::min(name.find(".v:"), name.find(".sv:"));
    const std::size_t slash = file == std::string::npos ? file : name.rfind('/', file);
    if (slash == std::string::npos)
        return name;
    const std::size_t before = name.find_last_of("$ :", file);
    const std::size_t start = before == std::string::npos ? 0 : before + 1;
    return start > slash ? name : name.substr(0, start) + name.substr(slash + 1);
}

std::string nameOf(const Netlist &netlist, std::int32_t net)
{
    const std::string &name = netlist.netNames[static_cast<std::size_t>(net)];
    return name.empty() ? fmt::format("net {}", net) : withoutFolders(name);
}

/// Where a path ends: the flip-flop's output net says more than the name Yosys gave the cell.
std::string endOf(const Netlist &netlist, const TimingGraph::Edge &last)
{
    if (last.cell < 0)
        return nameOf(netlist, last.from);
    const auto &cell = netlist.cells[static_cast<std::size_t>(last.cell)];
    const std::int32_t output = cell.net("Q");
    return output >= 0 ? nameOf(netlist, output) : fmt::format("{} ({})", cell.name, cell.type);
}

/// Cells between the clock edges, both ends included.
std::string describe(const Netlist &netlist, const TimingGraph &graph, const LongestPath &path)
{
    const auto &first = graph.edges[static_cast<std::size_t>(path.edges.front())];
    const auto &last = graph.edges[static_cast<std::size_t>(path.edges.back())];
    return fmt::format("{} → {}{}: {} cells", nameOf(netlist, first.to), path.edges.size() > 2 ? "… → " : "",
                       endOf(netlist, last), path.edges.size());
}

void limit(ClockEstimate &estimate, double clockTreeHertz)
{
    if (estimate.hertz > clockTreeHertz)
        estimate.how += fmt::format("; limited by the clock tree's {:.0f} MHz", clockTreeHertz / 1e6);
    for (double *hertz : {&estimate.hertz, &estimate.lowHertz, &estimate.highHertz})
        *hertz = std::min(*hertz, clockTreeHertz);
}

} // namespace

Result<ClockEstimate> estimateClock(const Netlist &netlist, const Part &part, const std::filesystem::path &sharedFolder)
{
    const auto table = DelayTable::read(sharedFolder, part);
    if (!table)
        return failure(table.error());
    const auto graph = TimingGraph::of(netlist, *table);
    if (!graph)
        return failure(graph.error().within(netlist.top));
    const auto path = longestPath(*graph, table->nets);
    if (!path)
        return failure(path.error().within(netlist.top));
    ClockEstimate estimate;
    estimate.hertz = table->clockFactor / path->seconds;
    estimate.lowHertz = estimate.hertz * table->accuracy.lowFactor;
    estimate.highHertz = estimate.hertz * table->accuracy.highFactor;
    estimate.how = table->accuracy.how;
    if (table->clockTreeHertz)
        limit(estimate, *table->clockTreeHertz);
    estimate.criticalPath = describe(netlist, *graph, *path);
    return estimate;
}

} // namespace assay::rtl
