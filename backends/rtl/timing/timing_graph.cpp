#include "backends/rtl/timing/timing_graph.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "backends/rtl/timing/pin_bits.hpp"

namespace assay::rtl {
namespace {

class GraphBuilder {
public:
    GraphBuilder(const Netlist &netlist, const DelayTable &table) : m_netlist(netlist), m_table(table), m_pins(netlist)
    {
        m_wires.kind.assign(m_pins.bits().size(), Wires::Kind::Untimed);
        m_wires.seconds.assign(m_pins.bits().size(), 0.0);
        m_wires.sinks.resize(static_cast<std::size_t>(netlist.nets));
        m_graph.nets = netlist.nets;
    }

    Result<TimingGraph> build()
    {
        for (std::size_t cell = 0; cell < m_netlist.cells.size(); ++cell) {
            auto delays = m_table.delays(m_netlist.cells[cell]);
            if (!delays)
                return failure(delays.error());
            readCell(cell, *delays);
        }
        readPorts();
        findSinks();
        packDirect(m_netlist, m_pins, m_table, m_wires);
        if (m_table.carry)
            packCarryChains(m_netlist, m_pins, m_table, m_wires);
        if (m_table.globals)
            promoteGlobals(m_netlist, m_pins, m_table, m_wires);
        addWires();
        if (auto known = checkDrivers(); !known)
            return failure(known.error());
        return std::move(m_graph);
    }

private:
    /// Edges get the wires before their cell later, when it is known how they run.
    void addEdge(std::int32_t sink, std::int32_t to, double seconds, std::size_t cell)
    {
        const std::int32_t net = m_pins.bits()[static_cast<std::size_t>(sink)].net;
        if (net < 0)
            return;
        m_wires.kind[static_cast<std::size_t>(sink)] = Wires::Kind::Fabric;
        m_graph.edges.push_back({net, to, {seconds, {}}, static_cast<std::int32_t>(cell)});
        m_sinkOfEdge.push_back(sink);
    }

    void addLaunch(std::int32_t net, double seconds, std::int32_t cell)
    {
        if (net < 0)
            return;
        m_graph.edges.push_back({TimingGraph::kOutside, net, {seconds, {}}, cell});
        m_sinkOfEdge.push_back(-1);
    }

    void readCell(std::size_t cell, const CellDelays &delays)
    {
        m_isBlock.push_back(delays.block);
        for (const auto &launch : delays.launch) {
            m_to.clear();
            m_pins.named(cell, launch.pin, m_to);
            for (const std::int32_t bit : m_to)
                addLaunch(m_pins.bits()[static_cast<std::size_t>(bit)].net, launch.seconds,
                          static_cast<std::int32_t>(cell));
        }
        for (const auto &setup : delays.setup) {
            m_from.clear();
            m_pins.named(cell, setup.pin, m_from);
            for (const std::int32_t bit : m_from)
                addEdge(bit, TimingGraph::kOutside, setup.seconds, cell);
        }
        for (const auto &arc : delays.arcs) {
            m_from.clear();
            m_to.clear();
            m_pins.named(cell, arc.from, m_from);
            m_pins.named(cell, arc.to, m_to);
            for (const std::int32_t from : m_from)
                for (const std::int32_t to : m_to)
                    if (const std::int32_t net = m_pins.bits()[static_cast<std::size_t>(to)].net; net >= 0)
                        addEdge(from, net, arc.seconds, cell);
        }
    }

    void readPorts()
    {
        for (const auto &port : m_netlist.inputs)
            for (const std::int32_t net : port.nets)
                addLaunch(net, m_table.portLaunch, TimingGraph::kOutside);
        for (auto bit = m_pins.outputPorts(); bit < static_cast<std::int32_t>(m_pins.bits().size()); ++bit)
            addEdge(bit, TimingGraph::kOutside, m_table.portSetup, static_cast<std::size_t>(-1));
    }

    void findSinks()
    {
        for (std::size_t bit = 0; bit < m_pins.bits().size(); ++bit)
            if (m_wires.kind[bit] == Wires::Kind::Fabric)
                m_wires.sinks[static_cast<std::size_t>(m_pins.bits()[bit].net)].push_back(
                    static_cast<std::int32_t>(bit));
    }

