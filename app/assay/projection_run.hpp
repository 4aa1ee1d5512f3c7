#pragma once

#include <string>
#include <vector>

#include "app/assay/command.hpp"
#include "app/assay/run_plan.hpp"
#include "core/desk/study_projector.hpp"
#include "core/store/study_file.hpp"

namespace assay::app {

/// The part of `assay run` that runs nothing: points on targets of the hardware catalogue ("catalog:ID") are projected
/// once the others are measured, since those calibrate them.
class Projections {
public:
    /// Takes them out of the plan. Errors, before anything is run: no such target, a scenario that no projection
    /// answers.
    [[nodiscard]] static Result<Projections> take(study::Plan &plan, const desk::Surroundings &around);

    [[nodiscard]] const std::vector<study::DesignPoint> &points() const { return m_points; }
    /// What targets are in the catalogue, as --hardware says: for those of the run and, if it is there already, of the
    /// file. Errors: another target, no such entry.
    [[nodiscard]] Status choose(const std::vector<std::string> &hardware, const study::Plan &plan,
                                const std::string &studyFile);

    /// What was projected and what earlier predictions turned out to be, for people and as "projections" and
    /// "found_out" of the document.
    struct Done {
        std::string text;
        Json projections, foundOut;
    };
    [[nodiscard]] Result<Done> keep(store::StudyFile &file, const std::string &now) const;

private:
    explicit Projections(const desk::Surroundings &around) : m_around(&around) {}

    const desk::Surroundings *m_around;
    catalog::HardwareCatalogue m_hardware;
    desk::HardwareChoices m_choices;
    std::vector<study::DesignPoint> m_points;
};

} // namespace assay::app
