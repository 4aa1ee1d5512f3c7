#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/measure/metric.hpp"
#include "core/study/result.hpp"

namespace assay::model {

/// What a candidate has in one objective.
struct CandidateValue {
    std::optional<double> value, low, high; ///< with its 95 % interval, where there is one
    Evidence evidence = Evidence::Measured;
    std::optional<Boundary> boundary; ///< empty for what has none (money)
    std::string absentReason;
    /// Doubts that go together have the same name: of all designs on one emulated board the clock is off in the same
    /// way.
    /// "": a doubt of its own.
    std::string commonDoubt;
};

/// A result among others to choose from.
struct Candidate {
    std::int64_t result = 0;
    std::string name;
    std::vector<CandidateValue> values; ///< by objective
    std::string excluded;               ///< why it takes no part: invalid, unchecked, another question; "" when it does
    bool quick = false;
};

struct FrontObjective {
    std::string id, unit;
    bool maximise = false;
};

/// Candidates that may be set beside each other: the same boundary in each objective.
struct CandidateFront {
    std::vector<std::string> boundaries; ///< by objective; "" for none
    std::vector<std::size_t> members;    ///< indices of candidates
    std::vector<bool> onFront;           ///< of each member, with the values as they are
    std::vector<double> probability;     ///< of each member: part of the draws in which it is on the front
};

struct FrontAnswer {
    std::vector<CandidateFront> fronts; ///< the largest group first
    std::vector<Candidate> candidates;  ///< as given, with `excluded` filled in where a value is absent
    std::size_t draws = 0;
    std::uint64_t seed = 0;
};

/// Fronts of candidates by boundary, and how likely each is on its front: joint draws in which values lie within their
/// intervals, lopsided where these are (normal on either side, of logarithms where all is above zero), and common
/// doubts are drawn once; not an overlap of intervals. Two to four objectives.
[[nodiscard]] FrontAnswer candidateFronts(std::vector<Candidate> candidates,
                                          const std::vector<FrontObjective> &objectives, std::uint64_t seed,
                                          std::size_t draws = 1000);

/// The result's headline of a metric. Emulated and modelled values of one target have their doubt in common.
[[nodiscard]] CandidateValue candidateValue(const study::ResultRecord &result, std::string_view metricId);

/// Why a result may not take part beside `first`: another question, invalid, unchecked, no complete run; "" when it
/// may.
[[nodiscard]] std::string whyExcluded(const study::ResultRecord &result, const study::ResultRecord &first);

} // namespace assay::model
