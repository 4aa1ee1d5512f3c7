// How far netlist timing is from place and route: for each kernel the constants are fitted on the others' designs, then
// its own are predicted. Data: resources/rtl/timing/fit.json, made by tests/bench/rtl_timing_fit.py.
//
// rtl_timing_bench                         the table, and the constants of a fit on everything
// rtl_timing_bench --fit POINTS FIT        reads points and their netlists, writes the features of their longest paths
// rtl_timing_bench --path NETLIST TOP PART the longest path, and how long finding it takes
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <map>
#include <set>

#include <fmt/format.h>

#include "backends/rtl/timing/delay_table.hpp"
#include "backends/rtl/timing/timing.hpp"
#include "backends/rtl/timing/timing_graph.hpp"
#include "core/base/clock.hpp"
#include "core/base/files.hpp"
#include "core/base/random.hpp"

namespace {

using assay::Json;
using namespace assay::rtl;

const std::filesystem::path kShared = std::filesystem::path(ASSAY_SOURCE_DIR) / "resources/rtl";

template <class T> T orExit(assay::Result<T> result)
{
    if (result)
        return std::move(*result);
    fmt::print(stderr, "{}\n", result.error().text());
    std::exit(1);
}

Part partNamed(const std::string &name)
{
    Part part;
    part.name = name;
    part.family = name == "hx8k" || name == "up5k" ? Family::Ice40
                  : name == "ecp5"                 ? Family::Ecp5
                  : name == "xc7"                  ? Family::Xc7
                                                   : Family::UltraScalePlus;
    return part;
}

void printPath(const std::string &file, const std::string &top, const Part &part)
{
    const Netlist netlist = orExit(Netlist::read(file, top));
    const auto start = assay::nowNanoseconds();
    const ClockEstimate estimate = orExit(estimateClock(netlist, part, kShared));
    const double milliseconds = static_cast<double>(assay::nowNanoseconds() - start) / 1e6;
    fmt::print("{:.1f} MHz ({:.1f}–{:.1f})  {}\n{}\n{} cells in {:.1f} ms\n", estimate.hertz / 1e6,
               estimate.lowHertz / 1e6, estimate.highHertz / 1e6, estimate.how, estimate.criticalPath,
               netlist.cells.size(), milliseconds);
    const DelayTable table = orExit(DelayTable::read(kShared, part));
    const TimingGraph graph = orExit(TimingGraph::of(netlist, table));
    const LongestPath path = orExit(longestPath(graph, table.nets));
    for (const std::int32_t index : path.edges) {
        const auto &edge = graph.edges[static_cast<std::size_t>(index)];
        const auto &count = edge.delay.terms.count;
        fmt::print("  {:6.3f} ns = {:6.3f} + net {} ln {:.2f} spread {:.2f} global {} block {}  {} → {} ({})\n",
                   table.nets.of(edge.delay) * 1e9, edge.delay.seconds * 1e9, count[0], count[1], count[2], count[3],
                   count[4], edge.from < 0 ? "clock" : netlist.netNames[static_cast<std::size_t>(edge.from)],
                   edge.to < 0 ? "clock" : netlist.netNames[static_cast<std::size_t>(edge.to)],
                   edge.cell < 0 ? "port" : netlist.cells[static_cast<std::size_t>(edge.cell)].type);
    }
}

/// Paths that are the longest one under constants anywhere near the right ones.
Json candidates(const TimingGraph &graph, const NetDelays &about)
{
    assay::Random random(1);
    std::set<std::vector<std::int64_t>> seen;
    Json paths = Json::array();
    for (int draw = 0; draw < 150; ++draw) {
        NetDelays nets = about;
        for (double &delay : nets.seconds)
            delay *= draw == 0 ? 1.0 : std::exp(1.6 * (random.uniform() - 0.5) * 2.0);
        const PathDelay delay = orExit(longestPath(graph, nets)).delay;
        std::vector<std::int64_t> row = {std::llround(delay.seconds * 1e12)};
        for (const double count : delay.terms.count)
            row.push_back(std::llround(count * 1000));
        if (seen.insert(row).second)
            paths.push_back(row);
    }
    return paths;
}

void makeFeatures(const std::string &pointsFile, const std::string &fitFile)
{
    Json rows = Json::array();
    std::map<std::string, DelayTable> tables;
    for (const Json &point : Json::parse(orExit(assay::readFile(pointsFile)))) {
        const std::string part = point.at("part");
        if (!tables.contains(part))
            tables.emplace(part, orExit(DelayTable::read(kShared, partNamed(part))));
        const Netlist netlist = orExit(Netlist::read(point.at("netlist").get<std::string>(), point.at("kernel")));
        const TimingGraph graph = orExit(TimingGraph::of(netlist, tables.at(part)));
        Json row = point;
        row.erase("netlist");
        row["cells"] = netlist.cells.size();
        row["paths"] = candidates(graph, tables.at(part).nets);
        rows.push_back(row);
        fmt::print("{} {} {}: {} paths\n", part, point.at("kernel").get<std::string>(),
                   point.at("parameters").get<std::string>(), row["paths"].size());
    }
    std::ofstream out(fitFile); // a design a line
    for (std::size_t i = 0; i < rows.size(); ++i)
        out << (i == 0 ? "[" : ",\n ") << rows[i].dump();
    out << "]\n";
}

struct Design {
    std::string part, kernel, parameters;
    double hertz = 0; ///< median of place and route
    std::vector<PathDelay> paths;
};

std::vector<Design> readDesigns(const std::filesystem::path &file)
{
    std::vector<Design> designs;
    for (const Json &row : Json::parse(orExit(assay::readFile(file)))) {
        Design design{row.at("part"), row.at("kernel"), row.at("parameters"), row.at("hertz"), {}};
        for (const Json &path : row.at("paths")) {
            PathDelay delay;
            delay.seconds = path.at(0).get<double>() * 1e-12;
            for (std::size_t i = 0; i < PathTerms::kCount; ++i)
                delay.terms.count[i] = path.at(i + 1).get<double>() / 1000;
            design.paths.push_back(delay);
        }
        designs.push_back(design);
    }
    return designs;
}

/// Predicted over routed clock, as a logarithm.
double logError(const Design &design, const NetDelays &nets)
{
    double longest = 0;
    for (const PathDelay &path : design.paths)
        longest = std::max(longest, nets.of(path));
    return -std::log(longest * design.hertz);
}

double squares(const std::vector<const Design *> &designs, const NetDelays &nets)
{
    double sum = 0;
    for (const Design *design : designs)
        sum += logError(*design, nets) * logError(*design, nets);
    return sum;
}

/// Least squares of the logarithms. The longest path changes with the constants, so the sum has kinks: a pattern search
/// along each constant and pairs of them, with steps that shrink, from several starts.
NetDelays fitted(const std::vector<const Design *> &designs, const NetDelays &start,
                 const std::vector<std::size_t> &free)
{
    NetDelays best = start;
    double bestSum = squares(designs, best);
    assay::Random random(7);
    for (int round = 0; round < 12; ++round) {
        NetDelays now = round == 0 ? start : best;
        for (const std::size_t i : free)
            now.seconds[i] *= round == 0 ? 1.0 : std::exp(random.uniform() - 0.5);
        double sum = squares(designs, now);
        for (double step = 3e-10; step > 5e-13;) {
            bool better = false;
            for (int turn = 0; turn < 40; ++turn) {
                NetDelays next = now;
                for (const std::size_t i : free)
                    next.seconds[i] = std::max(0.0, next.seconds[i] + step * 2 * (random.uniform() - 0.5));
                if (const double at = squares(designs, next); at < sum) {
                    now = next;
                    sum = at;
                    better = true;
                }
            }
            if (!better)
                step /= 2;
        }
        if (sum < bestSum) {
            best = now;
            bestSum = sum;
        }
    }
    return best;
}

double quantile(std::vector<double> values, double fraction)
{
    std::sort(values.begin(), values.end());
    const auto place = static_cast<std::size_t>(std::ceil(fraction * static_cast<double>(values.size())));
    return values[std::max<std::size_t>(place, 1) - 1];
}

double mean(const std::vector<double> &values)
{
    double sum = 0;
    for (const double value : values)
        sum += value;
    return sum / static_cast<double>(values.size());
}

std::string inPicoseconds(const NetDelays &nets)
{
    return fmt::format("net {:.0f}, log_fanout {:.0f}, spread {:.0f}, global_wire {:.0f}, block {:.0f} ps",
                       nets.seconds[0] * 1e12, nets.seconds[1] * 1e12, nets.seconds[2] * 1e12, nets.seconds[3] * 1e12,
                       nets.seconds[4] * 1e12);
}

/// Each kernel with constants that were fitted on the other kernels only.
void leaveOneKernelOut(const std::string &part, const std::vector<Design> &all)
{
    const NetDelays start = orExit(DelayTable::read(kShared, partNamed(part))).nets;
    std::vector<std::size_t> free; // a constant that the file has as 0 stays 0: the data do not carry it
    for (std::size_t i = 0; i < PathTerms::kCount; ++i)
        if (start.seconds[i] > 0)
            free.push_back(i);
    std::set<std::string> kernels;
    std::vector<const Design *> designs;
    for (const Design &design : all)
        if (design.part == part) {
            designs.push_back(&design);
            kernels.insert(design.kernel);
        }
    std::vector<double> errors, magnitudes;
    fmt::print("{}: {} designs of {} kernels; error of a held-out kernel's clock against nextpnr\n", part,
               designs.size(), kernels.size());
    for (const std::string &kernel : kernels) {
        std::vector<const Design *> others;
        std::vector<double> own;
        std::string list;
        for (const Design *design : designs)
            if (design->kernel != kernel)
                others.push_back(design);
        const NetDelays nets = fitted(others, start, free);
        for (const Design *design : designs)
            if (design->kernel == kernel) {
                const double error = std::exp(logError(*design, nets)) - 1;
                own.push_back(std::abs(error));
                errors.push_back(error);
                list += fmt::format(" {:+.1f}", 100 * error);
            }
        magnitudes.insert(magnitudes.end(), own.begin(), own.end());
        fmt::print("  {:18} mean {:4.1f} %  ({} )\n", kernel, 100 * mean(own), list);
    }
    fmt::print(
        "  all: mean {:.1f} % (target 8), 90 % within {:.1f} % (target 15), worst {:.1f} %; 95 % of the clocks from "
        "{:.2f} to {:.2f} of the estimate\n",
        100 * mean(magnitudes), 100 * quantile(magnitudes, 0.9), 100 * quantile(magnitudes, 1),
        1 / (1 + quantile(errors, 0.975)), 1 / (1 + quantile(errors, 0.025)));
    const NetDelays everything = fitted(designs, start, free);
    std::vector<double> seen;
    for (const Design *design : designs)
        seen.push_back(std::abs(std::exp(logError(*design, everything)) - 1));
    fmt::print("  fitted on all: {}; mean {:.1f} %\n", inPicoseconds(everything), 100 * mean(seen));
}

/// How other families' net delays were had from hx8k's, tried on the one family where it can be: up5k.
void scaledToUp5k(const std::vector<Design> &all)
{
    const DelayTable from = orExit(DelayTable::read(kShared, partNamed("hx8k")));
    const DelayTable to = orExit(DelayTable::read(kShared, partNamed("up5k")));
    const auto typical = [](const DelayTable &table) {
        const Netlist::Cell lut{"lut", "SB_LUT4", {}, {}}, flipFlop{"ff", "SB_DFF", {}, {}};
        double sum = 0;
        for (const auto &arc : orExit(table.delays(lut)).arcs)
            sum += arc.seconds / 4;
        return std::sqrt(sum * orExit(table.delays(flipFlop)).launch.front().seconds);
    };
    NetDelays nets = from.nets;
    for (double &delay : nets.seconds)
        delay *= typical(to) / typical(from);
    std::vector<double> errors;
    for (const Design &design : all)
        if (design.part == "up5k")
            errors.push_back(std::abs(std::exp(logError(design, nets)) - 1));
    fmt::print(
        "up5k with hx8k's net delays times {:.2f}, as ECP5 and 7-series have them: mean {:.1f} %, worst {:.1f} %\n",
        typical(to) / typical(from), 100 * mean(errors), 100 * quantile(errors, 1));
}

} // namespace

int main(int count, char **arguments)
{
    const std::vector<std::string> words(arguments + 1, arguments + count);
    if (words.size() == 4 && words[0] == "--path")
        printPath(words[1], words[2], partNamed(words[3]));
    else if (words.size() == 3 && words[0] == "--fit")
        makeFeatures(words[1], words[2]);
    else {
        const auto designs = readDesigns(words.empty() ? kShared / "timing/fit.json" : std::filesystem::path(words[0]));
        for (const auto *part : {"hx8k", "up5k"})
            leaveOneKernelOut(part, designs);
        scaledToUp5k(designs);
    }
    return 0;
}