    /// A cell may be known, but not the way it is used: its output must not count as ready at once.
    Status checkDrivers() const
    {
        std::vector<bool> reached(static_cast<std::size_t>(m_netlist.nets), false);
        for (const auto &edge : m_graph.edges)
            if (edge.to >= 0)
                reached[static_cast<std::size_t>(edge.to)] = true;
        for (std::int32_t net = 0; net < m_netlist.nets; ++net) {
            const auto place = static_cast<std::size_t>(net);
            const std::int32_t driver = m_pins.driver(net);
            if (reached[place] || driver < 0 || m_wires.sinks[place].empty())
                continue;
            const auto &bit = m_pins.bits()[static_cast<std::size_t>(driver)];
            const auto &cell = m_netlist.cells[static_cast<std::size_t>(bit.cell)];
            if (hasSignalInput(cell))
                return failure(
                    ErrorCode::Unsupported,
                    fmt::format("no delay is known to output {} of cell '{}' ({}) with its parameters: the clock "
                                "cannot be estimated. Give the clock yourself, or write the core without this cell",
                                m_pins.pinName(driver), cell.name, cell.type));
        }
        return {};
    }

    /// A cell with constant inputs only has an output that never changes.
    static bool hasSignalInput(const Netlist::Cell &cell)
    {
        return std::any_of(cell.pins.begin(), cell.pins.end(), [](const Netlist::Pin &pin) {
            return !pin.output &&
                   std::any_of(pin.nets.begin(), pin.nets.end(), [](std::int32_t net) { return net >= 0; });
        });
    }

    bool isBlock(std::int32_t bit) const
    {
        if (bit < 0)
            return false;
        const std::int32_t cell = m_pins.bits()[static_cast<std::size_t>(bit)].cell;
        return cell >= 0 && m_isBlock[static_cast<std::size_t>(cell)];
    }

    void addWires()
    {
        const std::vector<double> fanout = fanouts();
        const double spread = std::sqrt(static_cast<double>(logicCells()) / 1000);
        for (std::size_t i = 0; i < m_graph.edges.size(); ++i) {
            const std::int32_t sink = m_sinkOfEdge[i];
            if (sink < 0)
                continue;
            auto &edge = m_graph.edges[i];
            edge.delay.seconds += m_wires.seconds[static_cast<std::size_t>(sink)];
            auto &count = edge.delay.terms.count;
            const Wires::Kind kind = m_wires.kind[static_cast<std::size_t>(sink)];
            if (kind == Wires::Kind::Global)
                count[PathTerms::GlobalWires] += 1;
            if (kind != Wires::Kind::Fabric && kind != Wires::Kind::Shared)
                continue;
            count[PathTerms::Nets] += 1;
            count[PathTerms::Spread] += spread;
            count[PathTerms::LogFanout] += fanout[static_cast<std::size_t>(edge.from)];
            if (isBlock(sink) || isBlock(m_pins.driver(edge.from)))
                count[PathTerms::BlockNets] += 1;
        }
    }

    /// A LUT and the flip-flop behind it are one.
    std::size_t logicCells() const
    {
        const auto isOneOf = [](const std::vector<std::string> &types, const std::string &type) {
            return std::find(types.begin(), types.end(), type) != types.end();
        };
        std::size_t count = 0;
        for (std::size_t cell = 0; cell < m_netlist.cells.size(); ++cell) {
            const std::string &type = m_netlist.cells[cell].type;
            if (isOneOf(m_table.luts, type))
                ++count;
            else if (isOneOf(m_table.flipFlops, type)) {
                const std::int32_t data = std::max(m_pins.bit(cell, "D"), m_pins.bit(cell, "DI"));
                count += data < 0 || m_wires.kind[static_cast<std::size_t>(data)] != Wires::Kind::Direct ? 1 : 0;
            }
        }
        return count;
    }

    /// Logarithm of the number of logic cells, blocks and ports each net goes to by fabric wires.
    std::vector<double> fanouts() const
    {
        std::vector<double> logarithms;
        for (const auto &sinks : m_wires.sinks) {
            bool global = false;
            double count = 0;
            for (const std::int32_t sink : sinks) {
                count += m_wires.kind[static_cast<std::size_t>(sink)] == Wires::Kind::Fabric ? 1 : 0;
                global = global || m_wires.kind[static_cast<std::size_t>(sink)] == Wires::Kind::Global;
            }
            logarithms.push_back(std::log(std::max(1.0, count + (global ? 1 : 0))));
        }
        return logarithms;
    }

