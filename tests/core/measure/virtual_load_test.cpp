#include "core/measure/virtual_load.hpp"

#include <gtest/gtest.h>

namespace assay::measure {
namespace {

std::vector<PhaseSample> services(std::initializer_list<std::uint64_t> nanoseconds)
{
    std::vector<PhaseSample> made;
    for (const auto each : nanoseconds)
        made.emplace_back().service = each;
    return made;
}

struct Played {
    std::shared_ptr<LoadLanes> lanes;
    LoadOutcome outcome;

    [[nodiscard]] const Sample &sample(std::size_t lane, std::size_t index) const
    {
        return lanes->recorders[lane].samples()[index];
    }
};

Played play(const VirtualLoad &load, const std::vector<PhaseSample> &times)
{
    Played played{makeLanes(load.lanes, {.samples = 1000, .seconds = 1}).value(), {}};
    played.outcome = simulateLoad(load, times, *played.lanes);
    return played;
}

TEST(VirtualLoad, ClosedLoopKeepsEveryServerBusy)
{
    VirtualLoad load;
    load.lanes = 2;
    load.queries = 4;
    const auto played = play(load, services({100, 30}));
    EXPECT_EQ(played.lanes->recorders[0].count(), 2U) << "100 and 30 ns";
    EXPECT_EQ(played.lanes->recorders[1].count(), 2U) << "30 and 100 ns";
    EXPECT_EQ(played.sample(1, 1).scheduled, 30);
    EXPECT_EQ(played.sample(1, 1).latency(), 100U);
    EXPECT_DOUBLE_EQ(played.outcome.elapsedSeconds, 130e-9);
}

TEST(VirtualLoad, ArrivalsWaitForTheServerThatIsFreeFirst)
{
    VirtualLoad load;
    load.mode = LoadMode::Open;
    load.schedule = {Arrivals::Constant, 1e8, 3, 1}; // at 10, 20, 30 ns
    const auto played = play(load, services({25}));
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(played.sample(0, i).scheduled, 10 * static_cast<std::int64_t>(i + 1));
        EXPECT_EQ(played.sample(0, i).done(), 10 + 25 * static_cast<std::int64_t>(i + 1));
    }
    EXPECT_DOUBLE_EQ(played.outcome.offeredSeconds, 30e-9);
}

TEST(VirtualLoad, AFactorMovesServicesNotArrivals)
{
    VirtualLoad load;
    load.mode = LoadMode::Open;
    load.schedule = {Arrivals::Constant, 1e8, 2, 1};
    load.factor = 0.2;
    const auto played = play(load, services({25}));
    EXPECT_EQ(played.sample(0, 1).scheduled, 20);
    EXPECT_EQ(played.sample(0, 1).issue, 20) << "the one before is answered";
    EXPECT_EQ(played.sample(0, 1).latency(), 5U);
}

TEST(VirtualLoad, ABurstWaitsForTheOneBefore)
{
    VirtualLoad load;
    load.mode = LoadMode::Burst;
    load.lanes = 2;
    load.burst = 3;
    load.queries = 4; // two whole bursts
    const auto played = play(load, services({10}));
    EXPECT_EQ(played.outcome.completed, 6U);
    EXPECT_DOUBLE_EQ(played.outcome.elapsedSeconds, 40e-9);
    EXPECT_EQ(played.sample(0, 1).issue, 10) << "the third query waits for a server";
    EXPECT_EQ(played.sample(0, 1).latency(), 20U);
    EXPECT_EQ(played.sample(0, 2).scheduled, 20);
}

} // namespace
} // namespace assay::measure
