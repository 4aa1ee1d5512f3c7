#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <span>
#include <vector>

#include "core/base/random.hpp"
#include "core/base/result.hpp"
#include "core/measure/histogram.hpp"
#include "core/measure/observation.hpp"

namespace assay::measure {

/// One record: a query, or a batch of them. Times are nanoseconds on the measurement's own time line (0 = its start,
/// pauses between chunks left out).
struct Sample {
    std::int64_t scheduled = 0;
    std::int64_t issue = 0;
    std::uint64_t service : 56 = 0; ///< done - issue
    std::uint64_t failed : 8 = 0;
    std::uint64_t id : 36 = 0;
    std::uint64_t harnessDelay : 28 = 0; ///< part of issue - scheduled that the load generator caused; saturates

    static constexpr std::int64_t kHighestDelay = (1 << 28) - 1;
    [[nodiscard]] std::int64_t done() const { return issue + static_cast<std::int64_t>(service); }
    [[nodiscard]] std::uint64_t latency() const { return static_cast<std::uint64_t>(done() - scheduled); }
};
static_assert(sizeof(Sample) == 32);

/// The phases of one query, in nanoseconds, with the whole query's time beside them.
struct PhaseSample {
    std::array<std::uint64_t, kPhaseCount> phase{};
    std::uint64_t service = 0;
};

/// Anonymous memory, touched at construction, so that using it never faults nor allocates.
class Mapping {
public:
    Mapping() = default;
    ~Mapping();
    Mapping(Mapping &&other) noexcept;
    Mapping &operator=(Mapping &&other) noexcept;
    Mapping(const Mapping &) = delete;
    Mapping &operator=(const Mapping &) = delete;
    /// `touched` bytes from the start are made resident now; the rest when first used.
    [[nodiscard]] static Result<Mapping> make(std::size_t bytes, std::size_t touched);
    [[nodiscard]] void *data() const { return m_data; }
    [[nodiscard]] std::size_t bytes() const { return m_bytes; }

private:
    void *m_data = nullptr;
    std::size_t m_bytes = 0;
};

/// What one lane records while measuring: raw samples (a uniform sample of them beyond the capacity), a histogram for
/// every second, and sums that show lost and duplicate answers. add() takes a few nanoseconds, allocates nothing and
/// belongs to one thread; count() may be read by another; the rest is for after the measurement.
class LaneRecorder {
public:
    struct Settings {
        std::size_t samples = 0; ///< capacity, > 0
        std::size_t seconds = 1; ///< histograms; later answers count in the last
        std::size_t phases = 0;  ///< capacity for phase samples
        std::uint64_t batch = 1; ///< queries per record: histograms hold time per query
        std::uint64_t seed = 1;  ///< of the reservoir
    };
    [[nodiscard]] static Result<LaneRecorder> make(const Settings &settings);
    LaneRecorder(LaneRecorder &&other) noexcept;
    LaneRecorder &operator=(LaneRecorder &&) = delete;
    LaneRecorder(const LaneRecorder &) = delete;
    LaneRecorder &operator=(const LaneRecorder &) = delete;
    ~LaneRecorder() = default;

    void add(const Sample &sample)
    {
        if (sample.done() >= m_secondEnd)
            nextSecond(sample.done());
        const std::uint64_t perQuery = m_batch == 1 ? sample.latency() : sample.latency() / m_batch;
        ++m_second[Histogram::indexOf(perQuery)];
        const std::uint64_t index = m_count++;
        m_idSum += sample.id;
        m_idSquares += sample.id * sample.id;
        m_published.store(m_count, std::memory_order_relaxed);
        if (index < m_capacity)
            m_samples[index] = sample;
        else if (index == m_nextReplaced)
            replaceOne(sample);
    }
    void addPhases(const PhaseSample &sample);

    [[nodiscard]] std::uint64_t count() const { return m_published.load(std::memory_order_relaxed); }
    [[nodiscard]] std::uint64_t idSum() const { return m_idSum; }
    [[nodiscard]] std::uint64_t idSquares() const { return m_idSquares; }
    [[nodiscard]] std::span<const Sample> samples() const;
    [[nodiscard]] std::span<const PhaseSample> phases() const;
    [[nodiscard]] std::size_t secondCount() const { return m_seconds; }
    void mergeSecondInto(std::size_t second, Histogram &histogram) const;
    [[nodiscard]] std::size_t bytes() const;

private:
    LaneRecorder() : m_random(0) {}
    void nextSecond(std::int64_t done);
    void replaceOne(const Sample &sample);
    void planReplacement();

    Mapping m_sampleMemory, m_secondMemory, m_phaseMemory;
    Sample *m_samples = nullptr;
    std::uint32_t *m_second = nullptr; ///< counters of the current second
    std::uint64_t m_capacity = 0, m_count = 0, m_batch = 1;
    std::uint64_t m_nextReplaced = 0; ///< Li's algorithm L: index of the next sample that enters the full reservoir
    double m_weight = 1;
    std::uint64_t m_idSum = 0, m_idSquares = 0;
    std::int64_t m_secondEnd = 0;
    std::size_t m_seconds = 0;
    PhaseSample *m_phases = nullptr;
    std::uint64_t m_phaseCapacity = 0, m_phaseCount = 0;
    Random m_random;
    std::atomic<std::uint64_t> m_published{0};
};

} // namespace assay::measure
