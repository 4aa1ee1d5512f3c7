#include "store_fixture.hpp"

#include "fault_vfs.hpp"

namespace assay::store {
namespace {

using testing::AnyOf;
using testing::HasSubstr;

class Faults : public StoreTest {
protected:
    struct Kept {
        bool point = false, run = false, samples = false, complete = false;
        std::string error;
    };

    /// Makes a study with one run, as far as it gets; what was acknowledged.
    Kept makeOneRun()
    {
        Kept kept;
        const auto failed = [&](const Error &error) {
            kept.error = error.text();
            return kept;
        };
        auto study = StudyFile::open(file(), Mode::Create);
        if (!study)
            return failed(study.error());
        const auto point = study->addPoint(somePoint(), "x", false);
        if (!point)
            return failed(point.error());
        kept.point = true;
        const auto run = study->beginRun(*point, 0, 1, "2026-01-01T00:00:00Z");
        if (!run)
            return failed(run.error());
        kept.run = true;
        if (const Status status = study->appendSamples(*run, {someColumn("latency", 30'000)}); !status)
            return failed(status.error());
        kept.samples = true;
        auto observation = someObservation();
        observation.columns.clear();
        if (const Status status = study->completeRun(*run, observation, 1, ""); !status)
            return failed(status.error());
        kept.complete = true;
        return kept;
    }

    void expectKept(const Kept &kept)
    {
        auto study = StudyFile::open(file(), Mode::Create);
        ASSERT_TRUE(study) << study.error().text();
        ASSERT_TRUE(study->settleInterruptedRuns());
        const auto results = study->results();
        ASSERT_TRUE(results) << results.error().text();
        if (kept.point) {
            ASSERT_EQ(results->size(), 1U);
        }
        if (kept.run) {
            ASSERT_EQ(results->at(0).runs.size(), 1U);
        }
        if (kept.samples) {
            EXPECT_TRUE(study->samples(1)->at(0).values == someColumn("latency", 30'000).values);
        }
        if (kept.complete) {
            EXPECT_EQ(results->at(0).runs[0].state, study::RunState::Complete);
        }
        EXPECT_EQ(study->addPoint(somePoint(), "x", false).value(), 1) << "work can go on";
    }

    void removeAll()
    {
        for (const std::string suffix : {"", "-wal", "-shm", "-journal"})
            std::filesystem::remove(besideOf(file(), suffix));
    }

    /// Fails every operation in turn; returns at how many points a fault struck.
    int sweep(int code, bool persistent)
    {
        FaultVfs disk;
        int number = 0;
        for (;; ++number) {
            SCOPED_TRACE(number);
            removeAll();
            disk.arm(number, code, persistent);
            const Kept kept = makeOneRun();
            const bool fired = disk.fired();
            disk.disarm();
            if (!fired)
                break;
            if (!kept.complete) {
                EXPECT_THAT(kept.error, HasSubstr("study.assay"));
                EXPECT_THAT(kept.error, AnyOf(HasSubstr("disk"), HasSubstr("another program"))) << kept.error;
            }
            expectKept(kept);
            EXPECT_EQ(integrity(file()), "ok");
            if (HasFailure())
                break;
        }
        return number;
    }
};

TEST_F(Faults, AFailingDiskLosesNothingThatWasAcknowledged)
{
    EXPECT_GT(sweep(SQLITE_IOERR_WRITE, false), 50);
    EXPECT_GT(sweep(SQLITE_IOERR_WRITE, true), 50);
}

TEST_F(Faults, AFullDiskLosesNothingThatWasAcknowledged)
{
    EXPECT_GT(sweep(SQLITE_FULL, false), 50);
    EXPECT_GT(sweep(SQLITE_FULL, true), 50);
}

TEST_F(Faults, AFullDiskIsSaidAndTheSameFileGoesOnWhenThereIsRoom)
{
    FaultVfs disk;
    auto study = opened(file());
    const auto point = study.addPoint(somePoint(), "x", false);
    const auto run = study.beginRun(*point, 0, 1, "2026-01-01T00:00:00Z");
    disk.arm(3, SQLITE_FULL, true);
    const Status full = study.appendSamples(*run, {someColumn("latency", 30'000)});
    ASSERT_FALSE(full);
    EXPECT_EQ(full.error().code, ErrorCode::DiskFull);
    EXPECT_THAT(full.error().text(), AllOf(HasSubstr("disk is full"), HasSubstr("is safe"), HasSubstr("free space")));
    disk.disarm();
    EXPECT_TRUE(study.appendSamples(*run, {someColumn("latency", 30'000)}));
    EXPECT_EQ(study.samples(*run)->at(0).values.size(), 30'000U);
}

TEST_F(Faults, AQuotaOrAFileSizeLimitIsAFullDiskToo)
{
    for (const int reason : {EDQUOT, EFBIG}) {
        removeAll();
        FaultVfs disk;
        auto study = opened(file());
        disk.arm(0, SQLITE_IOERR_WRITE, true, reason);
        const auto full = study.addPoint(somePoint(), "x", false);
        ASSERT_FALSE(full);
        EXPECT_EQ(full.error().code, ErrorCode::DiskFull) << full.error().text();
        EXPECT_THAT(full.error().text(), AllOf(HasSubstr("quota or file size limit"), HasSubstr("free space")));
        disk.disarm();
        EXPECT_TRUE(study.addPoint(somePoint(), "x", false)) << "nothing was spoilt";
    }
}

TEST_F(Faults, AfterAFailedSyncNothingMoreIsPromised)
{
    FaultVfs disk;
    auto study = opened(file());
    disk.arm(0, SQLITE_IOERR_FSYNC, true);
    ASSERT_FALSE(study.addPoint(somePoint(), "x", false));
    disk.disarm();
    EXPECT_FALSE(study.addPoint(somePoint(), "x", false)) << "the kernel may have dropped what it could not write";
}

} // namespace
} // namespace assay::store
