// Activity of a bundled core's netlist, as Yosys makes it. Skipped where Yosys is not installed.
#include <cstring>
#include <filesystem>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "backends/rtl/power/power.hpp"
#include "core/base/random.hpp"
#include "core/base/subprocess.hpp"

namespace assay::rtl {
namespace {

const std::filesystem::path kRoot = ASSAY_SOURCE_DIR;

struct Query {
    Packets packets;
    std::vector<std::uint8_t> expected;
};

/// y = max(0, 3·x − 7) in 32 bits that wrap.
Query vectorTransform(std::size_t elements)
{
    Query query;
    query.packets.bytes.resize(4 * elements);
    query.expected.resize(4 * elements);
    query.packets.packets = {{4 * elements, 0}};
    Random random(1);
    for (std::size_t i = 0; i < elements; ++i) {
        const auto x = static_cast<std::uint32_t>(random.next());
        const auto y = static_cast<std::int32_t>(3 * x - 7);
        const std::int32_t result = y < 0 ? 0 : y;
        std::memcpy(&query.packets.bytes[4 * i], &x, 4);
        std::memcpy(&query.expected[4 * i], &result, 4);
    }
    return query;
}

class YosysNetlist : public ::testing::TestWithParam<bool> {};

TEST_P(YosysNetlist, OfVectorTransformComputesAndTakesWhatTheCoreDoes)
{
    const bool multipliers = GetParam();
    if (!runSubprocess({"yosys", "-V"}, 20))
        GTEST_SKIP() << "yosys is not installed; apt-get install yosys to check netlists";
    const auto file =
        std::filesystem::path(::testing::TempDir()) / fmt::format("vector_transform_{}.json", multipliers);
    std::string script = "read_verilog";
    for (const auto &entry : std::filesystem::directory_iterator(kRoot / "resources/rtl"))
        if (entry.path().filename().string().starts_with("assay_") && entry.path().extension() == ".v")
            script += " " + entry.path().string();
    script += fmt::format(" {}; chparam -set LANES 2 -set SCALE 3 -set DSP {} vector_transform; synth_ice40 {} -top "
                          "vector_transform; write_json {}",
                          (kRoot / "resources/workloads/vector-transform/kernel.v").string(), multipliers ? 1 : 0,
                          multipliers ? "-dsp" : "", file.string());
    const auto ran = runSubprocess({"yosys", "-q", "-p", script}, 100);
    ASSERT_TRUE(ran && ran->exitCode == 0) << (ran ? ran->output : ran.error().text());
    const auto netlist = Netlist::read(file, "vector_transform");
    ASSERT_TRUE(netlist) << netlist.error().text();

    const Query query = vectorTransform(101);
    const auto activity = simulateActivity(*netlist, {}, query.packets, query.expected, 2000);
    ASSERT_TRUE(activity) << activity.error().text();
    EXPECT_EQ(activity->clocks, 51U + 4) << "beats + 4, as resources/rtl/README.md says";
    EXPECT_EQ(activity->dsps > 0, multipliers);
    // 64 input bits and what follows them change every second time.
    EXPECT_GT(activity->togglesPerClock, 32);
    EXPECT_LT(activity->togglesPerClock, netlist->nets);
}

INSTANTIATE_TEST_SUITE_P(WithAndWithoutMultipliers, YosysNetlist, ::testing::Bool());

} // namespace
} // namespace assay::rtl
