#pragma once

#include <mutex>

#include "core/base/json.hpp"
#include "core/base/result.hpp"
#include "core/measure/observation.hpp"
#include "core/wire/frame.hpp"

namespace assay::run {

/// Messages over a pair of descriptors, blocking. send… may be called from any thread; receive from one.
/// A peer that went away is ErrorCode::Io.
class Channel {
public:
    Channel(int readDescriptor, int writeDescriptor) : m_read(readDescriptor), m_write(writeDescriptor) {}

    [[nodiscard]] Status send(const Json &message);
    /// A column or histogram: a message that names it, then binary frames of at most 4 MiB.
    [[nodiscard]] Status sendBinary(const Json &header, std::span<const std::uint8_t> bytes);
    /// The next frame; waits for it.
    [[nodiscard]] Result<wire::Frame> receive();

private:
    [[nodiscard]] Status write(const std::vector<std::uint8_t> &bytes);
    int m_read;
    int m_write;
    std::mutex m_mutex;
    wire::FrameReader m_reader;
};

/// Sends everything of an observation: columns and histograms as binary, the rest as one "observation" message.
[[nodiscard]] Status sendObservation(Channel &channel, const measure::Observation &observation);

/// Puts an observation together again from its frames, as they arrive.
class ObservationReceiver {
public:
    /// Takes "column", "histogram" and "observation" messages; false if the message is something else.
    [[nodiscard]] Result<bool> message(const Json &message);
    [[nodiscard]] Status binary(std::span<const std::uint8_t> bytes);
    /// Complete once the "observation" message came and every announced byte arrived.
    [[nodiscard]] bool complete() const { return m_complete && m_expected == m_bytes.size(); }
    [[nodiscard]] measure::Observation take() { return std::move(m_observation); }

private:
    [[nodiscard]] Status finishBinary();
    Json m_header;
    std::size_t m_expected = 0;
    std::vector<std::uint8_t> m_bytes;
    measure::Observation m_observation;
    std::vector<measure::Column> m_columns;
    std::vector<std::pair<std::string, measure::Histogram>> m_histograms;
    std::vector<measure::Histogram> m_perSecond;
    bool m_complete = false;
};

} // namespace assay::run
