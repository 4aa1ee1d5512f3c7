#include "core/model/projection/efficiency_fit.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace assay::model {
namespace {

const double kPriorLevel = std::log(2.0); // a very large query at half of its roof
constexpr std::size_t kLeastForExtra = 4, kLeastSizes = 3;
constexpr int kTries = 400;
constexpr double kBeyond = 4; // how far beyond the sizes, in logarithms, extra is looked for

/// The best level at this extra, and the squares that are left.
EfficiencyFit at(std::span<const FitPoint> points, double extra)
{
    EfficiencyFit fit;
    fit.extra = extra;
    const double rows = static_cast<double>(points.size()) + 1;
    double sum = kPriorLevel, share = 0;
    for (const FitPoint &point : points) {
        sum += std::log(point.found) - std::log(point.size + extra);
        share += extra / (point.size + extra);
    }
    fit.level = std::max(0.0, sum / rows);
    fit.meanShare = share / rows;
    fit.shareSquares = fit.meanShare * fit.meanShare;
    for (const FitPoint &point : points) {
        const double residual = std::log(point.found) - fit.logAt(point.size);
        const double deviation = extra / (point.size + extra) - fit.meanShare;
        fit.squares += residual * residual;
        fit.shareSquares += deviation * deviation;
    }
    return fit;
}

double cost(const EfficiencyFit &fit)
{
    return fit.squares + (fit.level - kPriorLevel) * (fit.level - kPriorLevel);
}

} // namespace

double EfficiencyFit::logAt(double size) const
{
    return level + std::log(size + extra);
}

double EfficiencyFit::leverage(double size) const
{
    if (extra <= 0 || shareSquares < 1e-9)
        return 0;
    const double deviation = extra / (size + extra) - meanShare;
    return deviation * deviation / shareSquares;
}

EfficiencyFit fitEfficiency(std::span<const FitPoint> points)
{
    EfficiencyFit best = at(points, 0);
    std::set<double> sizes;
    for (const FitPoint &point : points)
        sizes.insert(point.size);
    if (points.size() < kLeastForExtra || sizes.size() < kLeastSizes)
        return best;
    const double low = std::log(*sizes.begin()) - kBeyond, high = std::log(*sizes.rbegin()) + kBeyond;
    for (int i = 0; i <= kTries; ++i) {
        EfficiencyFit fit = at(points, std::exp(low + (high - low) * i / kTries));
        fit.parameters = 2;
        if (cost(fit) < cost(best))
            best = fit;
    }
    return best;
}

} // namespace assay::model
