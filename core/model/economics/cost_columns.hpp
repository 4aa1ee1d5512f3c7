#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/model/economics/cost.hpp"

namespace assay::model {

/// Numbers of many points, one element each; an absent one is a NaN, which stays inside columns: at() gives nothing.
class Column {
public:
    explicit Column(std::size_t size) : m_values(size) {}
    [[nodiscard]] std::size_t size() const { return m_values.size(); }
    [[nodiscard]] std::optional<double> at(std::size_t i) const;
    void set(std::size_t i, std::optional<double> value);
    [[nodiscard]] std::span<double> values() { return m_values; }
    [[nodiscard]] std::span<const double> values() const { return m_values; }

private:
    std::vector<double> m_values;
};

/// Options of one deployment in columns; fields as in OptionNumbers. Columns that a deployment does not need may be
/// empty; one that is needed and empty makes all results absent.
struct OptionColumns {
    Deployment deployment = Deployment::OnPremises;
    std::span<const double> capacity, serviceSeconds, slots, hourlyUsd, deviceUsd, hostUsd, idleWatts, activeWatts,
        effortHours, oneTimeUsd;
    std::size_t size = 0;
};

/// One of derivedInfos() for all points under the same conditions; empty when columns do not have it: latencies under
/// load need service times (meanSojournColumn). "cost.textbook" needs `utilisation`. A point is absent where an input
/// is, where it is saturated, and where there is no demand for what is told by query.
[[nodiscard]] std::optional<Column> deriveColumn(std::string_view id, const OptionColumns &options,
                                                 const Conditions &conditions, double utilisation = 0.5);

} // namespace assay::model
