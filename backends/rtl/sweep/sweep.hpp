#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "backends/rtl/design/design.hpp"
#include "backends/rtl/design/part.hpp"
#include "backends/rtl/sweep/area_estimate.hpp"
#include "backends/rtl/sweep/jobs.hpp"
#include "backends/rtl/synthesis/synthesis_store.hpp"
#include "backends/rtl/timing/timing.hpp"

namespace assay::rtl {

/// A point of a sweep: a design on a part, and what it is good for.
struct Candidate {
    enum class Routing { Never, IfNearFront, Always };
    Design design;
    Part part;
    std::string problem;          ///< workload and its parameters: only points of the same problem and part compete
    std::optional<double> cycles; ///< of one query; absent: not known beforehand, so nothing is better or worse
    double clockHertz = 0;        ///< what the user chose; 0: the fastest
    AreaEstimate area;
    Routing routing = Routing::IfNearFront;
};

struct Outcome {
    enum class Fate {
        Hopeless,   ///< by its closed form it fits by no means; not synthesised
        NoResult,   ///< no synthesis: `text` says why (Yosys's words, a time-out, no tool)
        DoesNotFit, ///< `text`: by how much
        Behind,     ///< others of its problem are clearly better; its clock is estimated
        Estimated,  ///< its clock is estimated because there is no place and route for it, or none is wanted
        Routed,     ///< placed and routed, with at least one seed
        NotRouted,  ///< place and route failed with every seed: `text`
        Stopped     ///< the sweep was stopped before
    };
    Fate fate = Fate::Stopped;
    std::string text;
    std::optional<Synthesis> synthesis;
    std::optional<ClockEstimate> estimate;
    std::optional<PlaceAndRoute> routed;
};

struct SweepOptions {
    unsigned workers = 2;
    /// Points this much slower than a smaller one stay in: the estimated clocks' error (p90) is 15 %.
    double tolerance = 0.15;
    JobProgress progress = [](double, const std::string &) { return true; };
};

/// Makes beforehand what the points of a sweep need, in this order: hopeless ones are left out by closed form; Yosys,
/// each design once for a family; own netlist timing; then place and route, kSeeds each, for the points near the Pareto
/// front of latency (cycles / clock) and area. All of it is kept in the store's cache. An outcome for each candidate,
/// in their order; a point that cannot be made is no error. Uses so many workers at once, longest jobs first.
[[nodiscard]] std::vector<Outcome> runSweep(const std::vector<Candidate> &candidates, const SynthesisStore &store,
                                            const std::filesystem::path &sharedFolder, const SweepOptions &options);

} // namespace assay::rtl
