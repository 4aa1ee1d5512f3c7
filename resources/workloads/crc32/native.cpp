#include <zlib.h>

#include "crc32.hpp"
#include "plugins/sdk/parallel.h"
#include "plugins/sdk/workload.h"

namespace {

using assay::sdk::Call;
using assay::sdk::Failure;
using assay::sdk::State;

/// The sizes of a query, looked up once.
struct Sizes {
    explicit Sizes(const Call &call) : bytes(call.params.size("message_bytes")), messages(call.params.size("messages"))
    {
    }
    std::size_t bytes, messages;
};

/// One message after the other through one update function.
class Serial : public State {
public:
    Serial(const Call &call, crc::Update update) : m_sizes(call), m_update(update) {}
    void run(const Call &call) override
    {
        const auto *data = call.input<std::uint8_t>(0);
        auto *crc = call.output<std::uint32_t>(0);
        for (std::size_t m = 0; m < m_sizes.messages; ++m)
            crc[m] = ~m_update(0xFFFFFFFFU, data + m * m_sizes.bytes, m_sizes.bytes);
    }

private:
    Sizes m_sizes;
    crc::Update m_update;
};

/// Messages spread over all cores; long ones are cut into segments when there are fewer messages than cores.
class Threads : public State {
public:
    explicit Threads(const Call &call) : m_sizes(call)
    {
        if (const crc::Update folding = crc::foldingUpdate(); folding != nullptr)
            m_update = folding;
        while (m_sizes.messages * m_segments < m_pool.size() && m_sizes.bytes / m_segments >= 2 * kSmallestSegment)
            m_segments *= 2;
        m_segmentBytes = (m_sizes.bytes / m_segments + 63) / 64 * 64;
        m_lastBytes = m_sizes.bytes - (m_segments - 1) * m_segmentBytes;
        m_shift = crc::shiftOfBytes(m_segmentBytes);
        m_lastShift = crc::shiftOfBytes(m_lastBytes);
        m_registers.resize(m_sizes.messages * m_segments);
    }
    void run(const Call &call) override
    {
        const auto *data = call.input<std::uint8_t>(0);
        const std::size_t grain = std::max<std::size_t>(1, kSmallestSegment / m_segmentBytes);
        m_pool.forRange(m_registers.size(), grain, [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i)
                m_registers[i] = segment(data, i / m_segments, i % m_segments);
        });
        join(call.output<std::uint32_t>(0));
    }

private:
    static constexpr std::size_t kSmallestSegment = 16384; // below it, waking a thread costs more than it saves

    [[nodiscard]] std::uint32_t segment(const std::uint8_t *data, std::size_t message, std::size_t index) const
    {
        return m_update(index == 0 ? 0xFFFFFFFFU : 0U, data + message * m_sizes.bytes + index * m_segmentBytes,
                        index + 1 == m_segments ? m_lastBytes : m_segmentBytes);
    }
    void join(std::uint32_t *crc) const
    {
        const std::uint32_t *part = m_registers.data();
        for (std::size_t m = 0; m < m_sizes.messages; ++m) {
            std::uint32_t r = *part++;
            for (std::size_t s = 1; s < m_segments; ++s)
                r = crc::multiply(r, s + 1 == m_segments ? m_lastShift : m_shift) ^ *part++;
            crc[m] = ~r;
        }
    }

    Sizes m_sizes;
    crc::Update m_update = crc::updateSlicing;
    assay::sdk::ThreadPool m_pool;
    std::size_t m_segments = 1, m_segmentBytes = 0, m_lastBytes = 0;
    std::uint32_t m_shift = 0, m_lastShift = 0;
    std::vector<std::uint32_t> m_registers;
};

std::uint32_t updateZlib(std::uint32_t r, const std::uint8_t *data, std::size_t size)
{
    return ~static_cast<std::uint32_t>(::crc32_z(~r, data, size));
}

std::unique_ptr<State> makeScalar(const Call &call)
{
    return std::make_unique<Serial>(call, crc::updateSlicing);
}
std::unique_ptr<State> makeLibrary(const Call &call)
{
    return std::make_unique<Serial>(call, updateZlib);
}
std::unique_ptr<State> makeThreads(const Call &call)
{
    return std::make_unique<Threads>(call);
}
std::unique_ptr<State> makeSimd(const Call &call)
{
    const crc::Update folding = crc::foldingUpdate();
    if (folding == nullptr)
        throw Failure(ASSAY_UNSUPPORTED, "this CPU has no carry-less multiplication (PCLMULQDQ); take variant scalar, "
                                         "threads or library");
    return std::make_unique<Serial>(call, folding);
}

} // namespace

ASSAY_STATE_VARIANT("scalar", makeScalar, "eight table look-ups for eight bytes (slicing by 8)");
ASSAY_STATE_VARIANT("simd", makeSimd, "one thread; folding with VPCLMULQDQ (AVX-512) or PCLMULQDQ, chosen at run time");
ASSAY_STATE_VARIANT("threads", makeThreads, "the simd folding on all cores; long messages in segments");
ASSAY_STATE_VARIANT("library", makeLibrary, "zlib crc32");
