#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <string>

#include "core/base/json.hpp"
#include "core/base/result.hpp"
#include "core/measure/observation.hpp"
#include "core/run/job.hpp"
#include "core/run/runner_process.hpp"
#include "core/wire/frame.hpp"

namespace assay::run {

/// Watches one runner process until it ended; turns what it sees into one cause: messages, log, silence, wall time,
/// memory, number of processes, output.
class Watch {
public:
    /// `limits` without zeros (see withDefaults). All three must outlive the watch.
    Watch(RunnerProcess &process, const Limits &limits, const std::stop_token &stop)
        : m_process(process), m_limits(limits), m_stop(stop)
    {
    }

    std::function<Status(const Json &)> onMessage;
    std::function<Status(std::span<const std::uint8_t>)> onBinary;
    bool finished = false; ///< the runner said its last word

    /// Returns when the process ended. Throws what onMessage throws (a message with fields of the wrong type).
    void run();
    /// The runner does something new (another phase, more queries): it is not stuck.
    void advanced();
    /// Work that says little while it goes on begins or ends: so long may it be without anything new.
    void allowSilence(double seconds) { m_silenceSeconds = seconds; }

    measure::Cause cause = measure::Cause::None; ///< decided by the watch itself; the process was killed for it
    std::string causeText;
    std::string log;

private:
    void stopFor(measure::Cause why, std::string text);
    void readMessages();
    [[nodiscard]] Status take(const wire::Frame &frame);
    void readLog();
    void drain();
    void checkLimits();
    void survey();

    RunnerProcess &m_process;
    const Limits &m_limits;
    const std::stop_token &m_stop;
    wire::FrameReader m_reader;
    bool m_outOpen = true, m_logOpen = true;
    double m_silenceSeconds = m_limits.silenceSeconds;
    std::uint64_t m_logBytes = 0;
    std::int64_t m_started = 0, m_lastMessage = 0, m_lastAdvance = 0, m_lastSurvey = 0, m_cancelled = 0;
};

/// The cause of a process that ended without its last word, and the words for it.
struct End {
    measure::Cause cause = measure::Cause::None;
    std::string text;
};
[[nodiscard]] End judgeEnd(const RunnerProcess &process, const Watch &watch, bool cancelled);

/// Limits that are 0 as they are meant: memory three quarters of the machine's.
[[nodiscard]] Limits withDefaults(Limits limits);

} // namespace assay::run
