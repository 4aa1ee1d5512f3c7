#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "backends/rtl/design/artifact_cache.hpp"
#include "backends/rtl/design/design.hpp"
#include "backends/rtl/design/part.hpp"
#include "backends/rtl/power/power.hpp"
#include "backends/rtl/timing/timing.hpp"

namespace assay::rtl {

/// What Yosys says of a design for a family (of iCE40: with DSP blocks for up5k, without for hx8k).
struct Synthesis {
    Resources resources;
    double seconds = 0;
    std::string tool;                             ///< name and version
    std::optional<std::filesystem::path> netlist; ///< Yosys's JSON; absent where the result came as data only
    std::optional<ClockEstimate> estimate;        ///< own netlist timing; always there in data
    std::optional<Activity> activity;             ///< from gates, where the data has it (iCE40)
    bool fromData = false, fromCache = false;
};

/// What nextpnr says of a design between shift registers (resources/rtl/pins.v) on an iCE40 part, a seed each.
struct PlaceAndRoute {
    struct Seed {
        int seed = 0;
        std::optional<double> fmaxHz; ///< absent: it failed
        std::string failure;          ///< "took more than 60 s", "does not fit: …"
    };
    std::vector<Seed> seeds;
    double seconds = 0;
    std::string tool;
    bool fromData = false, fromCache = false;
    /// Clocks reached, sorted; empty when every seed failed.
    [[nodiscard]] std::vector<double> clocks() const;
};

/// Results of synthesis and of place and route: those in resources/rtl/results come first and need no tool; others are
/// made when the tools are there, and cached by content (RTL, parameters, part, seed, flags, tool versions), failures
/// and time-outs included.
class SynthesisStore {
public:
    /// `sharedFolder` is resources/rtl, with results/ in it.
    SynthesisStore(std::filesystem::path sharedFolder, ArtifactCache cache);

    enum class Effort { DataOnly, MayRunTools };
    /// Errors: Unsupported when there is no data and no tool (what to install); Failed with Yosys's words.
    [[nodiscard]] Result<Synthesis> synthesis(const Design &design, const Part &part, Effort effort) const;
    /// iCE40 only. Nothing when it is not there and tools may not run, or none is there.
    [[nodiscard]] std::optional<PlaceAndRoute> placeAndRoute(const Design &design, const Part &part,
                                                             Effort effort) const;

private:
    std::filesystem::path m_shared;
    ArtifactCache m_cache;
};

} // namespace assay::rtl
