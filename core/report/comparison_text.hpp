#pragma once

#include <string>

#include "core/model/comparison.hpp"

namespace assay::report {

/// The verdict in one sentence: "#2 is slower than #1: it takes 3.26 times as long (95 % interval 3.05–3.50)."
[[nodiscard]] std::string verdictSentence(const study::ResultRecord &a, const study::ResultRecord &b,
                                          const model::Comparison &comparison);

/// Both numbers with evidence and boundary, the verdict, what more runs would cost, and what to know beside.
[[nodiscard]] std::string describe(const study::ResultRecord &a, const study::ResultRecord &b,
                                   const model::Comparison &comparison, bool bold, std::size_t columns = 0);

} // namespace assay::report
