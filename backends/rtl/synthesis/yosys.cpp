#include "backends/rtl/synthesis/yosys.hpp"

#include <cstdint>
#include <limits>
#include <string_view>

#include <fmt/format.h>

#include "backends/rtl/design/tools.hpp"
#include "core/base/files.hpp"

namespace assay::rtl {
namespace {

constexpr const char *kNetlist = "netlist.json";

std::string quoted(const std::filesystem::path &file)
{
    return '"' + file.string() + '"';
}

/// A number as Verilog reads it, with its sign.
std::string literal(std::int64_t value)
{
    if (value >= std::numeric_limits<std::int32_t>::min() && value <= std::numeric_limits<std::int32_t>::max())
        return std::to_string(value);
    const bool negative = value < 0;
    const auto magnitude = negative ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
    return fmt::format("{}64'sd{}", negative ? "-" : "", magnitude);
}

/// "#(.LANES(8),.WBITS(3))", or "" without parameters.
std::string overrides(const Design &design)
{
    std::string list;
    for (const auto &[name, value] : design.parameters)
        list += fmt::format("{}.{}({})", list.empty() ? "" : ",", name, literal(value));
    return list.empty() ? "" : "#(" + list + ")";
}

std::string readSources(const Design &design)
{
    std::string text;
    for (const auto &file : design.sharedModules)
        text += fmt::format("read_verilog {}\n", quoted(file));
    return text + fmt::format("read_verilog {}\n", quoted(design.kernel));
}

/// The commands that map `top`. Out of context: a core has no pads.
std::string mapping(const std::string &family, const std::string &top)
{
    if (family == "ice40" || family == "ice40-dsp")
        return fmt::format("synth_ice40 {}-top {}\n", family == "ice40" ? "" : "-dsp ", top);
    if (family == "ecp5")
        return fmt::format("synth_ecp5 -top {}\n", top);
    return fmt::format("synth_xilinx -family xc7 -nowidelut -flatten -noiopad -noclkbuf -top {}\n", top);
}

Status run(const std::string &script, const std::filesystem::path &folder, double limitSeconds)
{
    auto yosys = findTool("yosys");
    if (!yosys)
        return failure(yosys.error());
    const auto file = folder / "synthesis.ys";
    if (auto written = writeFileAtomically(file, script); !written)
        return written;
    auto output = runTool({yosys->program.string(), "-q", "-s", file.string()}, limitSeconds);
    if (!output)
        return failure(output.error());
    return {};
}

/// "Can't find object for defparam `NAME`" in our words.
Error nameParameter(Error error, const std::string &top)
{
    constexpr std::string_view kWords = "for defparam `";
    const auto begin = error.message.find(kWords);
    const auto end = begin == std::string::npos ? begin : error.message.find_first_of("`'", begin + kWords.size());
    if (end != std::string::npos)
        error.message = fmt::format("{} has no parameter {}", top,
                                    error.message.substr(begin + kWords.size(), end - begin - kWords.size()));
    return error;
}

std::string keepNetlist(const std::filesystem::path &folder)
{
    return fmt::format("setattr -unset src */*\nwrite_json {}\n", quoted(folder / kNetlist));
}

} // namespace

Status synthesise(const Design &design, const std::string &family, const std::filesystem::path &folder,
                  double limitSeconds)
{
    // An instance sets the parameters, because chparam loses their sign; then what is below it becomes the top.
    const auto instance = folder / "parameters.v";
    const std::string text =
        fmt::format("module assay_parameters; {} {} core(); endmodule\n", design.top, overrides(design));
    if (auto written = writeFileAtomically(instance, text); !written)
        return written;
    const std::string script =
        readSources(design) +
        fmt::format("read_verilog {}\nhierarchy -top assay_parameters\ndelete assay_parameters\n", quoted(instance)) +
        fmt::format("hierarchy -auto-top\nrename -top {}\n", design.top) + mapping(family, design.top) +
        keepNetlist(folder);
    auto done = run(script, folder, limitSeconds);
    return done ? done : failure(nameParameter(done.error(), design.top));
}

Status wrapInPins(const std::filesystem::path &core, const std::string &top, BeatBytes bytes,
                  const std::filesystem::path &pins, const std::filesystem::path &folder, double limitSeconds)
{
    // As a black box the core is left alone while the registers are mapped.
    const std::string script = fmt::format("read_json {}\nsetattr -mod -set blackbox 1 {}\n", quoted(core), top) +
                               fmt::format("read_verilog -DKERNEL={} -DKPARAMS= -DIN_BYTES={} -DOUT_BYTES={} {}\n", top,
                                           bytes.input, bytes.output, quoted(pins)) +
                               "synth_ice40 -top pins\n" +
                               fmt::format("setattr -mod -unset blackbox ={}\nflatten\nclean\n", top) +
                               keepNetlist(folder);
    return run(script, folder, limitSeconds);
}

} // namespace assay::rtl
