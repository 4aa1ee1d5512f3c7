#include "core/model/projection/calibration.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <set>
#include <tuple>

#include <boost/math/distributions/students_t.hpp>

#include "core/model/projection/efficiency_fit.hpp"
#include "core/model/projection/plausibility.hpp"

namespace assay::model {
namespace {

constexpr double kLeastSpread = 0.405; // ln 1.5
constexpr double kPooledDegrees = 2;
constexpr double kUpper = 0.9;        // of an 80 % interval
constexpr double kUpperWide = 0.975;  // of a 95 % interval
constexpr double kNoRowsSpread = 1.5; // without any row: a factor of 4.5 either way, before Student's t

using Rows = std::vector<const CalibrationRow *>;
using Group = std::tuple<std::string, std::string, LoadKind>;

Group groupOf(const RoofWork &roof)
{
    return {roof.deviceClass, roof.operationClass, roof.kind};
}

/// Throughput is fitted in work, so that what does not depend on a query's size shrinks on a faster device.
double unitOf(const RoofWork &roof)
{
    return roof.kind == LoadKind::Throughput ? roof.rate : 1;
}

EfficiencyFit fitOf(const Rows &rows)
{
    std::vector<FitPoint> points;
    for (const CalibrationRow *row : rows)
        points.push_back({row->roof.roofSeconds() * unitOf(row->roof), row->foundSeconds * unitOf(row->roof)});
    return fitEfficiency(points);
}

std::map<Group, Rows> byGroup(const std::vector<CalibrationRow> &rows)
{
    std::map<Group, Rows> groups;
    for (const CalibrationRow &row : rows)
        groups[groupOf(row.roof)].push_back(&row);
    return groups;
}

struct Seen {
    std::set<std::string> devices, workloads;
    explicit Seen(const Rows &rows)
    {
        for (const CalibrationRow *row : rows) {
            devices.insert(row->roof.device);
            workloads.insert(row->roof.workload);
        }
    }
    /// Of an unknown device and an unknown workload, in units of the variance.
    [[nodiscard]] double unseen(const RoofWork &roof) const
    {
        return (devices.count(roof.device) != 0 ? 0 : 1 / static_cast<double>(devices.size())) +
               (workloads.count(roof.workload) != 0 ? 0 : 1 / static_cast<double>(workloads.size()));
    }
};

double freeRows(const Rows &rows, double parameters)
{
    return std::max(0.0, static_cast<double>(rows.size()) - parameters);
}

void finish(Forecast &forecast, const RoofWork &roof, double logMedian)
{
    const boost::math::students_t student(forecast.degrees);
    const double least = roof.roofSeconds();
    const auto within = [&](double upper) {
        const double half = boost::math::quantile(student, upper) * forecast.logSpread;
        return measure::Interval{std::max(least, std::exp(logMedian - half)),
                                 std::max(least, std::exp(logMedian + half))};
    };
    forecast.medianSeconds = std::max(least, std::exp(logMedian));
    forecast.seconds = within(kUpper);
    forecast.wide = within(kUpperWide);
    forecast.efficiency = least / forecast.medianSeconds;
}

Forecast fromGroup(const Rows &rows, const RoofWork &roof, double pooledVariance)
{
    const EfficiencyFit fit = fitOf(rows);
    const Seen seen(rows);
    const double unit = unitOf(roof), size = roof.roofSeconds() * unit, free = freeRows(rows, fit.parameters);
    const double clusters = static_cast<double>(seen.devices.size() * seen.workloads.size());
    const double variance = (kPooledDegrees * pooledVariance + fit.squares) / (kPooledDegrees + free);
    Forecast forecast;
    forecast.level = CalibrationLevel::Group;
    forecast.rows = rows.size();
    forecast.devices = seen.devices.size();
    forecast.workloads = seen.workloads.size();
    // Rows of the same device or workload resemble each other: they tell less than their number.
    const double told = static_cast<double>(seen.devices.size() + seen.workloads.size()) - 2;
    forecast.degrees = kPooledDegrees + std::min(free, told);
    forecast.logSpread = std::sqrt(variance * (1 + 1 / std::min(static_cast<double>(rows.size()), clusters) +
                                               fit.leverage(size) + seen.unseen(roof)));
    forecast.perQuerySeconds = fit.extra * std::exp(fit.level) / unit;
    finish(forecast, roof, fit.logAt(size) - std::log(unit));
    return forecast;
}

/// Rows of other groups tell how far from the roof such things are at all: one value for each group.
Forecast fromOthers(const Rows &rows, const RoofWork &roof, CalibrationLevel level, double pooledVariance)
{
    std::map<Group, std::pair<double, double>> sums;
    for (const CalibrationRow *row : rows) {
        auto &[sum, count] = sums[groupOf(row->roof)];
        sum += std::log(row->foundSeconds / row->roof.roofSeconds());
        count += 1;
    }
    double mean = 0, between = 0, within = 0;
    for (const auto &[group, sum] : sums)
        mean += sum.first / sum.second / static_cast<double>(sums.size());
    for (const auto &[group, sum] : sums)
        between += std::pow(sum.first / sum.second - mean, 2);
    for (const CalibrationRow *row : rows)
        within += std::pow(std::log(row->foundSeconds / row->roof.roofSeconds()) - mean, 2) /
                  static_cast<double>(rows.size());
    const Seen seen(rows);
    const auto groups = static_cast<double>(sums.size());
    Forecast forecast;
    forecast.level = level;
    forecast.rows = rows.size();
    forecast.devices = seen.devices.size();
    forecast.workloads = seen.workloads.size();
    forecast.degrees = kPooledDegrees + groups - 1;
    between = (between + kPooledDegrees * std::max(within, pooledVariance)) / (groups - 1 + kPooledDegrees);
    forecast.logSpread = std::sqrt(std::max(within, pooledVariance) + between * (1 + 1 / groups));
    finish(forecast, roof, mean + std::log(roof.roofSeconds()));
    return forecast;
}

Forecast fromNothing(const RoofWork &roof)
{
    Forecast forecast;
    forecast.degrees = kPooledDegrees;
    forecast.logSpread = kNoRowsSpread;
    finish(forecast, roof, kNoRowsSpread + std::log(roof.roofSeconds()));
    return forecast;
}

Rows select(const std::vector<CalibrationRow> &rows, const std::function<bool(const RoofWork &)> &wanted)
{
    Rows found;
    for (const CalibrationRow &row : rows)
        if (wanted(row.roof))
            found.push_back(&row);
    return found;
}

double pooledVariance(const std::vector<CalibrationRow> &rows)
{
    double squares = 0, degrees = 0;
    for (const auto &[group, members] : byGroup(rows)) {
        const EfficiencyFit fit = fitOf(members);
        squares += fit.squares;
        degrees += std::max(0.5, freeRows(members, 2));
    }
    return std::max(degrees > 0 ? squares / degrees : 0, kLeastSpread * kLeastSpread);
}

} // namespace

std::string toText(LoadKind kind)
{
    return kind == LoadKind::OneAtATime ? "one at a time" : "throughput";
}

std::string toText(CalibrationLevel level)
{
    switch (level) {
    case CalibrationLevel::Group:
        return "rows of this class of device and operation";
    case CalibrationLevel::DeviceClass:
        return "rows of this class of device, other operations";
    case CalibrationLevel::All:
        return "rows of other classes of device";
    case CalibrationLevel::None:
        break;
    }
    return "no rows at all";
}

Calibration::Calibration(const std::vector<CalibrationRow> &rows)
{
    for (const CalibrationRow &row : rows) {
        auto reason = implausible(row.foundSeconds, row.roof);
        if (reason.empty())
            m_rows.push_back(row);
        else
            m_quarantined.push_back({row, std::move(reason)});
    }
    m_pooledVariance = pooledVariance(m_rows);
}

Forecast Calibration::forecast(const RoofWork &roof) const
{
    const Rows group = select(m_rows, [&](const RoofWork &other) { return groupOf(other) == groupOf(roof); });
    if (!group.empty())
        return fromGroup(group, roof, m_pooledVariance);
    const Rows deviceClass = select(m_rows, [&](const RoofWork &other) {
        return other.deviceClass == roof.deviceClass && other.kind == roof.kind;
    });
    if (!deviceClass.empty())
        return fromOthers(deviceClass, roof, CalibrationLevel::DeviceClass, m_pooledVariance);
    const Rows all = select(m_rows, [&](const RoofWork &other) { return other.kind == roof.kind; });
    return all.empty() ? fromNothing(roof) : fromOthers(all, roof, CalibrationLevel::All, m_pooledVariance);
}

double HeldOut::relativeError() const
{
    return std::abs(forecast.medianSeconds - row.foundSeconds) / row.foundSeconds;
}

std::vector<HeldOut> leaveOut(const std::vector<CalibrationRow> &rows, SplitBy split)
{
    const auto keyOf = [&](const CalibrationRow &row) {
        return split == SplitBy::Device ? row.roof.device : row.roof.workload;
    };
    std::set<std::string> keys;
    for (const CalibrationRow &row : rows)
        keys.insert(keyOf(row));
    std::vector<HeldOut> all;
    for (const std::string &key : keys) {
        std::vector<CalibrationRow> others;
        std::copy_if(rows.begin(), rows.end(), std::back_inserter(others),
                     [&](const CalibrationRow &row) { return keyOf(row) != key; });
        const Calibration calibration(others);
        for (const CalibrationRow &row : rows) {
            if (keyOf(row) != key)
                continue;
            HeldOut held{row, calibration.forecast(row.roof), false, !implausible(row.foundSeconds, row.roof).empty()};
            held.inside = held.forecast.seconds.low <= row.foundSeconds * (1 + 1e-12) &&
                          row.foundSeconds <= held.forecast.seconds.high * (1 + 1e-12);
            all.push_back(std::move(held));
        }
    }
    return all;
}

} // namespace assay::model
