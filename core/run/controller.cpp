#include "core/run/controller.hpp"

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
#include "core/base/paths.hpp"
#include "core/base/units.hpp"
#include "core/run/channel.hpp"
#include "core/run/runner_process.hpp"

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

/// Watches one runner process until it ended; turns what it sees into one cause.
class Watch {
public:
    Watch(RunnerProcess &process, const Limits &limits, const std::stop_token &stop)
        : m_process(process), m_limits(limits), m_stop(stop)
    {
    }

    std::function<Status(const Json &)> onMessage;
    std::function<Status(std::span<const std::uint8_t>)> onBinary;
    bool finished = false; ///< the runner said its last word

    void run()
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
    /// The runner does something new (another phase, more queries): it is not stuck.
    void advanced() { m_lastAdvance = nowNanoseconds(); }

    Cause cause = Cause::None; ///< decided by the watch itself; the process was killed for it
    std::string causeText;
    std::string log;

private:
    void stopFor(Cause why, std::string text)
    {
        if (cause != Cause::None)
            return;
        cause = why;
        causeText = std::move(text);
        m_process.kill();
    }

    void readMessages()
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
            stopFor(Cause::InvalidResult, fmt::format("the runner sent a damaged message ({})",
                                                      status ? "bad frame" : status.error().text()));
    }

    Status take(const wire::Frame &frame)
    {
        if (frame.kind == wire::FrameKind::Binary)
            return onBinary(frame.payload);
        auto message = wire::decodeMessage(frame);
        return message ? onMessage(*message) : Status(failure(message.error()));
    }

    void readLog()
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

    void drain()
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

    void checkLimits()
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
        if (!finished && seconds(m_lastAdvance) > m_limits.silenceSeconds)
            stopFor(Cause::TimedOut,
                    fmt::format("the device or its driver did nothing for {}", formatWait(m_limits.silenceSeconds)));
        if (seconds(m_lastSurvey) > 0.2) {
            m_lastSurvey = nowNanoseconds();
            survey();
        }
    }

    void survey()
    {
        const std::uint64_t resident = m_process.residentBytes();
        if (m_limits.memoryBytes != 0 && resident > m_limits.memoryBytes)
            stopFor(Cause::OutOfMemory, fmt::format("the run used {} of memory, its limit is {}",
                                                    formatQuantity(static_cast<double>(resident), "B"),
                                                    formatQuantity(static_cast<double>(m_limits.memoryBytes), "B")));
        if (const unsigned count = m_process.processCount(); count > kMaximumProcesses)
            stopFor(Cause::Quota, fmt::format("the driver or plugin started {} processes, the limit is {}", count,
                                              kMaximumProcesses));
    }

    RunnerProcess &m_process;
    const Limits &m_limits;
    const std::stop_token &m_stop;
    wire::FrameReader m_reader;
    bool m_outOpen = true, m_logOpen = true;
    std::uint64_t m_logBytes = 0;
    std::int64_t m_started = 0, m_lastMessage = 0, m_lastAdvance = 0, m_lastSurvey = 0, m_cancelled = 0;
};

/// The cause of a process that ended without its last word.
void judgeEnd(int status, const Watch &watch, bool cancelled, RunOutcome &outcome)
{
    if (watch.cause != Cause::None) {
        outcome.cause = watch.cause;
        outcome.causeText = watch.causeText;
    } else if (cancelled) {
        outcome.cause = Cause::Cancelled;
        outcome.causeText = "cancelled";
    } else if (WIFSIGNALED(status)) {
        const int signal = WTERMSIG(status);
        outcome.cause = Cause::Crashed;
        outcome.causeText =
            fmt::format("the plugin or its driver crashed the runner: {} (signal {})", ::strsignal(signal), signal);
        if (signal == SIGKILL)
            outcome.causeText =
                "the runner was killed from outside (signal 9), perhaps because the machine ran out of memory";
    } else {
        outcome.cause = Cause::ExitedEarly;
        outcome.causeText =
            fmt::format("the plugin or its driver ended the runner with exit code {}", WEXITSTATUS(status));
    }
}

Limits withDefaults(Limits limits)
{
    if (limits.memoryBytes == 0) {
        const auto pages = static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES));
        limits.memoryBytes = pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) / 4 * 3;
    }
    return limits;
}

} // namespace

