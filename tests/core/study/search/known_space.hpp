#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "core/model/pareto/front.hpp"
#include "core/study/search/search.hpp"

namespace assay::study {

/// A space of 2,000 designs of one accelerator, known in full: lanes × pipeline stages × bits × clock. Time and energy
/// of a query follow from formulas with the stairs real designs have: whole passes over the items, DSP blocks of 18
/// bits, whole block memories, clock regions that are powered or not. No vendor's figures.
class KnownSpace {
public:
    KnownSpace()
    {
        for (std::uint64_t i = 0; i < m_space.size(); ++i)
            m_all.push_back(evaluate(m_space.point(i)));
        const std::vector<std::vector<double>> front = nonDominated(feasibleOf(m_all));
        m_frontSize = front.size();
        m_reference.assign(2, 0);
        for (const auto &point : front)
            for (std::size_t i = 0; i < 2; ++i)
                m_reference[i] = std::max(m_reference[i], 1.1 * point[i]);
        m_volume = model::hypervolume(front, m_reference);
    }

    [[nodiscard]] const SearchSpace &space() const { return m_space; }
    [[nodiscard]] std::size_t frontSize() const { return m_frontSize; }
    [[nodiscard]] std::size_t feasible() const { return feasibleOf(m_all).size(); }

    /// Latency in microseconds and energy of a query in microjoules; the violation is the share of LUTs beyond the
    /// device's; no values where the clock is above what the design reaches.
    [[nodiscard]] Evaluation evaluate(const SearchPoint &point) const
    {
        constexpr std::array<double, 10> kLanes{1, 2, 3, 4, 6, 8, 12, 16, 24, 32};
        constexpr std::array<double, 5> kBits{4, 6, 8, 12, 18};
        // Fewer bits need more terms for the same accuracy.
        constexpr std::array<double, 5> kWork{2.4, 1.5, 1.15, 1.03, 1.0};
        const double lanes = kLanes.at(point[0]);
        const double stages = 1 + point[1];
        const double bits = kBits.at(point[2]);
        const double clock = 50 + 50.0 * point[3]; // MHz
        Evaluation made{point, std::nullopt, 0};
        const double reach = 1000 / (0.8 + (2.2 + 0.35 * bits) / stages + 0.25 * std::log2(lanes));
        if (clock > reach)
            return made;
        const double items = 1000 * kWork.at(point[2]);
        const double cycles = std::ceil(items / lanes) + 12 * stages + 20;
        const double blocks = lanes * std::ceil(bits / 9); // DSP halves
        const double memories = std::ceil(lanes * bits / 36);
        const double luts = 400 + lanes * (30 + 9 * bits + 14 * stages * std::sqrt(bits)) + 60 * std::ceil(lanes / 4);
        const double regions = std::ceil(luts / 2500) + std::ceil(blocks / 24);
        const double volts = 0.85 + 0.0005 * std::max(0.0, clock - 150);
        const double dynamic = (luts * 0.012 + blocks * 0.9 + memories * 2.1) * 1e-3 * clock / 100 * volts * volts;
        const double power = 0.02 + 0.035 * regions + dynamic; // W
        const double latency = cycles / clock + 0.4;
        made.values = std::vector<double>{latency, power * latency};
        made.violation = std::max(0.0, luts / 8000 - 1);
        return made;
    }

    /// Hypervolume of what was evaluated, as a share of that of the whole space; reference: 1.1 of the nadir.
    [[nodiscard]] double share(const std::vector<Evaluation> &evaluated) const
    {
        return model::hypervolume(nonDominated(feasibleOf(evaluated)), m_reference) / m_volume;
    }

    /// The share a search reaches in a budget; NaN when it evaluates more.
    [[nodiscard]] double searched(SearchMethod method, std::size_t budget, std::uint64_t seed) const
    {
        const auto search = Search::create(m_space, {{"latency", false}, {"energy", false}}, {method, seed, budget});
        std::vector<Evaluation> history;
        for (auto next = search->propose(history); next && !next->empty(); next = search->propose(history))
            for (const SearchPoint &point : *next)
                history.push_back(evaluate(point));
        return history.size() <= budget ? share(history) : std::numeric_limits<double>::quiet_NaN();
    }

private:
    using Values = std::vector<std::vector<double>>;

    static Values feasibleOf(const std::vector<Evaluation> &evaluations)
    {
        Values values;
        for (const Evaluation &each : evaluations)
            if (each.values && each.violation == 0)
                values.push_back(*each.values);
        return values;
    }

    static Values nonDominated(const Values &points)
    {
        std::vector<double> first;
        std::vector<double> second;
        for (const auto &point : points) {
            first.push_back(point[0]);
            second.push_back(point[1]);
        }
        const std::array<model::Objective, 2> objectives{model::Objective{first, false},
                                                         model::Objective{second, false}};
        Values front;
        for (const std::uint32_t index : model::paretoFront(objectives))
            front.push_back(points[index]);
        return front;
    }

    SearchSpace m_space = *SearchSpace::create({{"lanes", 10}, {"stages", 5}, {"bits", 5}, {"clock", 8}});
    std::vector<Evaluation> m_all;
    std::vector<double> m_reference;
    std::size_t m_frontSize = 0;
    double m_volume = 0;
};

} // namespace assay::study
