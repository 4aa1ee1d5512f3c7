#include <gtest/gtest.h>

#include <cmath>

#include "core/base/random.hpp"
#include "core/model/projection/calibration.hpp"

using namespace assay;
using namespace assay::model;

namespace {

RoofWork roof(const std::string &device, const std::string &workload, double work, double rate = 1e12,
              LoadKind kind = LoadKind::Throughput)
{
    return {device, "gpu", workload, "matrix", kind, work, rate};
}

/// Devices of very different speed that reach 0.4 of their peak, less for small workloads, each row off by chance.
std::vector<CalibrationRow> rowsOf(int devices, int workloads, double spread, std::uint64_t seed,
                                   LoadKind kind = LoadKind::Throughput)
{
    Random random(seed);
    std::vector<CalibrationRow> rows;
    for (int d = 0; d < devices; ++d)
        for (int w = 0; w < workloads; ++w) {
            const double work = std::pow(10, 9 + 2.0 * w / workloads), rate = 1e12 * (1 + 3.0 * d);
            const RoofWork of = roof("device" + std::to_string(d), "work" + std::to_string(w), work, rate, kind);
            const double small = kind == LoadKind::Throughput ? 2e9 / rate : 1e-3;
            rows.push_back({of, (of.roofSeconds() + small) / 0.4 * std::exp(spread * random.normal()), "made up"});
        }
    return rows;
}

TEST(Calibration, FindsEfficiencyAndWhatEachQueryCosts)
{
    for (const LoadKind kind : {LoadKind::Throughput, LoadKind::OneAtATime}) {
        const Calibration calibration(rowsOf(4, 8, 0.02, 1, kind));
        const RoofWork big = roof("device0", "work0", 1e14, 1e12, kind),
                       small = roof("device0", "work0", 1e7, 1e12, kind);
        EXPECT_NEAR(calibration.forecast(big).efficiency, 0.4, 0.04);
        EXPECT_NEAR(calibration.forecast(small).perQuerySeconds, (kind == LoadKind::Throughput ? 2e-3 : 1e-3) / 0.4,
                    5e-4);
        EXPECT_EQ(calibration.forecast(big).level, CalibrationLevel::Group);
    }
}

TEST(Calibration, OnAFasterDeviceTheHostStaysAndTheRestShrinks)
{
    const auto at = [](LoadKind kind, double rate) {
        return Calibration(rowsOf(4, 8, 0.02, 1, kind))
            .forecast(roof("device0", "work0", 1e7, rate, kind))
            .medianSeconds;
    };
    EXPECT_NEAR(at(LoadKind::OneAtATime, 1e14) / at(LoadKind::OneAtATime, 1e12), 1, 0.05);
    EXPECT_NEAR(at(LoadKind::Throughput, 1e14) / at(LoadKind::Throughput, 1e12), 0.01, 1e-3);
}

TEST(Calibration, IntervalsOf80PercentHoldAboutThatMuch)
{
    int inside = 0, all = 0;
    for (std::uint64_t seed = 1; seed <= 40; ++seed)
        for (const HeldOut &held : leaveOut(rowsOf(4, 5, 0.6, seed), SplitBy::Workload)) {
            inside += held.inside;
            ++all;
        }
    const double covered = static_cast<double>(inside) / all;
    EXPECT_GT(covered, 0.78);
    EXPECT_LT(covered, 0.95);
}

TEST(Calibration, LeavesOutWholeDevicesAndWorkloads)
{
    // One device is four times worse than its peers: a split by rows would have told so.
    auto rows = rowsOf(3, 6, 0.05, 3);
    for (CalibrationRow &row : rows)
        if (row.roof.device == "device2")
            row.foundSeconds *= 4;
    for (const HeldOut &held : leaveOut(rows, SplitBy::Device))
        if (held.row.roof.device == "device2") {
            EXPECT_NEAR(held.forecast.medianSeconds / held.row.foundSeconds, 0.25, 0.1);
            EXPECT_EQ(held.forecast.devices, 2U);
        }
}

TEST(Calibration, IsSurerWithMoreRowsAndOfWhatItHasSeen)
{
    const auto width = [](const Forecast &forecast) { return std::log(forecast.seconds.high / forecast.seconds.low); };
    const RoofWork unseen = roof("another", "another", 1e10), seen = roof("device0", "work0", 1e10);
    const Calibration few(rowsOf(2, 3, 0.5, 5)), many(rowsOf(8, 8, 0.5, 5));
    EXPECT_GT(width(few.forecast(unseen)), width(many.forecast(unseen)));
    EXPECT_GT(width(few.forecast(unseen)), width(few.forecast(seen)));
}

TEST(Calibration, FallsBackToTheDeviceClassThenToAllThenToNothingEachTimeWider)
{
    const Calibration calibration(rowsOf(4, 8, 0.2, 7));
    const auto width = [](const Forecast &forecast) { return std::log(forecast.seconds.high / forecast.seconds.low); };
    const Forecast group = calibration.forecast(roof("new", "new", 1e10));
    RoofWork other = roof("new", "new", 1e10);
    other.operationClass = "vector";
    const Forecast deviceClass = calibration.forecast(other);
    other.deviceClass = "npu";
    const Forecast all = calibration.forecast(other);
    const Forecast none = Calibration().forecast(other);
    EXPECT_EQ(group.level, CalibrationLevel::Group);
    EXPECT_EQ(deviceClass.level, CalibrationLevel::DeviceClass);
    EXPECT_EQ(all.level, CalibrationLevel::All);
    EXPECT_EQ(none.level, CalibrationLevel::None);
    EXPECT_GT(width(deviceClass), width(group));
    EXPECT_GE(width(all), width(deviceClass));
    EXPECT_GT(width(none), width(all));
    EXPECT_EQ(none.rows, 0U);
}

TEST(Calibration, NeverForecastsBelowTheRoof)
{
    const Calibration calibration(rowsOf(4, 8, 0.9, 11));
    for (const double work : {1.0, 1e6, 1e10, 1e18}) {
        const Forecast forecast = calibration.forecast(roof("new", "new", work));
        EXPECT_GE(forecast.seconds.low, work / 1e12);
        EXPECT_LE(forecast.seconds.low, forecast.medianSeconds);
        EXPECT_LE(forecast.medianSeconds, forecast.seconds.high);
        EXPECT_LE(forecast.efficiency, 1);
    }
}

TEST(Calibration, QuarantinesRowsThatCannotBeWithTheReason)
{
    auto rows = rowsOf(2, 4, 0.1, 2);
    rows.push_back({roof("device0", "cheat", 1e12), 0.5, "ad"});
    rows.push_back({roof("device0", "negative", 1e12), -1, "typo"});
    rows.push_back({roof("device0", "nothing", 0), 1, "typo"});
    const Calibration calibration(rows);
    EXPECT_EQ(calibration.size(), 8U);
    ASSERT_EQ(calibration.quarantined().size(), 3U);
    EXPECT_NE(calibration.quarantined()[0].reason.find("at the roof"), std::string::npos);
    EXPECT_NE(calibration.quarantined()[1].reason.find("not above zero"), std::string::npos);
    EXPECT_NE(calibration.quarantined()[2].reason.find("no roof"), std::string::npos);
}

} // namespace
