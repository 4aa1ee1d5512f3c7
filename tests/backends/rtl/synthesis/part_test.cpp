#include "backends/rtl/design/part.hpp"

#include <gtest/gtest.h>

namespace assay::rtl {
namespace {

const Resources kHx8kResources{.lut = 7680, .ff = 7680, .dsp = 0, .bram = 32, .cells = {}};

TEST(Shortages, NameEachResourceWithItsShare)
{
    const auto missing = shortages({.lut = 9100, .ff = 10, .dsp = 0, .bram = 36, .cells = {}}, kHx8kResources);
    EXPECT_EQ(toText(missing), "needs 36 of 32 block RAMs (112 %) and 9100 of 7680 LUTs (118 %)");
}

TEST(Shortages, ThreeAreSeparatedByCommas)
{
    const auto missing = shortages({.lut = 8000, .ff = 20000, .dsp = 4, .bram = 1, .cells = {}}, kHx8kResources);
    EXPECT_EQ(
        toText(missing),
        "needs 4 of 0 DSP blocks (there are none), 8000 of 7680 LUTs (104 %) and 20000 of 7680 flip-flops (260 %)");
}

TEST(Shortages, NothingIsMissingWhenAllFits)
{
    EXPECT_TRUE(shortages({.lut = 7680, .ff = 7680, .dsp = 0, .bram = 32, .cells = 7680}, kHx8kResources).empty());
}

TEST(Shortages, LogicCellsCountWhereTheyAreKnown)
{
    // LUTs and flip-flops that cannot share a cell fill the chip, though there are enough of both.
    const auto missing = shortages({.lut = 5000, .ff = 5000, .dsp = 0, .bram = 0, .cells = 9000}, kHx8kResources);
    EXPECT_EQ(toText(missing), "needs 9000 of 7680 logic cells (117 %)");
}

TEST(Shortages, WhatIsNotKnownIsNotCompared)
{
    EXPECT_TRUE(shortages({.lut = 9000, .ff = {}, .dsp = {}, .bram = {}, .cells = {}}, {}).empty());
}

TEST(Shortages, OneTooManyDoesNotReadAsIfItFitted)
{
    const auto missing = shortages({.lut = 7681, .ff = {}, .dsp = {}, .bram = {}, .cells = {}}, kHx8kResources);
    EXPECT_EQ(toText(missing), "needs 7681 of 7680 LUTs (just over 100 %)");
}

TEST(SynthesisFamily, OnlyUp5kTakesDspBlocksOfIce40)
{
    EXPECT_EQ(synthesisFamily({Family::Ice40, "hx8k", "ct256", {}}), "ice40");
    EXPECT_EQ(synthesisFamily({Family::Ice40, "up5k", "sg48", {}}), "ice40-dsp");
    EXPECT_EQ(synthesisFamily({Family::Xc7, "xc7z020", "", {}}),
              synthesisFamily({Family::UltraScalePlus, "xcu250", "", {}}));
}

} // namespace
} // namespace assay::rtl
