#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "backends/rtl/design/design.hpp"
#include "backends/rtl/session/board.hpp"
#include "backends/rtl/session/timing_model.hpp"
#include "core/base/json.hpp"
#include "plugins/sdk/backend.hpp"

namespace assay::rtl {

/// How much is done for the clock: Auto takes place and route where it has been done (preparing a sweep does it for
/// the points that count), Estimate never, Route does it.
enum class Effort { Auto, Estimate, Route };

/// What a session is asked to emulate.
struct Point {
    Design design;
    Board board;
    Json options; ///< of the manifest's verilog implementation, evaluated: README.md, "Manifest"
    Deployment deployment = Deployment::Stream;
    double clockHertz = 0; ///< 0: the fastest
    Effort effort = Effort::Auto;
    std::optional<std::uint64_t> formulaCycles; ///< of one query without pauses, as the manifest says
    std::string problem;                        ///< workload and its parameters: what points compete on
};

/// Throws sdk::Failure: no Verilog implementation, options that are not as the README says, a board that has no link
/// for a card. `sharedFolder` is resources/rtl.
[[nodiscard]] Point readPoint(const sdk::Config &config, const std::filesystem::path &sharedFolder);

} // namespace assay::rtl
