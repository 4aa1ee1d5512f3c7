#include "app/assay/projection_run.hpp"

#include <filesystem>

#include <fmt/format.h>

#include "app/assay/option_drafts.hpp"
#include "core/base/units.hpp"
#include "core/model/headline.hpp"
#include "core/model/projection/query_work.hpp"

namespace assay::app {
namespace {

std::string valueText(const store::StudyFile &file, const desk::Projected &projected)
{
    const auto result = file.result(projected.result);
    if (!result)
        return "";
    const bool throughput = result->point.scenario.kind == measure::ScenarioKind::Offline;
    const Metric value = model::headline(*result, throughput ? "throughput.queries" : "latency.mean");
    return value.value ? formatInterval(*value.value, *value.low, *value.high, throughput ? "query/s" : "s") +
                             (throughput ? "" : " a query")
                       : "";
}

std::string line(const store::StudyFile &file, const desk::Projected &projected)
{
    return printableLines(fmt::format("{} #{} {}: {}{}\n", projected.predicted ? "projected" : "no prediction",
                                      projected.result, projected.what,
                                      projected.predicted ? valueText(file, projected) : projected.absentReason,
                                      projected.unchanged ? " (as before)" : ""));
}

std::string line(const model::FoundOut &one)
{
    const model::ModelError &error = one.error;
    const bool inside = error.interval.low <= error.found && error.found <= error.interval.high;
    return printableLines(
        fmt::format("found out: {}: predicted {}; {} took {}, {:.3g} times that and {} the range\n", one.projected,
                    formatInterval(error.predicted, error.interval.low, error.interval.high, "s"), one.found,
                    formatQuantity(error.found, "s"), error.ratio, inside ? "inside" : "outside"));
}

} // namespace

Result<Projections> Projections::take(study::Plan &plan, const desk::Surroundings &around)
{
    Projections taken(around);
    taken.m_hardware = catalog::loadHardware();
    taken.m_points = desk::takeProjected(plan.points);
    for (const study::DesignPoint &point : taken.m_points) {
        const auto target = desk::requireHardware(taken.m_hardware, point.target.device);
        const auto kind = model::loadKindOf(point.scenario);
        if (!target || !kind)
            return failure((target ? kind.error() : target.error()).within(point.target.text()));
    }
    return taken;
}

Status Projections::choose(const std::vector<std::string> &hardware, const study::Plan &plan,
                           const std::string &studyFile)
{
    if (hardware.empty())
        return {};
    std::vector<std::string> targets;
    for (const auto &point : plan.points)
        targets.push_back(point.target.text());
    std::error_code ignored;
    if (!studyFile.empty() && std::filesystem::exists(studyFile, ignored)) {
        const auto file = store::StudyFile::open(studyFile, store::StudyFile::Mode::ReadOnly);
        const auto results = file ? file->results() : failure(file.error());
        if (!results)
            return failure(results.error());
        for (const auto &result : *results)
            targets.push_back(result.point.target.text());
    }
    const auto choices = readTargetChoices(hardware, {}, targets, "neither the run nor the file has a result");
    if (!choices)
        return failure(choices.error());
    for (const auto &[target, id] : choices->hardware)
        if (const auto entry = desk::requireHardware(m_hardware, id); !entry)
            return failure(entry.error().within("--hardware " + target));
    m_choices = choices->hardware;
    return {};
}

Result<Projections::Done> Projections::keep(store::StudyFile &file, const std::string &now) const
{
    const desk::StudyProjector projector(m_around->workloads, m_hardware, catalog::loadPublished(), m_choices);
    const auto found = projector.keepErrors(file, now); // first: they widen what is projected now
    if (!found)
        return failure(found.error());
    Done done{"", Json::array(), Json::array()};
    for (const model::FoundOut &one : *found) {
        done.text += line(one);
        done.foundOut.push_back(one.toJson());
    }
    const auto projected = projector.project(file, m_points, now);
    if (!projected)
        return failure(projected.error());
    for (const desk::Projected &one : *projected) {
        done.text += line(file, one);
        done.projections.push_back({{"result", one.result},
                                    {"point", one.what},
                                    {"predicted", one.predicted},
                                    {"unchanged", one.unchanged},
                                    {"absent_reason", one.predicted ? Json(nullptr) : Json(one.absentReason)}});
    }
    return done;
}

} // namespace assay::app
