#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json.hpp"

namespace assay::measure {

/// One meter of one part of the machine. Adding a kind of sensor means deriving from this and listing it in
/// openEnergySources(). Not thread-safe; sample() is called from a thread of its own, never from a lane.
class EnergySource {
public:
    EnergySource() = default;
    virtual ~EnergySource() = default;
    EnergySource(const EnergySource &) = delete;
    EnergySource &operator=(const EnergySource &) = delete;

    [[nodiscard]] virtual std::string name() const = 0; ///< "powercap package-0"
    /// The part it meters. Scopes that overlap are never added: see disjoint().
    [[nodiscard]] virtual std::string
    scope() const = 0; ///< "machine", "platform", "package-0", "dram-0", "gpu-0", "board:…"
    /// Joules since an arbitrary start, never falling (wraps are unwound, so sample often enough: at least twice a
    /// wrap, which is every few minutes at worst). Empty when the sensor cannot be read now.
    [[nodiscard]] virtual std::optional<double> joules() = 0;
};

struct EnergySources {
    std::vector<std::unique_ptr<EnergySource>> sources; ///< disjoint: their energies may be added
    std::string absentReason;                           ///< when there is none: "no sensor" or "no permission"
};

/// Opens what can be read below `sysfsRoot`: powercap (RAPL) and hwmon energy or power sensors; on the real /sys also
/// NVIDIA GPUs through libnvidia-ml, if installed.
[[nodiscard]] EnergySources openEnergySources(const std::string &sysfsRoot);

/// Of all sources found, those that do not overlap: a meter of the machine excludes all others, one of the platform
/// excludes packages and DRAM; a package includes its cores and uncore; DRAM is beside its package; one meter per scope
/// (the first).
[[nodiscard]] std::vector<std::unique_ptr<EnergySource>> disjoint(std::vector<std::unique_ptr<EnergySource>> sources);

/// A counter that wraps at `range` (RAPL: 2^32 times its unit), unwound. Feed it rising raw readings.
class WrappingCounter {
public:
    explicit WrappingCounter(std::uint64_t range) : m_range(range) {}
    [[nodiscard]] std::uint64_t unwound(std::uint64_t raw);

private:
    std::uint64_t m_range;
    std::uint64_t m_turns = 0;
    std::optional<std::uint64_t> m_last;
};

// The kinds of source, each in a file of its own. `denied` is set when a sensor exists but may not be read.
[[nodiscard]] std::vector<std::unique_ptr<EnergySource>> openPowercap(const std::string &sysfsRoot, bool &denied);
[[nodiscard]] std::vector<std::unique_ptr<EnergySource>> openHwmon(const std::string &sysfsRoot, bool &denied);
[[nodiscard]] std::vector<std::unique_ptr<EnergySource>> openNvml(bool &denied);

/// Energy over a stretch of time, and of idling beside it.
class EnergyMeter {
public:
    explicit EnergyMeter(EnergySources sources);
    ~EnergyMeter();
    EnergyMeter(const EnergyMeter &) = delete;
    EnergyMeter &operator=(const EnergyMeter &) = delete;

    [[nodiscard]] bool present() const { return !m_sources.sources.empty(); }
    [[nodiscard]] const std::string &absentReason() const { return m_sources.absentReason; }
    /// Blocks for `seconds` and adds the idle power to what idlePower() averages.
    void measureIdle(double seconds);
    /// Begins and ends a metered stretch; several stretches add up. A thread samples in between (ten times a second),
    /// for wraps and for power sensors that must be integrated.
    void begin();
    void end();

    struct Totals {
        double joules = 0;
        double seconds = 0;
        std::optional<double> idleWatts;
        unsigned failedReadings = 0; ///< then the energy is too low: not to be shown
    };
    [[nodiscard]] Totals totals() const;
    /// Scope, name, joules of each source, the power of each stretch of idling, and the readings taken meanwhile: for
    /// each of them the metered seconds and the joules of all sources so far.
    [[nodiscard]] Json toJson() const;

private:
    struct Sampler;
    struct Reading {
        double seconds = 0, joules = 0;
    };
    double readAll(std::vector<double> &joules);
    void keepReading();

    EnergySources m_sources;
    std::unique_ptr<Sampler> m_sampler;
    std::vector<double> m_startJoules, m_sums;
    std::int64_t m_startTime = 0;
    double m_seconds = 0;
    std::vector<double> m_idleWatts;
    std::vector<Reading> m_readings;
    unsigned m_failed = 0;
};

} // namespace assay::measure
