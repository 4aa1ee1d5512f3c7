#pragma once

#include <optional>
#include <string_view>

#include "core/base/result.hpp"
#include "core/measure/observation.hpp"
#include "core/measure/statistics.hpp"

namespace assay::run {

/// What an emulated session says of its own figures (assay.provenance/1 in plugins/abi), checked.
struct Provenance {
    Evidence evidence = Evidence::Modelled; ///< emulated or modelled
    std::optional<Boundary> boundary;       ///< empty: the device's
    Json document;                          ///< all of it, as it was given

    /// The first thing that is wrong with the document is the error: "facts[3] 'fmax': 'low' is above 'value'".
    [[nodiscard]] static Result<Provenance> read(std::string_view json);
};

/// Adds the document to the details, the facts that are known as metrics (design.lut … design.power) and the energy of
/// a query: power times service time, each end of one range with the same end of the other, evidence modelled.
/// `times` is the range of the session's virtual times as factors.
void addProvenance(measure::Observation &observation, const Provenance &provenance,
                   const std::optional<measure::Interval> &times, Boundary boundary);

} // namespace assay::run
