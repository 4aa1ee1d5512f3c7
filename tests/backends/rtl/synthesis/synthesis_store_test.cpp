#include "backends/rtl/synthesis/synthesis_store.hpp"

#include <gmock/gmock.h>

#include "backends/rtl/synthesis/records.hpp"
#include "backends/rtl/synthesis/result_data.hpp"
#include "tests/backends/rtl/synthesis/store_fixture.hpp"

namespace assay::rtl {
namespace {

using test::kHx8k;
using test::kUp5k;
using test::PathIs;
using testing::HasSubstr;
using testing::Not;
using SynthesisStoreTest = test::StoreTest;
using Effort = SynthesisStore::Effort;

TEST_F(SynthesisStoreTest, ATinyDesignIsSynthesisedOnceAndPlacedAndRouted)
{
    ASSAY_NEEDS("yosys");
    ASSAY_NEEDS("nextpnr-ice40");
    const auto made = store().synthesis(design(), kHx8k, Effort::MayRunTools);
    ASSERT_TRUE(made) << made.error().text();
    EXPECT_FALSE(made->fromCache);
    EXPECT_TRUE(std::filesystem::exists(*made->netlist));
    EXPECT_THAT(made->tool, HasSubstr("Yosys"));
    ASSERT_TRUE(made->beat);
    EXPECT_EQ(made->beat->input, 1);
    EXPECT_EQ(*made->resources.ff, 12); // a byte, tkeep, tuser, tlast, tvalid
    EXPECT_EQ(*made->resources.bram, 0);
    EXPECT_GE(*made->resources.cells, 12);
    EXPECT_TRUE(shortages(made->resources, kHx8k.available).empty());

    const auto again = store().synthesis(design(), kHx8k, Effort::DataOnly);
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->fromCache);
    EXPECT_EQ(again->resources.lut, made->resources.lut);

    EXPECT_FALSE(store().placeAndRoute(design(), kHx8k, Effort::DataOnly));
    const auto routed = store().placeAndRoute(design(), kHx8k, Effort::MayRunTools);
    ASSERT_TRUE(routed);
    ASSERT_EQ(routed->clocks().size(), kSeeds.size()) << routed->seeds.front().failure;
    EXPECT_GT(routed->clocks().front(), 50e6);
    EXPECT_LE(routed->clocks().front(), routed->clocks().back());
    EXPECT_GE(*routed->used.cells, *made->resources.cells + 12); // and the shift registers
    EXPECT_THAT(routed->tool, HasSubstr("nextpnr"));
    const auto kept = store().placeAndRoute(design(), kHx8k, Effort::DataOnly);
    ASSERT_TRUE(kept);
    EXPECT_TRUE(kept->fromCache);
    EXPECT_EQ(kept->clocks(), routed->clocks());
}

TEST_F(SynthesisStoreTest, ParametersKeepTheirSign)
{
    ASSAY_NEEDS("yosys");
    // The widened constant and the shift are arithmetic only when the parameter is still signed.
    constexpr const char *kVerilog = R"(
module widen #(parameter OFFSET = 1) (input wire aclk, input wire [7:0] s_axis_tdata, output reg [47:0] m_axis_tdata);
    generate if ((OFFSET >>> 1) == -4) always @(posedge aclk) m_axis_tdata <= {40'd0, s_axis_tdata};
    else always @(posedge aclk) m_axis_tdata <= {6{s_axis_tdata}}; endgenerate
endmodule)";
    const auto negative = store().synthesis(design(kVerilog, "widen", {{"OFFSET", -7}}), kHx8k, Effort::MayRunTools);
    ASSERT_TRUE(negative) << negative.error().text();
    EXPECT_EQ(*negative->resources.ff, 8); // the constants need none
    ASSERT_TRUE(negative->beat);
    EXPECT_EQ(negative->beat->output, 6);
}

TEST_F(SynthesisStoreTest, AVerilogErrorHasFileAndLine)
{
    ASSAY_NEEDS("yosys");
    const auto broken = design("module adder;\n  wire a;\n  assign a = ;\nendmodule\n", "adder", {});
    const auto made = store().synthesis(broken, kHx8k, Effort::MayRunTools);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, ErrorCode::Failed);
    EXPECT_THAT(made.error().text(), HasSubstr(broken.kernel.string() + ":3:"));
}

TEST_F(SynthesisStoreTest, AParameterThatTheCoreDoesNotHaveIsNamed)
{
    ASSAY_NEEDS("yosys");
    const auto made = store().synthesis(design(test::kAddCore, "adder", {{"STEPS", 3}}), kHx8k, Effort::MayRunTools);
    ASSERT_FALSE(made);
    EXPECT_THAT(made.error().text(), HasSubstr("adder has no parameter STEPS"));
}

TEST_F(SynthesisStoreTest, ADesignThatIsTooBigTellsByHowMuch)
{
    ASSAY_NEEDS("yosys");
    ASSAY_NEEDS("nextpnr-ice40");
    const Part small{Family::Ice40, "lp384", "qn32", {.lut = 384, .ff = 384, .dsp = 0, .bram = 0, .cells = {}}};
    const Design big = design(test::kAddCore, "adder", {{"STEP", 3}, {"BYTES", 60}});
    const auto made = store().synthesis(big, small, Effort::MayRunTools);
    ASSERT_TRUE(made) << made.error().text();
    EXPECT_THAT(toText(shortages(made->resources, small.available)),
                testing::MatchesRegex("needs [0-9]+ of 384 logic cells \\(1[0-9][0-9] %\\)"));
    const auto routed = store().placeAndRoute(big, small, Effort::MayRunTools);
    ASSERT_TRUE(routed);
    EXPECT_TRUE(routed->clocks().empty());
    EXPECT_THAT(routed->seeds.front().failure, HasSubstr("does not fit"));
    EXPECT_THAT(routed->seeds.front().failure, HasSubstr("too few logic cells"));
}

