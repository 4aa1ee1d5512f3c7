#pragma once

#include <cstdint>

#include "backends/rtl/session/board.hpp"
#include "backends/rtl/session/clock.hpp"

namespace assay::rtl {

/// Where the core sits: on the wire, alone; or on a card, behind a host link and DMA.
enum class Deployment { Stream, Card };

/// What one query moved and took.
struct QueryWork {
    std::uint64_t cycles = 0, inputBytes = 0, outputBytes = 0;
};

/// Seconds of the parts of a query; with Stream only `execute` is not 0.
struct QueryTime {
    double upload = 0, execute = 0, download = 0;
    [[nodiscard]] double total() const { return upload + execute + download; }
};

enum class End { Low, Typical, High }; ///< the shortest time, the likely one, the longest one

/// Stream: cycles / clock. Card: a transfer takes latency + bytes / bandwidth of the link; the core's DMA overlaps with
/// computing, so that execute is the longer of cycles / clock and what the card's memory needs for the same bytes.
[[nodiscard]] QueryTime queryTime(const QueryWork &work, const Clock &clock, Deployment deployment, const Board &board,
                                  End end = End::Typical);

} // namespace assay::rtl
