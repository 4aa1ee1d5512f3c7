#include "backends/rtl/power/gate_simulator.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/random.hpp"
#include "tests/backends/rtl/power/drawing.hpp"

namespace assay::rtl {
namespace {

using ::testing::HasSubstr;

GateSimulator simulatorOf(const Drawing &drawing)
{
    auto made = GateSimulator::of(drawing.netlist);
    EXPECT_TRUE(made) << made.error().text();
    return *made;
}

std::string errorOf(const Drawing &drawing)
{
    const auto made = GateSimulator::of(drawing.netlist);
    return made ? "no error" : made.error().text();
}

std::uint64_t wordOf(const GateSimulator &simulator, const Drawing::Nets &nets)
{
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < nets.size(); ++i)
        word |= (simulator.get(nets[i]) ? std::uint64_t{1} : 0) << i;
    return word;
}

void setWord(GateSimulator &simulator, const Drawing::Nets &nets, std::uint64_t word)
{
    for (std::size_t i = 0; i < nets.size(); ++i)
        simulator.set(nets[i], ((word >> i) & 1U) != 0);
}

TEST(GateSimulator, ACounterTogglesAsOnPaper)
{
    Drawing drawing;
    const auto next0 = drawing.net(), next1 = drawing.net();
    const auto bit0 = drawing.flipFlop(next0), bit1 = drawing.flipFlop(next1);
    drawing.cell("SB_LUT4", {{"I0", {bit0}}}, {{"O", {next0}}}, {{"LUT_INIT", kNot}});
    drawing.cell("SB_LUT4", {{"I0", {bit0}}, {"I1", {bit1}}}, {{"O", {next1}}}, {{"LUT_INIT", kXor}});
    auto simulator = simulatorOf(drawing);
    for (unsigned clock = 1; clock <= 8; ++clock) {
        simulator.step();
        EXPECT_EQ(wordOf(simulator, {bit0, bit1}), clock % 4);
    }
    // In four clocks the low bit and what follows it change four times each, the high bit and what follows it twice.
    EXPECT_EQ(simulator.toggles(), 2U * (4 + 4 + 2 + 2));
}

TEST(GateSimulator, ACarryChainAdds)
{
    Drawing drawing;
    const auto a = drawing.nets(6), b = drawing.nets(6);
    Drawing::Nets sum;
    auto carry = Netlist::kConstant1;
    for (std::size_t bit = 0; bit < a.size(); ++bit) {
        const auto out = drawing.net();
        sum.push_back(drawing.net());
        drawing.cell("SB_CARRY", {{"I0", {a[bit]}}, {"I1", {b[bit]}}, {"CI", {carry}}}, {{"CO", {out}}});
        drawing.cell("SB_LUT4", {{"I1", {a[bit]}}, {"I2", {b[bit]}}, {"I3", {carry}}}, {{"O", {sum.back()}}},
                     {{"LUT_INIT", "1100001100111100"}}); // I1 ^ I2 ^ I3
        carry = out;
    }
    auto simulator = simulatorOf(drawing);
    for (unsigned value = 0; value < 64; ++value) {
        setWord(simulator, a, value);
        setWord(simulator, b, 41);
        simulator.step();
        EXPECT_EQ(wordOf(simulator, sum), (value + 41 + 1) % 64);
    }
}

struct FlipFlopCase {
    std::string type;
    /// Q after one clock from Q = 1 with D = 0, then from Q = 0 with D = 1, with enable and reset (or set) as said.
    std::string disabled, enabled, resetWhileDisabled, resetWhileEnabled;
};
void PrintTo(const FlipFlopCase &of, std::ostream *out)
{
    *out << of.type;
}

class FlipFlops : public ::testing::TestWithParam<FlipFlopCase> {
protected:
    static std::string after(const std::string &type, bool enable, bool reset)
    {
        std::string results;
        for (const bool from : {true, false}) {
            Drawing drawing;
            const auto data = drawing.net(), enables = drawing.net(), resets = drawing.net(), out = drawing.net();
            drawing.cell(type,
                         {{"C", {drawing.clock}}, {"D", {data}}, {"E", {enables}}, {"R", {resets}}, {"S", {resets}}},
                         {{"Q", {out}}});
            auto simulator = simulatorOf(drawing);
            simulator.set(data, from);
            simulator.set(enables, true);
            simulator.step();
            simulator.set(data, !from);
            simulator.set(enables, enable);
            simulator.set(resets, reset);
            simulator.step();
            simulator.step();
            results += simulator.get(out) ? '1' : '0';
        }
        return results;
    }
};

TEST_P(FlipFlops, FollowTheirTypesRules)
{
    const auto &expected = GetParam();
    EXPECT_EQ(after(expected.type, false, false), expected.disabled);
    EXPECT_EQ(after(expected.type, true, false), expected.enabled);
    EXPECT_EQ(after(expected.type, false, true), expected.resetWhileDisabled);
    EXPECT_EQ(after(expected.type, true, true), expected.resetWhileEnabled);
}

INSTANTIATE_TEST_SUITE_P(Types, FlipFlops,
                         ::testing::Values(FlipFlopCase{"SB_DFFESR", "10", "01", "10",
                                                        "00"}, // enable comes before reset
                                           FlipFlopCase{"SB_DFFESS", "10", "01", "10", "11"},
                                           FlipFlopCase{"SB_DFFER", "10", "01", "00", "00"}, // reset at once
                                           FlipFlopCase{"SB_DFFES", "10", "01", "11", "11"}));

TEST(GateSimulator, FlipFlopsWithoutEnableAlwaysTakeTheirInput)
{
    for (const auto &[type, reset, expected] :
         {std::tuple{"SB_DFF", "", true}, {"SB_DFFSR", "R", false}, {"SB_DFFSS", "S", true}, {"SB_DFFR", "R", false}}) {
        Drawing drawing;
        const auto data = drawing.net(), out = drawing.net();
        Drawing::Pins inputs{{"C", {drawing.clock}}, {"D", {data}}};
        if (*reset != '\0')
            inputs.push_back({reset, {Netlist::kConstant1}});
        drawing.cell(type, inputs, {{"Q", {out}}});
        auto simulator = simulatorOf(drawing);
        simulator.set(data, true);
        simulator.step();
        simulator.step();
        EXPECT_EQ(simulator.get(out), expected) << type;
    }
}

struct Ram {
    explicit Ram(const std::string &mode, Drawing::Parameters parameters = {})
    {
        parameters.emplace_back("READ_MODE", mode);
        parameters.emplace_back("WRITE_MODE", mode);
        drawing.cell("SB_RAM40_4K",
                     {{"RCLK", {drawing.clock}},
                      {"WCLK", {drawing.clock}},
                      {"RE", {read}},
                      {"WE", {write}},
                      {"RADDR", readAddress},
                      {"WADDR", writeAddress},
                      {"WDATA", in},
                      {"MASK", mask}},
                     {{"RDATA", out}}, parameters);
        simulator.emplace(simulatorOf(drawing));
    }
    void clock(bool reads, unsigned from, bool writes, unsigned to, unsigned value, unsigned masked = 0)
    {
        simulator->set(read, reads);
        simulator->set(write, writes);
        setWord(*simulator, readAddress, from);
        setWord(*simulator, writeAddress, to);
        setWord(*simulator, in, value);
        setWord(*simulator, mask, masked);
        simulator->step(); // the inputs are there now
        simulator->set(read, false);
        simulator->set(write, false);
        simulator->step(); // the edge that sees them
    }
    std::uint64_t data() const { return wordOf(*simulator, out); }

