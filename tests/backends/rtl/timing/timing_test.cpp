#include "backends/rtl/timing/timing.hpp"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backends/rtl/timing/delay_table.hpp"
#include "backends/rtl/timing/timing_graph.hpp"
#include "core/base/files.hpp"

namespace assay::rtl {
namespace {

using ::testing::HasSubstr;

const std::filesystem::path kShared = std::filesystem::path(ASSAY_SOURCE_DIR) / "resources/rtl";
constexpr std::int32_t kZero = Netlist::kConstant0;

Part partNamed(Family family, const std::string &name)
{
    Part part;
    part.family = family;
    part.name = name;
    return part;
}
const Part kHx8k = partNamed(Family::Ice40, "hx8k");
const Part kUp5k = partNamed(Family::Ice40, "up5k");

/// A netlist cell by cell.
class Drawing {
public:
    std::int32_t net(const std::string &name = "")
    {
        m_netlist.netNames.push_back(name);
        return m_netlist.nets++;
    }
    using Pins = std::vector<std::pair<std::string, std::vector<std::int32_t>>>;
    void cell(const std::string &type, const Pins &inputs, const Pins &outputs,
              std::vector<std::pair<std::string, std::string>> parameters = {})
    {
        Netlist::Cell added{"cell" + std::to_string(m_netlist.cells.size()), type, {}, std::move(parameters)};
        for (const auto &[port, nets] : inputs)
            added.pins.push_back({port, nets, false});
        for (const auto &[port, nets] : outputs)
            added.pins.push_back({port, nets, true});
        m_netlist.cells.push_back(added);
    }
    std::int32_t flipFlop(std::int32_t data, const std::string &name = "")
    {
        const auto out = net(name);
        cell("SB_DFF", {{"D", {data}}}, {{"Q", {out}}});
        return out;
    }
    std::int32_t lut(std::int32_t i0, std::int32_t i1 = kZero, std::int32_t i2 = kZero, std::int32_t i3 = kZero)
    {
        const auto out = net();
        cell("SB_LUT4", {{"I0", {i0}}, {"I1", {i1}}, {"I2", {i2}}, {"I3", {i3}}}, {{"O", {out}}});
        return out;
    }
    const Netlist &netlist() const { return m_netlist; }

private:
    Netlist m_netlist;
};

double periodOf(const Netlist &netlist, const Part &part = kHx8k)
{
    const auto estimate = estimateClock(netlist, part, kShared);
    EXPECT_TRUE(estimate) << estimate.error().text();
    return estimate ? 1e12 / estimate->hertz : 0;
}

std::string errorOf(const Netlist &netlist, const Part &part = kHx8k)
{
    const auto estimate = estimateClock(netlist, part, kShared);
    return estimate ? "no error" : estimate.error().text();
}

/// Fitted delay of one net of HX8K in ps, in a design of so many logic cells.
double netDelay(double fanout, double cells)
{
    const auto table = DelayTable::read(kShared, kHx8k);
    EXPECT_TRUE(table);
    const auto &delay = table->nets.seconds;
    return 1e12 * (delay[PathTerms::Nets] + delay[PathTerms::LogFanout] * std::log(fanout) +
                   delay[PathTerms::Spread] * std::sqrt(cells / 1000));
}

TEST(Timing, APathIsClockToOutputNetsLutsAndSetup)
{
    Drawing drawing;
    const auto start = drawing.flipFlop(kZero, "start");
    const auto middle = drawing.lut(start);                     // I0: 449 ps
    const auto last = drawing.lut(kZero, kZero, kZero, middle); // I3: 316 ps
    drawing.flipFlop(last, "end");
    // Three logic cells: the last LUT and the flip-flop behind it share one, without a net between them.
    EXPECT_NEAR(periodOf(drawing.netlist()), 540 + 449 + 316 + 21 + 2 * netDelay(1, 3), 1e-6);
}

TEST(Timing, ALutThatDrivesMoreThanItsFlipFlopNeedsANetToIt)
{
    Drawing drawing;
    const auto start = drawing.flipFlop(kZero, "start");
    const auto out = drawing.lut(start);
    drawing.flipFlop(out, "one");
    drawing.flipFlop(out, "two");
    EXPECT_NEAR(periodOf(drawing.netlist()), 540 + 449 + 21 + netDelay(1, 4) + netDelay(2, 4), 1e-6);
}

TEST(Timing, ACarryChainCostsLittleABitAndMoreFromTileToTile)
{
    const auto adder = [](int bits) {
        Drawing drawing;
        const auto a = drawing.flipFlop(kZero, "a");
        std::int32_t carry = kZero;
        for (int bit = 0; bit < bits; ++bit) {
            const auto out = drawing.net();
            const auto operand = bit == 0 ? a : kZero;
            drawing.cell("SB_CARRY", {{"I0", {operand}}, {"I1", {kZero}}, {"CI", {carry}}}, {{"CO", {out}}});
            carry = out;
        }
        drawing.flipFlop(drawing.lut(kZero, kZero, kZero, carry), "sum");
        return periodOf(drawing.netlist());
    };
    // I0 to carry 259; 126 a bit; carry to the LUT beside it 259, and through it 316.
    EXPECT_NEAR(adder(2), 540 + netDelay(1, 2) + 259 + 126 + 259 + 316 + 21, 1e-6);
    EXPECT_NEAR(adder(5) - adder(2), 3 * 126, 1e-6);
    EXPECT_NEAR(adder(12) - adder(2), 10 * 126 + 196, 1e-6); // one step to the next tile
}

TEST(Timing, ManyClockEnablesMakeANetGlobalAndThatIsSlow)
{
    const auto enabled = [](int flipFlops) {
        Drawing drawing;
        const auto enable = drawing.lut(drawing.flipFlop(kZero, "start"));
        for (int i = 0; i < flipFlops; ++i)
            drawing.cell("SB_DFFE", {{"D", {kZero}}, {"E", {enable}}}, {{"Q", {drawing.net()}}});
        return periodOf(drawing.netlist());
    };
    const auto table = DelayTable::read(kShared, kHx8k);
    ASSERT_TRUE(table);
    EXPECT_NEAR(enabled(15), 540 + netDelay(1, 17) + 449 + netDelay(15, 17), 1e-6);
    EXPECT_NEAR(enabled(16), 540 + netDelay(1, 18) + 449 + 1220 + 1e12 * table->nets.seconds[PathTerms::GlobalWires],
                1e-6);
}

TEST(Timing, InputsAndOutputsOfACoreMeetFlipFlopsOutside)
{
    Drawing drawing;
    const auto in = drawing.net("in");
    Netlist netlist = (drawing.lut(in), drawing.netlist());
    netlist.inputs.push_back({"in", {in}, false});
    netlist.outputs.push_back({"out", {1}, true});
    EXPECT_NEAR(periodOf(netlist), 540 + netDelay(1, 1) + 449 + netDelay(1, 1) + 470, 1e-6);
}

TEST(Timing, TheEstimateSaysWhereThePathRunsAndHowGoodItIs)
{
    Drawing drawing;
    drawing.flipFlop(drawing.lut(drawing.flipFlop(kZero, "start")), "end");
    const auto estimate = estimateClock(drawing.netlist(), kHx8k, kShared);
    ASSERT_TRUE(estimate) << estimate.error().text();
    EXPECT_EQ(estimate->criticalPath, "start → … → end: 3 cells");
    EXPECT_THAT(estimate->how, HasSubstr("nextpnr-ice40"));
    EXPECT_LT(estimate->lowHertz, estimate->hertz);
    EXPECT_GT(estimate->highHertz, estimate->hertz);
}

TEST(Timing, APathNamesSourcesWithoutTheirFolders)
{
    Drawing drawing;
    drawing.flipFlop(drawing.lut(drawing.flipFlop(kZero, "$mul$/home/a/core.v:17$3[2]")), "a/b");
    const auto estimate = estimateClock(drawing.netlist(), kHx8k, kShared);
    ASSERT_TRUE(estimate) << estimate.error().text();
    EXPECT_EQ(estimate->criticalPath, "$mul$core.v:17$3[2] → … → a/b: 3 cells");
}

TEST(Timing, Up5kIsSlowerThanHx8k)
{
    Drawing drawing;
    drawing.flipFlop(drawing.lut(drawing.lut(drawing.flipFlop(kZero))));
    EXPECT_GT(periodOf(drawing.netlist(), kUp5k), 2 * periodOf(drawing.netlist(), kHx8k));
}

TEST(Timing, WhatCannotBeEstimatedIsRefusedAndNamed)
{
    Drawing unknown;
    unknown.cell("SB_PLL40_CORE", {{"REFERENCECLK", {unknown.net()}}}, {{"PLLOUTCORE", {unknown.net()}}});
    EXPECT_THAT(errorOf(unknown.netlist()), HasSubstr("'cell0' (SB_PLL40_CORE)"));

    Drawing loop;
    const auto behind = loop.net();
    const auto out = loop.lut(behind);
    loop.cell("SB_LUT4", {{"I0", {out}}}, {{"O", {behind}}});
    EXPECT_THAT(errorOf(loop.netlist()), HasSubstr("combinational loop"));

    EXPECT_THAT(errorOf(Netlist{}), HasSubstr("no path"));
    EXPECT_THAT(errorOf(Netlist{}, partNamed(Family::Ice40, "lp384")), HasSubstr("no delays for lp384"));
}

TEST(Timing, AMultiplierInAModeWithoutPublishedDelaysIsRefused)
{
    Drawing drawing;
    const auto a = drawing.flipFlop(kZero), product = drawing.net("product");
    const auto multiplier = [&](const std::string &outputSelect) {
        Drawing copy = drawing;
        copy.cell("SB_MAC16", {{"A", {a}}}, {{"O", {product}}},
                  {{"TOPOUTPUT_SELECT", outputSelect}, {"BOTOUTPUT_SELECT", outputSelect}});
        copy.flipFlop(product);
        return errorOf(copy.netlist(), kUp5k);
    };
    EXPECT_EQ(multiplier("11"), "no error");
    EXPECT_THAT(multiplier("10"), HasSubstr("no delay is known to output O of cell 'cell1' (SB_MAC16)"));
}

TEST(Timing, OtherFamiliesHaveWideIntervalsAndSayThatNothingChecksThem)
{
    Drawing xilinx;
    const auto start = xilinx.net("start"), out = xilinx.net(), end = xilinx.net("end");
    xilinx.cell("FDRE", {{"D", {kZero}}}, {{"Q", {start}}});
    auto last = start;
    for (int i = 0; i < 6; ++i) {
        const auto next = i == 5 ? out : xilinx.net();
        xilinx.cell("LUT6", {{"I0", {last}}}, {{"O", {next}}});
        last = next;
    }
    xilinx.cell("FDRE", {{"D", {out}}}, {{"Q", {end}}});
    Drawing lattice;
    const auto q = lattice.net("start"), z = lattice.net();
    lattice.cell("TRELLIS_FF", {{"DI", {kZero}}}, {{"Q", {q}}});
    lattice.cell("LUT4", {{"A", {q}}}, {{"Z", {z}}});
    lattice.cell("TRELLIS_FF", {{"DI", {z}}}, {{"Q", {lattice.net("end")}}});

    const auto xc7 = estimateClock(xilinx.netlist(), partNamed(Family::Xc7, "xc7z020"), kShared);
    const auto ultraScale = estimateClock(xilinx.netlist(), partNamed(Family::UltraScalePlus, "xcu250"), kShared);
    const auto ecp5 = estimateClock(lattice.netlist(), partNamed(Family::Ecp5, "lfe5u-85f"), kShared);
    ASSERT_TRUE(xc7) << xc7.error().text();
    ASSERT_TRUE(ultraScale) << ultraScale.error().text();
    ASSERT_TRUE(ecp5) << ecp5.error().text();
    for (const auto *estimate : {&*xc7, &*ultraScale, &*ecp5}) {
        EXPECT_LE(estimate->lowHertz, 0.7 * estimate->hertz);
        EXPECT_GE(estimate->highHertz, 1.3 * estimate->hertz);
        EXPECT_THAT(estimate->how, HasSubstr("validated"));
    }
    EXPECT_GT(ultraScale->hertz, xc7->hertz);
    EXPECT_GT(ultraScale->highHertz / ultraScale->lowHertz, xc7->highHertz / xc7->lowHertz);
}

TEST(Timing, NoClockIsFasterThanTheClockTree)
{
    Drawing drawing;
    const auto middle = drawing.net("middle");
    drawing.cell("FDRE", {{"D", {kZero}}}, {{"Q", {middle}}});
    drawing.cell("FDRE", {{"D", {middle}}}, {{"Q", {drawing.net("end")}}});
    const auto estimate = estimateClock(drawing.netlist(), partNamed(Family::Xc7, "xc7z020"), kShared);
    ASSERT_TRUE(estimate) << estimate.error().text();
    EXPECT_EQ(estimate->hertz, 464e6);
    EXPECT_EQ(estimate->highHertz, 464e6);
    EXPECT_LE(estimate->lowHertz, 464e6);
    EXPECT_THAT(estimate->how, HasSubstr("464 MHz"));
}

/// The constants of the table against the data they were fitted on: features of the longest paths, and routed clocks.
TEST(Timing, TheTableExplainsPlaceAndRoute)
{
    const auto text = readFile(kShared / "timing/fit.json");
    ASSERT_TRUE(text) << text.error().text();
    for (const auto &part : {kHx8k, kUp5k}) {
        const auto table = DelayTable::read(kShared, part);
        ASSERT_TRUE(table) << table.error().text();
        double errors = 0;
        int designs = 0, within = 0;
        for (const Json &design : Json::parse(*text)) {
            if (design.at("part") != part.name)
                continue;
            double longest = 0;
            for (const Json &path : design.at("paths")) {
                PathDelay delay;
                delay.seconds = path.at(0).get<double>() * 1e-12;
                for (std::size_t i = 0; i < PathTerms::kCount; ++i)
                    delay.terms.count[i] = path.at(i + 1).get<double>() / 1000;
                longest = std::max(longest, table->nets.of(delay));
            }
            const double ratio = design.at("hertz").get<double>() * longest; // of the routed clock to the estimate
            errors += std::abs(1 / ratio - 1);
            within += ratio > table->accuracy.lowFactor && ratio < table->accuracy.highFactor ? 1 : 0;
            ++designs;
        }
        EXPECT_GE(designs, 19) << part.name;
        EXPECT_LT(errors / designs, 0.05) << part.name;
        EXPECT_GE(within, 0.95 * designs) << part.name << ": the interval it is stated with";
    }
}

} // namespace
} // namespace assay::rtl
