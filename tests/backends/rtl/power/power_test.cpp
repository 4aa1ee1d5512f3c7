#include "backends/rtl/power/power.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/backends/rtl/power/drawing.hpp"

namespace assay::rtl {
namespace {

using ::testing::HasSubstr;

Part partNamed(Family family, const std::string &name)
{
    Part part;
    part.family = family;
    part.name = name;
    return part;
}
const Part kUp5k = partNamed(Family::Ice40, "up5k");

/// A core that gives each beat of a byte one clock later; always ready.
Netlist registeredByte()
{
    Drawing drawing;
    const auto data = drawing.nets(8);
    const auto reset = drawing.net(), keep = drawing.net(), user = drawing.net(), last = drawing.net(),
               valid = drawing.net(), ready = drawing.net();
    Drawing::Nets out;
    for (const auto bit : data)
        out.push_back(drawing.flipFlop(bit));
    const auto outKeep = drawing.flipFlop(keep), outLast = drawing.flipFlop(last), outValid = drawing.flipFlop(valid);
    Netlist &netlist = drawing.netlist;
    netlist.top = "registered_byte";
    netlist.inputs = {{"aclk", {drawing.clock}, false},  {"aresetn", {reset}, false},
                      {"s_axis_tdata", data, false},     {"s_axis_tkeep", {keep}, false},
                      {"s_axis_tuser", {user}, false},   {"s_axis_tlast", {last}, false},
                      {"s_axis_tvalid", {valid}, false}, {"m_axis_tready", {ready}, false}};
    netlist.outputs = {{"s_axis_tready", {Netlist::kConstant1}, true},
                       {"m_axis_tdata", out, true},
                       {"m_axis_tkeep", {outKeep}, true},
                       {"m_axis_tuser", {Netlist::kConstant0}, true},
                       {"m_axis_tlast", {outLast}, true},
                       {"m_axis_tvalid", {outValid}, true}};
    return netlist;
}

Packets onePacket(std::vector<std::uint8_t> bytes, std::uint32_t user = 0)
{
    const std::uint64_t size = bytes.size();
    return {std::move(bytes), {{size, user}}};
}

TEST(Activity, TogglesAndClocksAreThoseCountedByHand)
{
    const std::vector<std::uint8_t> bytes{0x0f, 0xf0, 0x00, 0x00};
    const auto activity = simulateActivity(registeredByte(), {}, onePacket(bytes), bytes, 100);
    ASSERT_TRUE(activity) << activity.error().text();
    // Four beats, and the last comes out one clock after it was taken.
    EXPECT_EQ(activity->clocks, 5U);
    EXPECT_EQ(activity->flipFlops, 11);
    EXPECT_EQ(activity->rams, 0);
    // After the first beat is there, on the inputs: 8 + 4 data bits, last rises, then valid falls (behind the last beat
    // data and last stay). On the outputs: 4 + 8 + 4 data bits, keep and valid rise, last rises, valid falls again.
    EXPECT_DOUBLE_EQ(activity->togglesPerClock * 5, (8 + 4 + 1 + 1) + (4 + 8 + 4 + 1 + 1 + 1 + 1));
    EXPECT_EQ(activity->ramAccessesPerClock, 0);
}

TEST(Activity, ConfigurationComesFirstAndIsNotCounted)
{
    const std::vector<std::uint8_t> bytes{1, 2, 3};
    const auto activity =
        simulateActivity(registeredByte(), onePacket({255, 0, 255, 0}, 1), onePacket(bytes), bytes, 100);
    ASSERT_TRUE(activity) << activity.error().text();
    EXPECT_EQ(activity->clocks, 4U);
    // Inputs: 2 + 1 data bits, last rises, valid falls. Outputs: 1 + 2 + 1 data bits, the configuration's last falls,
    // the query's rises, valid rises and falls.
    EXPECT_DOUBLE_EQ(activity->togglesPerClock * 4, (2 + 1 + 1 + 1) + (1 + 2 + 1 + 2 + 2));
}

TEST(Activity, ANetlistThatComputesSomethingElseIsAnError)
{
    const auto wrong =
        simulateActivity(registeredByte(), {}, onePacket({1, 2, 3}), std::vector<std::uint8_t>{1, 9, 3}, 100);
    ASSERT_FALSE(wrong);
    EXPECT_THAT(wrong.error().text(), HasSubstr("byte 1 of its output is 2 where 9 is right"));
}

TEST(Activity, ANetlistThatGivesTooLittleTimesOut)
{
    const std::vector<std::uint8_t> five(5, 1);
    const auto hung = simulateActivity(registeredByte(), {}, onePacket({1, 1, 1, 1}), five, 50);
    ASSERT_FALSE(hung);
    EXPECT_THAT(hung.error().text(), HasSubstr("timed out after 50 clocks"));
    EXPECT_THAT(hung.error().text(), HasSubstr("4 of 5 bytes"));
}

TEST(Activity, APortThatIsMissingIsNamed)
{
    Netlist netlist = registeredByte();
    netlist.outputs.erase(netlist.outputs.begin() + 2);
    const auto activity = simulateActivity(netlist, {}, onePacket({1}), std::vector<std::uint8_t>{1}, 50);
    ASSERT_FALSE(activity);
    EXPECT_THAT(activity.error().text(), HasSubstr("'m_axis_tkeep'"));
}

TEST(Activity, DataKeepsAllOfIt)
{
    const Activity activity{123.5, 2.25, 400, 3, 7, 20000};
    const auto again = activityFromJson(activityToJson(activity));
    ASSERT_TRUE(again) << again.error().text();
    EXPECT_EQ(again->togglesPerClock, 123.5);
    EXPECT_EQ(again->ramAccessesPerClock, 2.25);
    EXPECT_EQ(again->flipFlops, 400);
    EXPECT_EQ(again->dsps, 3);
    EXPECT_EQ(again->rams, 7);
    EXPECT_EQ(again->clocks, 20000U);
    Json incomplete = activityToJson(activity);
    incomplete.erase("dsps");
    const auto missing = activityFromJson(incomplete);
    ASSERT_FALSE(missing);
    EXPECT_THAT(missing.error().text(), HasSubstr("dsps"));
}

TEST(Power, IsStaticPlusClockTimesEnergy)
{
    const Activity activity{291, 0, 500, 4, 0, 20000};
    const auto power = estimatePower(kUp5k, activity, 12e6);
    ASSERT_TRUE(power);
    // 50 + 0.014·500 + 0.37·291 + 13.6·4 = 219.07 pJ a clock.
    EXPECT_NEAR(power->watts, 108.5e-6 + 12e6 * 219.07e-12, 1e-9);
    EXPECT_NEAR(power->low, 0.7 * (105e-6 + 12e6 * 219.07e-12), 1e-9);
    EXPECT_NEAR(power->high, 1.6 * (112e-6 + 12e6 * 219.07e-12), 1e-9);
    EXPECT_NEAR(power->staticWatts, 108.5e-6, 1e-12);
    EXPECT_THAT(power->how, HasSubstr("ice40_power"));
}

TEST(Power, ARamAccessIsAnAssumptionAndWidensTheBand)
{
    const Activity without{100, 0, 100, 0, 2, 1000}, with{100, 2, 100, 0, 2, 1000};
    const auto less = estimatePower(kUp5k, without, 10e6), more = estimatePower(kUp5k, with, 10e6);
    ASSERT_TRUE(less && more);
    EXPECT_NEAR(more->low - less->low, 0.7 * 10e6 * 2 * 5e-12, 1e-12);
    EXPECT_NEAR(more->high - less->high, 1.6 * 10e6 * 2 * 20e-12, 1e-12);
    EXPECT_THAT(more->how, HasSubstr("assumed"));
    EXPECT_THAT(less->how, ::testing::Not(HasSubstr("assumed")));
}

TEST(Power, GrowsWithClockAndToggles)
{
    const Activity quiet{100, 1, 300, 1, 1, 1000}, busy{200, 1, 300, 1, 1, 1000};
    double before = 0;
    for (const double clock : {0.0, 1e6, 12e6, 48e6}) {
        const auto power = estimatePower(kUp5k, quiet, clock);
        ASSERT_TRUE(power);
        EXPECT_GT(power->watts, before);
        EXPECT_LT(power->low, power->watts);
        EXPECT_GT(power->high, power->watts);
        EXPECT_GE(estimatePower(kUp5k, busy, clock)->watts, power->watts);
        before = power->watts;
    }
    EXPECT_NEAR(estimatePower(kUp5k, quiet, 0)->watts, estimatePower(kUp5k, quiet, 0)->staticWatts, 1e-15);
}

TEST(Power, ThereIsNoneWithoutASource)
{
    const Activity activity{100, 1, 300, 1, 1, 1000};
    for (const auto &part : {partNamed(Family::Ice40, "hx8k"), partNamed(Family::Ecp5, "lfe5u-85f"),
                             partNamed(Family::Xc7, "xc7z020"), partNamed(Family::UltraScalePlus, "xcu250")})
        EXPECT_FALSE(estimatePower(part, activity, 100e6)) << part.name;
}

TEST(SwitchingEnergy, IsOfTheNetsOnlyAndScaledWithAWideBand)
{
    const Activity activity{1000, 5, 300, 9, 1, 1000};
    const auto up5k = switchingEnergy(kUp5k, activity);
    const auto xc7 = switchingEnergy(partNamed(Family::Xc7, "xc7z020"), activity);
    const auto ultraScale = switchingEnergy(partNamed(Family::UltraScalePlus, "xcu250"), activity);
    ASSERT_TRUE(up5k && xc7 && ultraScale);
    EXPECT_NEAR(up5k->joulesPerClock, 370e-12, 1e-15);
    EXPECT_NEAR(xc7->joulesPerClock, 170e-12, 1e-15);
    EXPECT_NEAR(ultraScale->joulesPerClock, 70e-12, 1e-15);
    EXPECT_NEAR(xc7->high / xc7->joulesPerClock, 2.5, 1e-9);
    EXPECT_NEAR(xc7->joulesPerClock / xc7->low, 2.5, 1e-9);
    EXPECT_THAT(xc7->how, HasSubstr("28 nm"));
    EXPECT_FALSE(switchingEnergy(partNamed(Family::Ecp5, "lfe5u-85f"), activity));
    EXPECT_FALSE(switchingEnergy(partNamed(Family::Ice40, "hx8k"), activity));
}

} // namespace
} // namespace assay::rtl
