#include "backends/rtl/session/point.hpp"

#include <cmath>

#include <fmt/format.h>

namespace assay::rtl {
namespace {

std::map<std::string, std::int64_t> verilogParameters(const Json &options)
{
    std::map<std::string, std::int64_t> parameters;
    const Json given = options.value("parameters", Json::object());
    for (const auto &[name, value] : given.items()) {
        if (!value.is_number() || value.get<double>() != std::floor(value.get<double>()))
            throw sdk::Failure(ASSAY_INVALID_ARGUMENT,
                               fmt::format("options, parameters: {} is {}; a Verilog parameter is a whole number", name,
                                           value.dump()));
        parameters[name] = static_cast<std::int64_t>(value.get<double>());
    }
    return parameters;
}

Effort effortOf(std::string_view text)
{
    return text == "route" ? Effort::Route : text == "estimate" ? Effort::Estimate : Effort::Auto;
}

Json parse(std::string_view text, const char *what)
{
    Json json = Json::parse(text, nullptr, false);
    if (!json.is_object())
        throw sdk::Failure(ASSAY_INVALID_ARGUMENT, fmt::format("the host gave no {}", what));
    return json;
}

std::string problemText(const sdk::Config &config)
{
    std::string text(config.workloadId());
    const assay_session_config &raw = config.raw();
    for (uint32_t i = 0; i < raw.workload_param_count; ++i)
        text += fmt::format(" {}={}", raw.workload_params[i].name, raw.workload_params[i].text);
    return text;
}

} // namespace

Point readPoint(const sdk::Config &config, const std::filesystem::path &sharedFolder)
{
    const assay_implementation &implementation = config.implementation("verilog");
    Point point;
    auto board = Board::read(parse(config.hardware(), "figures of the board from its catalogue"));
    if (!board)
        throw sdk::Failure(ASSAY_INVALID_ARGUMENT, board.error().text());
    point.board = std::move(*board);
    point.options = parse(implementation.options, "options of the Verilog implementation");
    auto design = makeDesign(implementation.path, implementation.entry, verilogParameters(point.options), sharedFolder);
    if (!design)
        throw sdk::Failure(ASSAY_BUILD_FAILED, design.error().text());
    point.design = std::move(*design);
    if (point.options.contains("cycles") && point.options["cycles"].is_number())
        point.formulaCycles = static_cast<std::uint64_t>(std::llround(point.options["cycles"].get<double>()));
    // a host that does not know the plugin manifest's parameters gives none of them
    if (const assay_param *deployment = config.backendParams.find("deployment"))
        point.deployment = std::string_view(deployment->text) == "card" ? Deployment::Card : Deployment::Stream;
    if (const assay_param *clock = config.backendParams.find("clock_mhz"))
        point.clockHertz = 1e6 * clock->real_value;
    if (const assay_param *effort = config.backendParams.find("effort"))
        point.effort = effortOf(effort->text);
    point.problem = problemText(config);
    if (point.deployment == Deployment::Card && !point.board.link)
        throw sdk::Failure(
            ASSAY_UNSUPPORTED,
            fmt::format("{} has no host link in the hardware catalogue (link_latency_us, "
                        "link_effective_gbs), so deployment=card has no time; take deployment=stream, or "
                        "a card with PCIe",
                        point.board.name));
    return point;
}

} // namespace assay::rtl
