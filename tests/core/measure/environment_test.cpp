#include "core/measure/environment.hpp"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/measure/energy.hpp"
#include "recorded_tree.hpp"

namespace assay::measure {
namespace {

using testing::HasSubstr;

std::vector<std::string> idsOf(const std::vector<ValidityFinding> &findings)
{
    std::vector<std::string> ids;
    for (const auto &finding : findings)
        ids.push_back(finding.id);
    return ids;
}

/// A quiet machine over ten seconds on four cores.
struct Machine {
    Json start = {{"total_ticks", 1000},     {"steal_ticks", 0},  {"busy_ticks", 100},      {"process_cpu_ns", 0},
                  {"ticks_per_second", 100}, {"monotonic_ns", 0}, {"realtime_ahead_ns", 0}, {"boottime_ahead_ns", 0}};
    Json end = {{"total_ticks", 5000},      {"steal_ticks", 0},        {"busy_ticks", 1110},
                {"process_cpu_ns", 10e9},   {"ticks_per_second", 100}, {"monotonic_ns", 10e9},
                {"realtime_ahead_ns", 1e6}, {"boottime_ahead_ns", 0}};
    [[nodiscard]] std::vector<std::string> ids() const { return idsOf(environmentFindings(start, end)); }
};

TEST(Environment, QuietMachineHasNoFindings)
{
    EXPECT_THAT(Machine().ids(), testing::IsEmpty());
}

TEST(Environment, StealAndForeignLoadAreInvalid)
{
    Machine stolen;
    stolen.end["steal_ticks"] = 60; // 1.5 %
    EXPECT_THAT(stolen.ids(), testing::ElementsAre("steal"));
    Machine shared;
    shared.end["busy_ticks"] = 1400; // 300 of 4000 ticks are not ours
    const auto findings = environmentFindings(shared.start, shared.end);
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings[0].id, "foreign-cpu");
    EXPECT_EQ(findings[0].level, ValidityFinding::Level::Invalid);
    EXPECT_THAT(findings[0].text, HasSubstr("7.")); // per cent
    shared.end["process_cpu_ns"] = 13e9;            // now they are
    EXPECT_THAT(shared.ids(), testing::IsEmpty());
}

TEST(Environment, ClockStepsAndSuspendsAreInvalidSlewingIsNot)
{
    Machine stepped;
    stepped.end["realtime_ahead_ns"] = 3.6e12;
    EXPECT_THAT(stepped.ids(), testing::ElementsAre("clock-step"));
    stepped.end["realtime_ahead_ns"] = -50e6;
    EXPECT_THAT(stepped.ids(), testing::ElementsAre("clock-step"));
    stepped.end["realtime_ahead_ns"] = 5e6; // 500 ppm over ten seconds
    EXPECT_THAT(stepped.ids(), testing::IsEmpty());
    Machine asleep;
    asleep.end["boottime_ahead_ns"] = 2e9;
    EXPECT_THAT(asleep.ids(), testing::ElementsAre("suspend"));
}

TEST(Environment, WarningsForWhatMakesSpeedUncertain)
{
    Machine machine;
    machine.start.update(Json{{"governor", "powersave"},
                              {"boost", true},
                              {"virtual_machine", true},
                              {"debug_build", true},
                              {"frequency_hz", 3e9},
                              {"throttle_events", 4}});
    machine.end.update(Json{{"frequency_hz", 2.9e9}, {"throttle_events", 9}});
    EXPECT_THAT(machine.ids(), testing::UnorderedElementsAre("governor", "boost", "virtual-machine", "debug-build",
                                                             "frequency", "throttling"));
    for (const auto &finding : environmentFindings(machine.start, machine.end))
        EXPECT_EQ(finding.level, ValidityFinding::Level::Warning) << finding.id;
    machine.start.update(
        Json{{"governor", "performance"}, {"boost", false}, {"virtual_machine", false}, {"debug_build", false}});
    machine.end.update(Json{{"frequency_hz", 2.99e9}, {"throttle_events", 4}});
    EXPECT_THAT(machine.ids(), testing::IsEmpty());
}

TEST(Environment, ReadsARecordedMachine)
{
    const RecordedTree tree;
    tree.write("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "powersave\n");
    tree.write("sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq", "2000000\n");
    tree.write("sys/devices/system/cpu/cpu1/cpufreq/scaling_cur_freq", "3000000\n");
    tree.write("sys/devices/system/cpu/cpu0/thermal_throttle/core_throttle_count", "3\n");
    tree.write("sys/devices/system/cpu/intel_pstate/no_turbo", "1\n");
    tree.write("sys/devices/system/clocksource/clocksource0/current_clocksource", "tsc\n");
    tree.write("proc/cpuinfo", "processor\t: 0\nmodel name\t: Example CPU 9000\nflags\t\t: fpu sse2 hypervisor\n");
    tree.write("proc/stat", "cpu  100 10 50 800 20 3 7 10 5 0\ncpu0 1 2 3\n");
    tree.write("proc/meminfo", "MemTotal:       1000 kB\nMemAvailable:    400 kB\n");
    tree.write("proc/loadavg", "0.52 0.1 0.1 1/100 1\n");
    const Json record = environmentRecord({tree.path("sys"), tree.path("proc")});
    EXPECT_EQ(record["cpu_model"], "Example CPU 9000");
    EXPECT_EQ(record["virtual_machine"], true);
    EXPECT_EQ(record["governor"], "powersave");
    EXPECT_EQ(record["boost"], false);
    EXPECT_DOUBLE_EQ(record["frequency_hz"], 2.5e9);
    EXPECT_EQ(record["throttle_events"], 3);
    EXPECT_EQ(record["clock_source"], "tsc");
    EXPECT_EQ(record["busy_ticks"], 170);
    EXPECT_EQ(record["steal_ticks"], 10);
    EXPECT_EQ(record["total_ticks"], 1000);
    EXPECT_EQ(record["memory_available"], 409600);
}

TEST(Environment, WhatCannotBeReadIsLeftOut)
{
    const RecordedTree tree;
    const Json record = environmentRecord({tree.path("sys"), tree.path("proc")});
    for (const char *key : {"cpu_model", "governor", "boost", "frequency_hz", "steal_ticks", "memory_bytes"})
        EXPECT_FALSE(record.contains(key)) << key;
    EXPECT_THAT(idsOf(environmentFindings(record, record)), testing::Not(testing::Contains("steal")));
}

} // namespace
} // namespace assay::measure
