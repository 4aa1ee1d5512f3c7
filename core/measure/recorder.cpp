#include "core/measure/recorder.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

#include <fmt/format.h>
#include <sys/mman.h>

namespace assay::measure {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::size_t kSecondBytes = Histogram::kBuckets * sizeof(std::uint32_t);
constexpr std::size_t kTouchedSecondsBytes = 64U << 20;

} // namespace

Mapping::~Mapping()
{
    if (m_data != nullptr)
        munmap(m_data, m_bytes);
}

Mapping::Mapping(Mapping &&other) noexcept
    : m_data(std::exchange(other.m_data, nullptr)), m_bytes(std::exchange(other.m_bytes, 0))
{
}

Mapping &Mapping::operator=(Mapping &&other) noexcept
{
    std::swap(m_data, other.m_data);
    std::swap(m_bytes, other.m_bytes);
    return *this;
}

Result<Mapping> Mapping::make(std::size_t bytes, std::size_t touched)
{
    Mapping mapping;
    if (bytes == 0)
        return mapping;
    void *data = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (data == MAP_FAILED)
        return failure(ErrorCode::Failed,
                       fmt::format("no memory for the samples ({} MiB wanted); free memory or measure for a shorter "
                                   "time",
                                   bytes >> 20));
    mapping.m_data = data;
    mapping.m_bytes = bytes;
    madvise(data, bytes, MADV_HUGEPAGE);
    std::memset(data, 0, std::min(touched, bytes));
    return mapping;
}

Result<LaneRecorder> LaneRecorder::make(const Settings &settings)
{
    const std::size_t secondBytes = settings.seconds * kSecondBytes;
    auto samples = Mapping::make(settings.samples * sizeof(Sample), settings.samples * sizeof(Sample));
    auto seconds = Mapping::make(secondBytes, std::min(secondBytes, kTouchedSecondsBytes));
    auto phases = Mapping::make(settings.phases * sizeof(PhaseSample), settings.phases * sizeof(PhaseSample));
    for (const auto *mapping : {&samples, &seconds, &phases})
        if (!*mapping)
            return failure(mapping->error());
    LaneRecorder recorder;
    recorder.m_sampleMemory = std::move(*samples);
    recorder.m_secondMemory = std::move(*seconds);
    recorder.m_phaseMemory = std::move(*phases);
    recorder.m_samples = static_cast<Sample *>(recorder.m_sampleMemory.data());
    recorder.m_second = static_cast<std::uint32_t *>(recorder.m_secondMemory.data());
    recorder.m_phases = static_cast<PhaseSample *>(recorder.m_phaseMemory.data());
    recorder.m_capacity = settings.samples;
    recorder.m_phaseCapacity = settings.phases;
    recorder.m_seconds = settings.seconds;
    recorder.m_secondEnd = kSecond;
    recorder.m_batch = settings.batch;
    recorder.m_random = Random(settings.seed);
    recorder.m_nextReplaced = settings.samples - 1;
    recorder.planReplacement();
    return recorder;
}

LaneRecorder::LaneRecorder(LaneRecorder &&other) noexcept
    : m_sampleMemory(std::move(other.m_sampleMemory)), m_secondMemory(std::move(other.m_secondMemory)),
      m_phaseMemory(std::move(other.m_phaseMemory)), m_samples(other.m_samples), m_second(other.m_second),
      m_capacity(other.m_capacity), m_count(other.m_count), m_batch(other.m_batch),
      m_nextReplaced(other.m_nextReplaced), m_weight(other.m_weight), m_idSum(other.m_idSum),
      m_idSquares(other.m_idSquares), m_secondEnd(other.m_secondEnd), m_seconds(other.m_seconds),
      m_phases(other.m_phases), m_phaseCapacity(other.m_phaseCapacity), m_phaseCount(other.m_phaseCount),
      m_random(other.m_random), m_published(other.m_published.load())
{
}

void LaneRecorder::addPhases(const PhaseSample &sample)
{
    if (m_phaseCapacity == 0)
        return;
    const std::uint64_t index = m_phaseCount++;
    if (index < m_phaseCapacity) {
        m_phases[index] = sample;
        return;
    }
    const std::uint64_t place = m_random.below(index + 1);
    if (place < m_phaseCapacity)
        m_phases[place] = sample;
}

std::span<const Sample> LaneRecorder::samples() const
{
    return {m_samples, static_cast<std::size_t>(std::min(m_count, m_capacity))};
}

std::span<const PhaseSample> LaneRecorder::phases() const
{
    return {m_phases, static_cast<std::size_t>(std::min(m_phaseCount, m_phaseCapacity))};
}

void LaneRecorder::mergeSecondInto(std::size_t second, Histogram &histogram) const
{
    const auto *counts = static_cast<const std::uint32_t *>(m_secondMemory.data()) + second * Histogram::kBuckets;
    for (std::size_t i = 0; i < Histogram::kBuckets; ++i)
        if (counts[i] != 0)
            histogram.addCount(i, counts[i]);
}

std::size_t LaneRecorder::bytes() const
{
    return m_sampleMemory.bytes() + m_secondMemory.bytes() + m_phaseMemory.bytes();
}

void LaneRecorder::nextSecond(std::int64_t done)
{
    const auto second = std::min(static_cast<std::size_t>(done / kSecond), m_seconds - 1);
    m_second = static_cast<std::uint32_t *>(m_secondMemory.data()) + second * Histogram::kBuckets;
    m_secondEnd = (done / kSecond + 1) * kSecond;
}

void LaneRecorder::replaceOne(const Sample &sample)
{
    m_samples[m_random.below(m_capacity)] = sample;
    planReplacement();
}

void LaneRecorder::planReplacement()
{
    // Li 1994, algorithm L: W *= u^(1/k); skip floor(ln u / ln(1-W)) samples.
    m_weight *= std::exp(-m_random.exponential() / static_cast<double>(m_capacity));
    const double skip = std::floor(-m_random.exponential() / std::log1p(-m_weight));
    m_nextReplaced += 1 + static_cast<std::uint64_t>(std::min(skip, 1e18));
}

} // namespace assay::measure
