#include "store_fixture.hpp"

#include <array>

#include "core/store/connection.hpp"
#include "core/store/schema.hpp"

namespace assay::store {
namespace {

using testing::HasSubstr;

/// The real steps and one that a later version might bring.
std::vector<Migration> withLaterStep(const char *sql)
{
    std::vector<Migration> steps(migrations().begin(), migrations().end());
    steps.push_back({kSchemaVersion + 1, sql});
    return steps;
}

constexpr const char *kLaterStep = "ALTER TABLE run ADD COLUMN operator TEXT NOT NULL DEFAULT 'unknown';"
                                   "CREATE TABLE tag(run INTEGER NOT NULL, word TEXT NOT NULL) STRICT;";

class Migrations : public StoreTest {
protected:
    /// A file as version 1 left it: written by an older build, kept as SQL text.
    void makeFixture(const std::filesystem::path &path)
    {
        SQLite::Database database(path.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        database.exec(bytesOf(std::filesystem::path(ASSAY_SOURCE_DIR) / "tests/core/store/fixtures/version_1.sql"));
    }
    static std::string schemaOf(const std::filesystem::path &path)
    {
        SQLite::Database database(path.string());
        return database.execAndGet("SELECT group_concat(sql) FROM (SELECT sql FROM sqlite_schema ORDER BY name)")
            .getString();
    }
};

TEST_F(Migrations, AFileOfVersion1OpensWithAllItHolds)
{
    makeFixture(file());
    for (const Mode mode : {Mode::ReadOnly, Mode::ReadWrite}) {
        const auto study = opened(file(), mode);
        const auto results = study.results();
        ASSERT_TRUE(results) << results.error().text();
        ASSERT_EQ(results->size(), 2U);
        const auto &result = results->at(0);
        EXPECT_EQ(result.point.target.text(), "cpu:native");
        EXPECT_EQ(result.deviceName, "a processor");
        ASSERT_EQ(result.runs.size(), 2U);
        EXPECT_EQ(result.runs[0].state, study::RunState::Complete);
        EXPECT_EQ(result.runs[0].seed, 0xfedcba9876543210U);
        EXPECT_EQ(result.runs[0].metrics.at(0).value, 1.25e-6);
        EXPECT_EQ(result.runs[0].metrics.at(1).absentReason, "no sensor");
        EXPECT_EQ(result.runs[0].findings.at(0).id, "steal");
        EXPECT_EQ(result.runs[1].cause, measure::Cause::TimedOut);
        EXPECT_EQ(study.samples(result.runs[0].id)->at(0).values, (std::vector<std::uint32_t>{1, 2, 0xffffffff}));
        EXPECT_EQ(study.histogram(result.runs[0].id, "latency")->value().total(), 3U);
        EXPECT_EQ(study.environment(result.runs[0].id, false)->at("cpu"), "a processor");
        EXPECT_EQ(*study.log(result.runs[0].id), "log");
    }
}

TEST_F(Migrations, ReleasedStepsAreNeverEdited)
{
    makeFixture(file("old"));
    {
        SQLite::Database stepwise(file("new").string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        migrate(stepwise, migrations().first(1));
    }
    EXPECT_EQ(schemaOf(file("new")), schemaOf(file("old"))) << "a released step is never edited: add one";
}

TEST_F(Migrations, AFileOfVersion1TakesPublishedResults)
{
    makeFixture(file());
    EXPECT_TRUE(opened(file(), Mode::ReadOnly).references()->empty()) << "migrated in memory";
    catalog::PublishedResult published;
    published.id = "somebody's";
    published.metrics = {{"throughput.queries", 1000, ""}};
    ASSERT_TRUE(opened(file(), Mode::ReadWrite).addReferences({published}));
    const auto study = opened(file(), Mode::ReadOnly);
    ASSERT_EQ(study.references()->size(), 1U);
    EXPECT_EQ(study.references()->at(0).id, "somebody's");
    EXPECT_EQ(study.results()->size(), 2U) << "they are not among the results";
}

TEST_F(Migrations, AFileOfVersion1TakesAssumptions)
{
    makeFixture(file());
    EXPECT_TRUE(opened(file(), Mode::ReadOnly).assumptionSets()->empty()) << "migrated in memory";
    ASSERT_TRUE(opened(file(), Mode::ReadWrite).saveAssumptions({{"name", "shop"}}, "2026-11-23T09:00:00Z"));
    const auto study = opened(file(), Mode::ReadOnly);
    EXPECT_EQ(study.assumptionSets()->size(), 1U);
    EXPECT_EQ(study.results()->size(), 2U) << "results are not touched";
}

TEST_F(Migrations, AFileOfVersion1TakesModelErrors)
{
    makeFixture(file());
    EXPECT_TRUE(opened(file(), Mode::ReadOnly).modelErrors()->empty()) << "migrated in memory";
    ASSERT_TRUE(opened(file(), Mode::ReadWrite).saveModelErrors({{{"prediction", "a"}}}, "2026-11-23T09:00:00Z"));
    const auto study = opened(file(), Mode::ReadOnly);
    EXPECT_EQ(study.modelErrors()->size(), 1U);
    EXPECT_EQ(study.results()->size(), 2U) << "results are not touched";
}

TEST_F(Migrations, AnOlderFileIsBroughtUpToDateAndKeepsItsRows)
{
    makeFixture(file());
    const auto steps = withLaterStep(kLaterStep);
    const auto guard = FileGuard::open(file(), FileGuard::Access::Write);
    {
        const auto connection = connectForWriting(file(), **guard, steps);
        ASSERT_TRUE(connection) << connection.error().text();
        EXPECT_EQ(schemaVersion(*connection->database), kSchemaVersion + 1);
        EXPECT_EQ(connection->database->execAndGet("SELECT count(*) FROM run WHERE operator = 'unknown'").getInt(), 3);
        EXPECT_EQ(schemaObjection(*connection->database, steps), "");
    }
    const auto study = StudyFile::open(file(), Mode::ReadWrite);
    ASSERT_FALSE(study);
    EXPECT_THAT(study.error().text(), HasSubstr("newer Assay")) << "for this version it is too new now";
}

TEST_F(Migrations, AnOlderFileThatMayNotBeWrittenIsMigratedInMemory)
{
    makeFixture(file());
    SQLite::Database(file().string(), SQLite::OPEN_READWRITE).exec("PRAGMA journal_mode = WAL");
    const std::string before = bytesOf(file());
    const auto steps = withLaterStep(kLaterStep);
    const auto guard = FileGuard::open(file(), FileGuard::Access::Read);
    const auto connection = connectForReading(file(), **guard, steps);
    ASSERT_TRUE(connection) << connection.error().text();
    EXPECT_EQ(connection->database->execAndGet("SELECT count(*) FROM run WHERE operator = 'unknown'").getInt(), 3);
    EXPECT_EQ(bytesOf(file()), before);
}

TEST_F(Migrations, AStepThatFailsLeavesTheFileAsItWas)
{
    makeFixture(file());
    opened(file(), Mode::ReadWrite); // brought to this version: only the later step is left
    const std::string schema = schemaOf(file());
    const auto steps = withLaterStep("ALTER TABLE run ADD COLUMN operator TEXT; DELETE FROM metric; SELECT nonsense(;");
    const auto guard = FileGuard::open(file(), FileGuard::Access::Write);
    ASSERT_FALSE(connectForWriting(file(), **guard, steps));
    EXPECT_EQ(schemaOf(file()), schema);
    EXPECT_EQ(opened(file(), Mode::ReadWrite).results()->at(0).runs[0].metrics.size(), 2U);
}

} // namespace
} // namespace assay::store
