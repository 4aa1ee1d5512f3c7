#include "app/assay/run_display.hpp"

#include <cstdio>

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "app/assay/command.hpp"
#include "core/base/clock.hpp"
#include "core/base/units.hpp"

namespace assay::app {
namespace {

constexpr std::int64_t kRedrawNanoseconds = 200'000'000;

unsigned terminalWidth()
{
    winsize size{};
    return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20 ? size.ws_col : 80;
}

/// Cuts after `columns` code points.
std::string cut(const std::string &utf8, unsigned columns)
{
    std::size_t end = 0;
    for (unsigned column = 0; end < utf8.size() && column < columns; ++column)
        do
            ++end;
        while (end < utf8.size() && (static_cast<unsigned char>(utf8[end]) & 0xC0U) == 0x80U);
    return utf8.substr(0, end);
}

/// The design point, and which of its runs where there are several, counted from 1 as `show` does.
std::string describe(const run::QueuedRun &run)
{
    const bool several = run.repeat > 0 || run.point->stopRule.repeats > 1;
    return run.point->describe() + (several ? fmt::format(", run {}", run.repeat + 1) : "");
}

std::string quantity(const Metric *metric)
{
    if (metric == nullptr || !metric->value)
        return "–";
    const MetricInfo *info = metricInfo(metric->id);
    const std::string_view unit = info != nullptr ? info->unit : "";
    return metric->low && metric->high ? formatInterval(*metric->value, *metric->low, *metric->high, unit)
                                       : formatQuantity(*metric->value, unit);
}

/// "preparing 10 designs: yosys quantized_matvec LANES=4 (42 %, about 30 s left)".
std::string preparingText(const run::PrepareProgress &progress)
{
    std::string text = fmt::format("preparing {} design{}: {} ({:.0f} %", progress.points,
                                   progress.points == 1 ? "" : "s", progress.what, 100 * progress.fraction);
    if (progress.secondsLeft > 0)
        text += fmt::format(", about {} left", formatWait(progress.secondsLeft));
    return text + ")";
}

} // namespace

std::string outcomeText(const run::RunOutcome &outcome)
{
    if (outcome.cause == measure::Cause::DoesNotFit)
        return fmt::format("{}: {}", measure::toText(outcome.cause), outcome.causeText);
    if (!outcome.observation)
        return fmt::format("failed: {}: {}", measure::toText(outcome.cause), outcome.causeText);
    const measure::Observation &observation = *outcome.observation;
    const Metric *rate = observation.metric("slo.rate");
    std::string text = rate != nullptr && rate->value
                           ? fmt::format("{} within the SLO", quantity(rate))
                           : fmt::format("p50 {}, {}", quantity(observation.metric("latency.p50")),
                                         quantity(observation.metric("throughput.queries")));
    for (const auto &finding : observation.findings)
        if (finding.level == measure::ValidityFinding::Level::Invalid)
            return text + fmt::format("; invalid: {}", finding.text);
    if (!observation.converged && !observation.quick)
        text += "; not converged: " + observation.notConverged;
    return text;
}

RunDisplay::RunDisplay(bool quiet) : m_quiet(quiet), m_terminal(::isatty(STDERR_FILENO) == 1) {}

void RunDisplay::clear()
{
    if (m_shown)
        std::fputs("\r\033[K", stderr);
    m_shown = false;
}

void RunDisplay::progress(const run::StudyProgress &progress)
{
    m_total = progress.total;
    if (progress.preparing && !m_quiet && !m_terminal && !m_toldPreparing) {
        m_toldPreparing = true; // in a log, once is enough
        fmt::print(stderr, "preparing {} design{}\n", progress.preparing->points,
                   progress.preparing->points == 1 ? "" : "s");
    }
    const std::int64_t now = nowNanoseconds();
    if (m_quiet || !m_terminal || now - m_lastShown < kRedrawNanoseconds)
        return;
    m_lastShown = now;
    if (progress.preparing) {
        show(preparingText(*progress.preparing));
        return;
    }
    const std::string phase = progress.run.phase.empty() ? "start" : progress.run.phase;
    const std::string line = fmt::format(
        "[{}/{}] {} left · {}{} · {}", progress.done + 1, progress.total, formatWait(progress.secondsLeft), phase,
        progress.run.queries > 0 ? fmt::format(" {} queries", progress.run.queries) : "", describe(*progress.current));
    show(line);
}

void RunDisplay::show(const std::string &line)
{
    fmt::print(stderr, "\r\033[K{}", cut(printableLines(line), terminalWidth() - 1));
    std::fflush(stderr);
    m_shown = true;
}

void RunDisplay::ended(const run::QueuedRun &run, const run::RunOutcome &outcome)
{
    clear();
    ++m_ended;
    if (m_quiet && (outcome.observation || outcome.cause == measure::Cause::DoesNotFit))
        return;
    fmt::print(stderr, "[{}/{}] {}\n        {}\n", m_ended, std::max(m_total, m_ended), printableLines(describe(run)),
               printableLines(outcomeText(outcome)));
    if (!outcome.observation && outcome.cause != measure::Cause::DoesNotFit)
        fmt::print(stderr, "        next: {}\n", measure::nextStep(outcome.cause));
    std::fflush(stderr);
}

void RunDisplay::notice(const std::string &text)
{
    clear();
    fmt::print(stderr, "assay: {}\n", text);
}

void RunDisplay::said(const std::string &text)
{
    if (m_quiet)
        return;
    clear();
    fmt::print(stderr, "{}\n", text);
}

} // namespace assay::app
