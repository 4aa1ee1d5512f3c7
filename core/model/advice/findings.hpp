#pragma once

// Inside of this folder: what advise() is put together from, a topic each.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/advice/advice.hpp"

namespace assay::model {

/// Workload changes a year above which there is always something to port.
inline constexpr double kVolatileChanges = 12;
/// Peak over mean from which most machines for the peak stand idle.
inline constexpr double kSpikyPeak = 4;

/// One way in which an option stands to the baseline.
struct Benefit {
    std::string of;                         ///< "speed", "performance per watt", "performance per dollar"
    std::optional<double> ratio;            ///< above 1 is better; of speed over the whole program where its hot
                                            ///< fraction is known
    bool decided = false;                   ///< better, worse or equivalent, and not by luck
    std::vector<std::string> because;       ///< the numbers, or why they cannot be set side by side
    std::string wouldDecide;                ///< "" when it is decided
    Evidence evidence = Evidence::Modelled; ///< weakest of both sides
};
/// All three, in that order.
[[nodiscard]] std::vector<Benefit> benefitsOf(const AdviceCase &question, std::size_t option);

/// Whether so many of the recorded queries meet the latency limit with no other load; empty where that is not known.
[[nodiscard]] std::optional<bool> meetsLimit(const AdviceCase &question, const AdviceOption &option);

[[nodiscard]] std::vector<Finding> fitFindings(const AdviceCase &question);
[[nodiscard]] std::vector<Finding> benefitFindings(const AdviceCase &question, std::size_t option,
                                                   const std::vector<Benefit> &benefits);
[[nodiscard]] std::vector<Finding> hotFindings(const AdviceCase &question);
[[nodiscard]] std::vector<Finding> boundFindings(const AdviceCase &question, std::size_t option);
/// What is to know of the baseline alone: that it cannot be priced.
[[nodiscard]] std::vector<Finding> baselineFindings(const AdviceCase &question);
[[nodiscard]] std::vector<Finding> economicsFindings(const AdviceCase &question, std::size_t option);
[[nodiscard]] std::vector<Finding> effortFindings(const AdviceCase &question, std::size_t option);
[[nodiscard]] std::vector<Finding> integrationFindings(const AdviceCase &question);
[[nodiscard]] std::vector<Finding> deploymentFindings(const AdviceCase &question);
[[nodiscard]] std::vector<Finding> accuracyFindings(const AdviceCase &question);

/// The option's derived number; null when it is absent.
[[nodiscard]] const Derived *derivedOf(const AdviceOption &option, std::string_view id);
[[nodiscard]] inline const std::string &nameOf(const AdviceOption &option)
{
    return option.draft.option.name;
}

} // namespace assay::model
