#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace assay::model {

/// One of two to four objectives: a value for each point, NaN where it is absent.
struct Objective {
    std::span<const double> values;
    bool maximise = false;
};

/// Indices, rising, of the points that no other one dominates: at least as good in all objectives and better in one.
/// Points that are equal in all stay together on the front or off it. A point with an absent value takes no part.
///
/// Two objectives: sorted and swept. Three: swept with a staircase of the other two. Four: divide and conquer (Kung,
/// Luccio, Preparata 1975). All columns of one length; one to four objectives.
[[nodiscard]] std::vector<std::uint32_t> paretoFront(std::span<const Objective> objectives);

/// Volume between the points and a reference that is worse than all of them, in objectives that are minimised: the
/// share of objective space that is dominated, by slicing (two to four objectives; for fronts of hundreds of points).
/// Points that are not better than the reference in every objective add nothing.
[[nodiscard]] double hypervolume(const std::vector<std::vector<double>> &points, std::span<const double> reference);

} // namespace assay::model
