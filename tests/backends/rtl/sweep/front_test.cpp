#include "backends/rtl/sweep/front.hpp"

#include <gmock/gmock.h>

#include "backends/rtl/sweep/area_estimate.hpp"

namespace assay::rtl {
namespace {

using testing::ElementsAre;

TEST(NearFront, ASlowerAndLargerPointIsOut)
{
    EXPECT_THAT(nearFront({{"p", 10e-6, 500}, {"p", 5e-6, 400}, {"p", 1e-6, 2000}}, 0.15),
                ElementsAre(false, true, true));
}

TEST(NearFront, APointWithinTheErrorOfItsClockStaysIn)
{
    EXPECT_THAT(nearFront({{"p", 1.1e-6, 500}, {"p", 1e-6, 500}}, 0.15), ElementsAre(true, true));
    EXPECT_THAT(nearFront({{"p", 1.2e-6, 500}, {"p", 1e-6, 500}}, 0.15), ElementsAre(false, true));
}

TEST(NearFront, OnlyPointsOfTheSameProblemCompete)
{
    EXPECT_THAT(nearFront({{"128 rows", 10e-6, 500}, {"64 rows", 5e-6, 400}}, 0.15), ElementsAre(true, true));
}

TEST(NearFront, APointWithoutALatencyNeitherWinsNorLoses)
{
    EXPECT_THAT(nearFront({{"p", {}, 100}, {"p", 5e-6, 400}, {"p", 5e-6, {}}}, 0.15), ElementsAre(true, true, true));
}

const Part kSomePart{Family::Ice40, "hx8k", "ct256", {.lut = 7680, .ff = 7680, .dsp = 0, .bram = 32, .cells = {}}};

TEST(Hopeless, MoreMemoryThanTheChipHolds)
{
    AreaEstimate estimate;
    estimate.memories = {{24, 6144}}; // 36 blocks of 4096 bits
    EXPECT_EQ(toText(hopeless(estimate, kSomePart)), "needs 36 of 32 block RAMs (112 %)");
}

TEST(Hopeless, WhatFlipFlopsMayHoldIsLeftToSynthesis)
{
    AreaEstimate estimate;
    estimate.memories = {{32, 4096}, {8, 64}}; // all 32 blocks, and 512 bits
    EXPECT_TRUE(hopeless(estimate, kSomePart).empty());
}

TEST(Hopeless, FarTooManyLuts)
{
    AreaEstimate estimate;
    estimate.lut = 11000;
    EXPECT_TRUE(hopeless(estimate, kSomePart).empty()); // within the closed form's error
    estimate.lut = 12000;
    EXPECT_EQ(toText(hopeless(estimate, kSomePart)), "needs 12000 of 7680 LUTs (156 %)");
}

TEST(Hopeless, MultipliersWithoutABlockTakeLuts)
{
    AreaEstimate estimate{.lut = 1000, .multipliers = 64, .multiplierLuts = 200, .memories = {}};
    EXPECT_EQ(toText(hopeless(estimate, kSomePart)), "needs 13800 of 7680 LUTs (180 %)");
    Part withBlocks = kSomePart;
    withBlocks.available.dsp = 64;
    EXPECT_TRUE(hopeless(estimate, withBlocks).empty());
}

TEST(Hopeless, NothingIsKnownNothingIsLeftOut)
{
    EXPECT_TRUE(hopeless({}, kSomePart).empty());
    EXPECT_TRUE(hopeless({.lut = 1e9, .multipliers = 0, .multiplierLuts = 0, .memories = {{1e6, 1e6}}}, {}).empty());
}

} // namespace
} // namespace assay::rtl
