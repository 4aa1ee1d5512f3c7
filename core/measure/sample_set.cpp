#include <algorithm>
#include <numeric>

#include "core/measure/summary.hpp"

namespace assay::measure {
namespace {

bool earlier(const Sample &a, const Sample &b)
{
    return a.scheduled != b.scheduled ? a.scheduled < b.scheduled : a.id < b.id;
}

/// `wanted` of the samples, each with the same chance.
void appendUniform(std::span<const Sample> samples, std::size_t wanted, Random &random, std::vector<Sample> &out)
{
    std::size_t left = wanted;
    for (std::size_t i = 0; i < samples.size() && left > 0; ++i)
        if (random.below(samples.size() - i) < left) {
            out.push_back(samples[i]);
            --left;
        }
}

} // namespace

Column makeColumn(std::string name, std::span<const std::uint64_t> nanoseconds, double perRecord)
{
    std::uint64_t most = 0;
    for (const auto value : nanoseconds)
        most = std::max(most, value);
    const std::uint64_t divisor = most / UINT32_MAX + 1;
    Column column;
    column.name = std::move(name);
    column.unit = std::string("s");
    column.scale = 1e-9 * static_cast<double>(divisor) / perRecord;
    column.values.reserve(nanoseconds.size());
    for (const auto value : nanoseconds)
        column.values.push_back(static_cast<std::uint32_t>(value / divisor));
    return column;
}

SampleSet::SampleSet(const LoadLanes &lanes, std::uint32_t batch, std::uint64_t seed) : m_seed(seed)
{
    gather(lanes);
    std::vector<std::uint64_t> latencies;
    latencies.reserve(m_samples.size());
    for (const Sample &sample : m_samples)
        latencies.push_back(sample.latency());
    m_latency = makeColumn("latency", latencies, batch);
    m_sorted = m_latency.values;
    sortValues(m_sorted);
    m_lag1 = lag1Autocorrelation(std::span<const std::uint32_t>(m_latency.values));
}

void SampleSet::gather(const LoadLanes &lanes)
{
    std::uint64_t kept = 0;
    for (const auto &recorder : lanes.recorders) {
        m_records += recorder.count();
        kept += recorder.samples().size();
        m_phases.insert(m_phases.end(), recorder.phases().begin(), recorder.phases().end());
    }
    const auto &recorders = lanes.recorders;
    if (recorders.size() == 1 && kept == m_records) {
        m_samples = recorders[0].samples();
        return;
    }
    // A lane whose reservoir overflowed sets the share that is kept of every lane, so that the whole stays uniform.
    double share = 1;
    for (const auto &recorder : recorders)
        if (recorder.count() > 0)
            share =
                std::min(share, static_cast<double>(recorder.samples().size()) / static_cast<double>(recorder.count()));
    Random random(m_seed);
    m_own.reserve(static_cast<std::size_t>(kept));
    for (const auto &recorder : recorders) {
        const auto wanted = static_cast<std::size_t>(share * static_cast<double>(recorder.count()) + 0.5);
        appendUniform(recorder.samples(), std::min(wanted, recorder.samples().size()), random, m_own);
    }
    std::sort(m_own.begin(), m_own.end(), earlier);
    m_samples = m_own;
}

double SampleSet::percentile(double fraction) const
{
    if (m_sorted.empty())
        return 0;
    return m_sorted[nearestRank(m_sorted.size(), fraction)] * m_latency.scale;
}

void LoadTotals::add(const LoadOutcome &outcome, std::int64_t start)
{
    offered += outcome.offered;
    completed += outcome.completed;
    extra += outcome.extraQueries;
    abandoned += outcome.abandoned;
    elapsedSeconds += outcome.elapsedSeconds;
    issueSeconds += outcome.issueSeconds;
    offeredSeconds += outcome.offeredSeconds;
    idsComplete = idsComplete && outcome.idsComplete;
    lastStretch = start;
}

double LoadTotals::offeredRate() const
{
    return offeredSeconds > 0 ? static_cast<double>(offered - abandoned) / offeredSeconds : 0;
}

} // namespace assay::measure
