#pragma once

#include <cstdint>
#include <string>

#include "core/run/study_runner.hpp"

namespace assay::app {

/// What a person sees while a study runs, on stderr: one line that is rewritten on a terminal, one line per ended run
/// elsewhere. Silent with --json except for failures.
class RunDisplay {
public:
    explicit RunDisplay(bool quiet);
    ~RunDisplay() { clear(); }
    void progress(const run::StudyProgress &progress);
    void ended(const run::QueuedRun &run, const run::RunOutcome &outcome);
    void notice(const std::string &text);
    /// How far it is, between runs; silent with --json.
    void said(const std::string &text);

private:
    void clear();
    void show(const std::string &line);
    bool m_quiet;
    bool m_terminal;
    bool m_shown = false;
    bool m_toldPreparing = false;
    std::size_t m_ended = 0;
    std::size_t m_total = 0;
    std::int64_t m_lastShown = 0;
};

/// "p50 12.3 µs (11.9–12.8), 81.2 kquery/s" of an observation, or its cause.
[[nodiscard]] std::string outcomeText(const run::RunOutcome &outcome);

} // namespace assay::app
