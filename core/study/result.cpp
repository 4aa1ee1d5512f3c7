#include "core/study/result.hpp"

#include <algorithm>

namespace assay::study {

std::string toText(RunState state)
{
    switch (state) {
    case RunState::Running:
        return "running";
    case RunState::Complete:
        return "complete";
    case RunState::Failed:
        return "failed";
    }
    return "failed";
}

bool RunRecord::invalid() const
{
    return std::any_of(findings.begin(), findings.end(),
                       [](const auto &finding) { return finding.level == measure::ValidityFinding::Level::Invalid; });
}

const Metric *RunRecord::metric(std::string_view metricId) const
{
    const auto found = std::find_if(metrics.begin(), metrics.end(), [&](const Metric &m) { return m.id == metricId; });
    return found == metrics.end() ? nullptr : &*found;
}

std::vector<const RunRecord *> ResultRecord::completeRuns() const
{
    std::vector<const RunRecord *> complete;
    for (const auto &run : runs)
        if (run.state == RunState::Complete)
            complete.push_back(&run);
    return complete;
}

} // namespace assay::study
