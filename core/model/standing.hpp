#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/study/result.hpp"

namespace assay::model {

/// What a result may be used for, judged over its runs.
struct Standing {
    unsigned runs = 0;     ///< all, also failed ones
    unsigned complete = 0; ///< ran to the end
    unsigned valid = 0;    ///< complete and no validity check failed
    unsigned failed = 0;
    unsigned doesNotFit = 0; ///< ended with the answer that the target is too small; not among the failed
    unsigned running = 0;
    bool quick = false;        ///< measured by the quick rule: never names a winner
    bool unchecked = false;    ///< outputs of a used run were not compared with a reference: never wins
    bool projected = false;    ///< a model's figure for a device of the catalogue: there are no outputs to check
    bool notConverged = false; ///< a used run hit its cap
    bool sameCpu = false;

    [[nodiscard]] bool invalid() const { return complete > 0 && valid == 0; }
    /// No number at all: nothing finished.
    [[nodiscard]] bool withoutNumbers() const { return complete == 0; }
};
[[nodiscard]] Standing standing(const study::ResultRecord &result);

/// The runs a headline is made of: the valid complete runs; when no complete run is valid, all complete runs (the
/// result is then invalid). Of a projected result the newest alone: it knows what the earlier ones did not. Runs that a
/// validity check condemned say something about the machine, not about the device; how many were left out shows as
/// Standing::complete - Standing::valid.
[[nodiscard]] std::vector<const study::RunRecord *> usedRuns(const study::ResultRecord &result);

} // namespace assay::model