RunOutcome runJob(const Job &job, const std::function<void(const Progress &)> &onProgress, const std::stop_token &stop)
{
    RunOutcome outcome;
    const std::int64_t started = nowNanoseconds();
    auto process = RunnerProcess::start(paths::runnerProgram(), {});
    if (!process) {
        outcome.cause = Cause::ExitedEarly;
        outcome.causeText = process.error().text();
        return outcome;
    }
    const Limits limits = withDefaults(job.limits);
    Channel channel(-1, process->writeDescriptor());
    // an early death of the runner shows in the watch; writing to it must only not raise SIGPIPE (ignored in main)
    [[maybe_unused]] const auto hello = channel.send({{"type", "hello"}, {"protocol", wire::kProtocolVersion}});
    [[maybe_unused]] const auto sent = channel.send({{"type", "job"}, {"job", job.toJson()}});

    ObservationReceiver receiver;
    Watch watch(*process, limits, stop);
    Progress last;
    watch.onBinary = [&](std::span<const std::uint8_t> bytes) {
        watch.advanced();
        return receiver.binary(bytes);
    };
    watch.onMessage = [&](const Json &message) -> Status {
        const std::string type = message.at("type");
        if (type == "progress") {
            const Progress progress{message.value("phase", ""), message.value("clock_fraction", 0.0),
                                    message.value("queries", std::uint64_t{0})};
            if (progress.phase != last.phase || progress.queries != last.queries)
                watch.advanced();
            last = progress;
            onProgress(progress);
            return {};
        }
        watch.advanced();
        if (type == "device")
            outcome.device = plugin::Device::fromJson(message.at("device"));
        else if (type == "failed") {
            outcome.cause = measure::causeFromText(message.value("cause", ""));
            outcome.causeText = message.value("text", "");
            watch.finished = true;
        } else if (type == "done")
            watch.finished = true;
        else if (auto taken = receiver.message(message); !taken)
            return failure(taken.error());
        return {};
    };
    try {
        watch.run();
    } catch (const std::exception &exception) { // a message with fields of the wrong type
        process->kill();
        while (!process->reap())
            ::usleep(1000);
        watch.cause = Cause::InvalidResult;
        watch.causeText = fmt::format("the runner sent a damaged message ({})", exception.what());
    }
    outcome.log = std::move(watch.log);
    outcome.wallSeconds = seconds(started);
    if (watch.finished && outcome.cause != Cause::None)
        return outcome;
    if (watch.finished && receiver.complete() && watch.cause == Cause::None)
        outcome.observation = receiver.take();
    else
        judgeEnd(process->waitStatus(), watch, stop.stop_requested(), outcome);
    return outcome;
}

plugin::BackendInventory inventory(const plugin::PluginManifest &manifest, const std::stop_token &stop)
{
    plugin::BackendInventory found;
    found.plugin = manifest;
    auto process = RunnerProcess::start(paths::runnerProgram(), {});
    if (!process) {
        found.none = process.error().text();
        return found;
    }
    Limits limits = withDefaults({});
    limits.wallSeconds = 60;
    limits.silenceSeconds = 60;
    Channel channel(-1, process->writeDescriptor());
    [[maybe_unused]] const auto hello = channel.send({{"type", "hello"}, {"protocol", wire::kProtocolVersion}});
    [[maybe_unused]] const auto sent =
        channel.send({{"type", "inventory"}, {"plugin_manifest", manifest.manifestPath.string()}});
    Watch watch(*process, limits, stop);
    watch.onBinary = [](std::span<const std::uint8_t>) -> Status {
        return failure(ErrorCode::InvalidInput, "unexpected binary data");
    };
    watch.onMessage = [&](const Json &message) -> Status {
        const std::string type = message.at("type");
        if (type == "devices") {
            for (const Json &device : message.at("devices"))
                found.devices.push_back(plugin::Device::fromJson(device));
            found.none = message.value("none", "");
            watch.finished = true;
        }
        return {};
    };
    RunOutcome end;
    try {
        watch.run();
    } catch (const std::exception &exception) {
        found.none = fmt::format("the runner sent a damaged message ({})", exception.what());
    }
    if (!watch.finished && found.none.empty()) {
        judgeEnd(process->waitStatus(), watch, stop.stop_requested(), end);
        found.none = end.causeText;
    }
    return found;
}

} // namespace assay::run
