#include "backends/rtl/session/board.hpp"

#include <array>

#include <fmt/format.h>

namespace assay::rtl {
namespace {

/// A figure of the catalogue: the number itself, or an object that has it as "value" (or "typical").
std::optional<double> number(const Json &entry, const char *name)
{
    const auto found = entry.find(name);
    if (found == entry.end())
        return {};
    if (found->is_number())
        return found->get<double>();
    for (const char *key : {"value", "typical"})
        if (found->is_object() && found->contains(key) && (*found)[key].is_number())
            return (*found)[key].get<double>();
    return {};
}

std::optional<std::int64_t> count(const Json &entry, const char *name, std::int64_t each = 1)
{
    const auto value = number(entry, name);
    return value ? std::optional(each * static_cast<std::int64_t>(*value)) : std::nullopt;
}

std::string text(const Json &entry, const char *name)
{
    const auto found = entry.find(name);
    if (found == entry.end())
        return "";
    if (found->is_string())
        return found->get<std::string>();
    return found->is_object() && found->contains("value") && (*found)["value"].is_string()
               ? (*found)["value"].get<std::string>()
               : "";
}

std::optional<Ranged> ranged(const Json &entry, const char *name, double unit)
{
    const auto found = entry.find(name);
    if (found == entry.end() || !found->is_object())
        return {};
    const auto bound = [&](const char *key) { return number(*found, key); };
    const auto typical = number(entry, name);
    if (!typical)
        return {};
    return Ranged{bound("low").value_or(*typical) * unit, *typical * unit, bound("high").value_or(*typical) * unit};
}

std::string source(const Json &entry, const char *field)
{
    const auto found = entry.find(field);
    if (found != entry.end() && found->is_object())
        for (const char *key : {"source_ref", "source"})
            if (const std::string named = text(*found, key); !named.empty())
                return named;
    const auto sources = entry.find("sources");
    return sources != entry.end() && sources->is_object() ? text(*sources, field) : "";
}

std::optional<Family> family(const std::string &name)
{
    constexpr std::array<std::pair<const char *, Family>, 4> kFamilies{{{"ice40", Family::Ice40},
                                                                        {"ecp5", Family::Ecp5},
                                                                        {"xc7", Family::Xc7},
                                                                        {"ultrascale+", Family::UltraScalePlus}}};
    for (const auto &[known, value] : kFamilies)
        if (name == known)
            return value;
    return {};
}

std::optional<Link> readLink(const Json &entry)
{
    const auto latency = ranged(entry, "link_latency_us", 1e-6);
    const auto bandwidth = ranged(entry, "link_effective_gbs", 1e9);
    if (!latency || !bandwidth || bandwidth->low <= 0)
        return {};
    Link link;
    link.name = text(entry, "host_link");
    link.latency = *latency;
    link.bandwidth = *bandwidth;
    link.source = fmt::format("{}; {}", source(entry, "link_latency_us"), source(entry, "link_effective_gbs"));
    return link;
}

} // namespace

Result<Board> Board::read(const Json &entry)
{
    const std::string id = entry.is_object() ? text(entry, "id") : "";
    const auto wrong = [&](const std::string &what) {
        return failure(ErrorCode::InvalidInput, fmt::format("hardware catalogue, '{}': {}", id, what));
    };
    if (!entry.is_object() || !entry.contains("emulation") || !entry["emulation"].is_object())
        return wrong("there is no emulation table");
    const Json &emulation = entry["emulation"];
    Board board;
    board.device = text(emulation, "device");
    board.name = text(entry, "name");
    board.vendor = text(entry, "vendor");
    board.part.name = text(emulation, "part");
    board.part.package = text(emulation, "package");
    const auto known = family(text(emulation, "family"));
    if (!known)
        return wrong(
            fmt::format("emulation.family is '{}': ice40, ecp5, xc7 or ultrascale+", text(emulation, "family")));
    if (board.device.empty() || board.part.name.empty())
        return wrong("emulation.device and emulation.part must be given");
    board.part.family = *known;
    Resources &resources = board.part.available;
    resources.lut = count(entry, "luts");
    resources.ff = count(entry, "ffs");
    resources.dsp = count(entry, "dsps");
    resources.bram = count(entry, "bram4k");
    if (!resources.bram)
        resources.bram = count(entry, "ebr18");
    if (!resources.bram)
        resources.bram = count(entry, "bram36", 2);
    board.resourceSource = source(entry, "luts");
    board.link = readLink(entry);
    if (const auto bandwidth = number(entry, "mem_bw_gbs"))
        board.memoryBytesPerSecond = 1e9 * *bandwidth;
    return board;
}

} // namespace assay::rtl
