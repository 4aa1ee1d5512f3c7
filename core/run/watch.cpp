#include "core/run/watch.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include <fmt/format.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/clock.hpp"
#include "core/base/units.hpp"

namespace assay::run {
namespace {

using measure::Cause;

constexpr std::size_t kLogKept = 256u << 10;
constexpr unsigned kMaximumProcesses = 128;
constexpr double kCancelGraceSeconds = 1.0;

double seconds(std::int64_t fromNanoseconds)
{
    return 1e-9 * static_cast<double>(nowNanoseconds() - fromNanoseconds);
}

} // namespace

void Watch::run()
{
    m_started = m_lastMessage = m_lastAdvance = nowNanoseconds();
    while (true) {
        std::array<pollfd, 2> descriptors{{{m_outOpen ? m_process.readDescriptor() : -1, POLLIN, 0},
                                           {m_logOpen ? m_process.logDescriptor() : -1, POLLIN, 0}}};
        ::poll(descriptors.data(), descriptors.size(), m_outOpen || m_logOpen ? 50 : 5);
        if (m_outOpen && descriptors[0].revents != 0)
            readMessages();
        if (m_logOpen && descriptors[1].revents != 0)
            readLog();
        if (m_process.reap()) {
            drain();
            return;
        }
        if (cause == Cause::None)
            checkLimits();
    }
}
void Watch::advanced()
{
    m_lastAdvance = nowNanoseconds();
}

void Watch::stopFor(Cause why, std::string text)
{
    if (cause != Cause::None)
        return;
    cause = why;
    causeText = std::move(text);
    m_process.kill();
}

void Watch::readMessages()
{
    std::array<std::uint8_t, 65536> buffer{};
    const ssize_t count = ::read(m_process.readDescriptor(), buffer.data(), buffer.size());
    if (count < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (count <= 0) {
        m_outOpen = false;
        return;
    }
    m_lastMessage = nowNanoseconds();
    Status status = m_reader.feed({buffer.data(), static_cast<std::size_t>(count)});
    wire::Frame frame;
    while (status && m_reader.next(frame))
        status = take(frame);
    if (!status || m_reader.broken())
        stopFor(Cause::InvalidResult,
                fmt::format("the runner sent a damaged message ({})", status ? "bad frame" : status.error().text()));
}

Status Watch::take(const wire::Frame &frame)
{
    if (frame.kind == wire::FrameKind::Binary)
        return onBinary(frame.payload);
    auto message = wire::decodeMessage(frame);
    return message ? onMessage(*message) : Status(failure(message.error()));
}

void Watch::readLog()
{
    std::array<char, 65536> buffer{};
    const ssize_t count = ::read(m_process.logDescriptor(), buffer.data(), buffer.size());
    if (count < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (count <= 0) {
        m_logOpen = false;
        return;
    }
    m_logBytes += static_cast<std::uint64_t>(count);
    if (log.size() < kLogKept)
        log.append(buffer.data(), std::min(static_cast<std::size_t>(count), kLogKept - log.size()));
    if (m_logBytes > m_limits.outputBytes)
        stopFor(Cause::Quota, fmt::format("the driver or plugin printed more than {}",
                                          formatQuantity(static_cast<double>(m_limits.outputBytes), "B")));
}

void Watch::drain()
{
    for (int i = 0; i < 4096 && m_outOpen; ++i) {
        pollfd descriptor{m_process.readDescriptor(), POLLIN, 0};
        if (::poll(&descriptor, 1, 0) <= 0)
            break;
        readMessages();
    }
    for (int i = 0; i < 64 && m_logOpen; ++i) {
        pollfd descriptor{m_process.logDescriptor(), POLLIN, 0};
        if (::poll(&descriptor, 1, 0) <= 0)
            break;
        readLog();
    }
}

void Watch::checkLimits()
{
    if (m_stop.stop_requested() && m_cancelled == 0) {
        m_cancelled = nowNanoseconds();
        m_process.closeInput(); // the runner ends when its input closes
    }
    if (m_cancelled != 0 && seconds(m_cancelled) > kCancelGraceSeconds)
        stopFor(Cause::Cancelled, "cancelled");
    if (seconds(m_started) > m_limits.wallSeconds)
        stopFor(Cause::TimedOut,
                fmt::format("the run took longer than its limit of {}", formatWait(m_limits.wallSeconds)));
    if (seconds(m_lastMessage) > std::min(10.0, m_limits.silenceSeconds))
        stopFor(Cause::TimedOut,
                fmt::format("the runner process has not answered for {}", formatWait(seconds(m_lastMessage))));
    if (!finished && seconds(m_lastAdvance) > m_silenceSeconds)
        stopFor(Cause::TimedOut,
                fmt::format("the device or its driver did nothing for {}", formatWait(m_silenceSeconds)));
    if (seconds(m_lastSurvey) > 0.2) {
        m_lastSurvey = nowNanoseconds();
        survey();
    }
}

void Watch::survey()
{
    const std::uint64_t resident = m_process.residentBytes();
    if (m_limits.memoryBytes != 0 && resident > m_limits.memoryBytes)
        stopFor(Cause::OutOfMemory, fmt::format("the run used {} of memory, its limit is {}",
                                                formatQuantity(static_cast<double>(resident), "B"),
                                                formatQuantity(static_cast<double>(m_limits.memoryBytes), "B")));
    if (const unsigned count = m_process.processCount(); count > kMaximumProcesses)
        stopFor(Cause::Quota,
                fmt::format("the driver or plugin started {} processes, the limit is {}", count, kMaximumProcesses));
}

End judgeEnd(const RunnerProcess &process, const Watch &watch, bool cancelled)
{
    const int status = process.waitStatus();
    if (watch.cause != Cause::None)
        return {watch.cause, watch.causeText};
    if (cancelled)
        return {Cause::Cancelled, "cancelled"};
    if (!WIFSIGNALED(status))
        return {Cause::ExitedEarly,
                fmt::format("the plugin or its driver ended the runner with exit code {}", WEXITSTATUS(status))};
    const int signal = WTERMSIG(status);
    if (signal == SIGKILL)
        return {Cause::Crashed,
                "the runner was killed from outside (signal 9), perhaps because the machine ran out of memory"};
    return {Cause::Crashed,
            fmt::format("the plugin or its driver crashed the runner: {} (signal {})", ::strsignal(signal), signal)};
}

Limits withDefaults(Limits limits)
{
    if (limits.memoryBytes == 0) {
        const auto pages = static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES));
        limits.memoryBytes = pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) / 4 * 3;
    }
    return limits;
}

} // namespace assay::run
