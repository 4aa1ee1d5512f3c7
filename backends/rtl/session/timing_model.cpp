#include "backends/rtl/session/timing_model.hpp"

#include <algorithm>

namespace assay::rtl {
namespace {

double pick(const Ranged &range, End end, bool moreIsLonger)
{
    if (end == End::Typical)
        return range.typical;
    return (end == End::High) == moreIsLonger ? range.high : range.low;
}

double transferSeconds(const Link &link, std::uint64_t bytes, End end)
{
    return pick(link.latency, end, true) + static_cast<double>(bytes) / pick(link.bandwidth, end, false);
}

} // namespace

QueryTime queryTime(const QueryWork &work, const Clock &clock, Deployment deployment, const Board &board, End end)
{
    QueryTime time;
    const double hertz = pick({clock.lowHertz, clock.hertz, clock.highHertz}, end, false);
    time.execute = static_cast<double>(work.cycles) / hertz;
    if (deployment == Deployment::Stream || !board.link)
        return time;
    if (board.memoryBytesPerSecond)
        time.execute = std::max(time.execute,
                                static_cast<double>(work.inputBytes + work.outputBytes) / *board.memoryBytesPerSecond);
    time.upload = transferSeconds(*board.link, work.inputBytes, end);
    time.download = transferSeconds(*board.link, work.outputBytes, end);
    return time;
}

} // namespace assay::rtl
