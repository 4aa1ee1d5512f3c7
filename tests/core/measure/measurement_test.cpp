#include "core/measure/measurement.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/clock.hpp"
#include "core/base/hash.hpp"
#include "core/measure/load.hpp"

#include "allocation_counter.hpp"

namespace assay::measure {
namespace {

using testing::HasSubstr;

/// A system whose query takes `nanoseconds` (spinning), stalls once, fails at a query, or counts allocations.
struct Fake {
    std::int64_t nanoseconds = 0;
    std::int64_t stallNanoseconds = 0;
    std::atomic<std::uint64_t> stallAt{UINT64_MAX};
    std::uint64_t failAt = UINT64_MAX;
    bool sleeps = false;
    std::atomic<std::uint64_t> queries{0}, submitted{0};
    std::atomic<std::uint32_t> inFlight{0}, mostInFlight{0};
    std::atomic<std::uint64_t> firstAllocations{0}, lastAllocations{0};
    std::array<std::atomic<std::uint64_t>, 8> perSlot{}, perSet{};

    bool serve(std::uint32_t slot, std::uint32_t set)
    {
        const std::uint32_t now = ++inFlight;
        std::uint32_t most = mostInFlight.load();
        while (now > most && !mostInFlight.compare_exchange_weak(most, now)) {}
        const std::uint64_t number = queries++;
        ++perSlot[slot];
        ++perSet[set];
        if (number == 100)
            firstAllocations = allocationCount();
        if (number > 100)
            lastAllocations = allocationCount();
        const std::int64_t wait = number == stallAt ? stallNanoseconds : nanoseconds;
        if (sleeps || number == stallAt)
            std::this_thread::sleep_for(std::chrono::nanoseconds(wait));
        else if (wait > 0)
            for (const std::int64_t end = nowNanoseconds() + wait; nowNanoseconds() < end;) {}
        --inFlight;
        return number != failAt;
    }

