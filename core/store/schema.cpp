#include "core/store/schema.hpp"

#include <array>
#include <map>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>
#include <fmt/format.h>

#include "core/store/study_file.hpp"

namespace assay::store {
namespace {

// 0x41535359 is "ASSY". Enumerations are text, booleans 0/1, seeds 64-bit patterns (shown signed by SQLite).
constexpr const char *kSchema1 = R"sql(
PRAGMA application_id = 0x41535359;

CREATE TABLE meta(
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE writer( -- who has the file open for writing; means something only while the lock is held
    one INTEGER PRIMARY KEY CHECK (one = 1),
    program TEXT NOT NULL,
    pid INTEGER NOT NULL,
    host TEXT NOT NULL,
    since TEXT NOT NULL
) STRICT;

CREATE TABLE design_point(
    id INTEGER PRIMARY KEY, -- the result's number
    key TEXT NOT NULL,      -- equal keys ask the same question
    device TEXT NOT NULL,   -- as the backend reported it
    same_cpu INTEGER NOT NULL CHECK (same_cpu IN (0, 1)),
    workload TEXT NOT NULL,
    target TEXT NOT NULL,
    description TEXT NOT NULL,
    point TEXT NOT NULL,    -- all of it, as JSON
    packed BLOB,            -- cache of `point`; NULL is fine
    UNIQUE (key, device)
) STRICT;

CREATE TABLE run(
    id INTEGER PRIMARY KEY,
    point INTEGER NOT NULL REFERENCES design_point(id),
    repeat INTEGER NOT NULL,
    seed INTEGER NOT NULL,
    started_at TEXT NOT NULL, -- ISO 8601 UTC
    state TEXT NOT NULL CHECK (state IN ('running', 'complete', 'failed')),
    cause TEXT NOT NULL DEFAULT 'none',
    cause_text TEXT NOT NULL DEFAULT '',
    wall_seconds REAL NOT NULL DEFAULT 0,
    quick INTEGER NOT NULL DEFAULT 0,
    checked INTEGER NOT NULL DEFAULT 0,
    converged INTEGER NOT NULL DEFAULT 0,
    not_converged TEXT NOT NULL DEFAULT '',
    queries INTEGER NOT NULL DEFAULT 0,
    measured_seconds REAL NOT NULL DEFAULT 0,
    reservoir INTEGER NOT NULL DEFAULT 0, -- 1: samples are a uniform sample of more queries
    packed BLOB                           -- cache of the run's metric and finding rows; NULL is fine
) STRICT;
CREATE INDEX run_of_point ON run(point, seed, started_at);

CREATE TABLE metric(
    run INTEGER NOT NULL REFERENCES run(id),
    position INTEGER NOT NULL,
    id TEXT NOT NULL,
    value REAL, -- NULL: absent, and absent_reason says why
    low REAL,
    high REAL,
    unit TEXT NOT NULL,
    evidence TEXT NOT NULL,
    boundary TEXT NOT NULL,
    absent_reason TEXT NOT NULL,
    PRIMARY KEY (run, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE finding(
    run INTEGER NOT NULL REFERENCES run(id),
    position INTEGER NOT NULL,
    level TEXT NOT NULL CHECK (level IN ('warning', 'invalid')),
    id TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (run, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE sample_chunk(
    run INTEGER NOT NULL REFERENCES run(id),
    name TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    count INTEGER NOT NULL,
    scale REAL NOT NULL,    -- value × scale is in `unit`
    unit TEXT NOT NULL,
    delta INTEGER NOT NULL, -- 1: differences to the value before
    data BLOB NOT NULL,     -- count × u32, little-endian
    UNIQUE (run, name, sequence)
) STRICT;

CREATE TABLE histogram(
    run INTEGER NOT NULL REFERENCES run(id),
    name TEXT NOT NULL,
    data BLOB NOT NULL, -- varint pairs of bucket gap and count
    UNIQUE (run, name)
) STRICT;

CREATE TABLE second_histogram( -- latencies of each second of measuring
    run INTEGER NOT NULL REFERENCES run(id),
    second INTEGER NOT NULL,
    data BLOB NOT NULL,
    UNIQUE (run, second)
) STRICT;

CREATE TABLE environment(
    run INTEGER NOT NULL REFERENCES run(id),
    moment TEXT NOT NULL CHECK (moment IN ('start', 'end')),
    content TEXT NOT NULL, -- JSON
    UNIQUE (run, moment)
) STRICT;

CREATE TABLE session_details(
    run INTEGER NOT NULL UNIQUE REFERENCES run(id),
    content TEXT NOT NULL -- JSON: variant, build log, batch, calibration
) STRICT;

CREATE TABLE run_log(
    run INTEGER NOT NULL UNIQUE REFERENCES run(id),
    content TEXT NOT NULL
) STRICT;

CREATE TABLE workload_source(
    hash TEXT PRIMARY KEY,
    id TEXT NOT NULL,
    manifest TEXT NOT NULL
) STRICT;

CREATE TABLE plugin(
    hash TEXT NOT NULL,
    id TEXT NOT NULL,
    version TEXT NOT NULL,
    PRIMARY KEY (hash, id)
) STRICT;
)sql";

constexpr const char *kSchema2 = R"sql(
CREATE TABLE reference_result( -- what others measured and published; never among the results
    name TEXT PRIMARY KEY,     -- of the publication
    kind TEXT NOT NULL,
    target TEXT NOT NULL,      -- of the hardware catalogue; empty when it has none
    workload TEXT NOT NULL,
    scenario TEXT NOT NULL,
    source TEXT NOT NULL,
    content TEXT NOT NULL      -- all of it, as JSON
) STRICT, WITHOUT ROWID;
)sql";

constexpr const char *kSchema3 = R"sql(
CREATE TABLE assumption_set( -- what models are fed with; never changes results
    name TEXT PRIMARY KEY,
    content TEXT NOT NULL, -- all of it, as JSON
    saved_at TEXT NOT NULL -- ISO 8601 UTC
) STRICT, WITHOUT ROWID;
)sql";

constexpr const char *kSchema4 = R"sql(
CREATE TABLE model_error( -- what predictions turned out to be, once the point was measured or emulated
    prediction TEXT PRIMARY KEY, -- of the run that predicted: a row each
    content TEXT NOT NULL,       -- all of it, as JSON
    recorded_at TEXT NOT NULL    -- ISO 8601 UTC
) STRICT, WITHOUT ROWID;
)sql";

constexpr std::array kMigrations{Migration{1, kSchema1}, Migration{2, kSchema2}, Migration{3, kSchema3},
                                 Migration{4, kSchema4}};
static_assert(kMigrations.back().version == kSchemaVersion);

constexpr std::array kRunTables{
    RunTable{"metric", "position"},       RunTable{"finding", "position"},       RunTable{"sample_chunk", "rowid"},
    RunTable{"histogram", "rowid"},       RunTable{"second_histogram", "rowid"}, RunTable{"environment", "rowid"},
    RunTable{"session_details", "rowid"}, RunTable{"run_log", "rowid"},
};

struct SchemaObject {
    std::string type, sql;
};

std::map<std::string, SchemaObject> schemaObjects(SQLite::Database &database)
{
    std::map<std::string, SchemaObject> objects;
    SQLite::Statement rows(database, "SELECT name, type, coalesce(sql, '') FROM sqlite_schema");
    while (rows.executeStep())
        objects[rows.getColumn(0).getString()] = {rows.getColumn(1).getString(), rows.getColumn(2).getString()};
    return objects;
}

std::map<std::string, SchemaObject> expectedObjects(std::span<const Migration> steps, int version)
{
    SQLite::Database scratch(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    std::size_t count = 0;
    while (count < steps.size() && steps[count].version <= version)
        ++count;
    migrate(scratch, steps.first(count));
    return schemaObjects(scratch);
}

bool isHarmless(const SchemaObject &object)
{
    return object.type == "table" && object.sql.starts_with("CREATE TABLE ");
}

} // namespace

std::span<const Migration> migrations()
{
    return kMigrations;
}

std::span<const RunTable> runTables()
{
    return kRunTables;
}

int schemaVersion(SQLite::Database &database)
{
    return database.execAndGet("PRAGMA user_version").getInt();
}

void migrate(SQLite::Database &database, std::span<const Migration> steps)
{
    for (const Migration &step : steps) {
        if (step.version <= schemaVersion(database))
            continue;
        SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
        database.exec(step.sql);
        database.exec(fmt::format("PRAGMA user_version = {}", step.version));
        transaction.commit();
    }
}

std::string schemaObjection(SQLite::Database &database, std::span<const Migration> steps)
{
    const auto expected = expectedObjects(steps, schemaVersion(database));
    const auto present = schemaObjects(database);
    for (const auto &[name, object] : expected) {
        const auto found = present.find(name);
        if (found == present.end())
            return fmt::format("the {} '{}' is missing", object.type, name);
        if (found->second.sql != object.sql || found->second.type != object.type)
            return fmt::format("the {} '{}' is not as Assay makes it", object.type, name);
    }
    for (const auto &[name, object] : present)
        if (!expected.contains(name) && !isHarmless(object) && !name.starts_with("sqlite_autoindex_"))
            return fmt::format("it contains an unknown {} '{}', which Assay does not run", object.type, name);
    return {};
}

} // namespace assay::store
