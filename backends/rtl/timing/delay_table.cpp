#include "backends/rtl/timing/delay_table.hpp"

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

#include "core/base/files.hpp"

namespace assay::rtl {
namespace {

constexpr double kPicosecond = 1e-12;

double seconds(const Json &picoseconds)
{
    return picoseconds.get<double>() * kPicosecond;
}

std::string fileOf(Family family)
{
    switch (family) {
    case Family::Ice40:
        return "ice40.json";
    case Family::Ecp5:
        return "ecp5.json";
    case Family::Xc7:
    case Family::UltraScalePlus:
        break;
    }
    return "xc7.json";
}

std::string entryOf(const Part &part)
{
    switch (part.family) {
    case Family::Ice40:
        return part.name;
    case Family::Ecp5:
        return "ecp5";
    case Family::Xc7:
        return "xc7";
    case Family::UltraScalePlus:
        break;
    }
    return "ultrascale+";
}

/// Yosys writes numbers as bits, 1 as "00…01", and texts ("NONE") as they are; those are no number here.
std::optional<std::int64_t> number(const std::string &parameter)
{
    if (parameter.empty() || parameter.find_first_not_of("01") != std::string::npos)
        return std::nullopt;
    return std::strtoll(parameter.c_str(), nullptr, 2);
}

} // namespace

PathTerms &PathTerms::operator+=(const PathTerms &other)
{
    for (std::size_t i = 0; i < kCount; ++i)
        count[i] += other.count[i];
    return *this;
}

PathDelay &PathDelay::operator+=(const PathDelay &other)
{
    seconds += other.seconds;
    terms += other.terms;
    return *this;
}

double NetDelays::of(const PathDelay &path) const
{
    double sum = path.seconds;
    for (std::size_t i = 0; i < PathTerms::kCount; ++i)
        sum += seconds[i] * path.terms.count[i];
    return sum;
}

Status DelayTable::readCell(const Json &cell)
{
    Entry entry;
    for (const Json &arc : cell.value("arcs", Json::array()))
        entry.delays.arcs.push_back({arc.at(0), arc.at(1), seconds(arc.at(2))});
    const Json none = Json::object();
    const auto members = [&](const char *name) -> const Json & { return cell.contains(name) ? cell.at(name) : none; };
    for (const auto &[pin, delay] : members("launch").items())
        entry.delays.launch.push_back({pin, seconds(delay)});
    for (const auto &[pin, delay] : members("setup").items())
        entry.delays.setup.push_back({pin, seconds(delay)});
    for (const auto &[parameter, value] : members("when").items())
        entry.when.emplace_back(parameter, value);
    entry.delays.block = cell.value("block", false);
    for (const Json &type : cell.at("types"))
        m_cells[type.get<std::string>()].push_back(entry);
    return {};
}

Status DelayTable::readPart(const Json &part)
{
    for (const Json &cell : part.at("cells"))
        if (auto read = readCell(cell); !read)
            return read;
    m_defaults = part.value("defaults", Json::object());
    const Json &net = part.at("net_ps");
    nets.seconds = {seconds(net.at("net")), seconds(net.at("log_fanout")), seconds(net.at("spread")),
                    seconds(net.at("global_wire")), seconds(net.at("block"))};
    luts = part.at("luts").get<std::vector<std::string>>();
    flipFlops = part.at("flip_flops").get<std::vector<std::string>>();
    for (const Json &pair : part.value("direct", Json::array()))
        direct.push_back({pair.at(0), pair.at(1), pair.at(2), pair.at(3), seconds(pair.at(4))});
    if (part.contains("carry")) {
        const Json &chain = part.at("carry");
        carry = Carry{chain.at("cells_per_tile"), seconds(chain.at("next_tile_ps")), seconds(chain.at("to_lut_ps")),
                      seconds(chain.at("in_ps")), seconds(chain.at("out_ps"))};
    }
    if (part.contains("globals")) {
        const Json &global = part.at("globals");
        globals =
            Globals{global.at("more_than"), global.at("of_a_kind"), global.at("all"), seconds(global.at("buffer_ps"))};
    }
    portLaunch = seconds(part.at("ports_ps").at("launch"));
    portSetup = seconds(part.at("ports_ps").at("setup"));
    readAccuracy(part);
    return {};
}

void DelayTable::readAccuracy(const Json &part)
{
    const Json &stated = part.at("accuracy");
    accuracy = {stated.at("low_factor"), stated.at("high_factor"), stated.at("how")};
    if (part.contains("clock_tree"))
        clockTreeHertz = part.at("clock_tree").at("hertz").get<double>();
}

void DelayTable::scale(const Json &part)
{
    clockFactor = part.at("clock_factor");
    readAccuracy(part);
}

Result<DelayTable> DelayTable::read(const std::filesystem::path &sharedFolder, const Part &part)
{
    const auto file = sharedFolder / "timing" / fileOf(part.family);
    const auto text = readFile(file);
    if (!text)
        return failure(text.error().within("delays of " + part.name));
    try {
        const Json content = Json::parse(*text);
        const Json &parts = content.at("parts");
        if (!parts.contains(entryOf(part)))
            return failure(
                ErrorCode::Unsupported,
                fmt::format("there are no delays for {} in {}: its clock cannot be estimated. Give the clock "
                            "yourself, or take a part that is listed there",
                            part.name, file.string()));
        DelayTable table;
        table.m_part = part.name;
        for (const Json &cell : content.value("cells", Json::array()))
            if (auto read = table.readCell(cell); !read)
                return failure(read.error());
        const Json &entry = parts.at(entryOf(part));
        if (auto read = table.readPart(entry.contains("as") ? parts.at(entry.at("as").get<std::string>()) : entry);
            !read)
            return failure(read.error());
        if (entry.contains("as"))
            table.scale(entry);
        return table;
    } catch (const Json::exception &problem) {
        return failure(ErrorCode::InvalidInput,
                       fmt::format("{} is no table of delays: {}. Install Assay's resources again", file.string(),
                                   problem.what()));
    }
}

bool DelayTable::holds(const Entry &entry, const Netlist::Cell &cell) const
{
    return std::all_of(entry.when.begin(), entry.when.end(), [&](const auto &condition) {
        const auto &[name, wanted] = condition;
        const std::string &given = cell.parameter(name);
        if (given.empty())
            return m_defaults.value(name, Json(0)) == wanted;
        return wanted.is_string() ? wanted == given : number(given) == wanted.template get<std::int64_t>();
    });
}

Result<CellDelays> DelayTable::delays(const Netlist::Cell &cell) const
{
    const auto found = m_cells.find(cell.type);
    if (found == m_cells.end())
        return failure(
            ErrorCode::Unsupported,
            fmt::format("no delays are known of cell '{}' ({}) for {}: the clock cannot be estimated. Give the "
                        "clock yourself, or write the core without this cell",
                        cell.name, cell.type, m_part));
    CellDelays sum;
    for (const Entry &entry : found->second) {
        if (!holds(entry, cell))
            continue;
        sum.arcs.insert(sum.arcs.end(), entry.delays.arcs.begin(), entry.delays.arcs.end());
        sum.launch.insert(sum.launch.end(), entry.delays.launch.begin(), entry.delays.launch.end());
        sum.setup.insert(sum.setup.end(), entry.delays.setup.begin(), entry.delays.setup.end());
        sum.block = sum.block || entry.delays.block;
    }
    return sum;
}

} // namespace assay::rtl
