#include "core/model/pareto/front.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>

namespace assay::model {
namespace {

constexpr std::size_t kFew = 24; ///< below this all pairs are the quickest

/// A point with all its N objectives to be minimised.
template <std::size_t N> struct Point {
    std::array<double, N> at{};
    std::uint32_t index = 0;
};
template <std::size_t N> using Points = std::vector<Point<N>>;

template <std::size_t N> Points<N> takingPart(std::span<const Objective> objectives)
{
    Points<N> points;
    const std::size_t count = objectives.front().values.size();
    points.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        Point<N> point;
        point.index = static_cast<std::uint32_t>(i);
        double sum = 0;
        for (std::size_t k = 0; k < objectives.size(); ++k) {
            const double value = objectives[k].values[i];
            point.at[k] = objectives[k].maximise ? -value : value;
            sum += value;
        }
        if (!std::isnan(sum) || !std::any_of(point.at.begin(), point.at.end(), [](double v) { return std::isnan(v); }))
            points.push_back(point);
    }
    return points;
}

template <std::size_t N> bool noWorse(const Point<N> &a, const Point<N> &b, std::size_t from)
{
    for (std::size_t k = from; k < N; ++k)
        if (a.at[k] > b.at[k])
            return false;
    return true;
}

template <std::size_t N> bool dominates(const Point<N> &a, const Point<N> &b)
{
    return noWorse<N>(a, b, 0) && !noWorse<N>(b, a, 0);
}

/// Leaves out what some good points dominate, in one pass: most of what is not near the front.
template <std::size_t N> void thinOut(Points<N> &points)
{
    constexpr std::size_t kPivots = 16;
    if (points.size() < 1000)
        return;
    std::array<double, N> low{}, high{};
    low.fill(std::numeric_limits<double>::max());
    high.fill(std::numeric_limits<double>::lowest());
    for (const Point<N> &point : points)
        for (std::size_t k = 0; k < N; ++k) {
            low[k] = std::min(low[k], point.at[k]);
            high[k] = std::max(high[k], point.at[k]);
        }
    Points<N> pivots;
    const std::size_t step = points.size() / 4096 + 1;
    for (std::size_t pivot = 0; pivot < kPivots; ++pivot) {
        // Weights that point into different corners of the front.
        const auto badness = [&](const Point<N> &point) {
            double sum = 0;
            for (std::size_t k = 0; k < N; ++k)
                sum += static_cast<double>(1 + (pivot >> k) % 2 * 4) * (point.at[k] - low[k]) / (high[k] - low[k]);
            return sum;
        };
        const Point<N> *best = &points.front();
        for (std::size_t i = 0; i < points.size(); i += step)
            if (badness(points[i]) < badness(*best))
                best = &points[i];
        pivots.push_back(*best);
    }
    const auto beaten = [&](const Point<N> &point) {
        return std::any_of(pivots.begin(), pivots.end(),
                           [&](const Point<N> &pivot) { return dominates<N>(pivot, point); });
    };
    std::size_t sampled = 0, off = 0;
    for (std::size_t i = 0; i < points.size(); i += step, ++sampled)
        off += beaten(points[i]) ? 1U : 0U;
    if (off > sampled / 8) // else the pass would cost more than it saves
        std::erase_if(points, beaten);
}

template <std::size_t N> bool earlier(const Point<N> &a, const Point<N> &b)
{
    return a.at < b.at;
}

/// Sorted, in two objectives: each is on the front unless an earlier one is as low in the second (or equal and off it).
Points<2> sweep(const Points<2> &sorted)
{
    Points<2> front;
    double least = std::numeric_limits<double>::infinity();
    for (const Point<2> &point : sorted) {
        const bool equalToLast = !front.empty() && front.back().at == point.at;
        if (equalToLast || point.at[1] < least)
            front.push_back(point);
        least = std::min(least, point.at[1]);
    }
    return front;
}

/// The front of the second and third objective of all points before: third falls as second rises.
class Staircase {
public:
    [[nodiscard]] bool covers(double second, double third) const
    {
        const auto above = m_steps.upper_bound(second);
        return above != m_steps.begin() && std::prev(above)->second <= third;
    }
    void add(double second, double third)
    {
        auto next = m_steps.lower_bound(second);
        while (next != m_steps.end() && next->second >= third)
            next = m_steps.erase(next);
        m_steps.emplace_hint(next, second, third);
    }

private:
    std::map<double, double> m_steps;
};

Points<3> sweep(const Points<3> &sorted)
{
    Points<3> front;
    Staircase staircase;
    const Point<3> *last = nullptr;
    bool lastOn = false;
    for (const Point<3> &point : sorted) {
        if (last == nullptr || last->at != point.at) {
            lastOn = !staircase.covers(point.at[1], point.at[2]);
            if (lastOn)
                staircase.add(point.at[1], point.at[2]);
        }
        if (lastOn)
            front.push_back(point);
        last = &point;
    }
    return front;
}

/// Leaves those of `late` that no point of `early` weakly dominates in the objectives from `k` on.
template <std::size_t N> Points<N> notDominated(const Points<N> &early, Points<N> late, std::size_t k)
{
    if (early.empty() || late.empty())
        return late;
    if (k == N)
        return {};
    if (early.size() <= kFew || late.size() <= kFew) {
        std::erase_if(late, [&](const Point<N> &point) {
            return std::any_of(early.begin(), early.end(),
                               [&](const Point<N> &other) { return noWorse<N>(other, point, k); });
        });
        return late;
    }
    std::vector<double> values;
    for (const Point<N> &point : early)
        values.push_back(point.at[k]);
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    double split = *middle;
    const double least = *std::min_element(values.begin(), values.end());
    const double most = *std::max_element(values.begin(), values.end());
    if (split == most && least < most) // a proper part must be above: take the largest value below the median
        split = *std::max_element(values.begin(), values.end(), [&](double a, double b) {
            return (a < split ? a : least) < (b < split ? b : least);
        });
    const auto part = [&](const Points<N> &points, bool above) {
        Points<N> chosen;
        for (const Point<N> &point : points)
            if ((point.at[k] > split) == above)
                chosen.push_back(point);
        return chosen;
    };
    if (least == most) { // all early ones alike: who is not below them is compared in the rest only
        Points<N> rest, kept;
        for (const Point<N> &point : late)
            (point.at[k] >= split ? rest : kept).push_back(point);
        rest = notDominated<N>(early, std::move(rest), k + 1);
        kept.insert(kept.end(), rest.begin(), rest.end());
        return kept;
    }
    const Points<N> lowEarly = part(early, false), highEarly = part(early, true);
    Points<N> low = notDominated<N>(lowEarly, part(late, false), k);
    Points<N> high = notDominated<N>(lowEarly, part(late, true), k + 1);
    high = notDominated<N>(highEarly, std::move(high), k);
    low.insert(low.end(), high.begin(), high.end());
    return low;
}

/// Sorted and without equals. A point is never dominated by a later one.
template <std::size_t N> Points<N> divide(std::span<const Point<N>> sorted)
{
    if (sorted.size() <= kFew) {
        Points<N> front;
        for (const Point<N> &point : sorted)
            if (std::none_of(sorted.begin(), sorted.end(),
                             [&](const Point<N> &other) { return dominates<N>(other, point); }))
                front.push_back(point);
        return front;
    }
    Points<N> early = divide<N>(sorted.first(sorted.size() / 2));
    const Points<N> late = notDominated<N>(early, divide<N>(sorted.subspan(sorted.size() / 2)), 1);
    early.insert(early.end(), late.begin(), late.end());
    return early;
}

template <std::size_t N> Points<N> divideAndConquer(const Points<N> &sorted)
{
    Points<N> distinct;
    for (const Point<N> &point : sorted)
        if (distinct.empty() || distinct.back().at != point.at)
            distinct.push_back(point);
    Points<N> front = divide<N>(distinct);
    std::sort(front.begin(), front.end(), earlier<N>);
    Points<N> all;
    for (const Point<N> &point : sorted) // the equals of those on the front
        if (std::binary_search(front.begin(), front.end(), point, earlier<N>))
            all.push_back(point);
    return all;
}

template <std::size_t N> std::vector<std::uint32_t> frontOf(std::span<const Objective> objectives)
{
    Points<N> points = takingPart<N>(objectives);
    thinOut<N>(points);
    std::sort(points.begin(), points.end(), earlier<N>);
    if constexpr (N == 2 || N == 3)
        points = sweep(points);
    else
        points = divideAndConquer<N>(points);
    std::vector<bool> onIt(objectives.front().values.size());
    for (const Point<N> &point : points)
        onIt[point.index] = true;
    std::vector<std::uint32_t> indices;
    indices.reserve(points.size());
    for (std::size_t i = 0; i < onIt.size(); ++i)
        if (onIt[i])
            indices.push_back(static_cast<std::uint32_t>(i));
    return indices;
}

double volume(std::vector<std::vector<double>> points, std::span<const double> reference)
{
    const std::size_t last = reference.size() - 1;
    std::sort(points.begin(), points.end(), [&](const auto &a, const auto &b) { return a[last] < b[last]; });
    if (last == 0)
        return points.empty() ? 0 : reference[0] - points.front()[0];
    double sum = 0;
    std::vector<std::vector<double>> below;
    for (std::size_t i = 0; i < points.size(); ++i) {
        below.push_back(points[i]);
        const double thickness = (i + 1 < points.size() ? points[i + 1][last] : reference[last]) - points[i][last];
        if (thickness > 0)
            sum += thickness * volume(below, reference.first(last));
    }
    return sum;
}

} // namespace

std::vector<std::uint32_t> paretoFront(std::span<const Objective> objectives)
{
    switch (objectives.size()) {
    case 1:
        return frontOf<1>(objectives);
    case 2:
        return frontOf<2>(objectives);
    case 3:
        return frontOf<3>(objectives);
    default:
        return frontOf<4>(objectives);
    }
}

double hypervolume(const std::vector<std::vector<double>> &points, std::span<const double> reference)
{
    std::vector<std::vector<double>> inside;
    for (const auto &point : points) {
        bool better = true;
        for (std::size_t k = 0; k < reference.size(); ++k)
            better = better && point[k] < reference[k];
        if (better)
            inside.push_back(point);
    }
    return volume(std::move(inside), reference);
}

} // namespace assay::model
