#include "core/desk/study_projector.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "core/base/json_text.hpp"
#include "core/model/headline.hpp"
#include "core/model/projection/emulated_kernel.hpp"
#include "core/model/projection/published_rows.hpp"
#include "core/model/projection/query_work.hpp"
#include "core/model/standing.hpp"

namespace assay::desk {
namespace {

bool isKept(const Json &row, const std::vector<Json> &kept)
{
    return std::any_of(kept.begin(), kept.end(), [&](Json other) {
        other.erase("recorded_at");
        return other == row;
    });
}

} // namespace

std::vector<study::DesignPoint> takeProjected(std::vector<study::DesignPoint> &points)
{
    const auto first = std::stable_partition(points.begin(), points.end(),
                                             [](const auto &point) { return !point.target.isCatalogue(); });
    std::vector<study::DesignPoint> taken(std::make_move_iterator(first), std::make_move_iterator(points.end()));
    points.erase(first, points.end());
    return taken;
}

/// What a study and the published results teach.
struct StudyProjector::Known {
    std::vector<study::ResultRecord> results;
    model::Calibration calibration;
    std::vector<model::ModelError> ledger;
};

StudyProjector::StudyProjector(const catalog::WorkloadLibrary &workloads, catalog::HardwareCatalogue hardware,
                               catalog::PublishedData published, HardwareChoices choices)
    : m_workloads(workloads), m_hardware(std::move(hardware)), m_published(std::move(published)),
      m_choices(std::move(choices))
{
}

model::HardwareOf StudyProjector::lookUp() const
{
    return [this](const study::TargetId &target) -> const Json * {
        return hardwareOf(m_hardware, m_choices, target).value_or(nullptr);
    };
}

Result<StudyProjector::Known> StudyProjector::learn(const store::StudyFile &file) const
{
    auto results = file.results();
    const auto errors = file.modelErrors();
    if (!results || !errors)
        return failure(results ? errors.error() : results.error());
    Known known;
    std::vector<model::CalibrationRow> rows = model::calibrationRows(m_published, m_hardware).rows;
    for (model::CalibrationRow &row : model::ownRows(*results, m_workloads, lookUp()))
        rows.push_back(std::move(row));
    known.calibration = model::Calibration(rows);
    for (const Json &json : *errors) {
        auto error = model::ModelError::fromJson(json);
        if (!error)
            return failure(error.error().within(file.path().string()));
        known.ledger.push_back(std::move(*error));
    }
    known.results = std::move(*results);
    return known;
}

Result<model::ProjectedTime> StudyProjector::fpgaTime(const store::StudyFile &file, const study::DesignPoint &point,
                                                      const catalog::Workload &workload, const Json &target,
                                                      const Known &known) const
{
    const auto kind = model::loadKindOf(point.scenario);
    std::optional<model::ProjectedTime> best;
    for (const study::ResultRecord &result : known.results) {
        const auto emulated = hardwareOf(m_hardware, m_choices, result.point.target);
        if (result.point.workload != point.workload || result.point.workloadHash != point.workloadHash ||
            result.point.workloadParameters != point.workloadParameters || result.point.target.isCatalogue() ||
            !emulated || *emulated == nullptr || !(*emulated)->contains("emulation") ||
            model::headlineValue(result, "design.lut").value == std::nullopt)
            continue;
        const auto details = file.details(model::usedRuns(result).front()->id);
        if (!details)
            return failure(details.error());
        auto kernel = model::emulatedKernel(result, *details, **emulated);
        if (!kernel)
            continue;
        const auto projection =
            model::projectKernel(std::move(*kernel), **emulated, workload, point.workloadParameters, *kind, target);
        if (!projection)
            return failure(projection.error());
        auto time = model::projectedTime(*projection, *kind);
        const bool better = time.seconds && (!best || !best->seconds || *time.seconds < *best->seconds);
        if (!best || better)
            best = std::move(time);
    }
    if (best)
        return *best;
    model::FpgaProjection none;
    none.absentReason = fmt::format("the study has no emulated design of this: `assay run -w {} -t rtl:BOARD …` with "
                                    "the same parameters, on a board of {} cells",
                                    workload.id, model::cellFamily(target).empty() ? "its" : model::cellFamily(target));
    return model::projectedTime(none, *kind);
}

Result<model::ProjectedTime> StudyProjector::timeOf(const store::StudyFile &file, const study::DesignPoint &point,
                                                    const catalog::Workload &workload, const Json &target,
                                                    const Known &known) const
{
    const auto kind = model::loadKindOf(point.scenario);
    if (!kind)
        return failure(kind.error());
    if (textAt(target, "class") == "fpga")
        return fpgaTime(file, point, workload, target, known);
    const auto work = model::queryWork(workload, point.workloadParameters, *kind, target);
    if (!work)
        return failure(work.error());
    const auto projection =
        model::project(*work, target, known.calibration, known.ledger, catalog::toText(workload.kind));
    if (!projection)
        return failure(projection.error());
    return model::projectedTime(*projection);
}

Result<Projected> StudyProjector::keep(store::StudyFile &file, const study::DesignPoint &point, const Json &target,
                                       const measure::Observation &run, const std::string &now) const
{
    Projected done;
    done.what = point.describe();
    const Metric *const rate = run.metric("throughput.queries");
    done.predicted = rate->value.has_value();
    done.absentReason = rate->absentReason;
    const auto number = file.addPoint(point, textAt(target, "name"), false);
    if (!number)
        return failure(number.error());
    done.result = *number;
    const auto before = file.result(*number);
    if (!before)
        return failure(before.error());
    if (const auto used = model::usedRuns(*before); !used.empty()) {
        const auto details = file.details(used.front()->id);
        if (!details)
            return failure(details.error());
        done.unchanged = *details == run.details;
        if (done.unchanged)
            return done;
    }
    const auto begun = file.beginRun(*number, static_cast<unsigned>(before->runs.size()), point.seed, now);
    if (!begun)
        return failure(begun.error());
    if (const Status kept = file.completeRun(*begun, run, 0, ""); !kept)
        return failure(kept.error());
    return done;
}

Result<std::vector<Projected>> StudyProjector::project(store::StudyFile &file,
                                                       const std::vector<study::DesignPoint> &points,
                                                       const std::string &now) const
{
    const auto known = learn(file);
    if (!known)
        return failure(known.error());
    std::vector<Projected> all;
    for (const study::DesignPoint &point : points) {
        const auto workload = m_workloads.require(point.workload);
        const auto target = requireHardware(m_hardware, point.target.device);
        if (!workload || !target)
            return failure(workload ? target.error() : workload.error());
        const auto time = timeOf(file, point, **workload, **target, *known);
        if (!time)
            return failure(time.error().within(point.target.text()));
        const auto run = model::projectedRun(*time, **workload, point.workloadParameters,
                                             *model::loadKindOf(point.scenario), **target);
        if (!run)
            return failure(run.error());
        auto kept = keep(file, point, **target, *run, now);
        if (!kept)
            return failure(kept.error());
        all.push_back(std::move(*kept));
    }
    return all;
}

Result<std::vector<model::FoundOut>> StudyProjector::keepErrors(store::StudyFile &file, const std::string &now) const
{
    const auto results = file.results();
    if (!results)
        return failure(results.error());
    auto found = model::foundOut(*results, m_workloads, lookUp(), [&](std::int64_t run) { return file.details(run); });
    if (!found)
        return failure(found.error());
    const auto before = file.modelErrors();
    if (!before)
        return failure(before.error());
    std::vector<Json> rows;
    for (const model::FoundOut &one : *found)
        if (Json row = one.toJson(); !isKept(row, *before))
            rows.push_back(std::move(row));
    if (!rows.empty())
        if (const Status kept = file.saveModelErrors(rows, now); !kept)
            return failure(kept.error());
    return found;
}

} // namespace assay::desk
