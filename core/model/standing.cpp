#include "core/model/standing.hpp"

#include <algorithm>
#include <tuple>

namespace assay::model {

std::vector<const study::RunRecord *> usedRuns(const study::ResultRecord &result)
{
    auto complete = result.completeRuns();
    if (result.point.target.isCatalogue() && !complete.empty())
        return {*std::max_element(complete.begin(), complete.end(), [](const auto *a, const auto *b) {
            return std::tie(a->startedAt, a->id) < std::tie(b->startedAt, b->id);
        })};
    std::vector<const study::RunRecord *> valid;
    for (const auto *run : complete)
        if (!run->invalid())
            valid.push_back(run);
    return valid.empty() ? complete : valid;
}

Standing standing(const study::ResultRecord &result)
{
    Standing standing;
    standing.sameCpu = result.sameCpu;
    standing.projected = result.point.target.isCatalogue();
    standing.quick = result.point.stopRule.quick;
    for (const auto &run : result.runs) {
        ++standing.runs;
        const bool complete = run.state == study::RunState::Complete;
        standing.complete += complete ? 1 : 0;
        standing.valid += complete && !run.invalid() ? 1 : 0;
        const bool misfit = run.cause == measure::Cause::DoesNotFit;
        standing.failed += run.state == study::RunState::Failed && !misfit ? 1 : 0;
        standing.doesNotFit += run.state == study::RunState::Failed && misfit ? 1 : 0;
        standing.running += run.state == study::RunState::Running ? 1 : 0;
    }
    for (const auto *run : usedRuns(result)) {
        standing.quick = standing.quick || run->quick;
        standing.unchecked = standing.unchecked || !(run->checked || standing.projected);
        standing.notConverged = standing.notConverged || !run->converged;
    }
    return standing;
}

} // namespace assay::model