    Drawing drawing;
    std::int32_t read = drawing.net(), write = drawing.net();
    Drawing::Nets readAddress = drawing.nets(11), writeAddress = drawing.nets(11), in = drawing.nets(16),
                  mask = drawing.nets(16), out = drawing.nets(16);
    std::optional<GateSimulator> simulator;
};

TEST(GateSimulator, ARamStartsWithItsContentAndReadsBeforeItWrites)
{
    std::string content(256, '0');
    content.replace(256 - 48, 16, "1010101111001101"); // the third word of INIT_1: address 18
    Ram ram("0", {{"INIT_1", content}});
    ram.clock(true, 18, true, 18, 0x1234);
    EXPECT_EQ(ram.data(), 0xabcdU);
    ram.clock(true, 18, false, 0, 0);
    EXPECT_EQ(ram.data(), 0x1234U);
    ram.clock(false, 0, true, 18, 0xffff, 0x0ff0); // masked bits stay
    EXPECT_EQ(ram.data(), 0x1234U) << "keeps what it read";
    ram.clock(true, 18, false, 0, 0);
    EXPECT_EQ(ram.data(), 0xf23fU);
    EXPECT_EQ(ram.simulator->ramAccesses(), 5U);
}

TEST(GateSimulator, NarrowModesOfARamUseEverySecondFourthAndEighthPin)
{
    struct Mode {
        const char *name;
        unsigned bits;
        std::vector<std::size_t> pins;
    };
    const std::vector<Mode> modes{
        {"01", 512, {0, 2, 4, 6, 8, 10, 12, 14}}, {"10", 1024, {1, 5, 9, 13}}, {"11", 2048, {3, 11}}};
    for (const Mode &mode : modes) {
        Ram ram(mode.name);
        const auto spread = [&](unsigned value) {
            unsigned word = 0;
            for (std::size_t i = 0; i < mode.pins.size(); ++i)
                word |= ((value >> i) & 1U) << mode.pins[i];
            return word;
        };
        const unsigned all = (1U << mode.pins.size()) - 1;
        for (const unsigned address : {0U, 1U, 255U, 256U, 300U, mode.bits - 1})
            ram.clock(false, 0, true, address, spread((address * 37 + 1) & all));
        for (const unsigned address : {0U, 1U, 255U, 256U, 300U, mode.bits - 1}) {
            ram.clock(true, address, false, 0, 0);
            EXPECT_EQ(ram.data(), spread((address * 37 + 1) & all)) << mode.name << " " << address;
        }
    }
}

struct Multiplier {
    explicit Multiplier(const Drawing::Parameters &parameters, const Drawing::Pins &controls = {})
    {
        Drawing::Pins inputs{{"CLK", {drawing.clock}}, {"A", a}, {"B", b}, {"C", c}, {"D", d}};
        inputs.insert(inputs.end(), controls.begin(), controls.end());
        drawing.cell("SB_MAC16", inputs, {{"O", out}}, parameters);
        simulator.emplace(simulatorOf(drawing));
    }
    void set(unsigned left, unsigned right)
    {
        setWord(*simulator, a, left);
        setWord(*simulator, b, right);
        simulator->step();
    }
    std::uint32_t output() const { return static_cast<std::uint32_t>(wordOf(*simulator, out)); }

