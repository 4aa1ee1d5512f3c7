#include "core/measure/energy.hpp"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "recorded_tree.hpp"

namespace assay::measure {
namespace {

void writeZone(const RecordedTree &tree, const std::string &zone, const std::string &name, const std::string &energy)
{
    const std::string folder = "class/powercap/" + zone + "/";
    tree.write(folder + "name", name + "\n");
    tree.write(folder + "energy_uj", energy + "\n");
    tree.write(folder + "max_energy_range_uj", "4294967295\n");
}

std::vector<std::string> scopesOf(const EnergySources &sources)
{
    std::vector<std::string> scopes;
    for (const auto &source : sources.sources)
        scopes.push_back(source->scope());
    return scopes;
}

TEST(Energy, NoSensorAndNoPermissionAreToldApart)
{
    const RecordedTree tree;
    EXPECT_EQ(openEnergySources(tree.path()).absentReason, "no sensor");
    writeZone(tree, "intel-rapl:0", "package-0", "5");
    chmod(tree.path("class/powercap/intel-rapl:0/energy_uj").c_str(), 0);
    chmod(tree.path().c_str(), 0755);
    const bool root = geteuid() == 0;
    if (root) { // root may read everything: be nobody for a moment
        ASSERT_EQ(seteuid(65534), 0);
    }
    const auto opened = openEnergySources(tree.path());
    if (root) {
        ASSERT_EQ(seteuid(0), 0);
    }
    EXPECT_EQ(opened.absentReason, "no permission");
}

TEST(Energy, CounterWrapIsUnwound)
{
    const RecordedTree tree;
    writeZone(tree, "intel-rapl:0", "package-0", "4294000000");
    const auto opened = openEnergySources(tree.path());
    ASSERT_EQ(opened.sources.size(), 1U);
    const double first = *opened.sources[0]->joules();
    writeZone(tree, "intel-rapl:0", "package-0", "1000000");
    const double second = *opened.sources[0]->joules();
    EXPECT_NEAR(second - first, 1.967296, 1e-6);
    writeZone(tree, "intel-rapl:0", "package-0", "500000"); // a second turn
    EXPECT_NEAR(*opened.sources[0]->joules() - second, 4294.967296 - 0.5, 1e-6);
}

TEST(Energy, OverlappingScopesAreNeverAdded)
{
    const RecordedTree tree;
    writeZone(tree, "intel-rapl:0", "package-0", "1");
    writeZone(tree, "intel-rapl:0:0", "core", "1");
    writeZone(tree, "intel-rapl:0:1", "uncore", "1");
    writeZone(tree, "intel-rapl:0:2", "dram", "1");
    writeZone(tree, "intel-rapl:1", "package-1", "1");
    writeZone(tree, "intel-rapl-mmio:0", "package-0", "1"); // the same package by another way
    tree.write("class/hwmon/hwmon0/name", "zenpower\n");
    tree.write("class/hwmon/hwmon0/power1_input", "5000000\n");
    EXPECT_THAT(scopesOf(openEnergySources(tree.path())),
                testing::UnorderedElementsAre("package-0", "dram-0", "package-1"));

    writeZone(tree, "intel-rapl:2", "psys", "1");
    EXPECT_THAT(scopesOf(openEnergySources(tree.path())), testing::ElementsAre("platform"));

    tree.write("class/hwmon/hwmon1/name", "power_meter\n");
    tree.write("class/hwmon/hwmon1/power1_average", "90000000\n");
    EXPECT_THAT(scopesOf(openEnergySources(tree.path())), testing::ElementsAre("machine"));
}

TEST(Energy, AmdSocketCounterAndBoardPowerAreFound)
{
    const RecordedTree tree;
    tree.write("class/hwmon/hwmon0/name", "amd_energy\n");
    tree.write("class/hwmon/hwmon0/energy1_label", "Ecore000\n");
    tree.write("class/hwmon/hwmon0/energy1_input", "7\n");
    tree.write("class/hwmon/hwmon0/energy9_label", "Esocket0\n");
    tree.write("class/hwmon/hwmon0/energy9_input", "12000000\n");
    tree.write("class/hwmon/hwmon1/name", "amdgpu\n");
    tree.write("class/hwmon/hwmon1/power1_average", "30000000\n");
    tree.write("class/hwmon/hwmon2/name", "BAT0\n");
    tree.write("class/hwmon/hwmon2/power1_input", "9000000\n");
    const auto opened = openEnergySources(tree.path());
    ASSERT_EQ(opened.sources.size(), 2U);
    EXPECT_DOUBLE_EQ(*opened.sources[0]->joules(), 12.0);
    EXPECT_EQ(opened.sources[1]->scope(), "board:amdgpu:hwmon1");
}

TEST(Energy, PowerSensorIsIntegratedAndIdleSetApart)
{
    const RecordedTree tree;
    tree.write("class/hwmon/hwmon0/name", "amdgpu\n");
    tree.write("class/hwmon/hwmon0/power1_average", "10000000\n"); // 10 W
    EnergyMeter meter(openEnergySources(tree.path()));
    ASSERT_TRUE(meter.present());
    meter.measureIdle(0.05);
    meter.begin();
    usleep(50'000);
    meter.end();
    const auto totals = meter.totals();
    ASSERT_TRUE(totals.idleWatts.has_value());
    EXPECT_NEAR(*totals.idleWatts, 10.0, 2.0);
    EXPECT_NEAR(totals.joules / totals.seconds, 10.0, 2.0);
    EXPECT_EQ(meter.toJson()["sources"][0]["scope"], "board:amdgpu:hwmon0");
}

TEST(Energy, ReadingsAreKeptOverAllStretches)
{
    const RecordedTree tree;
    tree.write("class/hwmon/hwmon0/name", "amdgpu\n");
    tree.write("class/hwmon/hwmon0/power1_average", "10000000\n"); // 10 W
    EnergyMeter meter(openEnergySources(tree.path()));
    for (int stretch = 0; stretch < 2; ++stretch) {
        meter.begin();
        usleep(350'000);
        meter.end();
    }
    const Json readings = meter.toJson()["readings"];
    ASSERT_GE(readings["seconds"].size(), 4U);
    ASSERT_EQ(readings["joules"].size(), readings["seconds"].size());
    const double seconds = readings["seconds"].back();
    EXPECT_GT(seconds, 0.35) << "of the second stretch";
    EXPECT_LE(seconds, meter.totals().seconds);
    EXPECT_NEAR(readings["joules"].back().get<double>() / seconds, 10.0, 2.0);
}

TEST(Energy, SensorThatVanishesIsCounted)
{
    const RecordedTree tree;
    writeZone(tree, "intel-rapl:0", "package-0", "1000");
    EnergyMeter meter(openEnergySources(tree.path()));
    meter.begin();
    std::filesystem::remove_all(tree.path("class/powercap"));
    meter.end();
    EXPECT_GT(meter.totals().failedReadings, 0U);
}

} // namespace
} // namespace assay::measure
