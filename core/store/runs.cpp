#include <bit>
#include <cmath>

#include <fmt/format.h>

#include "core/base/json_text.hpp"
#include "core/store/insert.hpp"
#include "core/store/packed.hpp"
#include "core/store/state.hpp"

namespace assay::store {
namespace {

/// SQLite has no NaN; a metric that is not a number is an absent one.
std::vector<Metric> storable(std::vector<Metric> metrics)
{
    for (Metric &metric : metrics) {
        if (metric.value && std::isnan(*metric.value)) {
            metric.value.reset();
            if (metric.absentReason.empty())
                metric.absentReason = "not a number";
        }
        for (auto *bound : {&metric.low, &metric.high})
            if (*bound && std::isnan(**bound))
                bound->reset();
    }
    return metrics;
}

void insertMetrics(SQLite::Database &database, std::int64_t run, const std::vector<Metric> &metrics)
{
    SQLite::Statement statement(database, "INSERT INTO metric(run, position, id, value, low, high, unit, evidence, "
                                          "boundary, absent_reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    std::int64_t position = 0;
    for (const Metric &metric : metrics) {
        const MetricInfo *const info = metricInfo(metric.id);
        insert(statement, run, position++, metric.id, metric.value, metric.low, metric.high,
               std::string(info ? info->unit : ""), toText(metric.evidence), toText(metric.boundary),
               metric.absentReason);
    }
}

void insertFindings(SQLite::Database &database, std::int64_t run, const std::vector<measure::ValidityFinding> &findings)
{
    SQLite::Statement statement(database, "INSERT INTO finding(run, position, level, id, text) VALUES (?, ?, ?, ?, ?)");
    std::int64_t position = 0;
    for (const auto &finding : findings) {
        const bool invalid = finding.level == measure::ValidityFinding::Level::Invalid;
        insert(statement, run, position++, std::string(invalid ? "invalid" : "warning"), finding.id, finding.text);
    }
}

void insertHistograms(SQLite::Database &database, std::int64_t run, const measure::Observation &observation)
{
    SQLite::Statement whole(database, "INSERT INTO histogram(run, name, data) VALUES (?, ?, ?)");
    for (const auto &[name, histogram] : observation.histograms)
        insert(whole, run, name, histogram.encode());
    SQLite::Statement interval(database, "INSERT INTO second_histogram(run, second, data) VALUES (?, ?, ?)");
    std::int64_t second = 0;
    for (const auto &histogram : observation.perSecond)
        insert(interval, run, second++, histogram.encode());
}

/// Text from outside may hold broken UTF-8: replaced, never refused.
void insertJson(SQLite::Database &database, std::int64_t run, const measure::Observation &observation)
{
    SQLite::Statement environment(database, "INSERT INTO environment(run, moment, content) VALUES (?, ?, ?)");
    if (!observation.environmentStart.is_null())
        insert(environment, run, std::string("start"), jsonLine(observation.environmentStart));
    if (!observation.environmentEnd.is_null())
        insert(environment, run, std::string("end"), jsonLine(observation.environmentEnd));
    SQLite::Statement details(database, "INSERT INTO session_details(run, content) VALUES (?, ?)");
    if (!observation.details.is_null())
        insert(details, run, jsonLine(observation.details));
}

void insertLog(SQLite::Database &database, std::int64_t run, const std::string &log)
{
    if (log.empty())
        return;
    SQLite::Statement statement(database, "INSERT INTO run_log(run, content) VALUES (?, ?)");
    insert(statement, run, log);
}

Status refuseColumnsTwice(SQLite::Database &database, std::int64_t run, const std::vector<measure::Column> &columns)
{
    SQLite::Statement present(database, "SELECT 1 FROM sample_chunk WHERE run = ? AND name = ? LIMIT 1");
    for (const auto &column : columns) {
        present.reset();
        present.bind(1, run);
        present.bind(2, column.name);
        if (present.executeStep())
            return failure(ErrorCode::Internal,
                           fmt::format("run {}: the samples '{}' were stored while it ran and come again at its end",
                                       run, column.name));
    }
    return {};
}

} // namespace

std::optional<std::int64_t> findPoint(SQLite::Database &database, const PointIdentity &identity)
{
    // Best first: this device, then a point whose device was never reported.
    SQLite::Statement statement(database,
                                "SELECT id FROM design_point WHERE key = ?1 AND (device IN (?2, '') OR ?2 = '') "
                                "ORDER BY device = ?2 DESC, id LIMIT 1");
    statement.bind(1, identity.key);
    statement.bind(2, identity.device);
    if (!statement.executeStep())
        return std::nullopt;
    return statement.getColumn(0).getInt64();
}

Result<std::int64_t> StudyFile::addPoint(const study::DesignPoint &point, const std::string &deviceName, bool sameCpu)
{
    return m_state->write("store a design point in", [&](SQLite::Database &database) -> Result<std::int64_t> {
        const std::string key = point.key();
        if (const auto found = findPoint(database, {key, deviceName})) {
            SQLite::Statement named(database,
                                    "UPDATE design_point SET device = ?, same_cpu = ? WHERE id = ? AND device = '' "
                                    "AND ?1 <> ''");
            insert(named, deviceName, sameCpu ? 1 : 0, *found);
            return *found;
        }
        SQLite::Statement added(database,
                                "INSERT INTO design_point(key, device, same_cpu, workload, target, description, "
                                "point, packed) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
        const std::string packed = packPoint(point);
        insert(added, key, deviceName, sameCpu ? 1 : 0, point.workload, point.target.text(), point.describe(),
               jsonLine(point.toJson()), std::vector<std::uint8_t>(packed.begin(), packed.end()));
        return database.getLastInsertRowid();
    });
}

Result<std::int64_t> StudyFile::beginRun(std::int64_t point, unsigned repeat, std::uint64_t seed,
                                         const std::string &startedAt)
{
    return m_state->write("start a run in", [&](SQLite::Database &database) -> Result<std::int64_t> {
        SQLite::Statement known(database, "SELECT 1 FROM design_point WHERE id = ?");
        known.bind(1, point);
        if (!known.executeStep())
            return failure(ErrorCode::Internal, fmt::format("there is no design point {} in this file", point));
        SQLite::Statement added(database, "INSERT INTO run(point, repeat, seed, started_at, state) "
                                          "VALUES (?, ?, ?, ?, 'running')");
        insert(added, point, repeat, std::bit_cast<std::int64_t>(seed), startedAt);
        return database.getLastInsertRowid();
    });
}

Status requireRunning(SQLite::Database &database, std::int64_t run)
{
    SQLite::Statement state(database, "SELECT state FROM run WHERE id = ?");
    state.bind(1, run);
    if (!state.executeStep())
        return failure(ErrorCode::NotFound, fmt::format("there is no run {} in this file", run));
    if (textOf(state, 0) != "running")
        return failure(ErrorCode::Internal, fmt::format("run {} is already {}", run, textOf(state, 0)));
    return {};
}

Status StudyFile::completeRun(std::int64_t run, const measure::Observation &observation, double wallSeconds,
                              const std::string &log)
{
    return m_state->write("store a run in", [&](SQLite::Database &database) -> Status {
        if (Status going = requireRunning(database, run); !going)
            return going;
        if (Status fresh = refuseColumnsTwice(database, run, observation.columns); !fresh)
            return fresh;
        if (Status stored = insertSamples(database, run, observation.columns); !stored)
            return stored;
        const RunSummary summary{storable(observation.metrics), observation.findings};
        insertMetrics(database, run, summary.metrics);
        insertFindings(database, run, summary.findings);
        insertHistograms(database, run, observation);
        insertJson(database, run, observation);
        insertLog(database, run, log);
        const std::string packed = packSummary(summary);
        SQLite::Statement done(database, "UPDATE run SET state = 'complete', wall_seconds = ?, quick = ?, checked = ?, "
                                         "converged = ?, not_converged = ?, queries = ?, measured_seconds = ?, "
                                         "reservoir = ?, packed = ? WHERE id = ?");
        insert(done, wallSeconds, observation.quick ? 1 : 0, observation.checked ? 1 : 0, observation.converged ? 1 : 0,
               observation.notConverged, std::bit_cast<std::int64_t>(observation.queries), observation.measuredSeconds,
               observation.reservoir ? 1 : 0, std::vector<std::uint8_t>(packed.begin(), packed.end()), run);
        return {};
    });
}

Status StudyFile::failRun(std::int64_t run, measure::Cause cause, const std::string &text, double wallSeconds,
                          const std::string &log)
{
    if (cause == measure::Cause::None)
        return failure(ErrorCode::Internal, fmt::format("run {} cannot fail without a cause", run));
    return m_state->write("store a failed run in", [&](SQLite::Database &database) -> Status {
        if (Status going = requireRunning(database, run); !going)
            return going;
        SQLite::Statement failed(database,
                                 "UPDATE run SET state = 'failed', cause = ?, cause_text = ?, wall_seconds = ? "
                                 "WHERE id = ?");
        insert(failed, toText(cause), text, wallSeconds, run);
        insertLog(database, run, log);
        return {};
    });
}

Result<int> StudyFile::settleInterruptedRuns()
{
    return m_state->write("settle interrupted runs of", [&](SQLite::Database &database) -> Result<int> {
        SQLite::Statement settled(database, "UPDATE run SET state = 'failed', cause = ?, cause_text = ? "
                                            "WHERE state = 'running'");
        settled.bind(1, toText(measure::Cause::ExitedEarly));
        settled.bind(2, std::string("Assay ended while the run was going on; the same command runs it again"));
        return settled.exec();
    });
}

Status StudyFile::addWorkloadSource(const std::string &hash, const std::string &id, const std::string &manifest)
{
    return m_state->write("store a workload source in", [&](SQLite::Database &database) -> Status {
        SQLite::Statement added(database, "INSERT OR IGNORE INTO workload_source(hash, id, manifest) VALUES (?, ?, ?)");
        insert(added, hash, id, manifest);
        return {};
    });
}

Status StudyFile::addPlugin(const std::string &hash, const std::string &id, const std::string &version)
{
    return m_state->write("store a plugin's version in", [&](SQLite::Database &database) -> Status {
        SQLite::Statement added(database, "INSERT OR IGNORE INTO plugin(hash, id, version) VALUES (?, ?, ?)");
        insert(added, hash, id, version);
        return {};
    });
}

} // namespace assay::store
