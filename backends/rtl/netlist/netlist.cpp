#include "backends/rtl/netlist/netlist.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/files.hpp"
#include "core/base/json.hpp"

namespace assay::rtl {
namespace {

tl::unexpected<Error> notANetlist(const std::string &reason)
{
    return failure(ErrorCode::InvalidInput,
                   fmt::format("{}. Write the netlist with `synth_…; write_json FILE` of Yosys", reason));
}

/// Yosys numbers nets from 2 on; 0 and 1 are the texts "0" and "1".
constexpr std::int64_t kFirstNet = 2;

class Reader {
public:
    /// Yosys numbers nets without large gaps, so no number is above the count of the file's characters.
    Reader(const Json &modules, std::size_t characters)
        : m_modules(modules), m_limit(static_cast<std::int64_t>(std::min<std::size_t>(characters, 1U << 30U)))
    {
    }

    Result<Netlist> read(const std::string &top)
    {
        m_netlist.top = top;
        const auto module = m_modules.find(top);
        if (module == m_modules.end())
            return notANetlist(fmt::format("the netlist has no module '{}'", top));
        if (auto ports = readPorts(module->at("ports")); !ports)
            return failure(ports.error());
        for (const auto &[name, cell] : module->at("cells").items())
            if (auto read = readCell(name, cell); !read)
                return failure(read.error());
        m_netlist.nets = static_cast<std::int32_t>(m_highest + 1 - kFirstNet);
        readNames(module->at("netnames"));
        return std::move(m_netlist);
    }

private:
    Result<Netlist::Pin> readPin(const std::string &port, const Json &bits)
    {
        Netlist::Pin pin;
        pin.port = port;
        for (const Json &bit : bits) {
            if (bit.is_string()) {
                const auto &text = bit.get_ref<const std::string &>();
                pin.nets.push_back(text == "0"   ? Netlist::kConstant0
                                   : text == "1" ? Netlist::kConstant1
                                                 : Netlist::kOpen);
                continue;
            }
            const auto number = bit.get<std::int64_t>();
            if (number < kFirstNet || number > m_limit)
                return notANetlist(
                    fmt::format("pin '{}' is connected to net {}, which is no net's number", port, number));
            m_highest = std::max(m_highest, number);
            pin.nets.push_back(static_cast<std::int32_t>(number - kFirstNet));
        }
        return pin;
    }

    Status readPorts(const Json &ports)
    {
        for (const auto &[name, port] : ports.items()) {
            auto pin = readPin(name, port.at("bits"));
            if (!pin)
                return failure(pin.error());
            pin->output = port.at("direction") == "output";
            (pin->output ? m_netlist.outputs : m_netlist.inputs).push_back(std::move(*pin));
        }
        return {};
    }

    Status readCell(const std::string &name, const Json &content)
    {
        Netlist::Cell cell;
        cell.name = name;
        cell.type = content.at("type").get<std::string>();
        if (auto mapped = checkMapped(cell); !mapped)
            return mapped;
        const Json &directions = content.at("port_directions");
        for (const auto &[port, bits] : content.at("connections").items()) {
            auto pin = readPin(port, bits);
            if (!pin)
                return failure(pin.error().within("cell " + name));
            pin->output = directions.at(port) == "output";
            cell.pins.push_back(std::move(*pin));
        }
        for (const auto &[key, value] : content.at("parameters").items())
            cell.parameters.emplace_back(key, value.is_string() ? value.get<std::string>() : value.dump());
        m_netlist.cells.push_back(std::move(cell));
        return {};
    }

    /// Cells of the chip are black boxes in the file, or not in it at all.
    Status checkMapped(const Netlist::Cell &cell) const
    {
        if (cell.type.starts_with('$'))
            return notANetlist(fmt::format("cell '{}' has type '{}', which no chip has: the netlist is not mapped",
                                           cell.name, cell.type));
        const auto module = m_modules.find(cell.type);
        if (module != m_modules.end() && !module->at("attributes").contains("blackbox"))
            return notANetlist(
                fmt::format("cell '{}' is a module '{}' of the design: the netlist is not flat", cell.name, cell.type));
        return {};
    }

    void readNames(const Json &names)
    {
        m_netlist.netNames.resize(static_cast<std::size_t>(m_netlist.nets));
        for (const auto &[name, content] : names.items()) {
            const Json &bits = content.at("bits");
            const bool hidden = content.at("hide_name") != 0;
            for (std::size_t i = 0; i < bits.size(); ++i) {
                if (!bits[i].is_number() || bits[i].get<std::int64_t>() > m_highest)
                    continue;
                std::string &kept =
                    m_netlist.netNames[static_cast<std::size_t>(bits[i].get<std::int64_t>() - kFirstNet)];
                const std::string candidate = bits.size() == 1 ? name : fmt::format("{}[{}]", name, i);
                if (kept.empty() || (!hidden && candidate.size() < kept.size()))
                    kept = candidate;
            }
        }
    }

    const Json &m_modules;
    std::int64_t m_limit;
    Netlist m_netlist;
    std::int64_t m_highest = kFirstNet - 1;
};

const Netlist::Pin *find(const std::vector<Netlist::Pin> &pins, std::string_view name)
{
    const auto found =
        std::find_if(pins.begin(), pins.end(), [&](const Netlist::Pin &pin) { return pin.port == name; });
    return found == pins.end() ? nullptr : &*found;
}

} // namespace

const Netlist::Pin *Netlist::Cell::pin(std::string_view port) const
{
    return find(pins, port);
}

std::int32_t Netlist::Cell::net(std::string_view port) const
{
    const Pin *found = pin(port);
    return found == nullptr || found->nets.empty() ? kOpen : found->nets.front();
}

const std::string &Netlist::Cell::parameter(std::string_view key) const
{
    static const std::string kNotSet;
    const auto found = std::find_if(parameters.begin(), parameters.end(),
                                    [&](const auto &parameter) { return parameter.first == key; });
    return found == parameters.end() ? kNotSet : found->second;
}

const Netlist::Pin *Netlist::port(std::string_view name) const
{
    const Pin *input = find(inputs, name);
    return input != nullptr ? input : find(outputs, name);
}

Result<Netlist> Netlist::parse(std::string_view yosysJson, const std::string &top)
{
    try {
        const Json content = Json::parse(yosysJson);
        return Reader(content.at("modules"), yosysJson.size()).read(top);
    } catch (const Json::exception &problem) {
        return notANetlist(fmt::format("it is no netlist of Yosys: {}", problem.what()));
    }
}

Result<Netlist> Netlist::read(const std::filesystem::path &yosysJson, const std::string &top)
{
    const auto text = readFile(yosysJson);
    if (!text)
        return failure(text.error());
    auto netlist = parse(*text, top);
    if (!netlist)
        return failure(netlist.error().within(yosysJson.string()));
    return netlist;
}

} // namespace assay::rtl
