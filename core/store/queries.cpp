#include <bit>
#include <map>
#include <unordered_map>

#include <fmt/format.h>

#include "core/store/packed.hpp"
#include "core/store/state.hpp"

namespace assay::store {
namespace {

std::span<const unsigned char> blobOf(const SQLite::Column &column)
{
    return {static_cast<const unsigned char *>(column.getBlob()), static_cast<std::size_t>(column.getBytes())};
}

std::optional<double> numberOf(const SQLite::Column &column)
{
    return column.isNull() ? std::nullopt : std::optional(column.getDouble());
}

study::RunState stateFromText(const std::string &text)
{
    for (const auto state : {study::RunState::Running, study::RunState::Complete, study::RunState::Failed})
        if (study::toText(state) == text)
            return state;
    throw DamagedContent(fmt::format("'{}' is no state of a run", text));
}

Metric metricOf(SQLite::Statement &row)
{
    const auto evidence = evidenceFromText(textOf(row, 4));
    const auto boundary = boundaryFromText(textOf(row, 5));
    if (!evidence || !boundary)
        throw DamagedContent(fmt::format("the metric '{}' has an unknown evidence or boundary", textOf(row, 0)));
    return {textOf(row, 0),
            numberOf(row.getColumn(1)),
            numberOf(row.getColumn(2)),
            numberOf(row.getColumn(3)),
            *evidence,
            *boundary,
            textOf(row, 6)};
}

/// From the tables: what a run without a usable cache falls back to.
RunSummary summaryFromRows(SQLite::Database &database, std::int64_t run)
{
    RunSummary summary;
    SQLite::Statement metrics(database, "SELECT id, value, low, high, evidence, boundary, absent_reason FROM metric "
                                        "WHERE run = ? ORDER BY position");
    metrics.bind(1, run);
    while (metrics.executeStep())
        summary.metrics.push_back(metricOf(metrics));
    SQLite::Statement findings(database, "SELECT level, id, text FROM finding WHERE run = ? ORDER BY position");
    findings.bind(1, run);
    while (findings.executeStep()) {
        using Level = measure::ValidityFinding::Level;
        const Level level = textOf(findings, 0) == "invalid" ? Level::Invalid : Level::Warning;
        summary.findings.push_back({level, textOf(findings, 1), textOf(findings, 2)});
    }
    return summary;
}

constexpr const char *kRunColumns =
    "SELECT id, point, repeat, seed, state, cause, cause_text, started_at, wall_seconds, quick, checked, converged, "
    "not_converged, queries, measured_seconds, packed FROM run";

study::RunRecord runOf(SQLite::Database &database, SQLite::Statement &row)
{
    study::RunRecord run;
    run.id = row.getColumn(0).getInt64();
    run.repeat = row.getColumn(2).getUInt();
    run.seed = std::bit_cast<std::uint64_t>(row.getColumn(3).getInt64());
    run.state = stateFromText(textOf(row, 4));
    if (run.state == study::RunState::Failed) {
        run.cause = measure::causeFromText(textOf(row, 5));
        run.causeText = textOf(row, 6);
    }
    run.startedAt = textOf(row, 7);
    run.wallSeconds = row.getColumn(8).getDouble();
    run.quick = row.getColumn(9).getInt() != 0;
    run.checked = row.getColumn(10).getInt() != 0;
    run.converged = row.getColumn(11).getInt() != 0;
    run.notConverged = textOf(row, 12);
    run.queries = std::bit_cast<std::uint64_t>(row.getColumn(13).getInt64());
    run.measuredSeconds = row.getColumn(14).getDouble();
    auto summary = unpackSummary(blobOf(row.getColumn(15)));
    if (!summary)
        summary = summaryFromRows(database, run.id);
    run.metrics = std::move(summary->metrics);
    run.findings = std::move(summary->findings);
    return run;
}

constexpr const char *kPointColumns = "SELECT id, key, device, same_cpu, packed, point FROM design_point";

study::ResultRecord pointOf(SQLite::Statement &row)
{
    study::ResultRecord record;
    record.number = row.getColumn(0).getInt64();
    record.key = textOf(row, 1);
    record.deviceName = textOf(row, 2);
    record.sameCpu = row.getColumn(3).getInt() != 0;
    auto point = unpackPoint(blobOf(row.getColumn(4)));
    if (!point) {
        auto parsed = study::DesignPoint::fromJson(Json::parse(textOf(row, 5)));
        if (!parsed)
            throw DamagedContent(parsed.error().text());
        point = std::move(*parsed);
    }
    record.point = std::move(*point);
    return record;
}

/// One JSON document of a run; null when it has none.
Result<Json> document(SQLite::Database &database, std::int64_t run, const std::string &query)
{
    if (Status known = requireRun(database, run); !known)
        return failure(known.error());
    SQLite::Statement row(database, query);
    row.bind(1, run);
    return row.executeStep() ? Json::parse(textOf(row, 0)) : Json();
}

} // namespace

Status requireRun(SQLite::Database &database, std::int64_t run)
{
    SQLite::Statement known(database, "SELECT 1 FROM run WHERE id = ?");
    known.bind(1, run);
    if (!known.executeStep())
        return failure(ErrorCode::NotFound, fmt::format("there is no run {} in this file", run));
    return {};
}

Result<std::vector<study::ResultRecord>> StudyFile::results() const
{
    using Records = std::vector<study::ResultRecord>;
    return m_state->read("read", [&](SQLite::Database &database) -> Result<Records> {
        SQLite::Transaction snapshot(database); // points and runs of the same moment
        Records records;
        const auto count = database.execAndGet("SELECT count(*) FROM design_point").getInt64();
        records.reserve(static_cast<std::size_t>(count));
        std::unordered_map<std::int64_t, std::size_t> places;
        places.reserve(static_cast<std::size_t>(count));
        SQLite::Statement points(database, std::string(kPointColumns) + " ORDER BY id");
        while (points.executeStep()) {
            records.push_back(pointOf(points));
            places.emplace(records.back().number, records.size() - 1);
        }
        SQLite::Statement runs(database, std::string(kRunColumns) + " ORDER BY id");
        while (runs.executeStep()) {
            const auto place = places.find(runs.getColumn(1).getInt64());
            if (place == places.end())
                throw DamagedContent("a run belongs to no design point");
            records[place->second].runs.push_back(runOf(database, runs));
        }
        return records;
    });
}

Result<study::ResultRecord> StudyFile::result(std::int64_t number) const
{
    return m_state->read("read", [&](SQLite::Database &database) -> Result<study::ResultRecord> {
        SQLite::Transaction snapshot(database);
        SQLite::Statement point(database, std::string(kPointColumns) + " WHERE id = ?");
        point.bind(1, number);
        if (!point.executeStep()) {
            const auto count = database.execAndGet("SELECT count(*) FROM design_point").getInt64();
            return failure(ErrorCode::NotFound,
                           count == 0
                               ? fmt::format("there is no result {}: the file has none yet", number)
                               : fmt::format("there is no result {}: the file has {}; `assay show FILE` lists them",
                                             number, count));
        }
        study::ResultRecord record = pointOf(point);
        SQLite::Statement runs(database, std::string(kRunColumns) + " WHERE point = ? ORDER BY id");
        runs.bind(1, number);
        while (runs.executeStep())
            record.runs.push_back(runOf(database, runs));
        return record;
    });
}

Result<std::set<unsigned>> StudyFile::completeRepeats(const std::string &key, const std::string &deviceName) const
{
    return m_state->read("read", [&](SQLite::Database &database) -> Result<std::set<unsigned>> {
        SQLite::Statement rows(database, "SELECT repeat FROM run JOIN design_point ON design_point.id = run.point "
                                         "WHERE key = ?1 AND state = 'complete' AND (?2 = '' OR device = ?2)");
        rows.bind(1, key);
        rows.bind(2, deviceName);
        std::set<unsigned> repeats;
        while (rows.executeStep())
            repeats.insert(rows.getColumn(0).getUInt());
        return repeats;
    });
}

Result<std::optional<std::string>> StudyFile::misfit(const std::string &key, const std::string &deviceName) const
{
    using Text = std::optional<std::string>;
    return m_state->read("read", [&](SQLite::Database &database) -> Result<Text> {
        SQLite::Statement last(database, "SELECT cause, cause_text FROM run JOIN design_point ON design_point.id = "
                                         "run.point WHERE key = ?1 AND state <> 'running' AND (?2 = '' OR device = ?2) "
                                         "ORDER BY run.id DESC LIMIT 1");
        last.bind(1, key);
        last.bind(2, deviceName);
        const bool misfit = last.executeStep() && textOf(last, 0) == toText(measure::Cause::DoesNotFit);
        return misfit ? Text(textOf(last, 1)) : Text();
    });
}

Result<Json> StudyFile::environment(std::int64_t run, bool atEnd) const
{
    return m_state->read("read the environment in", [&](SQLite::Database &database) {
        return document(
            database, run,
            fmt::format("SELECT content FROM environment WHERE run = ? AND moment = '{}'", atEnd ? "end" : "start"));
    });
}

Result<Json> StudyFile::details(std::int64_t run) const
{
    return m_state->read("read the details in", [&](SQLite::Database &database) {
        return document(database, run, "SELECT content FROM session_details WHERE run = ?");
    });
}

Result<std::string> StudyFile::log(std::int64_t run) const
{
    return m_state->read("read the log in", [&](SQLite::Database &database) -> Result<std::string> {
        if (Status known = requireRun(database, run); !known)
            return failure(known.error());
        SQLite::Statement row(database, "SELECT content FROM run_log WHERE run = ?");
        row.bind(1, run);
        return row.executeStep() ? textOf(row, 0) : std::string();
    });
}

} // namespace assay::store
