#include "store_fixture.hpp"

#include <chrono>
#include <fcntl.h>
#include <map>
#include <sstream>
#include <thread>

#include "child_process.hpp"

namespace assay::store {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

class Processes : public StoreTest {
protected:
    struct Acknowledged {
        std::size_t samples = 0;
        bool complete = false;
    };
    /// What the writer said it had kept.
    static void collect(const std::string &said, std::map<std::int64_t, Acknowledged> &runs)
    {
        std::istringstream lines(said);
        std::string what;
        for (std::int64_t run = 0; lines >> what >> run;) {
            auto &kept = runs[run];
            if (what == "samples")
                lines >> kept.samples;
            kept.complete = kept.complete || what == "complete";
        }
    }

    static std::size_t goodSamples(const StudyFile &study, const study::RunRecord &run)
    {
        const auto columns = study.samples(run.id);
        if (!columns || columns->empty())
            return 0;
        std::size_t good = 0;
        for (const auto value : columns->front().values)
            good += value == static_cast<std::uint32_t>(static_cast<std::size_t>(run.id) * 1'000'003 + good) ? 1 : 0;
        EXPECT_EQ(good, columns->front().values.size()) << "run " << run.id;
        return good;
    }

    static void expectNothingLost(StudyFile &study, const std::map<std::int64_t, Acknowledged> &acknowledged)
    {
        std::map<std::int64_t, study::RunRecord> stored;
        const auto results = study.results();
        ASSERT_TRUE(results) << results.error().text();
        for (const auto &result : *results)
            for (const auto &run : result.runs)
                stored[run.id] = run;
        for (const auto &[id, kept] : acknowledged) {
            ASSERT_TRUE(stored.contains(id)) << "run " << id;
            EXPECT_GE(goodSamples(study, stored[id]), kept.samples) << "run " << id;
            if (kept.complete) {
                EXPECT_EQ(stored[id].state, study::RunState::Complete) << "run " << id;
            }
        }
        for (const auto &[id, run] : stored) {
            EXPECT_NE(run.state, study::RunState::Running) << "run " << id;
            if (run.state != study::RunState::Complete)
                continue;
            EXPECT_EQ(goodSamples(study, run), 600U) << "run " << id;
            EXPECT_EQ(run.metrics.size(), 20U) << "run " << id;
            EXPECT_EQ(study.samples(id)->back().values.size(), 200'000U) << "run " << id;
            EXPECT_FALSE(study.environment(id, false)->is_null()) << "run " << id;
        }
    }
};

TEST_F(Processes, TheSecondWriterIsToldWhoHasTheFile)
{
    makeStudy(file());
    WriterProcess holder(file(), "hold");
    ASSERT_EQ(holder.readLine(), "held");
    char host[256] = {};
    ::gethostname(host, sizeof host - 1);
    for (const Mode mode : {Mode::ReadWrite, Mode::Create}) {
        const auto study = StudyFile::open(file(), mode);
        ASSERT_FALSE(study);
        EXPECT_EQ(study.error().code, ErrorCode::Busy);
        EXPECT_THAT(study.error().text(),
                    AllOf(HasSubstr("core_store_writer"), HasSubstr("process " + std::to_string(holder.pid())),
                          HasSubstr(host), HasSubstr("since 20")));
    }
    EXPECT_EQ(opened(file(), Mode::ReadOnly).results()->size(), 1U) << "reading is possible meanwhile";
    EXPECT_EQ(holder.finish(), 0);
    {
        auto now = opened(file(), Mode::ReadWrite);
    }
    EXPECT_THAT(names(), ElementsAre("study.assay"));
}

TEST_F(Processes, TwoWritersInOneProcessAreRefusedToo)
{
    auto first = opened(file());
    const auto second = StudyFile::open(file(), Mode::ReadWrite);
    ASSERT_FALSE(second);
    EXPECT_THAT(second.error().text(), HasSubstr("process " + std::to_string(::getpid())));
    EXPECT_TRUE(first.addPoint(somePoint(), "x", false)) << "the first goes on";
}

TEST_F(Processes, AKilledWriterLeavesNoLock)
{
    WriterProcess holder(file(), "hold");
    ASSERT_EQ(holder.readLine(), "held");
    holder.kill();
    EXPECT_TRUE(StudyFile::open(file(), Mode::ReadWrite));
    EXPECT_THAT(names(), ElementsAre("study.assay"));
}

TEST_F(Processes, AReaderLastToCloseLeavesOneFile)
{
    WriterProcess holder(file(), "hold");
    ASSERT_EQ(holder.readLine(), "held");
    {
        const auto reader = opened(file(), Mode::ReadOnly);
        EXPECT_TRUE(reader.results()->empty());
        EXPECT_EQ(holder.finish(), 0);
    }
    EXPECT_THAT(names(), ElementsAre("study.assay"));
}

TEST_F(Processes, AKilledWritersFileIsReadWithoutChange)
{
    WriterProcess writer(file(), "work");
    for (std::string line; line.rfind("complete", 0) != 0;)
        line = writer.readLine();
    writer.kill();
    const std::string main = bytesOf(file());
    const std::string wal = bytesOf(besideOf(file(), "-wal"));
    EXPECT_GE(opened(file(), Mode::ReadOnly).results()->at(0).completeRuns().size(), 1U);
    EXPECT_EQ(bytesOf(file()), main);
    EXPECT_EQ(bytesOf(besideOf(file(), "-wal")), wal);
}

TEST_F(Processes, KillsLoseNothingThatWasAcknowledged)
{
    const char *const wanted = std::getenv("ASSAY_KILLS");
    const int kills = wanted ? std::atoi(wanted) : 50;
    Random random(20260102);
    std::map<std::int64_t, Acknowledged> acknowledged;
    for (int kill = 0; kill < kills; ++kill) {
        SCOPED_TRACE(kill);
        if (kill % 10 == 0) { // from an empty folder again: a kill may fall into the making of the file
            acknowledged.clear();
            for (const std::string suffix : {"", "-wal", "-shm", "-journal"})
                std::filesystem::remove(besideOf(file(), suffix));
        }
        WriterProcess writer(file(), "work");
        std::this_thread::sleep_for(std::chrono::microseconds(random.below(kill % 2 == 0 ? 20'000 : 200'000)));
        writer.kill();
        const std::string said = writer.readAll();
        ASSERT_THAT(said, testing::Not(HasSubstr("cannot"))) << said;
        collect(said, acknowledged);
        {
            auto study = StudyFile::open(file(), Mode::Create);
            ASSERT_TRUE(study) << study.error().text();
            ASSERT_TRUE(study->settleInterruptedRuns());
            expectNothingLost(*study, acknowledged);
        }
        ASSERT_FALSE(HasFailure());
        ASSERT_EQ(integrity(file()), "ok");
    }
}

TEST_F(Processes, AFullDiskLosesNothingAndTheStudyGoesOnLater)
{
    std::map<std::int64_t, Acknowledged> acknowledged;
    std::string said;
    {
        WriterProcess writer(file(), "work", 3'000'000);
        said = writer.readAll();
        EXPECT_EQ(writer.finish(), 2);
    }
    EXPECT_THAT(said, AllOf(HasSubstr("cannot store"), HasSubstr("limit is reached"), HasSubstr("is safe")));
    collect(said.substr(0, said.find("cannot")), acknowledged);
    ASSERT_FALSE(acknowledged.empty());
    EXPECT_EQ(integrity(file()), "ok");
    auto study = opened(file(), Mode::ReadWrite);
    ASSERT_TRUE(study.settleInterruptedRuns());
    expectNothingLost(study, acknowledged);
    const auto run = study.beginRun(1, 99, 99, "2026-01-02T00:00:00Z");
    EXPECT_TRUE(study.completeRun(*run, someObservation(), 1, ""));
}

} // namespace
} // namespace assay::store
