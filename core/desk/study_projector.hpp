#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/catalog/hardware.hpp"
#include "core/catalog/published.hpp"
#include "core/catalog/workload.hpp"
#include "core/desk/target_hardware.hpp"
#include "core/model/projection/found_out.hpp"
#include "core/model/projection/projected_run.hpp"
#include "core/store/study_file.hpp"

namespace assay::desk {

/// What became of a projected point.
struct Projected {
    std::int64_t result = 0;
    std::string what;         ///< the point in words
    bool predicted = false;   ///< false: nothing but, at most, a bound
    bool unchanged = false;   ///< the file had the same already: nothing was stored
    std::string absentReason; ///< "" when there is a prediction
};

/// Takes the points out that are to be projected; those to be run stay, in their order.
[[nodiscard]] std::vector<study::DesignPoint> takeProjected(std::vector<study::DesignPoint> &points);

/// Projects points on targets of the catalogue ("catalog:ID") and keeps them as results of a study, evidence modelled.
/// Calibrated on what is published and on what the study has measured on hardware that is known; FPGAs from the study's
/// emulated designs of the same question. Earlier predictions that were found out widen the intervals.
class StudyProjector {
public:
    StudyProjector(const catalog::WorkloadLibrary &workloads, catalog::HardwareCatalogue hardware,
                   catalog::PublishedData published, HardwareChoices choices);

    /// Errors: a point that no projection answers (its scenario, no such target or workload), the file.
    [[nodiscard]] Result<std::vector<Projected>>
    project(store::StudyFile &file, const std::vector<study::DesignPoint> &points, const std::string &now) const;

    /// Keeps in the model-error ledger what predictions of the study turned out to be; returns all there is.
    [[nodiscard]] Result<std::vector<model::FoundOut>> keepErrors(store::StudyFile &file, const std::string &now) const;

private:
    struct Known;
    [[nodiscard]] model::HardwareOf lookUp() const;
    [[nodiscard]] Result<Known> learn(const store::StudyFile &file) const;
    [[nodiscard]] Result<model::ProjectedTime> timeOf(const store::StudyFile &file, const study::DesignPoint &point,
                                                      const catalog::Workload &workload, const Json &target,
                                                      const Known &known) const;
    [[nodiscard]] Result<model::ProjectedTime> fpgaTime(const store::StudyFile &file, const study::DesignPoint &point,
                                                        const catalog::Workload &workload, const Json &target,
                                                        const Known &known) const;
    [[nodiscard]] Result<Projected> keep(store::StudyFile &file, const study::DesignPoint &point, const Json &target,
                                         const measure::Observation &run, const std::string &now) const;

    const catalog::WorkloadLibrary &m_workloads;
    catalog::HardwareCatalogue m_hardware;
    catalog::PublishedData m_published;
    HardwareChoices m_choices;
};

} // namespace assay::desk
