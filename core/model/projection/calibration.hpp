#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/measure/statistics.hpp"

namespace assay::model {

/// One query after another, or as many as the device does a second.
enum class LoadKind { OneAtATime, Throughput };
[[nodiscard]] std::string toText(LoadKind kind); ///< "one at a time", "throughput"

/// What a device has to do for a query, and how fast it does that at best: `work` / `rate` is the time at the roof.
struct RoofWork {
    std::string device, deviceClass; ///< of the hardware catalogue: "nvidia-t4", "gpu"
    std::string workload;
    std::string operationClass; ///< "matrix", "vector"; "memory" when bytes decide
    LoadKind kind = LoadKind::Throughput;
    double work = 0; ///< operations, or bytes when memory decides
    double rate = 0; ///< op/s or B/s

    [[nodiscard]] double roofSeconds() const { return work / rate; }
};

/// A query's time that somebody measured or published, beside its roof.
struct CalibrationRow {
    RoofWork roof;
    double foundSeconds = 0; ///< of a query; of a query's share when many are served at once
    std::string source;
};

/// What a forecast rests on, from the closest to nothing at all.
enum class CalibrationLevel { Group, DeviceClass, All, None };
[[nodiscard]] std::string toText(CalibrationLevel level);

/// Time of a query as a log-normal with unknown spread: Student's t on the logarithm.
struct Forecast {
    double medianSeconds = 0;
    measure::Interval seconds;  ///< 80 %; never below the roof
    measure::Interval wide;     ///< 95 %, as results have them; never below the roof
    double logSpread = 0;       ///< of the logarithm, what is unsure of the parameters included
    double degrees = 0;         ///< of Student's t
    double efficiency = 0;      ///< roof over median time
    double perQuerySeconds = 0; ///< of the median: what a query takes however small it is
    CalibrationLevel level = CalibrationLevel::None;
    std::size_t rows = 0, devices = 0, workloads = 0; ///< behind it
};

/// Efficiency of devices by class of device, class of operations and kind of load, fitted on found times:
///   found = (roof + c) / e, times a log-normal error.
/// c is what a query costs however small it is. One at a time it is a time (the host's); in throughput queries overlap,
/// and it is work the device does badly (small layers, tails), so that it shrinks on a faster device.
/// - Each fit holds one row of no measurement: a very large query reaches half of the roof. Few rows are held by it.
/// - The spread is that of the group, held by two degrees of that of all groups (at least a factor of 1.5).
/// - A device or workload that the group has not seen adds the spread over the number that it has.
/// Without rows of a group: all rows of the device class and kind of load, then all of that kind, without c and with
/// the spread among their groups.
class Calibration {
public:
    Calibration() = default;
    /// Rows that a plausibility gate condemns (time not above zero, faster than the roof) are left out: see
    /// quarantined.
    explicit Calibration(const std::vector<CalibrationRow> &rows);

    [[nodiscard]] Forecast forecast(const RoofWork &roof) const;

    struct Quarantined {
        CalibrationRow row;
        std::string reason;
    };
    [[nodiscard]] const std::vector<Quarantined> &quarantined() const { return m_quarantined; }
    [[nodiscard]] std::size_t size() const { return m_rows.size(); }

private:
    std::vector<CalibrationRow> m_rows;
    std::vector<Quarantined> m_quarantined;
    double m_pooledVariance = 0;
};

/// How good the forecasts are for devices (or workloads) that the calibration has not seen: each in turn is left out.
enum class SplitBy { Device, Workload };
struct HeldOut {
    CalibrationRow row;
    Forecast forecast;
    bool inside = false;                        ///< found within the 80 % interval
    bool quarantined = false;                   ///< a gate condemns the row itself
    [[nodiscard]] double relativeError() const; ///< |median - found| / found
};
[[nodiscard]] std::vector<HeldOut> leaveOut(const std::vector<CalibrationRow> &rows, SplitBy split);

} // namespace assay::model
