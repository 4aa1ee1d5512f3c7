#pragma once

#include <string>

#include "core/base/json.hpp"
#include "core/model/advice/advice.hpp"

namespace assay::report {

/// What `assay advise` found out.
struct AdviceReport {
    model::AdviceCase question;
    model::Advice advice;
};

/// The answer first, what would change it, then the findings by topic.
[[nodiscard]] std::string describe(const AdviceReport &report, bool bold, std::size_t columns = 0);
[[nodiscard]] Json adviceJson(const AdviceReport &report);

} // namespace assay::report
