#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/measure/scenario.hpp"

namespace assay::measure {

/// Recorded arrivals, to be replayed. Immutable after reading.
struct ArrivalTrace {
    std::vector<std::int64_t> nanoseconds; ///< from the first arrival, which is 0; never falling
    std::string sha256;                    ///< of the file's bytes

    /// Length of one replay: to the last arrival and one mean gap more, so that a repetition keeps the rate.
    [[nodiscard]] double seconds() const;
    /// Mean arrivals per second over a replay.
    [[nodiscard]] double rate() const { return static_cast<double>(nanoseconds.size()) / seconds(); }
};

/// Reads a text file with one arrival a line: seconds from any fixed point, in the first column of a comma-separated
/// table; the rest of a line, blank lines, lines that start with '#' and one heading are skipped. At least two arrivals
/// at different times, at most 20 million. Errors name file, line and reason.
[[nodiscard]] Result<ArrivalTrace> readArrivalTrace(const std::filesystem::path &file);

/// The trace of a scenario with Arrivals::Trace; InvalidInput if it is another than the one that was planned with.
[[nodiscard]] Result<std::shared_ptr<const ArrivalTrace>> scenarioTrace(const Scenario &scenario);

} // namespace assay::measure
