#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/model/economics/decision.hpp"

namespace assay::model {

/// An axis of a map: a knob, or anything else that changes a decision (a latency limit changes capacities).
struct MapAxis {
    std::string id, name, unit;
    std::vector<double> values; ///< rising
    /// Sets it. An option that cannot be at that value (a limit below its service time) gets a capacity of 0.
    std::function<void(Decision &, double)> set;
};
[[nodiscard]] MapAxis mapAxis(const Knob &knob, std::vector<double> values);

/// Who wins over two axes.
struct RegimeMap {
    struct Cell {
        std::optional<std::size_t> cheapest; ///< in most of the draws; empty when no option is possible
        double share = 0;                    ///< part of the draws in which it is; ties share
        bool tied = false;                   ///< another one is so as often
        [[nodiscard]] bool decided(double sure = 0.95) const { return cheapest && share >= sure; }
    };
    std::vector<double> x, y;
    std::vector<std::vector<Cell>> cells; ///< [y][x]
    std::size_t draws = 0;
    std::uint64_t seed = 0;
};

/// Knobs that an axis sets must not be among the decision's knobs with a range, or their range is drawn over by the
/// axis.
[[nodiscard]] RegimeMap regimeMap(const Decision &decision, const MapAxis &x, const MapAxis &y,
                                  std::size_t draws = 200);

} // namespace assay::model