    Drawing drawing;
    Drawing::Nets a = drawing.nets(16), b = drawing.nets(16), c = drawing.nets(16), d = drawing.nets(16),
                  out = drawing.nets(32);
    std::optional<GateSimulator> simulator;
};

TEST(GateSimulator, AMultiplierMultipliesSignedAndUnsigned)
{
    Random random(3);
    for (const bool isSigned : {false, true}) {
        const std::string sign = isSigned ? "1" : "0";
        Multiplier multiplier(
            {{"TOPOUTPUT_SELECT", "11"}, {"BOTOUTPUT_SELECT", "11"}, {"A_SIGNED", sign}, {"B_SIGNED", sign}});
        for (int i = 0; i < 200; ++i) {
            const auto a = static_cast<std::uint16_t>(random.next()), b = static_cast<std::uint16_t>(random.next());
            multiplier.set(a, b);
            const auto right =
                isSigned ? static_cast<std::uint32_t>(static_cast<std::int16_t>(a) * static_cast<std::int16_t>(b))
                         : static_cast<std::uint32_t>(a) * b;
            ASSERT_EQ(multiplier.output(), right) << a << " × " << b;
        }
    }
}

/// As Yosys maps `sum <= sum + a*b` with registered inputs.
TEST(GateSimulator, AMultiplierAccumulates)
{
    Multiplier multiplier({{"A_REG", "1"},
                           {"B_REG", "1"},
                           {"A_SIGNED", "1"},
                           {"B_SIGNED", "1"},
                           {"TOPOUTPUT_SELECT", "01"},
                           {"BOTOUTPUT_SELECT", "01"},
                           {"TOPADDSUB_LOWERINPUT", "10"},
                           {"BOTADDSUB_LOWERINPUT", "10"},
                           {"TOPADDSUB_CARRYSELECT", "10"}});
    Random random(4);
    std::int32_t sum = 0;
    std::vector<std::int32_t> sums;
    for (int i = 0; i < 50; ++i) {
        const auto a = static_cast<std::int16_t>(random.next()), b = static_cast<std::int16_t>(random.next());
        multiplier.set(static_cast<std::uint16_t>(a), static_cast<std::uint16_t>(b));
        sum = static_cast<std::int32_t>(static_cast<std::uint32_t>(sum) + static_cast<std::uint32_t>(a * b));
        sums.push_back(sum);
        if (i >= 2) { // set, taken by the input registers, added
            EXPECT_EQ(multiplier.output(), static_cast<std::uint32_t>(sums[static_cast<std::size_t>(i) - 2])) << i;
        }
    }
}

TEST(GateSimulator, WhatItCannotSimulateIsRefusedAndNamed)
{
    Drawing unknown;
    unknown.cell("SB_SPRAM256KA", {{"CLOCK", {unknown.clock}}}, {});
    EXPECT_THAT(errorOf(unknown), HasSubstr("'cell0' (SB_SPRAM256KA)"));

    Drawing falling;
    falling.cell("SB_DFFNE", {{"C", {falling.clock}}}, {});
    EXPECT_THAT(errorOf(falling), HasSubstr("SB_DFFNE"));

    Drawing loop;
    const auto a = loop.net(), b = loop.lut(kNot, a);
    loop.cell("SB_LUT4", {{"I0", {b}}}, {{"O", {a}}}, {{"LUT_INIT", kNot}});
    EXPECT_THAT(errorOf(loop), HasSubstr("combinational loop"));

    Drawing clocks;
    clocks.flipFlop(Netlist::kConstant0);
    clocks.cell("SB_DFF", {{"C", {clocks.net()}}, {"D", {Netlist::kConstant0}}}, {{"Q", {clocks.net()}}});
    EXPECT_THAT(errorOf(clocks), HasSubstr("another clock"));
}

} // namespace
} // namespace assay::rtl
