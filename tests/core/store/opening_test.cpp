#include "store_fixture.hpp"

#include <functional>

#include <sys/stat.h>

namespace assay::store {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

class Opening : public StoreTest {
protected:
    /// Opening fails with these words in every mode given, and neither the file nor its folder changes.
    void expectRefused(const std::filesystem::path &path, const std::string &words,
                       std::vector<Mode> modes = {Mode::ReadOnly, Mode::ReadWrite, Mode::Create})
    {
        const std::string before = std::filesystem::is_regular_file(path) ? bytesOf(path) : "";
        const auto namesBefore = names();
        for (const Mode mode : modes) {
            const auto study = StudyFile::open(path, mode);
            ASSERT_FALSE(study) << "mode " << static_cast<int>(mode);
            EXPECT_THAT(study.error().text(), AllOf(HasSubstr(path.filename().string()), HasSubstr(words)));
            EXPECT_EQ(exitCodeFor(study.error().code), 2);
        }
        if (std::filesystem::is_regular_file(path)) {
            EXPECT_EQ(bytesOf(path), before);
        }
        EXPECT_EQ(names(), namesBefore);
    }
};

/// File permissions do not bind root: such a test becomes nobody for its length.
class WithoutRights {
public:
    WithoutRights() { m_done = ::geteuid() != 0 || ::seteuid(65534) == 0; }
    ~WithoutRights()
    {
        if (::getuid() == 0)
            m_done = ::seteuid(0) == 0;
    }

private:
    bool m_done;
};

TEST_F(Opening, CreateMakesAStudyThatSaysWhatItIs)
{
    makeStudy(file());
    SQLite::Database database(file().string());
    EXPECT_EQ(database.execAndGet("PRAGMA application_id").getInt(), kApplicationId);
    EXPECT_EQ(database.execAndGet("PRAGMA user_version").getInt(), kSchemaVersion);
    EXPECT_EQ(database.execAndGet("PRAGMA journal_mode").getString(), "wal");
}

TEST_F(Opening, CleanCloseLeavesOneFile)
{
    makeStudy(file(), 3);
    EXPECT_THAT(names(), ElementsAre("study.assay"));
    {
        auto again = opened(file(), Mode::ReadWrite);
    }
    EXPECT_THAT(names(), ElementsAre("study.assay"));
}

TEST_F(Opening, CreateOpensWhatIsThere)
{
    makeStudy(file(), 2);
    EXPECT_EQ(opened(file(), Mode::Create).results()->at(0).runs.size(), 2U);
}

TEST_F(Opening, CreateFillsAnEmptyFileAndOthersRefuseIt)
{
    writeBytes(file(), "");
    expectRefused(file(), "is empty", {Mode::ReadOnly, Mode::ReadWrite});
    EXPECT_TRUE(StudyFile::open(file(), Mode::Create));
}

TEST_F(Opening, RefusesWhatIsNoDatabase)
{
    writeBytes(file("notes.txt"), "dear diary, today I measured a multiplier\n" + std::string(5000, 'x'));
    expectRefused(file("notes.txt"), "not a study file");
    writeBytes(file("short"), "SQLite");
    expectRefused(file("short"), "not a study file");
}

TEST_F(Opening, RefusesAnotherProgramsDatabase)
{
    {
        SQLite::Database other(file("browser.db").string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        other.exec("PRAGMA journal_mode = WAL; CREATE TABLE history(url TEXT); PRAGMA application_id = 7;");
    }
    expectRefused(file("browser.db"), "another program's");
}

TEST_F(Opening, RefusesATruncatedFile)
{
    makeStudy(file(), 20);
    const auto size = std::filesystem::file_size(file());
    for (const auto left : {size - 1, size / 2, std::uintmax_t{100}}) {
        std::filesystem::resize_file(file(), left);
        expectRefused(file(), "truncated");
    }
}

TEST_F(Opening, RefusesADamagedFile)
{
    makeStudy(file(), 50);
    const std::string whole = bytesOf(file());
    const auto pageSize =
        static_cast<std::size_t>(SQLite::Database(file().string()).execAndGet("PRAGMA page_size").getInt());
    int refused = 0;
    // The schema, and the roots of tables and indexes, one page after another.
    for (std::size_t page = 0; page < 12; ++page) {
        std::string bytes = whole;
        const std::size_t begin = page == 0 ? 100 : page * pageSize;
        std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(begin), 600, '\x5a');
        writeBytes(file(), bytes);
        const auto study = StudyFile::open(file(), Mode::ReadWrite);
        if (study)
            continue;
        ++refused;
        EXPECT_THAT(study.error().text(), HasSubstr("damaged"));
        EXPECT_EQ(bytesOf(file()), bytes) << "page " << page;
        EXPECT_THAT(names(), ElementsAre("study.assay"));
    }
    EXPECT_EQ(refused, 12);
}

TEST_F(Opening, RefusesANewerSchema)
{
    makeStudy(file());
    SQLite::Database(file().string(), SQLite::OPEN_READWRITE).exec("PRAGMA user_version = 99");
    expectRefused(file(), "newer Assay (schema 99");
}

TEST_F(Opening, RefusesFoldersMissingFilesAndMissingFolders)
{
    expectRefused(m_folder, "is a folder");
    expectRefused(file("nothing.assay"), "there is no file", {Mode::ReadOnly, Mode::ReadWrite});
    const auto study = StudyFile::open(m_folder / "no" / "study.assay", Mode::Create);
    ASSERT_FALSE(study);
    EXPECT_THAT(study.error().text(), AllOf(HasSubstr("no folder"), HasSubstr((m_folder / "no").string())));
    EXPECT_FALSE(StudyFile::open("/dev/null", Mode::ReadWrite));
}

TEST_F(Opening, RefusesWithoutPermission)
{
    makeStudy(file());
    std::filesystem::permissions(file(), std::filesystem::perms::none);
    {
        const WithoutRights nobody;
        const auto study = StudyFile::open(file(), Mode::ReadOnly);
        ASSERT_FALSE(study);
        EXPECT_THAT(study.error().text(), HasSubstr("no permission to read"));
    }
    std::filesystem::permissions(file(), std::filesystem::perms(0444));
    std::filesystem::permissions(m_folder, std::filesystem::perms(0777));
    const WithoutRights nobody;
    const auto study = StudyFile::open(file(), Mode::ReadWrite);
    ASSERT_FALSE(study);
    EXPECT_THAT(study.error().text(), HasSubstr("no permission to write"));
}

TEST_F(Opening, AFileInAReadOnlyFolderOpensForReading)
{
    makeStudy(file(), 2);
    std::filesystem::permissions(file(), std::filesystem::perms(0444));
    std::filesystem::permissions(m_folder, std::filesystem::perms(0555));
    const WithoutRights nobody;
    {
        const auto study = opened(file(), Mode::ReadOnly);
        EXPECT_EQ(study.results()->at(0).runs.size(), 2U);
        EXPECT_EQ(study.samples(1)->size(), 1U);
    }
    EXPECT_THAT(names(), ElementsAre("study.assay"));
    for (const Mode mode : {Mode::ReadWrite, Mode::Create}) {
        const auto study = StudyFile::open(file(), mode);
        ASSERT_FALSE(study);
        EXPECT_THAT(study.error().text(), HasSubstr("cannot be written to"));
    }
}

TEST_F(Opening, ReadingLeavesNoTraceAndCannotWrite)
{
    makeStudy(file());
    const std::string before = bytesOf(file());
    {
        auto study = opened(file(), Mode::ReadOnly);
        EXPECT_EQ(study.results()->size(), 1U);
        EXPECT_THAT(names(), ElementsAre("study.assay"));
        EXPECT_FALSE(study.addPoint(somePoint(2), "x", false));
        EXPECT_FALSE(study.settleInterruptedRuns());
    }
    EXPECT_EQ(bytesOf(file()), before);
}

TEST_F(Opening, AReaderSeesWhatAWriterAddsLater)
{
    makeStudy(file());
    const auto reader = opened(file(), Mode::ReadOnly);
    EXPECT_EQ(reader.results()->at(0).runs.size(), 1U);
    {
        auto writer = opened(file(), Mode::ReadWrite);
        ASSERT_TRUE(writer.beginRun(1, 1, 5, "2026-01-02T00:00:00Z"));
        EXPECT_EQ(reader.results()->at(0).runs.size(), 2U);
        ASSERT_TRUE(writer.beginRun(1, 2, 6, "2026-01-03T00:00:00Z"));
        EXPECT_EQ(reader.results()->at(0).runs.size(), 3U);
    }
    EXPECT_EQ(reader.results()->at(0).runs.size(), 3U);
}

TEST_F(Opening, ReaderAndWriterOfOneProcessLeaveOneFile)
{
    makeStudy(file());
    {
        auto writer = opened(file(), Mode::ReadWrite);
        const auto reader = opened(file(), Mode::ReadOnly);
        {
            const auto passing = opened(file(), Mode::ReadOnly);
        }
        ASSERT_TRUE(writer.beginRun(1, 1, 5, "2026-01-02T00:00:00Z"));
        EXPECT_EQ(reader.results()->at(0).runs.size(), 2U);
    }
    EXPECT_THAT(names(), ElementsAre("study.assay"));
    EXPECT_EQ(integrity(file()), "ok");
}

TEST_F(Opening, NamesThatMeanSomethingToSqliteAreJustNames)
{
    for (const std::string name :
         {"a?mode=memory.assay", "50%25.assay", "a#b.assay", "quo'te\".assay", "Größe 1.assay"}) {
        makeStudy(file(name));
        EXPECT_TRUE(std::filesystem::exists(file(name))) << name;
        EXPECT_EQ(opened(file(name), Mode::ReadOnly).results()->size(), 1U) << name;
    }
}

TEST_F(Opening, RefusesForeignCodeInTheSchema)
{
    for (const std::string sql :
         {"CREATE TRIGGER t AFTER UPDATE ON run BEGIN DELETE FROM metric; END", "CREATE VIEW harmless AS SELECT 1",
          "CREATE VIRTUAL TABLE v USING fts5(x)", "CREATE INDEX i ON run(abs(seed))", "DROP TABLE finding",
          "ALTER TABLE run ADD COLUMN more TEXT"}) {
        std::filesystem::remove(file());
        makeStudy(file());
        SQLite::Database(file().string(), SQLite::OPEN_READWRITE).exec(sql);
        expectRefused(file(), "not a sound study file");
    }
}

TEST_F(Opening, AUsersOwnTableIsLeftAlone)
{
    makeStudy(file());
    SQLite::Database(file().string(), SQLite::OPEN_READWRITE).exec("CREATE TABLE my_notes(text); ANALYZE;");
    EXPECT_TRUE(StudyFile::open(file(), Mode::ReadWrite));
}

TEST_F(Opening, SaysWhenAnotherProgramHasItLocked)
{
    makeStudy(file());
    SQLite::Database other(file().string(), SQLite::OPEN_READWRITE);
    other.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
    const auto study = StudyFile::open(file(), Mode::ReadWrite);
    ASSERT_FALSE(study);
    EXPECT_EQ(study.error().code, ErrorCode::Busy);
    EXPECT_THAT(study.error().text(), HasSubstr("another program has it locked"));
}

TEST_F(Opening, MutatedFilesAreReadOrRefusedButNeverCrash)
{
    makeStudy(file(), 10);
    const std::string whole = bytesOf(file());
    Random random(20260101);
    for (int round = 0; round < 300; ++round) {
        std::string bytes = whole;
        for (std::uint64_t change = 0; change <= random.below(30); ++change)
            bytes[random.below(bytes.size())] = static_cast<char>(random.next());
        writeBytes(file(), bytes);
        if (const auto study = StudyFile::open(file(), Mode::ReadOnly)) {
            if (const auto results = study->results())
                for (const auto &result : *results)
                    for (const auto &run : result.runs) {
                        std::ignore = study->samples(run.id);
                        std::ignore = study->details(run.id);
                    }
        }
        ASSERT_EQ(bytesOf(file()), bytes) << "round " << round;
    }
}

} // namespace
} // namespace assay::store
