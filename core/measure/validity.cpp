#include "core/measure/validity.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "core/base/units.hpp"
#include "core/measure/environment.hpp"
#include "core/measure/statistics.hpp"

namespace assay::measure {
namespace {

using Level = ValidityFinding::Level;
using Findings = std::vector<ValidityFinding>;

void checkIssueDelay(const ValidityInput &input, Findings &findings)
{
    if (!input.issueDelayP99 || input.p50 <= 0)
        return;
    const double delay = *input.issueDelayP99;
    const double warnAbove = std::max(1e-6, 0.01 * input.p50);
    const bool invalid = delay > 0.10 * input.p50;
    if (!invalid && delay <= warnAbove)
        return;
    findings.push_back({invalid ? Level::Invalid : Level::Warning, "issue-delay",
                        fmt::format("the load generator itself started queries late: p99 {}, {:.1f} % of the median "
                                    "latency (invalid above 10 %)",
                                    formatQuantity(delay, "s"), 100 * delay / input.p50)});
}

void checkOverhead(const ValidityInput &input, Findings &findings)
{
    if (input.p50 <= 0)
        return;
    const double share = input.harnessOverhead / input.p50;
    if (share < 0.01)
        return;
    findings.push_back(
        {share > 0.20 ? Level::Invalid : Level::Warning, "harness-overhead",
         fmt::format("measuring itself is {:.1f} % of the median latency (invalid above 20 %)", 100 * share)});
}

void checkOfferedRate(const ValidityInput &input, Findings &findings)
{
    if (!input.openLoop || input.scheduledRate <= 0)
        return;
    const double deviation = std::abs(input.offeredRate / input.scheduledRate - 1);
    if (deviation > 0.001)
        findings.push_back(
            {Level::Invalid, "offered-rate",
             fmt::format("the load offered differs from the schedule by {:.2f} % (limit 0.1 %)", 100 * deviation)});
}

void checkCompletions(const ValidityInput &input, Findings &findings)
{
    if (!input.idsComplete)
        findings.push_back({Level::Invalid, "lost-queries", "queries were lost or answered twice"});
}

void checkBacklog(const ValidityInput &input, Findings &findings)
{
    if (input.abandoned > 0)
        findings.push_back({Level::Invalid, "backlog",
                            fmt::format("the target cannot keep up: {} arrivals were still waiting when the run was "
                                        "cut off; choose a lower rate",
                                        input.abandoned)});
    else if (input.backlogGrowing)
        findings.push_back({Level::Invalid, "backlog",
                            "the queue was still growing when the load ended; choose a lower rate or measure longer"});
}

void checkShape(const ValidityInput &input, Findings &findings)
{
    constexpr double kUniform = 5.0 / 9.0;
    if (input.bimodality > kUniform && input.spread >= 1.5)
        findings.push_back({Level::Warning, "bimodal",
                            fmt::format("latencies fall into two groups (bimodality {:.2f}, p90 is {:.1f} times p10): "
                                        "look at the histogram, not at the median alone",
                                        input.bimodality, input.spread)});
}

void checkEnergyWindow(const ValidityInput &input, Findings &findings)
{
    if (input.meteredSeconds && *input.meteredSeconds < 1.0)
        findings.push_back({Level::Warning, "energy-window",
                            fmt::format("energy was metered for {} only (at least 1 s wanted)",
                                        formatQuantity(*input.meteredSeconds, "s"))});
}

void checkEnvironment(const ValidityInput &input, Findings &findings)
{
    for (auto &finding : environmentFindings(input.environmentStart, input.environmentEnd))
        findings.push_back(std::move(finding));
}

constexpr std::array kChecks = {checkIssueDelay, checkOverhead, checkOfferedRate,  checkCompletions,
                                checkBacklog,    checkShape,    checkEnergyWindow, checkEnvironment};

} // namespace

std::vector<ValidityFinding> validityFindings(const ValidityInput &input)
{
    Findings findings;
    for (const auto check : kChecks)
        check(input, findings);
    std::stable_sort(findings.begin(), findings.end(), [](const auto &a, const auto &b) { return a.level > b.level; });
    return findings;
}

bool backlogGrows(std::span<const Sample> samples)
{
    constexpr std::size_t kWindows = 10;
    if (samples.size() < 20 * kWindows)
        return false;
    const auto half = samples.subspan(samples.size() / 2);
    std::vector<double> x;
    std::vector<double> waits;
    double latency = 0;
    for (std::size_t w = 0; w < kWindows; ++w) {
        const std::size_t first = half.size() * w / kWindows;
        const std::size_t last = half.size() * (w + 1) / kWindows;
        double wait = 0;
        for (const Sample &sample : half.subspan(first, last - first)) {
            wait += static_cast<double>(sample.issue - sample.scheduled);
            latency += static_cast<double>(sample.latency());
        }
        x.push_back(static_cast<double>(w));
        waits.push_back(wait / static_cast<double>(last - first));
    }
    latency /= static_cast<double>(half.size());
    const auto fit = fitLine(x, waits);
    return fit && fit->slopeInterval.low * kWindows > 0.5 * latency;
}

} // namespace assay::measure
