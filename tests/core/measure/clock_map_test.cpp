#include "core/measure/clock_map.hpp"

#include <vector>

#include <gtest/gtest.h>

#include "core/base/random.hpp"

namespace assay::measure {
namespace {

constexpr std::int64_t kHostStart = 5'000'000'000'000;
constexpr std::int64_t kOffset = 123'456'789'012;

/// `count` queries of 20 µs on a device whose clock is `kOffset` behind and `drift` slower, a second apart in all. The
/// way there and back takes at least 2 µs each, mostly more, and not alike.
std::vector<ClockPair> pairsWith(double drift, std::size_t count, double seconds)
{
    Random random(1);
    std::vector<ClockPair> pairs;
    for (std::size_t i = 0; i < count; ++i) {
        const auto at = static_cast<std::int64_t>(seconds * 1e9 * static_cast<double>(i) / static_cast<double>(count));
        const auto there = static_cast<std::int64_t>(2000 + (i % 3 == 0 ? 0 : 30'000 * random.uniform()));
        const auto back = static_cast<std::int64_t>(2000 + (i % 3 == 0 ? 0 : 5'000 * random.uniform()));
        ClockPair pair;
        pair.hostBefore = kHostStart + at;
        pair.hostAfter = pair.hostBefore + there + 20'000 + back;
        const auto onDevice = [&](std::int64_t host) {
            return static_cast<std::int64_t>(static_cast<double>(host - kHostStart) / (1 + drift)) + kHostStart -
                   kOffset;
        };
        pair.deviceStart = onDevice(pair.hostBefore + there);
        pair.deviceEnd = onDevice(pair.hostBefore + there + 20'000);
        pairs.push_back(pair);
    }
    return pairs;
}

TEST(ClockMap, FindsOffsetAndDriftThroughUnevenDelays)
{
    const auto pairs = pairsWith(40e-6, 100, 10);
    const auto map = fitClock(pairs);
    ASSERT_TRUE(map.has_value());
    EXPECT_NEAR(map->drift, 40e-6, 1e-8);
    EXPECT_LT(map->residual, 10) << "the least delays are alike";
    EXPECT_NEAR(map->slack, 2000, 10);
    for (const auto &pair : pairs) {
        EXPECT_GE(map->toHost(pair.deviceStart) - static_cast<double>(pair.hostBefore), 1990);
        EXPECT_GE(static_cast<double>(pair.hostAfter) - map->toHost(pair.deviceEnd), 1990);
    }
    EXPECT_NEAR(map->toJson()["offset_seconds"].get<double>(), kOffset * 1e-9, 1e-3);
}

TEST(ClockMap, GuessesNoDriftFromAMoment)
{
    const auto map = fitClock(pairsWith(40e-6, 50, 0.01));
    ASSERT_TRUE(map.has_value());
    EXPECT_EQ(map->drift, 0);
    EXPECT_NEAR(static_cast<double>(map->reference - map->deviceReference), kOffset, 500);
}

TEST(ClockMap, SaysNothingWithoutGrounds)
{
    EXPECT_FALSE(fitClock(pairsWith(0, 11, 1)).has_value()) << "too few pairs";
    EXPECT_FALSE(fitClock(pairsWith(0.5, 100, 1)).has_value()) << "stamps in another unit";
    auto pairs = pairsWith(0, 100, 1);
    for (auto &pair : pairs)
        pair.deviceEnd = pair.deviceStart + 10'000'000;
    EXPECT_FALSE(fitClock(pairs).has_value()) << "longer than the host waited";
}

} // namespace
} // namespace assay::measure
