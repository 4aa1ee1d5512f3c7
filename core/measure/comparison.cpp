#include "core/measure/comparison.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace assay::measure {
namespace {

constexpr unsigned kMostRuns = 200;

std::vector<RunFigure> logarithms(const Side &side)
{
    std::vector<RunFigure> figures;
    for (const auto &run : side.runs) {
        RunFigure figure{std::log(run.value), std::nullopt};
        if (run.interval && run.interval->low > 0 && run.interval->high >= run.interval->low)
            figure.interval = Interval{std::log(run.interval->low), std::log(run.interval->high)};
        figures.push_back(figure);
    }
    return figures;
}

bool positive(const Side &side)
{
    return !side.runs.empty() && std::all_of(side.runs.begin(), side.runs.end(),
                                             [](const auto &run) { return run.value > 0 && std::isfinite(run.value); });
}

double meanLog(const Side &side)
{
    double sum = 0;
    for (const auto &run : side.runs)
        sum += std::log(run.value);
    return sum / static_cast<double>(side.runs.size());
}

/// Runs a side after which the interval, shrinking with sqrt(runs), would clear 1 or fit into ±5 %.
std::optional<unsigned> runsToDecide(double logRatio, double halfWidth, std::size_t runs)
{
    const double toWinner = std::abs(logRatio);
    const double toEquivalent = std::log1p(kEquivalent) - std::abs(logRatio);
    const double wanted = std::max(toWinner, toEquivalent);
    if (wanted <= 0 || halfWidth <= 0)
        return std::nullopt;
    const double needed = std::ceil(static_cast<double>(runs) * std::pow(halfWidth / wanted, 2) * 1.1);
    if (needed > kMostRuns)
        return std::nullopt;
    return std::max(static_cast<unsigned>(needed), static_cast<unsigned>(runs) + 1);
}

void decide(Comparison &comparison, Better better)
{
    const auto [low, high] = *comparison.interval;
    if (low >= 1 - kEquivalent && high <= 1 + kEquivalent)
        comparison.verdict = Verdict::Equivalent;
    else if ((low > 1 || high < 1) && better != Better::Neither)
        comparison.verdict = (high < 1) == (better == Better::Lower) ? Verdict::Better : Verdict::Worse;
    else if (better == Better::Neither)
        comparison.reason = "more or less of this metric is neither better nor worse";
}

} // namespace

std::string Comparison::word(Better better) const
{
    if (verdict == Verdict::Equivalent)
        return "equivalent";
    if (verdict == Verdict::Undecided || better == Better::Neither)
        return "undecided";
    return verdict == Verdict::Better ? "faster" : "slower";
}

Json Comparison::toJson(Better better) const
{
    Json json = {{"ratio", ratio}, {"verdict", word(better)}};
    if (interval)
        json["interval"] = {{"low", interval->low}, {"high", interval->high}};
    if (!reason.empty())
        json["reason"] = reason;
    if (runsWanted)
        json["runs_wanted"] = *runsWanted;
    return json;
}

Comparison compare(const Side &a, const Side &b, Better better, std::uint64_t seed)
{
    Comparison comparison;
    if (!positive(a) || !positive(b)) {
        comparison.reason = "a side has no value, or none above zero";
        return comparison;
    }
    const double logRatio = meanLog(b) - meanLog(a);
    comparison.ratio = std::exp(logRatio);
    const std::size_t fewest = std::min(a.runs.size(), b.runs.size());
    if (fewest < 2) {
        comparison.reason = "a single process never names a winner; measure at least 5 runs of both";
        comparison.runsWanted = 5;
        return comparison;
    }
    const auto estimate = [](const Side &side, std::uint64_t own) {
        return side.sharedDoubt ? *acrossSharedDoubt(logarithms(side)) : *acrossRuns(logarithms(side), own);
    };
    const auto estimateA = estimate(a, seed), estimateB = estimate(b, seed + 1);
    // Independent sides: the distances add in squares, each in its own direction.
    const double down = std::hypot(estimateB.value - estimateB.interval.low, estimateA.interval.high - estimateA.value);
    const double up = std::hypot(estimateB.interval.high - estimateB.value, estimateA.value - estimateA.interval.low);
    comparison.interval = Interval{std::exp(logRatio - down), std::exp(logRatio + up)};
    if (a.quick || b.quick) {
        comparison.reason = "quick measurements never name a winner; measure both without --quick";
        return comparison;
    }
    decide(comparison, better);
    if (comparison.verdict != Verdict::Undecided || !comparison.reason.empty())
        return comparison;
    comparison.runsWanted = runsToDecide(logRatio, std::max(down, up), fewest);
    comparison.reason = comparison.runsWanted
                            ? fmt::format("the interval holds both no difference and more than 5 %; about {} runs of "
                                          "each would decide",
                                          *comparison.runsWanted)
                            : fmt::format("the runs differ too much among themselves: more than {} of each would be "
                                          "needed; quieten the machine first",
                                          kMostRuns);
    return comparison;
}

} // namespace assay::measure
