#include "core/run/device_time.hpp"

#include <gtest/gtest.h>

namespace assay::run {
namespace {

/// Call at `at`, start 1 µs later, upload 2 µs, compute 3 µs, return 0.5 µs later; the device counts from its boot.
DeviceTimeSample sampleAt(std::int64_t at)
{
    constexpr std::uint64_t kBoot = 9'000'000'000;
    DeviceTimeSample sample;
    sample.hostBefore = 20'000'000'000 + at;
    sample.hostAfter = sample.hostBefore + 6500;
    sample.phases.mask = 1U << ASSAY_PHASE_UPLOAD | 1U << ASSAY_PHASE_EXECUTE;
    sample.phases.start_ns[ASSAY_PHASE_UPLOAD] = kBoot + static_cast<std::uint64_t>(at) + 1000;
    sample.phases.duration_ns[ASSAY_PHASE_UPLOAD] = 2000;
    sample.phases.start_ns[ASSAY_PHASE_EXECUTE] = kBoot + static_cast<std::uint64_t>(at) + 3000;
    sample.phases.duration_ns[ASSAY_PHASE_EXECUTE] = 3000;
    return sample;
}

TEST(DeviceTime, KeepsPhasesAndWhereTheyLieInTheCall)
{
    std::vector<DeviceTimeSample> samples;
    for (int i = 0; i < 40; ++i)
        samples.push_back(sampleAt(i * 50'000'000));
    const Json record = deviceTimeRecord(samples);
    EXPECT_DOUBLE_EQ(record["phases"]["upload"].get<double>(), 2e-6);
    EXPECT_DOUBLE_EQ(record["phases"]["execute"].get<double>(), 3e-6);
    EXPECT_FALSE(record["phases"].contains("download"));
    // Only the sum of both ways is known; the fit halves it, and says by `slack` how sure that is.
    EXPECT_NEAR(record["call_to_start_seconds"].get<double>() + record["end_to_return_seconds"].get<double>(), 1.5e-6,
                2e-9);
    EXPECT_NEAR(record["clock"]["slack_seconds"].get<double>(), 0.75e-6, 1e-9);
    EXPECT_NEAR(record["clock"]["residual_seconds"].get<double>(), 0, 2e-9);
}

TEST(DeviceTime, LeavesOutWhatTheBackendDoesNotTell)
{
    EXPECT_EQ(deviceTimeRecord({}), Json::object());
    EXPECT_EQ(deviceTimeRecord({40, DeviceTimeSample{}}), Json::object());
    EXPECT_FALSE(deviceTimeRecord({3, sampleAt(0)}).contains("clock"));
}

} // namespace
} // namespace assay::run
