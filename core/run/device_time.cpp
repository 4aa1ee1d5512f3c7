#include "core/run/device_time.hpp"

#include <algorithm>
#include <optional>

#include "core/measure/clock_map.hpp"
#include "core/measure/observation.hpp"

namespace assay::run {
namespace {

double median(std::vector<double> values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// From the first start to the last end of a query's phases, on the device's clock.
std::optional<measure::ClockPair> pairOf(const DeviceTimeSample &sample)
{
    std::optional<measure::ClockPair> pair;
    for (std::size_t phase = 0; phase < measure::kPhaseCount; ++phase) {
        if ((sample.phases.mask >> phase & 1U) == 0)
            continue;
        const auto start = static_cast<std::int64_t>(sample.phases.start_ns[phase]);
        const auto end = start + static_cast<std::int64_t>(sample.phases.duration_ns[phase]);
        if (!pair)
            pair = measure::ClockPair{sample.hostBefore, sample.hostAfter, start, end};
        pair->deviceStart = std::min(pair->deviceStart, start);
        pair->deviceEnd = std::max(pair->deviceEnd, end);
    }
    return pair;
}

Json phaseMedians(const std::vector<DeviceTimeSample> &samples)
{
    Json record = Json::object();
    for (std::size_t phase = 0; phase < measure::kPhaseCount; ++phase) {
        std::vector<double> seconds;
        for (const auto &sample : samples)
            if ((sample.phases.mask >> phase & 1U) != 0)
                seconds.push_back(1e-9 * static_cast<double>(sample.phases.duration_ns[phase]));
        if (!seconds.empty())
            record[measure::toText(static_cast<measure::Phase>(phase))] = median(std::move(seconds));
    }
    return record;
}

} // namespace

Json deviceTimeRecord(const std::vector<DeviceTimeSample> &samples)
{
    Json record = Json::object();
    if (Json phases = phaseMedians(samples); !phases.empty())
        record["phases"] = std::move(phases);
    std::vector<measure::ClockPair> pairs;
    for (const auto &sample : samples)
        if (const auto pair = pairOf(sample))
            pairs.push_back(*pair);
    const auto clock = measure::fitClock(pairs);
    if (!clock)
        return record;
    record["clock"] = clock->toJson();
    std::vector<double> before, after;
    for (const auto &pair : pairs) {
        before.push_back(1e-9 * (clock->toHost(pair.deviceStart) - static_cast<double>(pair.hostBefore)));
        after.push_back(1e-9 * (static_cast<double>(pair.hostAfter) - clock->toHost(pair.deviceEnd)));
    }
    record["call_to_start_seconds"] = median(std::move(before));
    record["end_to_return_seconds"] = median(std::move(after));
    return record;
}

} // namespace assay::run
