#include "store_fixture.hpp"

namespace assay::store {
namespace {

class Merge : public StoreTest {
protected:
    static std::int64_t addRun(StudyFile &study, std::int64_t size, std::uint64_t seed,
                               const std::string &device = "Xeon")
    {
        const auto point = study.addPoint(somePoint(size), device, false);
        const auto run = study.beginRun(*point, 0, seed, "2026-01-01T00:00:00Z");
        auto observation = someObservation();
        observation.columns = {someColumn("scheduled", 100, seed), someColumn("latency", 70'000, seed)};
        observation.findings = {{measure::ValidityFinding::Level::Invalid, "steal", "3 % stolen"}};
        observation.histograms.emplace_back("latency", measure::Histogram());
        observation.details = {{"seed", seed}};
        const Status stored = study.completeRun(*run, observation, 1, "log of " + std::to_string(seed));
        EXPECT_TRUE(stored) << stored.error().text();
        return *run;
    }
};

TEST_F(Merge, CopiesWhatIsMissingWholeAndOnlyOnce)
{
    auto target = opened(file("a.assay"));
    auto source = opened(file("b.assay"));
    addRun(target, 1, 1);
    addRun(source, 1, 1); // the same run
    addRun(source, 1, 2);
    const auto last = addRun(source, 2, 3);
    ASSERT_TRUE(source.addWorkloadSource("hash", "crc32", "manifest"));
    EXPECT_EQ(*target.mergeFrom(source), 2);
    EXPECT_EQ(*target.mergeFrom(source), 0);
    const auto results = target.results();
    ASSERT_EQ(results->size(), 2U);
    EXPECT_EQ(results->at(0).runs.size(), 2U);
    const auto &copied = results->at(1).runs.at(0);
    EXPECT_EQ(results->at(1).point.toJson(), somePoint(2).toJson());
    EXPECT_TRUE(copied.invalid());
    EXPECT_EQ(copied.metrics.at(0).value, 1e-6);
    EXPECT_EQ(*target.log(copied.id), "log of 3");
    EXPECT_EQ(*target.details(copied.id), *source.details(last));
    EXPECT_TRUE(target.histogram(copied.id, "latency")->has_value());
    const auto columns = target.samples(copied.id);
    ASSERT_EQ(columns->size(), 2U);
    EXPECT_EQ(columns->at(0).name, "scheduled");
    EXPECT_TRUE(columns->at(1).values == source.samples(last)->at(1).values);
}

TEST_F(Merge, InBothDirectionsBothFilesHoldTheSame)
{
    auto first = opened(file("a.assay"));
    auto second = opened(file("b.assay"));
    addRun(first, 1, 1);
    addRun(second, 2, 2);
    EXPECT_EQ(*first.mergeFrom(second), 1);
    EXPECT_EQ(*second.mergeFrom(first), 1);
    EXPECT_EQ(*first.mergeFrom(second), 0);
    EXPECT_EQ(first.results()->size(), second.results()->size());
}

TEST_F(Merge, AnotherMachinesRunsStayAnotherResult)
{
    auto target = opened(file("a.assay"));
    auto source = opened(file("b.assay"));
    addRun(target, 1, 1, "Xeon");
    addRun(source, 1, 1, "EPYC");
    EXPECT_EQ(*target.mergeFrom(source), 1);
    const auto results = target.results();
    ASSERT_EQ(results->size(), 2U);
    EXPECT_EQ(results->at(1).deviceName, "EPYC");
    EXPECT_EQ(*target.mergeFrom(source), 0);
}

TEST_F(Merge, UnfinishedRunsAreNotCopiedAndFailedOnesAre)
{
    auto target = opened(file("a.assay"));
    auto source = opened(file("b.assay"));
    const auto point = source.addPoint(somePoint(), "Xeon", false);
    const auto failed = source.beginRun(*point, 0, 1, "2026-01-01T00:00:00Z");
    ASSERT_TRUE(source.failRun(*failed, measure::Cause::Crashed, "signal 11", 1, "log"));
    ASSERT_TRUE(source.beginRun(*point, 1, 2, "2026-01-01T00:00:00Z"));
    EXPECT_EQ(*target.mergeFrom(source), 1);
    EXPECT_EQ(target.results()->at(0).runs.at(0).cause, measure::Cause::Crashed);
}

TEST_F(Merge, AReadOnlySourceWillDoAndAReadOnlyTargetWillNot)
{
    makeStudy(file("b.assay"), 2);
    auto target = opened(file("a.assay"));
    EXPECT_EQ(*target.mergeFrom(opened(file("b.assay"), Mode::ReadOnly)), 2);
    auto readOnly = opened(file("b.assay"), Mode::ReadOnly);
    EXPECT_FALSE(readOnly.mergeFrom(target));
    EXPECT_EQ(*target.mergeFrom(target), 0);
}

} // namespace
} // namespace assay::store
