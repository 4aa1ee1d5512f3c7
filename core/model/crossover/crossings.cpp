#include "core/model/crossover/crossings.hpp"

#include <algorithm>
#include <cmath>

namespace assay::model {
namespace {

constexpr double kEquivalent = 0.05;
constexpr double kSharpness = 1e-12; ///< steps are found to this part of their place, …
constexpr double kLeast = 1e-18;     ///< … and of the axis, near zero
constexpr int kBudget = 400'000;     ///< evaluations

struct Point {
    double x = 0;
    std::vector<double> costs;
    std::vector<double> counts; ///< what makes steps: equal at both ends of a piece, costs are straight lines in it
};

class Search {
public:
    Search(const Decision &decision, const Knob &axis) : m_decision(decision), m_axis(axis) {}

    Crossings run(double from, double to)
    {
        m_least = kLeast * (to - from);
        const Point low = at(from), high = at(to);
        divide(low, high);
        m_found.equivalent = std::ranges::all_of(m_equivalent, [](bool each) { return each; });
        return std::move(m_found);
    }

private:
    Point at(double x)
    {
        ++m_evaluations;
        m_decision.turn(m_axis, x);
        Point point{x, m_decision.costs(), {}};
        for (const Option &option : m_decision.options)
            addCounts(option.numbers, point.counts);
        return point;
    }

    void addCounts(const OptionNumbers &numbers, std::vector<double> &counts) const
    {
        const Conditions &conditions = m_decision.conditions;
        const double devices = devicesNeeded(conditions, numbers);
        counts.push_back(devices);
        counts.push_back(conditions.peakRate() == conditions.rate * conditions.peakFactor ? 1 : 0);
        counts.push_back(conditions.rate * numbers.serviceSeconds >= devices * numbers.slots ? 1 : 0);
        if (numbers.deployment == Deployment::Cloud)
            counts.push_back(rentedDevices(conditions, numbers.capacity));
    }

    void divide(const Point &low, const Point &high)
    {
        noteSpread(low);
        noteSpread(high);
        if (const auto winner = certainWinner(low, high)) {
            add({low.x, high.x, winner});
        } else if (low.counts == high.counts) {
            straight(low, high);
        } else if (high.x - low.x <= std::max(kSharpness * std::max(std::abs(low.x), std::abs(high.x)), m_least)) {
            // A step: what holds above it is what holds at its upper end.
            add({low.x, high.x, cheapest(high.costs)});
        } else if (m_evaluations >= kBudget) {
            m_found.exact = false;
            add({low.x, high.x, std::nullopt});
        } else {
            const Point middle = at(middleOf(low.x, high.x));
            divide(low, middle);
            divide(middle, high);
        }
    }

    /// Wide ranges are halved by ratio.
    static double middleOf(double low, double high)
    {
        return low > 0 && high > 8 * low ? std::sqrt(low) * std::sqrt(high) : low + (high - low) / 2;
    }

    /// The option that costs at most what every other one costs at least, anywhere between the two points.
    static std::optional<std::size_t> certainWinner(const Point &low, const Point &high)
    {
        for (std::size_t mine = 0; mine < low.costs.size(); ++mine) {
            const double most = std::max(low.costs[mine], high.costs[mine]);
            bool wins = true;
            for (std::size_t other = 0; other < low.costs.size() && wins; ++other)
                wins = other == mine || most < std::min(low.costs[other], high.costs[other]);
            if (wins)
                return mine;
        }
        return std::nullopt;
    }

    static std::optional<std::size_t> cheapest(const std::vector<double> &costs)
    {
        const auto least = std::ranges::min_element(costs);
        const double tolerance = 1e-12 * std::abs(*least);
        const auto near = std::ranges::count_if(costs, [&](double cost) { return cost - *least <= tolerance; });
        return near > 1 ? std::nullopt : std::optional(static_cast<std::size_t>(least - costs.begin()));
    }

    /// The lower envelope of straight lines.
    void straight(const Point &low, const Point &high)
    {
        std::vector<double> cuts{0, 1};
        for (std::size_t i = 0; i < low.costs.size(); ++i)
            for (std::size_t j = i + 1; j < low.costs.size(); ++j) {
                const double before = low.costs[i] - low.costs[j], after = high.costs[i] - high.costs[j];
                const double cut = before / (before - after);
                if (before != after && cut > 0 && cut < 1)
                    cuts.push_back(cut);
            }
        std::ranges::sort(cuts);
        const auto between = [&](double part) { return low.x + part * (high.x - low.x); };
        std::vector<double> costs(low.costs.size());
        for (std::size_t cut = 1; cut < cuts.size(); ++cut) {
            const double part = (cuts[cut - 1] + cuts[cut]) / 2;
            for (std::size_t i = 0; i < costs.size(); ++i)
                costs[i] = std::lerp(low.costs[i], high.costs[i], part);
            add({between(cuts[cut - 1]), between(cuts[cut]), cheapest(costs)});
        }
    }

    void add(const Stretch &stretch)
    {
        if (!(stretch.to > stretch.from))
            return;
        auto &all = m_found.stretches;
        if (!all.empty() && all.back().cheapest == stretch.cheapest)
            all.back().to = stretch.to;
        else
            all.push_back(stretch);
    }

    void noteSpread(const Point &point)
    {
        const auto [least, most] = std::ranges::minmax(point.costs);
        m_equivalent.push_back(most <= least * (1 + kEquivalent));
    }

    Decision m_decision;
    const Knob &m_axis;
    Crossings m_found;
    std::vector<bool> m_equivalent;
    double m_least = 0;
    int m_evaluations = 0;
};

} // namespace

std::vector<double> Crossings::points() const
{
    std::vector<double> points;
    for (std::size_t i = 1; i < stretches.size(); ++i)
        points.push_back(stretches[i].from);
    return points;
}

Crossings crossings(const Decision &decision, const Knob &axis, double from, double to)
{
    return Search(decision, axis).run(from, to);
}

} // namespace assay::model
