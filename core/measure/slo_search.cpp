#include "core/measure/slo_search.hpp"

#include <cmath>

#include <fmt/format.h>

#include "core/base/clock.hpp"
#include "core/base/random.hpp"
#include "core/base/units.hpp"
#include "core/measure/statistics.hpp"

namespace assay::measure {
namespace {

constexpr int kMostExtensions = 4;
constexpr int kMostDoublings = 24;
constexpr int kMostCorrections = 10;
constexpr double kNeighbour = 1.02;

const char *textOf(BinomialVerdict verdict)
{
    switch (verdict) {
    case BinomialVerdict::Pass:
        return "pass";
    case BinomialVerdict::Fail:
        return "fail";
    case BinomialVerdict::Inconclusive:
        break;
    }
    return "inconclusive";
}

class Search {
public:
    Search(const SloSettings &settings, const RateProbe &probe) : m_settings(settings), m_probe(probe)
    {
        // Twice the least number that can pass at all leaves room for some queries over the limit.
        m_queries = 2 * earlyStoppingMinimum(settings.percentile);
        m_outcome.probes = Json::array();
    }

    Result<SloOutcome> run()
    {
        auto bracketed = bracket();
        if (!bracketed)
            return failure(bracketed.error());
        if (!*bracketed)
            return m_outcome;
        while (m_outcome.bracketed && m_high / m_low > 1 + m_settings.resolution && !timeIsUp()) {
            const double middle = std::sqrt(m_low * m_high);
            const auto passes = passesAt(middle, 0);
            if (!passes)
                return failure(passes.error());
            (*passes ? m_low : m_high) = middle;
        }
        return confirm();
    }

private:
    bool timeIsUp()
    {
        const double seconds = static_cast<double>(nowNanoseconds() - m_start) * 1e-9;
        m_outcome.cutOff = m_outcome.cutOff || seconds > m_settings.mostSeconds;
        return m_outcome.cutOff;
    }

    Result<bool> passesAt(double rate, std::uint64_t seedIndex)
    {
        ProbeCounts sum;
        auto verdict = BinomialVerdict::Inconclusive;
        for (int i = 0; i <= kMostExtensions && verdict == BinomialVerdict::Inconclusive; ++i) {
            if (i > 0 && takesTooLong(m_queries << i, rate))
                break;
            const std::uint64_t seed = SplitMix64(m_settings.seed + seedIndex * 1000 + m_probes++).next();
            const auto counts = m_probe(rate, m_queries << i, seed);
            if (!counts)
                return failure(counts.error());
            sum.queries += counts->queries;
            sum.over += counts->over;
            verdict = binomialTest(sum.queries, sum.over, m_settings.percentile);
        }
        m_outcome.probes.push_back(
            {{"rate", rate}, {"queries", sum.queries}, {"over", sum.over}, {"verdict", textOf(verdict)}});
        return verdict == BinomialVerdict::Pass;
    }

    [[nodiscard]] bool takesTooLong(std::uint64_t queries, double rate) const
    {
        return static_cast<double>(queries) / rate > m_settings.longestProbeSeconds;
    }

    /// Finds a passing rate m_low and a failing one m_high at most a factor 2 apart. False: nothing passes.
    Result<bool> bracket()
    {
        auto passes = passesAt(m_settings.startRate, 0);
        if (!passes)
            return passes;
        const bool rising = *passes;
        m_low = m_high = m_settings.startRate;
        for (int i = 0; i < kMostDoublings; ++i) {
            const double rate = rising ? m_high * 2 : m_low / 2;
            if (timeIsUp())
                break;
            if (!rising && takesTooLong(m_queries, rate))
                break;
            passes = passesAt(rate, 0);
            if (!passes)
                return passes;
            (rising ? m_high : m_low) = rate;
            if (*passes != rising)
                return true;
            (rising ? m_low : m_high) = rate;
        }
        m_outcome.bracketed = false;
        if (m_outcome.cutOff && !rising) {
            m_outcome.text = "no rate met the objective before the time for the search was up; measure longer";
            return false;
        }
        if (rising) {
            m_outcome.text = "every rate that was tried passed: the rate is a lower bound";
            return true;
        }
        m_outcome.text =
            fmt::format("no rate down to {} met the objective: it is shorter than the target's own latency, or the "
                        "machine is too busy",
                        formatQuantity(m_low, "query/s"));
        return false;
    }

    Result<bool> allSeedsPass()
    {
        for (std::uint64_t seed = 1; seed <= m_settings.confirmSeeds; ++seed) {
            const auto passes = passesAt(m_low, seed);
            if (!passes || !*passes)
                return passes;
        }
        return true;
    }

    Result<SloOutcome> confirm()
    {
        if (timeIsUp()) {
            m_outcome.rate = m_low;
            m_outcome.text = fmt::format("the time for the search was up: {} passed once and was not confirmed",
                                         formatQuantity(m_low, "query/s"));
            return m_outcome;
        }
        bool wentDown = false;
        for (int i = 0; i < kMostCorrections && !m_outcome.confirmed && (i == 0 || !timeIsUp()); ++i) {
            const auto all = allSeedsPass();
            if (!all)
                return failure(all.error());
            m_outcome.confirmed = *all;
            if (!*all) {
                m_low /= kNeighbour;
                wentDown = true;
            }
        }
        // A rate reached from above failed 2 % higher already.
        m_outcome.neighbourFails = m_outcome.confirmed && wentDown;
        if (m_outcome.confirmed && m_settings.testNeighbour && !wentDown)
            if (auto status = climb(); !status)
                return failure(status.error());
        if (m_outcome.confirmed)
            m_outcome.rate = m_low;
        describe();
        return m_outcome;
    }

    /// Shows that 2 % more fails; a neighbour that passes with all seeds takes the place.
    Status climb()
    {
        for (int i = 0; i < kMostCorrections && !m_outcome.neighbourFails && !timeIsUp(); ++i) {
            m_low *= kNeighbour;
            const auto all = allSeedsPass();
            if (!all)
                return failure(all.error());
            if (!*all) {
                m_low /= kNeighbour;
                m_outcome.neighbourFails = true;
            }
        }
        return {};
    }

    void describe()
    {
        if (!m_outcome.confirmed) {
            m_outcome.text = "no rate passed with every schedule: the target's speed varies too much";
            return;
        }
        if (!m_outcome.bracketed)
            return;
        m_outcome.text = fmt::format("{} passes with {} schedule{}; {}", formatQuantity(m_low, "query/s"),
                                     m_settings.confirmSeeds, m_settings.confirmSeeds == 1 ? "" : "s",
                                     m_outcome.neighbourFails ? "2 % more fails" : "2 % more was not shown to fail");
    }

    const SloSettings &m_settings;
    const RateProbe &m_probe;
    SloOutcome m_outcome;
    std::int64_t m_start = nowNanoseconds();
    std::uint64_t m_queries = 0;
    std::uint64_t m_probes = 0;
    double m_low = 0, m_high = 0;
};

} // namespace

Result<SloOutcome> searchRate(const SloSettings &settings, const RateProbe &probe)
{
    return Search(settings, probe).run();
}

Json SloOutcome::toJson() const
{
    return {{"text", text}, {"confirmed", confirmed}, {"neighbour_fails", neighbourFails}, {"probes", probes}};
}

} // namespace assay::measure
