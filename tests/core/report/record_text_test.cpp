#include <gmock/gmock.h>

#include "core/report/record_text.hpp"

namespace assay::report {
namespace {

using testing::ElementsAre;
using testing::Pair;

TEST(Record, HasUnitsAndFewDigits)
{
    EXPECT_THAT(recordLines({{"warm_up", {{"p50_seconds", 1.0255000000000001e-05}, {"closed_loop_rate", 10783.445992}}},
                             {"calibration", {{"clock_cost_ns", 23.3125}, {"wake_p99_9_ns", 3968599.0}}},
                             {"memory_bytes", 25276502016},
                             {"lag1_autocorrelation", -0.007911342171490247},
                             {"device", {{"clock_mhz", 2596}, {"compute_units", 2}}},
                             {"device_time", {{"phases", {{"execute", 3.2e-5}}}, {"clock", {{"drift", -3.06e-7}}}}}}),
                ElementsAre(Pair("calibration.clock_cost", "23.3 ns"), Pair("calibration.wake_p99_9", "3.97 ms"),
                            Pair("device.clock", "2.60 GHz"), Pair("device.compute_units", "2"),
                            Pair("device_time.clock.drift", "-3.06e-07"), Pair("device_time.phases.execute", "32.0 µs"),
                            Pair("lag1_autocorrelation", "-0.007911"), Pair("memory", "23.5 GiB"),
                            Pair("warm_up.closed_loop_rate", "10.8 kquery/s"), Pair("warm_up.p50", "10.3 µs")));
}

TEST(Record, SaysWordsForTruthAndLeavesOutNull)
{
    EXPECT_THAT(recordLines({{"build", nullptr}, {"steady", true}, {"emulated", false}, {"text", "as it is"}}),
                ElementsAre(Pair("emulated", "no"), Pair("steady", "yes"), Pair("text", "as it is")));
}

TEST(Record, GivesAListOfObjectsALineEach)
{
    const Json probes = {{{"rate", 3583.23456789}, {"queries", 918}, {"verdict", "pass"}},
                         {{"rate", 7166.4}, {"queries", 918}, {"verdict", "fail"}}};
    EXPECT_THAT(recordLines({{"probes", probes}, {"shape", {2, 3}}}),
                ElementsAre(Pair("probes.1", "rate 3.58 kquery/s, queries 918, verdict pass"),
                            Pair("probes.2", "rate 7.17 kquery/s, queries 918, verdict fail"), Pair("shape", "2, 3")));
}

TEST(Record, ShowsTheFirstLinesOfALogUnderEachOther)
{
    std::string log;
    for (int line = 1; line <= 20; ++line)
        log += "warning " + std::to_string(line) + "\x1b\n";
    const Pairs lines = recordLines({{"log", log}});
    ASSERT_EQ(lines.size(), 13U);
    EXPECT_THAT(lines[0], Pair("log", "warning 1\\x1b"));
    EXPECT_THAT(lines[1], Pair("", "warning 2\\x1b"));
    EXPECT_THAT(lines[12], Pair("", "… (8 more lines; --json has all)"));
}

} // namespace
} // namespace assay::report
