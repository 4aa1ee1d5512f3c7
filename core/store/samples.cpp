#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <tuple>

#include <fmt/format.h>

#include "core/store/state.hpp"

namespace assay::store {
namespace {

constexpr std::size_t kChunkValues = 65536;

/// The next chunk's sequence number; refuses a column that is not what was stored under its name.
Result<std::int64_t> nextSequence(SQLite::Database &database, std::int64_t run, const measure::Column &column)
{
    SQLite::Statement last(database, "SELECT sequence, scale, unit, delta FROM sample_chunk WHERE run = ? AND name = ? "
                                     "ORDER BY sequence DESC LIMIT 1");
    last.bind(1, run);
    last.bind(2, column.name);
    if (!last.executeStep())
        return 0;
    const bool same = last.getColumn(1).getDouble() == column.scale && textOf(last, 2) == column.unit &&
                      (last.getColumn(3).getInt() != 0) == column.delta;
    if (!same)
        return failure(ErrorCode::Internal,
                       fmt::format("run {}: the samples '{}' changed scale, unit or kind between two "
                                   "parts",
                                   run, column.name));
    return last.getColumn(0).getInt64() + 1;
}

void insertChunks(SQLite::Statement &statement, std::int64_t run, const measure::Column &column, std::int64_t sequence)
{
    std::size_t begin = 0;
    do { // an empty column is one empty chunk: that it exists is kept
        const std::size_t count = std::min(kChunkValues, column.values.size() - begin);
        statement.bind(1, run);
        statement.bindNoCopy(2, column.name);
        statement.bind(3, sequence++);
        statement.bind(4, static_cast<std::int64_t>(count));
        statement.bind(5, column.scale);
        statement.bindNoCopy(6, column.unit);
        statement.bind(7, column.delta ? 1 : 0);
        const void *const data = count > 0 ? static_cast<const void *>(column.values.data() + begin) : "";
        statement.bindNoCopy(8, data, static_cast<int>(count * sizeof(std::uint32_t)));
        statement.exec();
        statement.reset();
        begin += count;
    } while (begin < column.values.size());
}

/// The columns of a run without their values, in the order in which they were stored.
std::vector<measure::Column> columnsOf(SQLite::Database &database, std::int64_t run)
{
    SQLite::Statement rows(database,
                           "SELECT name, scale, unit, delta, sum(length(data)) FROM sample_chunk WHERE run = ? "
                           "GROUP BY name ORDER BY min(rowid)");
    rows.bind(1, run);
    std::vector<measure::Column> columns;
    while (rows.executeStep()) {
        measure::Column column;
        column.name = textOf(rows, 0);
        column.scale = rows.getColumn(1).getDouble();
        column.unit = textOf(rows, 2);
        column.delta = rows.getColumn(3).getInt() != 0;
        column.values.reserve(static_cast<std::size_t>(rows.getColumn(4).getInt64()) / sizeof(std::uint32_t));
        columns.push_back(std::move(column));
    }
    return columns;
}

void readChunks(SQLite::Statement &rows, std::int64_t run, measure::Column &column)
{
    rows.bind(1, run);
    rows.bind(2, column.name);
    for (std::int64_t sequence = 0; rows.executeStep(); ++sequence) {
        const auto count = static_cast<std::size_t>(rows.getColumn(1).getInt64());
        const SQLite::Column data = rows.getColumn(2);
        const auto bytes = static_cast<std::size_t>(data.getBytes());
        if (rows.getColumn(0).getInt64() != sequence || count > kChunkValues || bytes != count * sizeof(std::uint32_t))
            throw DamagedContent(fmt::format("the samples '{}' of run {} are not whole", column.name, run));
        if (count == 0)
            continue;
        const std::size_t before = column.values.size();
        column.values.resize(before + count);
        std::memcpy(column.values.data() + before, data.getBlob(), bytes);
    }
    rows.reset();
}

measure::Histogram decoded(const SQLite::Column &data)
{
    const auto *const bytes = static_cast<const std::uint8_t *>(data.getBlob());
    auto histogram = measure::Histogram::decode({bytes, bytes + data.getBytes()});
    if (!histogram)
        throw DamagedContent(histogram.error().text());
    return std::move(*histogram);
}

} // namespace

Status insertSamples(SQLite::Database &database, std::int64_t run, const std::vector<measure::Column> &columns)
{
    SQLite::Statement statement(database,
                                "INSERT INTO sample_chunk(run, name, sequence, count, scale, unit, delta, data) "
                                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    for (const auto &column : columns) {
        if (!std::isfinite(column.scale) || column.scale <= 0)
            return failure(ErrorCode::Internal,
                           fmt::format("run {}: the samples '{}' have no usable scale", run, column.name));
        const auto sequence = nextSequence(database, run, column);
        if (!sequence)
            return failure(sequence.error());
        insertChunks(statement, run, column, *sequence);
    }
    return {};
}

Status StudyFile::appendSamples(std::int64_t run, const std::vector<measure::Column> &columns)
{
    return m_state->write("store samples in", [&](SQLite::Database &database) -> Status {
        if (Status going = requireRunning(database, run); !going)
            return going;
        return insertSamples(database, run, columns);
    });
}

Result<std::vector<measure::Column>> StudyFile::samples(std::int64_t run) const
{
    using Columns = std::vector<measure::Column>;
    return m_state->read("read samples of", [&](SQLite::Database &database) -> Result<Columns> {
        if (Status known = requireRun(database, run); !known)
            return failure(known.error());
        Columns columns = columnsOf(database, run);
        SQLite::Statement rows(database, "SELECT sequence, count, data FROM sample_chunk WHERE run = ? AND name = ? "
                                         "ORDER BY sequence");
        for (auto &column : columns)
            readChunks(rows, run, column);
        return columns;
    });
}

Result<bool> StudyFile::samplesAreReservoir(std::int64_t run) const
{
    return m_state->read("read a run of", [&](SQLite::Database &database) -> Result<bool> {
        if (Status known = requireRun(database, run); !known)
            return failure(known.error());
        SQLite::Statement row(database, "SELECT reservoir FROM run WHERE id = ?");
        row.bind(1, run);
        return row.executeStep() && row.getColumn(0).getInt() != 0;
    });
}

Result<std::optional<measure::Histogram>> StudyFile::histogram(std::int64_t run, const std::string &name) const
{
    using Found = std::optional<measure::Histogram>;
    return m_state->read("read a histogram of", [&](SQLite::Database &database) -> Result<Found> {
        if (Status known = requireRun(database, run); !known)
            return failure(known.error());
        SQLite::Statement row(database, "SELECT data FROM histogram WHERE run = ? AND name = ?");
        row.bind(1, run);
        row.bind(2, name);
        return row.executeStep() ? Found(decoded(row.getColumn(0))) : Found();
    });
}

Result<std::vector<measure::Histogram>> StudyFile::perSecond(std::int64_t run) const
{
    using Histograms = std::vector<measure::Histogram>;
    return m_state->read("read histograms of", [&](SQLite::Database &database) -> Result<Histograms> {
        if (Status known = requireRun(database, run); !known)
            return failure(known.error());
        SQLite::Statement rows(database, "SELECT data FROM second_histogram WHERE run = ? ORDER BY second");
        rows.bind(1, run);
        Histograms histograms;
        while (rows.executeStep())
            histograms.push_back(decoded(rows.getColumn(0)));
        return histograms;
    });
}

} // namespace assay::store
