#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "backends/rtl/design/artifact_cache.hpp"
#include "backends/rtl/design/design.hpp"
#include "backends/rtl/design/part.hpp"
#include "backends/rtl/power/power.hpp"
#include "backends/rtl/synthesis/nextpnr.hpp"
#include "backends/rtl/synthesis/yosys.hpp"
#include "backends/rtl/timing/timing.hpp"

namespace assay::rtl {

/// What Yosys says of a design for a family (of iCE40: with DSP blocks for up5k, without for hx8k).
struct Synthesis {
    Resources resources;
    std::optional<BeatBytes> beat; ///< of the core's ports; absent where it does not have those of the convention
    double seconds = 0;
    std::string tool;                             ///< name and version
    std::optional<std::filesystem::path> netlist; ///< Yosys's JSON; absent where the result came as data only
    std::optional<ClockEstimate> estimate;        ///< own netlist timing; in data only, where it has a figure
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
    Resources used;     ///< cells, bram, dsp, with the shift registers; empty when every seed failed
    double seconds = 0; ///< of all seeds
    std::string tool;
    bool fromData = false, fromCache = false;
    /// Clocks reached, sorted; empty when every seed failed.
    [[nodiscard]] std::vector<double> clocks() const;
};

/// The seeds that make a result: their spread is about 5 %.
inline constexpr std::array kSeeds{1, 2, 3};

/// How long the tools may take for one design, and one seed. Designs of a few thousand LUTs take seconds, but some of
/// them are never placed.
struct ToolLimits {
    double yosysSeconds = 180, nextpnrSeconds = 60;
};

/// Results of synthesis and of place and route: those in resources/rtl/results come first and need no tool; others are
/// made when the tools are there, and cached by content (RTL, parameters, part, seed, flags, tool versions), failures
/// and time-outs included.
class SynthesisStore {
public:
    /// `sharedFolder` is resources/rtl, with results/ in it.
    SynthesisStore(std::filesystem::path sharedFolder, ArtifactCache cache, ToolLimits limits = {});

    enum class Effort {
        DataOnly,    ///< data, or what was made before
        MayRunTools, ///< and what is in neither is made
        RunTools     ///< without looking at data: to make it
    };
    /// Errors: Unsupported when there is no data and no tool (what to install); Failed with Yosys's words.
    [[nodiscard]] Result<Synthesis> synthesis(const Design &design, const Part &part, Effort effort) const;
    /// iCE40 only: all of kSeeds. Nothing when it is not there and tools may not run, or none is there.
    [[nodiscard]] std::optional<PlaceAndRoute> placeAndRoute(const Design &design, const Part &part,
                                                             Effort effort) const;

    /// Makes and keeps a part of what placeAndRoute() needs, so that several can be made at once: the netlist between
    /// shift registers, or one seed. Errors: Unsupported without the tools; Failed with what the tool says.
    [[nodiscard]] Result<std::filesystem::path> routableNetlist(const Design &design, const Part &part) const;
    [[nodiscard]] Status routeSeed(const Design &design, const Part &part, int seed) const;

private:
    [[nodiscard]] Result<Synthesis> synthesisByTool(const Design &design, const Part &part, const std::string &key,
                                                    Effort effort) const;
    [[nodiscard]] std::optional<PlaceAndRoute> seedsByTool(const Design &design, const Part &part, Effort effort) const;
    /// Nothing when it is not there and may not be made.
    [[nodiscard]] std::optional<Result<ArtifactCache::Entry>> pinsEntry(const Design &design, const Part &part,
                                                                        Effort effort) const;
    [[nodiscard]] std::optional<Result<ArtifactCache::Entry>> seedEntry(const Design &design, const Part &part,
                                                                        int seed, Effort effort) const;

    std::filesystem::path m_shared;
    ArtifactCache m_cache;
    ToolLimits m_limits;
};

} // namespace assay::rtl
