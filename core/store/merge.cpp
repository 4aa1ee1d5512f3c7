#include <fmt/format.h>

#include "core/store/state.hpp"

namespace assay::store {
namespace {

/// Copies rows from one file to another as they are, whatever columns the schema has.
class RowCopier {
public:
    /// `leading`: how many columns the target row gets from us instead of from the source.
    RowCopier(SQLite::Database &source, SQLite::Database &target, const std::string &table, const std::string &query,
              int leading, const char *conflict)
        : m_rows(source, query), m_leading(leading), m_insert(target, insertText(source, table, conflict))
    {
    }

    template <class BindLeading> void copy(std::optional<std::int64_t> of, BindLeading bindLeading)
    {
        if (of)
            m_rows.bind(1, *of);
        while (m_rows.executeStep()) {
            bindLeading(m_insert);
            for (int column = m_leading; column < m_rows.getColumnCount(); ++column)
                bindValue(column);
            m_insert.exec();
            m_insert.reset();
        }
        m_rows.reset();
    }

private:
    static std::string insertText(SQLite::Database &source, const std::string &table, const char *conflict)
    {
        SQLite::Statement count(source, "SELECT count(*) FROM pragma_table_info(?)");
        count.bind(1, table);
        count.executeStep();
        std::string marks = "?";
        for (int left = count.getColumn(0).getInt(); left > 1; --left)
            marks += ", ?";
        return fmt::format("INSERT {} INTO {} VALUES ({})", conflict, table, marks);
    }

    void bindValue(int column)
    {
        const SQLite::Column value = m_rows.getColumn(column);
        const int index = column + 1;
        if (value.isNull())
            m_insert.bind(index);
        else if (value.isInteger())
            m_insert.bind(index, value.getInt64());
        else if (value.isFloat())
            m_insert.bind(index, value.getDouble());
        else if (value.isText())
            m_insert.bind(index, value.getString());
        else
            m_insert.bind(index, value.getBytes() > 0 ? value.getBlob() : "", value.getBytes());
    }

    SQLite::Statement m_rows;
    int m_leading;
    SQLite::Statement m_insert;
};

/// The target's number for a point of the source; added when it is new.
std::int64_t mergedPoint(SQLite::Database &source, SQLite::Database &target, std::int64_t point)
{
    SQLite::Statement row(source, "SELECT key, device, same_cpu FROM design_point WHERE id = ?");
    row.bind(1, point);
    row.executeStep();
    const PointIdentity identity{textOf(row, 0), textOf(row, 1)};
    const auto found = findPoint(target, identity);
    if (!found) {
        RowCopier copier(source, target, "design_point", "SELECT * FROM design_point WHERE id = ?", 1, "");
        copier.copy(point, [](SQLite::Statement &insert) { insert.bind(1); });
        return target.getLastInsertRowid();
    }
    SQLite::Statement named(target, "UPDATE design_point SET device = ?1, same_cpu = ?2 WHERE id = ?3 AND device = '' "
                                    "AND ?1 <> ''");
    named.bind(1, identity.device);
    named.bind(2, row.getColumn(2).getInt());
    named.bind(3, *found);
    named.exec();
    return *found;
}

/// Copies whole runs; its statements are prepared once for all of them.
class RunCopier {
public:
    RunCopier(SQLite::Database &source, SQLite::Database &target)
        : m_target(target), m_run(source, target, "run", "SELECT * FROM run WHERE id = ?", 2, "")
    {
        for (const RunTable &table : runTables())
            m_tables.push_back(std::make_unique<RowCopier>(
                source, target, table.name,
                fmt::format("SELECT * FROM {} WHERE run = ? ORDER BY {}", table.name, table.order), 1, ""));
    }

    void copy(std::int64_t run, std::int64_t point)
    {
        m_run.copy(run, [&](SQLite::Statement &insert) {
            insert.bind(1);
            insert.bind(2, point);
        });
        const std::int64_t copied = m_target.getLastInsertRowid();
        for (const auto &table : m_tables)
            table->copy(run, [&](SQLite::Statement &insert) { insert.bind(1, copied); });
    }

private:
    SQLite::Database &m_target;
    RowCopier m_run;
    std::vector<std::unique_ptr<RowCopier>> m_tables;
};

/// Finished runs only: one that is still going on, or was interrupted and never settled, is not a result.
int copyRuns(SQLite::Database &source, SQLite::Database &target)
{
    int copied = 0;
    std::int64_t lastPoint = 0;
    std::int64_t point = 0;
    RunCopier copier(source, target);
    SQLite::Statement known(target, "SELECT 1 FROM run WHERE point = ? AND seed = ? AND started_at = ?");
    SQLite::Statement runs(source, "SELECT id, point, seed, started_at FROM run WHERE state <> 'running' "
                                   "ORDER BY point, id");
    while (runs.executeStep()) {
        const std::int64_t sourcePoint = runs.getColumn(1).getInt64();
        if (sourcePoint != lastPoint)
            point = mergedPoint(source, target, sourcePoint);
        lastPoint = sourcePoint;
        known.reset();
        known.bind(1, point);
        known.bind(2, runs.getColumn(2).getInt64());
        known.bind(3, textOf(runs, 3));
        if (known.executeStep())
            continue;
        copier.copy(runs.getColumn(0).getInt64(), point);
        ++copied;
    }
    return copied;
}

} // namespace

Result<int> StudyFile::mergeFrom(const StudyFile &other)
{
    if (other.m_state->guard == m_state->guard)
        return 0; // the same file
    return m_state->write("merge into", [&](SQLite::Database &target) {
        return other.m_state->read("merge from", [&](SQLite::Database &source) -> Result<int> {
            SQLite::Transaction snapshot(source);
            for (const char *table :
                 {"workload_source", "plugin", "reference_result", "assumption_set", "model_error"}) {
                RowCopier rows(source, target, table, fmt::format("SELECT * FROM {}", table), 0, "OR IGNORE");
                rows.copy(std::nullopt, [](SQLite::Statement &) {});
            }
            RowCopier searches(source, target, "meta", "SELECT * FROM meta WHERE key GLOB 'search:*'", 0, "OR IGNORE");
            searches.copy(std::nullopt, [](SQLite::Statement &) {});
            return copyRuns(source, target);
        });
    });
}

} // namespace assay::store
