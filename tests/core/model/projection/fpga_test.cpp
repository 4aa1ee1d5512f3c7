#include <gtest/gtest.h>

#include "core/model/projection/fpga.hpp"

using namespace assay;
using namespace assay::model;

namespace {

const Json kCard = Json::parse(R"({
  "id": "card", "class": "fpga",
  "luts": {"value": 1000000, "source": "sheet", "quality": "A"},
  "ffs": {"value": 2000000, "source": "sheet", "quality": "A"},
  "dsps": {"value": 9000, "source": "sheet", "quality": "A"},
  "bram36": {"value": 2000, "source": "sheet", "quality": "A"},
  "mem_bw_gbs": {"value": 77, "source": "sheet", "quality": "A"},
  "link_latency_us": {"low": 5, "typical": 10, "high": 20, "source": "tool", "quality": "A"},
  "link_effective_gbs": {"low": 8, "typical": 10, "high": 12, "source": "tool", "quality": "A"}
})");

FpgaKernel kernel()
{
    FpgaKernel made;
    made.cyclesPerQuery = 1000;
    made.latencyCycles = 5000;
    made.clockHertz = Span{200e6, 250e6, 300e6};
    made.resources.luts = 60000;
    made.source = "emulated";
    return made;
}

FpgaPlacement onShell()
{
    FpgaPlacement placement;
    placement.shell.luts = 100000;
    placement.shellSource = "a report";
    return placement;
}

FpgaProjection projected(const FpgaKernel &of, const FpgaPlacement &placement = onShell())
{
    auto result = projectFpga(of, kCard, placement);
    EXPECT_TRUE(result) << result.error().text();
    return result.value_or(FpgaProjection{});
}

TEST(Fpga, ReplicasFillTheAllowedShareOfWhatTheShellLeaves)
{
    // 0.7 of 900,000 LUTs is 630,000: ten of 60,000.
    const FpgaProjection projection = projected(kernel());
    EXPECT_EQ(projection.replicas, 10);
    EXPECT_EQ(projection.limitedBy, "LUTs");
    EXPECT_NEAR(projection.utilisation, 600.0 / 630, 1e-12);
    EXPECT_EQ(projection.boundBy, "cycles");
    EXPECT_NEAR(*projection.queriesPerSecond->high, 10 * 300e6 / 1000, 1) << "at best no clock is lost";
    EXPECT_LT(projection.queriesPerSecond->typical, 10 * 250e6 / 1000);
    EXPECT_LT(projection.queriesPerSecond->low, projection.queriesPerSecond->typical);
}

TEST(Fpga, TheScarcestResourceDecides)
{
    FpgaKernel of = kernel();
    of.resources.dsps = 1000; // 0.8 of 9000
    EXPECT_EQ(projected(of).replicas, 7);
    EXPECT_EQ(projected(of).limitedBy, "DSP blocks");
    of.resources.ffs = 400000; // 0.5 of 2,000,000
    EXPECT_EQ(projected(of).replicas, 2);
    EXPECT_EQ(projected(of).limitedBy, "flip-flops");
    of.resources.bram36 = 900; // 0.8 of 2000
    EXPECT_EQ(projected(of).replicas, 1);
    EXPECT_EQ(projected(of).limitedBy, "block RAMs");
}

TEST(Fpga, SmallFamiliesHaveOtherBlockRams)
{
    const Json small =
        Json::parse(R"({"id": "ice", "class": "fpga", "luts": {"value": 7680}, "bram4k": {"value": 32}})");
    FpgaKernel of = kernel();
    of.resources = {};
    of.resources.luts = 500;
    of.resources.bram4k = 8; // 0.8 of 32 is 25.6
    const auto projection = projectFpga(of, small);
    ASSERT_TRUE(projection);
    EXPECT_EQ(projection->replicas, 3);
    EXPECT_EQ(projection->limitedBy, "block RAMs of 4 Kib");
}

TEST(Fpga, ReplicasDoNotSpanDies)
{
    FpgaPlacement placement = onShell();
    placement.regions = 4; // 157,500 LUTs each: two of 60,000
    EXPECT_EQ(projected(kernel(), placement).replicas, 8);
}

TEST(Fpga, ReplicationRaisesThroughputAndNeverLowersLatency)
{
    FpgaPlacement one = onShell();
    one.mostReplicas = 1;
    const FpgaProjection single = projected(kernel(), one), many = projected(kernel());
    EXPECT_EQ(single.replicas, 1);
    EXPECT_EQ(single.limitedBy, "mostReplicas");
    EXPECT_GT(many.queriesPerSecond->typical, 5 * single.queriesPerSecond->typical);
    EXPECT_GE(many.latencySeconds->typical, single.latencySeconds->typical);
    EXPECT_GE(single.latencySeconds->low, 5000 / 300e6);
    EXPECT_LT(many.clockHertz->typical, single.clockHertz->typical) << "a full device is slower";
}

TEST(Fpga, MemoryAndLinkBoundTheThroughput)
{
    FpgaKernel of = kernel();
    of.memoryBytes = 1e6;
    EXPECT_EQ(projected(of).boundBy, "memory");
    EXPECT_NEAR(projected(of).queriesPerSecond->typical, 77e9 / 1e6, 1);
    of.linkBytes = 1e6;
    const FpgaProjection linked = projected(of);
    EXPECT_EQ(linked.boundBy, "link");
    EXPECT_NEAR(linked.queriesPerSecond->typical, 10e9 / 1e6, 1);
    EXPECT_GT(linked.latencySeconds->typical, projected(kernel()).latencySeconds->typical + 1e-4);
}

TEST(Fpga, WhatIsNotKnownOrDoesNotFitIsAbsentWithTheReason)
{
    FpgaKernel of = kernel();
    of.resources.uram288 = 1;
    EXPECT_FALSE(projected(of).queriesPerSecond);
    EXPECT_NE(projected(of).absentReason.find("UltraRAMs"), std::string::npos);
    of = kernel();
    of.resources.luts = 700000;
    EXPECT_NE(projected(of).absentReason.find("no room"), std::string::npos);
    of.resources.luts = 0;
    EXPECT_NE(projected(of).absentReason.find("not known"), std::string::npos);
    FpgaPlacement big = onShell();
    big.shell.luts = 2e6;
    EXPECT_NE(projected(kernel(), big).absentReason.find("no room"), std::string::npos);
    EXPECT_FALSE(projected(kernel(), FpgaPlacement{}).notes.empty()) << "an unknown shell is said";
}

TEST(Fpga, RefusesNumbersThatMakeNoSense)
{
    FpgaKernel of = kernel();
    of.cyclesPerQuery = 0;
    EXPECT_FALSE(projectFpga(of, kCard));
    of = kernel();
    of.clockHertz = Span{3e8, 2e8, 1e8};
    EXPECT_FALSE(projectFpga(of, kCard));
    of = kernel();
    of.resources.luts = -1;
    EXPECT_FALSE(projectFpga(of, kCard));
    FpgaPlacement placement;
    placement.lutShare = 1.5;
    EXPECT_FALSE(projectFpga(kernel(), kCard, placement));
    placement = {};
    placement.mostReplicas = 0;
    EXPECT_FALSE(projectFpga(kernel(), kCard, placement));
}

} // namespace
