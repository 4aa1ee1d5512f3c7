#include <filesystem>
#include <map>
#include <set>

#include <gmock/gmock.h>
#include <unistd.h>

#include "core/base/files.hpp"
#include "core/run/machine_lock.hpp"
#include "core/run/study_runner.hpp"
#include "core/run/workload_code.hpp"

using namespace assay;
using namespace assay::run;

namespace {

/// A sink that only knows how many repeats are there already.
class FakeSink : public ResultSink {
public:
    std::map<std::string, std::set<unsigned>> repeats;
    std::map<std::string, std::string> misfits; ///< by key
    Result<std::set<unsigned>> completeRepeats(const std::string &key) override { return repeats[key]; }
    Result<std::optional<std::string>> misfit(const std::string &key) override
    {
        const auto found = misfits.find(key);
        return found == misfits.end() ? std::optional<std::string>() : std::optional(found->second);
    }
    Result<std::int64_t> begin(const study::DesignPoint &, unsigned, std::uint64_t) override { return 1; }
    Status complete(std::int64_t, const study::DesignPoint &, const RunOutcome &) override { return {}; }
    Status fail(std::int64_t, const study::DesignPoint &, const RunOutcome &) override { return {}; }
};

std::vector<study::DesignPoint> points(int count, unsigned repeats)
{
    std::vector<study::DesignPoint> made;
    for (int i = 0; i < count; ++i) {
        study::DesignPoint point;
        point.workload = "w" + std::to_string(i);
        point.target = *study::TargetId::parse("cpu:native");
        point.stopRule.repeats = repeats;
        made.push_back(point);
    }
    return made;
}

TEST(QueueRuns, EveryPointHasItsNthRepeatBeforeAnyHasTheNext)
{
    FakeSink sink;
    const auto all = points(6, 3);
    const auto queue = queueRuns(all, false, sink);
    ASSERT_TRUE(queue);
    ASSERT_EQ(queue->size(), 18U);
    std::set<std::uint64_t> seeds;
    std::vector<std::string> firstRound;
    for (std::size_t i = 0; i < queue->size(); ++i) {
        EXPECT_EQ((*queue)[i].repeat, i / 6);
        seeds.insert((*queue)[i].seed);
        if (i < 6)
            firstRound.push_back((*queue)[i].point->workload);
    }
    EXPECT_EQ(seeds.size(), 18U) << "every run has a seed of its own";
    EXPECT_THAT(firstRound, testing::UnorderedElementsAre("w0", "w1", "w2", "w3", "w4", "w5"));
    EXPECT_THAT(firstRound, testing::Not(testing::ElementsAre("w0", "w1", "w2", "w3", "w4", "w5"))) << "shuffled";
    const auto again = queueRuns(all, false, sink);
    for (std::size_t i = 0; i < queue->size(); ++i)
        EXPECT_EQ((*again)[i].key, (*queue)[i].key) << "the same seed gives the same order";
}

TEST(QueueRuns, SkipsWhatIsCompleteUnlessAskedAgain)
{
    FakeSink sink;
    const auto all = points(2, 3);
    sink.repeats[all[0].key()] = {0, 1, 2};
    sink.repeats[all[1].key()] = {0};
    EXPECT_EQ(queueRuns(all, false, sink)->size(), 2U);
    const auto again = queueRuns(all, true, sink);
    ASSERT_EQ(again->size(), 6U);
    for (const auto &run : *again)
        EXPECT_FALSE(sink.repeats[run.key].contains(run.repeat)) << "a repeat's number is never used twice";
}

TEST(QueueRuns, WhatDoesNotFitIsKnownUnlessAskedAgain)
{
    FakeSink sink;
    const auto all = points(2, 3);
    sink.misfits[all[0].key()] = "needs 36 of 32 block RAMs (112 %)";
    const auto queue = queueRuns(all, false, sink);
    ASSERT_EQ(queue->size(), 3U);
    for (const auto &run : *queue)
        EXPECT_EQ(run.point, &all[1]);
    EXPECT_EQ(queueRuns(all, true, sink)->size(), 6U);
}

TEST(QueueRuns, GoesOnWithTheNumberThatFailed)
{
    FakeSink sink;
    const auto all = points(1, 3);
    sink.repeats[all[0].key()] = {1, 2}; // the first one failed
    const auto queue = queueRuns(all, false, sink);
    ASSERT_EQ(queue->size(), 1U);
    EXPECT_EQ(queue->front().repeat, 0U) << "another run 3 would have the seed of the one there is";
    const auto again = queueRuns(all, true, sink);
    ASSERT_EQ(again->size(), 3U);
    EXPECT_EQ(again->front().repeat, 3U);
}

study::DesignPoint pointOf(measure::ScenarioKind kind, const measure::StopRule &rule, double slo = 1e-3)
{
    study::DesignPoint point = points(1, 1).front();
    point.scenario.kind = kind;
    point.scenario.sloSeconds = kind == measure::ScenarioKind::SloSearch ? slo : 0;
    point.stopRule = rule;
    return point;
}

TEST(Estimate, OfAQuickRunIsAFewSecondsInEveryScenario)
{
    using Kind = measure::ScenarioKind;
    for (const auto kind : {Kind::SingleStream, Kind::MultiStream, Kind::Server, Kind::Offline, Kind::SloSearch}) {
        const double seconds = estimateSeconds(pointOf(kind, measure::StopRule::quickRule()));
        EXPECT_GT(seconds, 1.5) << toText(kind);
        EXPECT_LT(seconds, 3.5) << toText(kind);
    }
}

TEST(Estimate, OfAnEmulatedRunDoesNotDependOnHowLongItIsMeasured)
{
    auto rule = measure::StopRule::full();
    const auto kind = measure::ScenarioKind::SingleStream;
    const double shorter = estimateSeconds(pointOf(kind, rule), true);
    rule.minimumSeconds = rule.maximumSeconds = 1800;
    EXPECT_EQ(estimateSeconds(pointOf(kind, rule), true), shorter);
    EXPECT_GT(shorter, 0);
    EXPECT_LT(shorter, 3);
    EXPECT_GT(limitSeconds(pointOf(kind, measure::StopRule::quickRule()), true, 180), 180) << "it may synthesise";
}

TEST(Estimate, GrowsWithWhatIsMeasured)
{
    using Kind = measure::ScenarioKind;
    const auto full = measure::StopRule::full();
    const double closed = estimateSeconds(pointOf(Kind::SingleStream, full));
    EXPECT_GT(closed, full.minimumSeconds + full.warmUpSeconds);
    EXPECT_LT(closed, full.maximumSeconds + full.warmUpSeconds);
    EXPECT_GT(estimateSeconds(pointOf(Kind::Server, full)), closed) << "tails under load take longer";
    const double search = estimateSeconds(pointOf(Kind::SloSearch, full));
    EXPECT_GT(search, estimateSeconds(pointOf(Kind::Server, full)) + 10) << "a search comes first";
    EXPECT_LT(search, 90);
    EXPECT_LT(estimateSeconds(pointOf(Kind::SloSearch, full, 50e-6)), search) << "short objectives mean high rates";
}

/// A disk that is full from the start, or when a run ends.
class FullSink : public FakeSink {
public:
    bool atBegin = false;
    int begun = 0;
    Result<std::int64_t> begin(const study::DesignPoint &, unsigned, std::uint64_t) override
    {
        ++begun;
        return atBegin ? Result<std::int64_t>(full()) : 1;
    }
    Status fail(std::int64_t, const study::DesignPoint &, const RunOutcome &) override { return full(); }

private:
    static tl::unexpected<Error> full() { return failure(ErrorCode::DiskFull, "cannot store a run: the disk is full"); }
};

TEST(Study, EndsWhenTheDiskIsFullAndSaysSo)
{
    ::setenv("ASSAY_RUNNER", "/nowhere/assay-runner", 1); // a run that fails at once
    catalog::WorkloadLibrary workloads;
    workloads.workloads.emplace_back().id = "w0";
    plugin::PluginList plugins;
    plugins.plugins.emplace_back().id = "cpu";
    for (const bool atBegin : {true, false}) {
        FullSink sink;
        sink.atBegin = atBegin;
        const auto all = points(1, 3);
        const auto queue = queueRuns(all, false, sink);
        std::size_t told = 0;
        const auto summary =
            runStudy(*queue, workloads, plugins, {}, sink,
                     {[](const StudyProgress &) {}, [&](const QueuedRun &, const RunOutcome &) { ++told; },
                      [](const std::string &) {}},
                     {});
        ASSERT_TRUE(summary) << summary.error().text();
        ASSERT_TRUE(summary->stopped);
        EXPECT_EQ(summary->stopped->code, ErrorCode::DiskFull);
        EXPECT_EQ(sink.begun, 1) << "no further run is started";
        EXPECT_EQ(summary->failed, told) << "each run that ended is told";
    }
    ::unsetenv("ASSAY_RUNNER");
}

/// The lock is held by this process: to wait for it says so, and can be given up.
void expectRefused(MachineLock::Mode mode)
{
    std::stop_source stop;
    std::string holder;
    const auto lock = MachineLock::acquire(mode, stop.get_token(), [&](const std::string &who) {
        holder = who;
        stop.request_stop();
    });
    ASSERT_FALSE(lock);
    EXPECT_EQ(lock.error().code, ErrorCode::Cancelled);
    EXPECT_EQ(holder, "process " + std::to_string(::getpid()));
}

TEST(MachineLock, IsHeldByOneAtATimeAndSaysByWhom)
{
    // another test may be measuring at this moment: then this one waits, as a user would
    auto first = MachineLock::acquire(MachineLock::Mode::Timed, {}, [](const std::string &) {});
    if (!first)
        GTEST_FAIL() << first.error().text();
    expectRefused(MachineLock::Mode::Timed);
    expectRefused(MachineLock::Mode::Emulated);
}

TEST(MachineLock, EmulatedRunsShareTheCoresButNotWithATimedOne)
{
    auto first = MachineLock::acquire(MachineLock::Mode::Emulated, {}, [](const std::string &) {});
    ASSERT_TRUE(first) << first.error().text();
    // a timed run of another test may wait, but cannot come between
    auto second = MachineLock::acquire(MachineLock::Mode::Emulated, {}, [](const std::string &) {});
    ASSERT_TRUE(second) << second.error().text();
    expectRefused(MachineLock::Mode::Timed);
    const MachineLock kept = std::move(*second); // the last one of the two still holds it
    {
        const MachineLock released = std::move(*first);
    }
    expectRefused(MachineLock::Mode::Timed);
}

class UserWorkload : public testing::Test {
protected:
    UserWorkload() : m_folder(std::filesystem::temp_directory_path() / ("assay-trust-" + std::to_string(::getpid())))
    {
        std::filesystem::create_directories(m_folder);
        workload.id = "mine";
        workload.bundled = false;
        workload.folder = m_folder;
        workload.sourceHash = "hash-1";
        EXPECT_TRUE(writeFileAtomically(m_folder / "reference.cpp", "this is not C++"));
    }
    ~UserWorkload() override { std::filesystem::remove_all(m_folder); }

    std::filesystem::path m_folder;
    catalog::Workload workload;
};

TEST_F(UserWorkload, IsNotCompiledBeforeItIsTrusted)
{
    const TrustStore trust(m_folder / "trust.json");
    const auto library = workloadLibrary(workload, trust);
    ASSERT_FALSE(library);
    EXPECT_THAT(library.error().text(), testing::HasSubstr("--trust mine"));
}

TEST_F(UserWorkload, TrustIsKeyedToTheContent)
{
    TrustStore trust(m_folder / "trust.json");
    ASSERT_TRUE(trust.trust(workload));
    EXPECT_TRUE(trust.trusts("hash-1"));
    EXPECT_FALSE(trust.trusts("hash-2"));
    ASSERT_TRUE(writeFileAtomically(m_folder / "trust.json", "damaged"));
    EXPECT_FALSE(trust.trusts("hash-1"));
}

} // namespace