TEST_F(SynthesisStoreTest, ATimeOutIsKeptAndNotTriedAgain)
{
    const PathIs path(pathWithFake("yosys", "sleep 100"));
    const ToolLimits limits{.yosysSeconds = 0.2};
    for (int i = 0; i < 2; ++i) {
        const auto made = store(limits).synthesis(design(), kHx8k, Effort::MayRunTools);
        ASSERT_FALSE(made);
        EXPECT_EQ(made.error().code, ErrorCode::Failed);
        EXPECT_THAT(made.error().text(), HasSubstr("took more than 0.2 s"));
        EXPECT_EQ(callsOfFake(), 1U);
    }
}

TEST_F(SynthesisStoreTest, ATimeOutOfPlaceAndRouteIsKeptForEachSeed)
{
    ASSAY_NEEDS("yosys");
    const PathIs path(pathWithFake("nextpnr-ice40", "sleep 100"));
    const ToolLimits limits{.nextpnrSeconds = 0.2};
    for (int i = 0; i < 2; ++i) {
        const auto routed = store(limits).placeAndRoute(design(), kHx8k, Effort::MayRunTools);
        ASSERT_TRUE(routed);
        EXPECT_TRUE(routed->clocks().empty());
        ASSERT_EQ(routed->seeds.size(), kSeeds.size());
        EXPECT_THAT(routed->seeds.back().failure, HasSubstr("took more than 0.2 s"));
        EXPECT_EQ(callsOfFake(), kSeeds.size());
    }
}

TEST_F(SynthesisStoreTest, ADesignThatFillsThePartToTheBrimTellsItsCells)
{
    ASSAY_NEEDS("yosys");
    const PathIs path(pathWithFake(
        "nextpnr-ice40", "echo 'ERROR: Failed to expand region (0, 0) |_> (33, 33) of 7784 ICESTORM_LCs'; exit 1"));
    const auto routed = store().placeAndRoute(design(), kHx8k, Effort::MayRunTools);
    ASSERT_TRUE(routed);
    EXPECT_EQ(routed->seeds.front().failure,
              "does not fit with the shift registers around it: it takes 7784 logic cells then");
}

TEST_F(SynthesisStoreTest, AnAbortOfYosysIsAnOutcome)
{
    const PathIs path(pathWithFake("yosys", "echo 'terminate called after throwing std::out_of_range'; kill -ABRT $$"));
    const auto made = store().synthesis(design(), kHx8k, Effort::MayRunTools);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, ErrorCode::Failed);
    EXPECT_THAT(made.error().text(), HasSubstr("std::out_of_range"));
}

TEST_F(SynthesisStoreTest, FindsDataWithoutAnyTool)
{
    const std::string key = *contentKey(design());
    auto data = *ResultData::read(shared() / "results", "adder");
    data.setSynthesis(key, "ice40",
                      {{"lut", 9},
                       {"ff", 12},
                       {"seconds", 1.5},
                       {"tool", "Yosys 0.23"},
                       {"estimates", {{"hx8k", toJson(ClockEstimate{1e8, 9e7, 1.1e8, "netlist timing", "a → b"})}}}});
    data.setPlaceAndRoute(
        key, "hx8k",
        {{"seconds", 3},
         {"tool", "nextpnr-ice40 0.4"},
         {"cells", 33},
         {"seeds", {{{"seed", 1}, {"fmax_hz", 2e8}}, {{"seed", 2}, {"failure", "took more than 60 s"}}}}});
    std::filesystem::create_directories(shared() / "results");
    ASSERT_TRUE(data.write(shared() / "results"));

    const PathIs nothing("/nonexistent");
    const auto made = store().synthesis(design(), kHx8k, Effort::MayRunTools);
    ASSERT_TRUE(made) << made.error().text();
    EXPECT_TRUE(made->fromData);
    EXPECT_EQ(made->resources.ff, 12);
    EXPECT_FALSE(made->netlist);
    ASSERT_TRUE(made->estimate);
    EXPECT_DOUBLE_EQ(made->estimate->lowHertz, 9e7);
    const auto routed = store().placeAndRoute(design(), kHx8k, Effort::DataOnly);
    ASSERT_TRUE(routed);
    EXPECT_TRUE(routed->fromData);
    EXPECT_EQ(routed->clocks(), std::vector<double>{2e8});
    EXPECT_EQ(routed->seeds[1].failure, "took more than 60 s");

    // Other parameters, other family: no data; what to do is said.
    const auto other = store().synthesis(design(test::kAddCore, "adder", {{"STEP", 4}}), kHx8k, Effort::MayRunTools);
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().code, ErrorCode::Unsupported);
    EXPECT_THAT(other.error().text(), HasSubstr("adder STEP=4"));
    EXPECT_THAT(other.error().text(), HasSubstr("apt"));
    EXPECT_FALSE(store().synthesis(design(), kUp5k, Effort::MayRunTools));
    EXPECT_FALSE(store().placeAndRoute(design(), kUp5k, Effort::MayRunTools));
}

} // namespace
} // namespace assay::rtl