    const Netlist &m_netlist;
    const DelayTable &m_table;
    PinBits m_pins;
    Wires m_wires;
    TimingGraph m_graph;
    std::vector<std::int32_t> m_sinkOfEdge; ///< −1: starts at a clock edge
    std::vector<bool> m_isBlock;            ///< of each cell
    std::vector<std::int32_t> m_from, m_to;
};

/// Edges by the net they leave.
struct Outgoing {
    explicit Outgoing(const TimingGraph &graph) : first(static_cast<std::size_t>(graph.nets) + 1, 0)
    {
        for (const auto &edge : graph.edges)
            if (edge.from >= 0)
                ++first[static_cast<std::size_t>(edge.from) + 1];
        for (std::size_t i = 1; i < first.size(); ++i)
            first[i] += first[i - 1];
        edges.resize(first.back());
        auto next = first;
        for (std::size_t i = 0; i < graph.edges.size(); ++i)
            if (graph.edges[i].from >= 0)
                edges[next[static_cast<std::size_t>(graph.edges[i].from)]++] = static_cast<std::int32_t>(i);
    }
    std::vector<std::size_t> first;
    std::vector<std::int32_t> edges;
};

/// One pass over the nets in the order of the signal.
class Search {
public:
    Search(const TimingGraph &graph, const NetDelays &nets)
        : m_graph(graph), m_nets(nets), m_outgoing(graph), m_arrival(static_cast<std::size_t>(graph.nets), -1.0),
          m_before(static_cast<std::size_t>(graph.nets), -1), m_waiting(static_cast<std::size_t>(graph.nets), 0)
    {
    }

    Result<LongestPath> run()
    {
        for (const auto &edge : m_graph.edges)
            if (edge.from >= 0 && edge.to >= 0)
                ++m_waiting[static_cast<std::size_t>(edge.to)];
        for (std::size_t i = 0; i < m_graph.edges.size(); ++i)
            if (m_graph.edges[i].from < 0)
                reach(static_cast<std::int32_t>(i), 0);
        std::vector<std::int32_t> ready;
        for (std::int32_t net = 0; net < m_graph.nets; ++net)
            if (m_waiting[static_cast<std::size_t>(net)] == 0)
                ready.push_back(net);
        std::size_t done = 0;
        while (done < ready.size())
            leave(ready[done++], ready);
        if (ready.size() < static_cast<std::size_t>(m_graph.nets))
            return failure(ErrorCode::Failed,
                           "the netlist has a combinational loop: it has no longest path. `check -assert` of "
                           "Yosys names the loop");
        if (m_last < 0)
            return failure(ErrorCode::Failed, "the netlist has no path between clock edges, so no clock limits it");
        return path();
    }

private:
    void reach(std::int32_t index, double arrival)
    {
        const auto &edge = m_graph.edges[static_cast<std::size_t>(index)];
        const double at = arrival + m_nets.of(edge.delay);
        double &best = edge.to < 0 ? m_end : m_arrival[static_cast<std::size_t>(edge.to)];
        if (at <= best)
            return;
        best = at;
        (edge.to < 0 ? m_last : m_before[static_cast<std::size_t>(edge.to)]) = index;
    }

    void leave(std::int32_t net, std::vector<std::int32_t> &ready)
    {
        const auto place = static_cast<std::size_t>(net);
        for (std::size_t i = m_outgoing.first[place]; i < m_outgoing.first[place + 1]; ++i) {
            const std::int32_t index = m_outgoing.edges[i];
            if (m_arrival[place] >= 0)
                reach(index, m_arrival[place]);
            const std::int32_t to = m_graph.edges[static_cast<std::size_t>(index)].to;
            if (to >= 0 && --m_waiting[static_cast<std::size_t>(to)] == 0)
                ready.push_back(to);
        }
    }

    LongestPath path() const
    {
        LongestPath result;
        result.seconds = m_end;
        for (std::int32_t index = m_last; index >= 0;) {
            const auto &edge = m_graph.edges[static_cast<std::size_t>(index)];
            result.edges.push_back(index);
            result.delay += edge.delay;
            index = edge.from < 0 ? -1 : m_before[static_cast<std::size_t>(edge.from)];
        }
        std::reverse(result.edges.begin(), result.edges.end());
        return result;
    }

    const TimingGraph &m_graph;
    const NetDelays &m_nets;
    Outgoing m_outgoing;
    std::vector<double> m_arrival;      ///< −1: no path comes here
    std::vector<std::int32_t> m_before; ///< the edge of the longest path to a net
    std::vector<std::int32_t> m_waiting;
    double m_end = -1;
    std::int32_t m_last = -1;
};

} // namespace

Result<TimingGraph> TimingGraph::of(const Netlist &netlist, const DelayTable &table)
{
    return GraphBuilder(netlist, table).build();
}

Result<LongestPath> longestPath(const TimingGraph &graph, const NetDelays &nets)
{
    return Search(graph, nets).run();
}

} // namespace assay::rtl
