#include "backends/rtl/synthesis/nextpnr.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "backends/rtl/design/tools.hpp"
#include "core/base/files.hpp"
#include "core/base/json.hpp"

namespace assay::rtl {
namespace {

constexpr std::array kParts{"lp384", "lp1k", "lp4k", "lp8k", "hx1k", "hx4k",
                            "hx8k",  "up3k", "up5k", "u1k",  "u2k",  "u4k"};

constexpr std::array<std::pair<const char *, const char *>, 3> kCells{
    {{"ICESTORM_LC", "logic cells"}, {"ICESTORM_RAM", "block RAMs"}, {"ICESTORM_DSP", "DSP blocks"}}};

/// "Unable to place cell …, no BELs remaining to implement cell type 'ICESTORM_LC'" and "Failed to expand region (0, 0)
/// |_> (33, 33) of 7784 ICESTORM_LCs" in our words.
Error explain(Error error)
{
    const std::string &said = error.message;
    const auto expand = said.find("Failed to expand region");
    if (expand == std::string::npos && said.find("no BELs remaining") == std::string::npos)
        return error;
    for (const auto &[type, words] : kCells) {
        const auto found = said.find(type);
        if (found == std::string::npos)
            continue;
        const auto count = expand == std::string::npos ? expand : said.rfind(" of ", found);
        const std::string few =
            count == std::string::npos
                ? fmt::format("too few {}", words)
                : fmt::format("it takes {} {} then", said.substr(count + 4, found - count - 5), words);
        return {ErrorCode::Failed, fmt::format("does not fit with the shift registers around it: {}", few)};
    }
    return error;
}

Result<Routed> readReport(const std::filesystem::path &file)
{
    auto text = readFile(file);
    if (!text)
        return failure(text.error());
    const Json report = Json::parse(*text, nullptr, false);
    if (!report.is_object() || !report.contains("fmax") || report["fmax"].empty())
        return failure(ErrorCode::Failed, "nextpnr-ice40 reports no clock");
    Routed routed;
    for (const auto &clock : report["fmax"]) {
        const double hertz = 1e6 * clock.at("achieved").get<double>();
        routed.fmaxHz = routed.fmaxHz > 0 ? std::min(routed.fmaxHz, hertz) : hertz;
    }
    const Json &use = report.at("utilization");
    const auto used = [&](const char *type) {
        return use.contains(type) ? use[type].at("used").get<std::int64_t>() : std::int64_t{0};
    };
    routed.used.cells = used(kCells[0].first);
    routed.used.bram = used(kCells[1].first);
    routed.used.dsp = used(kCells[2].first);
    return routed;
}

} // namespace

Result<Routed> placeAndRoute(const std::filesystem::path &netlist, const Part &part, int seed,
                             const std::filesystem::path &folder, double limitSeconds)
{
    if (part.family != Family::Ice40 || std::ranges::find(kParts, part.name) == kParts.end())
        return failure(ErrorCode::Unsupported, fmt::format("nextpnr-ice40 does not know the part '{}'", part.name));
    auto nextpnr = findTool("nextpnr-ice40");
    if (!nextpnr)
        return failure(nextpnr.error());
    const auto report = folder / fmt::format("report-{}.json", seed);
    std::vector<std::string> command{nextpnr->program.string(),
                                     "--" + part.name,
                                     "--json",
                                     netlist.string(),
                                     "--seed",
                                     std::to_string(seed),
                                     "--report",
                                     report.string(),
                                     "--pcf-allow-unconstrained",
                                     "--timing-allow-fail",
                                     "--quiet"};
    if (!part.package.empty())
        command.insert(command.end(), {"--package", part.package});
    if (auto output = runTool(command, limitSeconds); !output)
        return failure(explain(output.error()));
    try {
        return readReport(report);
    } catch (const Json::exception &wrong) {
        return failure(ErrorCode::Failed, fmt::format("nextpnr-ice40's report cannot be read: {}", wrong.what()));
    }
}

} // namespace assay::rtl
