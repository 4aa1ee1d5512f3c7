#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/desk/surroundings.hpp"
#include "core/study/plan.hpp"

namespace assay::ui {

/// What a user chose to be measured.
struct StudyChoice {
    std::set<std::string> workloads, targets;      ///< ids: "gemm", "cpu:native", "catalog:nvidia-t4"
    std::map<std::string, std::string> parameters; ///< values as written, by name: "64,128" or "64:512:x2"
    measure::ScenarioKind scenario = measure::ScenarioKind::SingleStream;
    double sloSeconds = 0; ///< of an slo-search
    bool quick = true;
    friend bool operator==(const StudyChoice &, const StudyChoice &) = default;
};

/// What would come of it. Pure; takes as long as planning does (milliseconds).
struct PlannedStudy {
    study::Plan plan;
    std::size_t runs = 0;
    double seconds = 0; ///< estimate for all runs
    std::string lacks;  ///< what has to be chosen or mended before it can run; "" when it can
};
[[nodiscard]] PlannedStudy planStudy(const StudyChoice &choice, const desk::Surroundings &around);

/// Why this stored point cannot be measured again here, so that its runs may stand beside those there are: the target
/// is not here, or workload or backend are not what they were. "" when it can. What is projected can be, once more.
[[nodiscard]] std::string whyNotAgain(const study::DesignPoint &point, const desk::Surroundings &around);

/// A parameter that the chosen workloads and targets have, and what it is unless something is said: by workload.
struct ChoosableParameter {
    ParameterSpec spec; ///< of the first that has it
    std::vector<std::pair<std::string, std::string>> usual;

    /// "256", or "256 (gemm), 65536 (vector-transform)" where they differ.
    [[nodiscard]] std::string usualText() const;
};
[[nodiscard]] std::vector<ChoosableParameter> choosableParameters(const StudyChoice &choice,
                                                                  const desk::Surroundings &around);

} // namespace assay::ui
