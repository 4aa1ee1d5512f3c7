// One channel's running statistics, as the manifest defines them.
#pragma once

#include <cstdint>

struct Detector {
    std::int32_t mean;     ///< 8 fraction bits
    std::int64_t variance; ///< 16 fraction bits

    /// Judges a reading by the statistics before it, then lets it enter them.
    std::uint8_t update(std::int32_t x, int shift, std::int64_t squaredThreshold)
    {
        const std::int32_t difference = x * 256 - mean;
        const std::int64_t square = static_cast<std::int64_t>(difference) * difference;
        const bool anomaly = square > squaredThreshold * variance;
        mean += difference >> shift;
        variance += (square - variance) >> shift;
        return anomaly ? 1 : 0;
    }
};