    SystemUnderTest system(std::uint32_t slots = 1)
    {
        SystemUnderTest made;
        made.context = this;
        made.slots = slots;
        made.query = [](void *self, std::uint32_t slot, std::uint32_t set) {
            return static_cast<Fake *>(self)->serve(slot, set);
        };
        return made;
    }
};

Plan quickPlan(ScenarioKind kind)
{
    Plan plan;
    plan.scenario.kind = kind;
    plan.stopRule = StopRule::quickRule();
    plan.stopRule.minimumSeconds = plan.stopRule.maximumSeconds = 0.3;
    plan.stopRule.warmUpSeconds = 0.1;
    plan.sysfsRoot = "/nonexistent";
    return plan;
}

Result<Observation> run(const SystemUnderTest &system, const Plan &plan)
{
    Progress progress;
    return measure::measure(system, plan, progress, {});
}

double value(const Observation &observation, const char *id)
{
    const Metric *metric = observation.metric(id);
    EXPECT_TRUE(metric != nullptr && metric->value) << id;
    return metric != nullptr ? metric->value.value_or(-1) : -1;
}

bool hasFinding(const Observation &observation, std::string_view id)
{
    return std::any_of(observation.findings.begin(), observation.findings.end(),
                       [&](const auto &finding) { return finding.id == id; });
}

const Column &column(const Observation &observation, std::string_view name)
{
    for (const auto &candidate : observation.columns)
        if (candidate.name == name)
            return candidate;
    ADD_FAILURE() << "no column " << name;
    return observation.columns.front();
}

TEST(Measure, SingleStreamCountsEveryQueryAndKeepsOneInFlight)
{
    Fake fake;
    fake.nanoseconds = 50'000;
    auto system = fake.system(4);
    system.inputSets = 3;
    const auto observation = run(system, quickPlan(ScenarioKind::SingleStream));
    ASSERT_TRUE(observation.has_value()) << observation.error().text();
    EXPECT_EQ(fake.mostInFlight, 1U);
    EXPECT_EQ(fake.perSlot[0], fake.queries);
    EXPECT_LE(observation->queries, fake.queries);
    EXPECT_EQ(column(*observation, "latency").values.size(), observation->queries);
    EXPECT_EQ(column(*observation, "scheduled").values.size(), observation->queries);
    EXPECT_EQ(observation->histograms.front().second.total(), observation->queries);
    EXPECT_GE(value(*observation, "latency.min"), 50e-6);
    EXPECT_GE(value(*observation, "latency.p50"), 50e-6);
    EXPECT_FALSE(hasFinding(*observation, "lost-queries"));
    EXPECT_TRUE(observation->quick);
    EXPECT_NEAR(static_cast<double>(fake.perSet[0]), static_cast<double>(fake.perSet[2]), 3);
    EXPECT_EQ(observation->metric("rate.offered")->absentReason, "closed loop: no schedule");
    EXPECT_EQ(observation->metric("power.mean")->absentReason, "no sensor");
}

TEST(Measure, MultiStreamKeepsTheAskedNumberInFlight)
{
    Fake fake;
    fake.nanoseconds = 2'000'000;
    fake.sleeps = true;
    auto plan = quickPlan(ScenarioKind::MultiStream);
    plan.scenario.concurrency = 3;
    const auto observation = run(fake.system(4), plan);
    ASSERT_TRUE(observation.has_value()) << observation.error().text();
    EXPECT_EQ(fake.mostInFlight, 3U);
    EXPECT_EQ(fake.perSlot[3], 0U);
    EXPECT_EQ(column(*observation, "latency").values.size(), observation->queries);
    plan.scenario.concurrency = 5;
    EXPECT_THAT(run(fake.system(4), plan).error().message, HasSubstr("the target can take 4"));
}

TEST(Measure, OfflineOverlapsSubmitAndWait)
{
    Fake fake;
    auto system = fake.system(3);
    system.submit = [](void *self, std::uint32_t, std::uint32_t) {
        auto &target = *static_cast<Fake *>(self);
        ++target.submitted;
        target.mostInFlight = std::max(target.mostInFlight.load(), ++target.inFlight);
        return true;
    };
    system.wait = [](void *self, std::uint32_t) {
        auto &target = *static_cast<Fake *>(self);
        std::this_thread::sleep_for(std::chrono::microseconds(100));
        --target.inFlight;
        return true;
    };
    const auto observation = run(system, quickPlan(ScenarioKind::Offline));
    ASSERT_TRUE(observation.has_value()) << observation.error().text();
    EXPECT_EQ(fake.mostInFlight, 3U);
    EXPECT_EQ(fake.inFlight, 0U) << "everything submitted was waited for";
    EXPECT_GT(observation->queries, 10U);
    EXPECT_EQ(observation->details["latency_from"], "submit");
    EXPECT_FALSE(hasFinding(*observation, "lost-queries"));
}

TEST(Measure, ServerServesEveryArrivalOfTheScheduleOnce)
{
    for (const std::uint32_t slots : {1U, 3U}) {
        Fake fake;
        fake.nanoseconds = 20'000;
        auto plan = quickPlan(ScenarioKind::Server);
        plan.scenario.rate = 2000;
        const auto observation = run(fake.system(slots), plan);
        ASSERT_TRUE(observation.has_value()) << observation.error().text();
        EXPECT_EQ(observation->queries, 600U) << slots << " slots";
        EXPECT_DOUBLE_EQ(value(*observation, "rate.scheduled"), 2000);
        EXPECT_NEAR(value(*observation, "rate.offered"), 2000, 1e-6 * 2000);
        EXPECT_FALSE(hasFinding(*observation, "lost-queries"));
        EXPECT_FALSE(hasFinding(*observation, "offered-rate"));
        EXPECT_EQ(column(*observation, "queue_wait").values.size(), 600U);
    }
}

TEST(Measure, BurstsStartWhenTheOneBeforeIsAnswered)
{
    for (const unsigned burst : {2U, 5U}) {
        Fake fake;
        fake.nanoseconds = 1'000'000;
        fake.sleeps = true;
        auto plan = quickPlan(ScenarioKind::MultiStream);
        plan.scenario.burst = burst;
        const auto observation = run(fake.system(4), plan);
        ASSERT_TRUE(observation.has_value()) << observation.error().text();
        EXPECT_EQ(fake.mostInFlight, std::min(burst, 4U));
        EXPECT_EQ(observation->queries % burst, 0U) << "whole bursts";
        EXPECT_FALSE(hasFinding(*observation, "lost-queries"));
        // `scheduled` holds gaps: all but the first query of a burst share their start.
        const auto &gaps = column(*observation, "scheduled").values;
        EXPECT_LE(static_cast<std::uint64_t>(std::count_if(gaps.begin(), gaps.end(), [](auto g) { return g > 0; })),
                  observation->queries / burst);
        const double rounds = burst > 4 ? 2 : 1; // on four slots five queries take two rounds
        EXPECT_GE(value(*observation, "burst.p50"), rounds * 1e-3);
        EXPECT_GE(value(*observation, "burst.p50"), value(*observation, "latency.p50"));
        EXPECT_EQ(observation->metric("rate.offered")->absentReason, "closed loop: no schedule");
    }
}

TEST(Measure, ABurstThatFailsEndsAllLanes)
{
    Fake fake;
    fake.nanoseconds = 100'000;
    fake.failAt = 3000;
    auto plan = quickPlan(ScenarioKind::MultiStream);
    plan.scenario.burst = 3;
    plan.stopRule.minimumSeconds = plan.stopRule.maximumSeconds = 5;
    EXPECT_THAT(run(fake.system(3), plan).error().message, HasSubstr("a query failed"));
    EXPECT_EQ(fake.inFlight, 0U);
}

TEST(Measure, ServerReplaysATrace)
{
    const auto file = std::filesystem::path(testing::TempDir()) / "replayed.csv";
    const std::string text = "0\n0.001\n0.001\n0.0085\n";
    std::ofstream(file) << text;
    Fake fake;
    fake.nanoseconds = 20'000;
    auto plan = quickPlan(ScenarioKind::Server);
    plan.scenario.arrivals = Arrivals::Trace;
    plan.scenario.traceFile = file.string();
    plan.scenario.traceHash = sha256Hex(text);
    const auto observation = run(fake.system(), plan);
    ASSERT_TRUE(observation.has_value()) << observation.error().text();
    const double replay = 0.0085 * 4 / 3;
    EXPECT_EQ(observation->queries, 4 * static_cast<std::uint64_t>(0.3 / replay)) << "whole replays within 0.3 s";
    EXPECT_NEAR(value(*observation, "rate.scheduled"), 4 / replay, 1e-9);
    EXPECT_NEAR(value(*observation, "rate.offered"), 4 / replay, 1e-3);
    const auto &gaps = column(*observation, "scheduled");
    EXPECT_NEAR(gaps.values[1] * gaps.scale, 0.001, 2e-9);
    EXPECT_EQ(gaps.values[2], 0U);
    EXPECT_NEAR(gaps.values[3] * gaps.scale, 0.0075, 2e-9);
    EXPECT_FALSE(hasFinding(*observation, "offered-rate"));

    std::ofstream(file) << "0\n1\n";
    EXPECT_THAT(run(fake.system(), plan).error().message, HasSubstr("plan it again"));
}

TEST(Measure, SameSeedGivesTheSameSchedule)
{
    Fake fake;
    auto plan = quickPlan(ScenarioKind::Server);
    plan.scenario.rate = 1000;
    const auto first = run(fake.system(), plan);
    const auto second = run(fake.system(), plan);
    plan.seed = 2;
    const auto third = run(fake.system(), plan);
    ASSERT_TRUE(first && second && third);
    EXPECT_EQ(column(*first, "scheduled").values, column(*second, "scheduled").values);
    EXPECT_NE(column(*first, "scheduled").values, column(*third, "scheduled").values);
}

/// Makes one query stall, 50 ms after measuring began.
std::jthread stallLater(Fake &fake, const Progress &progress)
{
    return std::jthread([&](const std::stop_token &stop) {
        while (!stop.stop_requested() && progress.stage.load() != Stage::Measure)
            std::this_thread::yield();
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        fake.stallAt = fake.queries.load() + 2;
    });
}

TEST(Measure, StallShowsInEveryQueryThatArrivedMeanwhile)
{
    // One query stalls for 100 ms. At 1000 arrivals a second about 100 queries come meanwhile and wait: a generator
    // with coordinated omission would report one slow query only.
    Fake fake;
    fake.nanoseconds = 10'000;
    fake.stallNanoseconds = 100'000'000;
    auto plan = quickPlan(ScenarioKind::Server);
    plan.scenario.rate = 1000;
    plan.scenario.arrivals = Arrivals::Constant;
    Progress progress;
    const auto watcher = stallLater(fake, progress);
    const auto observation = measure::measure(fake.system(), plan, progress, {});
    ASSERT_TRUE(observation.has_value());
    const auto &latency = column(*observation, "latency");
    const auto late = std::count_if(latency.values.begin(), latency.values.end(),
                                    [&](std::uint32_t v) { return v * latency.scale > 10e-3; });
    EXPECT_GE(late, 80);
    EXPECT_GE(value(*observation, "latency.max"), 0.09);
    EXPECT_GE(value(*observation, "latency.p90"), 0.01);
    EXPECT_EQ(observation->queries, 300U);
}

TEST(Measure, StalledSlotDoesNotBlockTheOthers)
{
    Fake fake;
    fake.nanoseconds = 10'000;
    fake.stallNanoseconds = 150'000'000;
    auto plan = quickPlan(ScenarioKind::Server);
    plan.scenario.rate = 1000;
    Progress progress;
    const auto watcher = stallLater(fake, progress);
    const auto observation = measure::measure(fake.system(3), plan, progress, {});
    ASSERT_TRUE(observation.has_value());
    const auto &latency = column(*observation, "latency");
    const auto stalled = std::count_if(latency.values.begin(), latency.values.end(),
                                       [&](std::uint32_t v) { return v * latency.scale > 100e-3; });
    EXPECT_EQ(stalled, 1) << "the other slots go on with the schedule";
    EXPECT_EQ(observation->queries, 300U);
}

TEST(Measure, OverloadIsCutOffAndInvalid)
{
    Fake fake;
    fake.nanoseconds = 1'000'000;
    auto plan = quickPlan(ScenarioKind::Server);
    plan.scenario.rate = 10'000;
    const auto observation = run(fake.system(), plan);
    ASSERT_TRUE(observation.has_value());
    EXPECT_TRUE(observation->invalid());
    EXPECT_TRUE(hasFinding(*observation, "backlog"));
    EXPECT_LT(value(*observation, "rate.completed"), 1100);
}

TEST(Measure, SloSearchFindsARateBelowCapacity)
{
    Fake fake;
    fake.nanoseconds = 100'000;
    auto plan = quickPlan(ScenarioKind::SloSearch);
    plan.scenario.sloSeconds = 50e-3;
    plan.scenario.sloPercentile = 0.9;
    const auto observation = run(fake.system(), plan);
    ASSERT_TRUE(observation.has_value()) << observation.error().text();
    EXPECT_LT(value(*observation, "slo.rate"), 10'500) << "one slot of 100 µs";
    EXPECT_THAT(observation->details["slo_search"]["text"].get<std::string>(), HasSubstr("quick"));
    EXPECT_LE(value(*observation, "goodput.queries"), value(*observation, "throughput.queries") * 1.0001);
    plan.scenario.sloSeconds = 0;
    EXPECT_THAT(run(fake.system(), plan).error().message, HasSubstr("--slo"));
}

TEST(Measure, NothingIsAllocatedWhileMeasuring)
{
    for (const auto mode : {LoadMode::Closed, LoadMode::Open})
        for (const std::uint32_t lanes : {1U, 2U}) {
            Fake fake;
            LoadSettings settings;
            settings.mode = mode;
            settings.lanes = lanes;
            settings.seconds = settings.mostSeconds = 0.08; // ends before the waiting thread's first tick
            settings.schedule = {Arrivals::Poisson, 100'000, 8'000, 1};
            const auto made = makeLanes(lanes, {.samples = 1000, .seconds = 2});
            ASSERT_TRUE(made.has_value());
            const auto outcome = runLoad(fake.system(lanes), settings, *made, {}, [](std::uint64_t) {});
            ASSERT_TRUE(outcome.has_value());
            EXPECT_GT(outcome->completed, 200U);
            EXPECT_TRUE(outcome->idsComplete);
            EXPECT_EQ(fake.lastAllocations - fake.firstAllocations, 0U);
        }
}

TEST(Measure, PhasesAddUpAndTheRestIsUnexplained)
{
    Fake fake;
    fake.nanoseconds = 200'000;
    auto system = fake.system();
    system.queryPhases = [](void *self, std::uint32_t slot, std::uint32_t set, std::uint64_t *phases) {
        const bool good = static_cast<Fake *>(self)->serve(slot, set);
        phases[static_cast<std::size_t>(Phase::Upload)] = 30'000;
        phases[static_cast<std::size_t>(Phase::Execute)] = 120'000;
        return good;
    };
    for (const auto kind : {ScenarioKind::SingleStream, ScenarioKind::Server}) {
        auto plan = quickPlan(kind);
        plan.scenario.rate = 500;
        const auto observation = run(system, plan);
        ASSERT_TRUE(observation.has_value());
        EXPECT_DOUBLE_EQ(value(*observation, "phase.upload.p50"), 30e-6);
        EXPECT_DOUBLE_EQ(value(*observation, "phase.execute.mean"), 120e-6);
        EXPECT_GE(value(*observation, "phase.unexplained.mean"), 50e-6);
        EXPECT_GT(column(*observation, "phase.execute").values.size(), 20U);
    }
}

TEST(Measure, VeryShortQueriesAreBatchedAndTheBatchIsStored)
{
    Fake fake;
    auto plan = quickPlan(ScenarioKind::SingleStream);
    plan.calibration.nullWall = 5'000; // pretend an expensive harness
    plan.calibration.nullLatency = 25;
    const auto observation = run(fake.system(), plan);
    ASSERT_TRUE(observation.has_value());
    const auto batch = observation->details["batch"].get<std::uint64_t>();
    EXPECT_GT(batch, 1U);
    EXPECT_EQ(observation->queries, column(*observation, "latency").values.size() * batch);
    EXPECT_LT(value(*observation, "latency.p50"), 5e-6) << "per query, not per batch";
}

TEST(Measure, FailedQueryEndsTheRun)
{
    Fake fake;
    fake.nanoseconds = 10'000;
    fake.failAt = 50;
    const auto observation = run(fake.system(), quickPlan(ScenarioKind::SingleStream));
    ASSERT_FALSE(observation.has_value());
    EXPECT_EQ(observation.error().code, ErrorCode::Failed);
    EXPECT_FALSE(timedOut(observation.error()));
    EXPECT_EQ(fake.queries, 51U);
}

TEST(Measure, CancelEndsWithinTwoSeconds)
{
    Fake fake;
    fake.nanoseconds = 100'000;
    auto plan = quickPlan(ScenarioKind::Server);
    plan.scenario.rate = 0.5; // an arrival every two seconds: it must not wait for it
    plan.stopRule.minimumSeconds = plan.stopRule.maximumSeconds = 60;
    std::stop_source source;
    Progress progress;
    const std::jthread canceller([&] {
        while (progress.stage.load() != Stage::Measure)
            std::this_thread::yield();
        source.request_stop();
    });
    const auto start = nowNanoseconds();
    const auto observation = measure::measure(fake.system(), plan, progress, source.get_token());
    ASSERT_FALSE(observation.has_value());
    EXPECT_EQ(observation.error().code, ErrorCode::Cancelled);
    EXPECT_LT(nowNanoseconds() - start, 10'000'000'000);
}

TEST(Measure, HungQueryIsReportedAsTimedOut)
{
    static std::atomic<bool> release{false};
    SystemUnderTest system;
    system.query = [](void *, std::uint32_t, std::uint32_t) {
        while (!release)
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        return true;
    };
    auto plan = quickPlan(ScenarioKind::SingleStream);
    plan.drainSeconds = 0.2;
    const auto observation = run(system, plan);
    release = true;
    ASSERT_FALSE(observation.has_value());
    EXPECT_TRUE(timedOut(observation.error()));
    EXPECT_THAT(observation.error().message, HasSubstr("not answered"));
    std::this_thread::sleep_for(std::chrono::milliseconds(50)); // the freed lane ends on its own
}

TEST(Measure, ColdTimesAndOutputChecksAreAdded)
{
    Observation observation;
    addCold(observation, {0.5, std::nullopt, 0.01}, Evidence::Measured, Boundary::HostCall);
    EXPECT_DOUBLE_EQ(*observation.metric("cold.open")->value, 0.5);
    EXPECT_EQ(observation.metric("cold.build")->absentReason, "not supported");
    addOutputCheck(observation, {true, 0.25, ""});
    EXPECT_TRUE(observation.checked);
    EXPECT_FALSE(observation.invalid());
    addOutputCheck(observation, {false, 3.5, "y[7] is 1.5, the reference says 1.25"});
    EXPECT_TRUE(observation.invalid());
    EXPECT_THAT(observation.findings.front().text, HasSubstr("y[7]"));
}

TEST(Calibration, FindsPlausibleCosts)
{
    const auto calibration = calibrate(true);
    EXPECT_GT(calibration.clockCost, 0);
    EXPECT_GT(calibration.nullWall, 0);
    EXPECT_GE(calibration.wakeP999, calibration.wakeP50);
    EXPECT_GE(calibration.spinWindow, 200'000);
}

} // namespace
} // namespace assay::measure
