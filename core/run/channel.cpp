#include "core/run/channel.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <fmt/format.h>
#include <unistd.h>

namespace assay::run {
namespace {

constexpr std::size_t kBinaryPart = 4u << 20;
/// What one column may announce: 50 M samples of four bytes and some room.
constexpr std::size_t kMaximumColumn = 256u << 20;

std::span<const std::uint8_t> bytesOf(const std::vector<std::uint32_t> &values)
{
    return {reinterpret_cast<const std::uint8_t *>(values.data()), values.size() * sizeof(std::uint32_t)};
}

} // namespace

Status Channel::write(const std::vector<std::uint8_t> &bytes)
{
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t written = ::write(m_write, bytes.data() + done, bytes.size() - done);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return failure(ErrorCode::Io, fmt::format("the other side went away: {}", std::strerror(errno)));
        done += static_cast<std::size_t>(written);
    }
    return {};
}

Status Channel::send(const Json &message)
{
    auto bytes = wire::encodeMessage(message);
    if (!bytes)
        return failure(bytes.error());
    const std::lock_guard lock(m_mutex);
    return write(*bytes);
}

Status Channel::sendBinary(const Json &header, std::span<const std::uint8_t> bytes)
{
    const std::lock_guard lock(m_mutex);
    Json announced = header;
    announced["bytes"] = bytes.size();
    auto frame = wire::encodeMessage(announced);
    Status status = frame ? write(*frame) : Status(failure(frame.error()));
    for (std::size_t start = 0; status && start < bytes.size(); start += kBinaryPart) {
        frame = wire::encodeFrame(wire::FrameKind::Binary,
                                  bytes.subspan(start, std::min(kBinaryPart, bytes.size() - start)));
        status = frame ? write(*frame) : Status(failure(frame.error()));
    }
    return status;
}

Result<wire::Frame> Channel::receive()
{
    wire::Frame frame;
    std::array<std::uint8_t, 65536> buffer{};
    while (!m_reader.next(frame)) {
        const ssize_t count = ::read(m_read, buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return failure(ErrorCode::Io, "the other side closed the connection");
        if (auto fed = m_reader.feed({buffer.data(), static_cast<std::size_t>(count)}); !fed)
            return failure(fed.error());
    }
    return frame;
}

Status sendObservation(Channel &channel, const measure::Observation &observation)
{
    for (const auto &column : observation.columns) {
        const Json header = {{"type", "column"},
                             {"name", column.name},
                             {"unit", column.unit},
                             {"scale", column.scale},
                             {"delta", column.delta}};
        if (auto sent = channel.sendBinary(header, bytesOf(column.values)); !sent)
            return sent;
    }
    for (const auto &[name, histogram] : observation.histograms)
        if (auto sent = channel.sendBinary({{"type", "histogram"}, {"name", name}}, histogram.encode()); !sent)
            return sent;
    for (const auto &histogram : observation.perSecond)
        if (auto sent = channel.sendBinary({{"type", "histogram"}, {"name", ""}}, histogram.encode()); !sent)
            return sent;
    return channel.send({{"type", "observation"}, {"observation", observation.toJson()}});
}

Result<bool> ObservationReceiver::message(const Json &message)
{
    const std::string type = message.at("type");
    if (type != "column" && type != "histogram" && type != "observation")
        return false;
    if (m_expected != m_bytes.size())
        return failure(ErrorCode::InvalidInput, "a message came in the middle of a column");
    try {
        if (type == "observation") {
            auto observation = measure::Observation::fromJson(message.at("observation"));
            if (!observation)
                return failure(observation.error());
            m_observation = std::move(*observation);
            m_observation.columns = std::move(m_columns);
            m_observation.histograms = std::move(m_histograms);
            m_observation.perSecond = std::move(m_perSecond);
            m_complete = true;
            return true;
        }
        m_header = message;
        m_expected = message.at("bytes");
        m_bytes.clear();
        if (m_expected > kMaximumColumn)
            return failure(ErrorCode::InvalidInput, fmt::format("a column announces {} bytes", m_expected));
        if (m_expected == 0)
            if (auto finished = finishBinary(); !finished)
                return failure(finished.error());
        return true;
    } catch (const Json::exception &exception) {
        return failure(ErrorCode::InvalidInput, fmt::format("a damaged message: {}", exception.what()));
    }
}

Status ObservationReceiver::binary(std::span<const std::uint8_t> bytes)
{
    if (m_bytes.size() + bytes.size() > m_expected)
        return failure(ErrorCode::InvalidInput, "more binary data than announced");
    m_bytes.insert(m_bytes.end(), bytes.begin(), bytes.end());
    return m_bytes.size() == m_expected ? finishBinary() : Status();
}

Status ObservationReceiver::finishBinary()
{
    try {
        if (m_header.at("type") == "column") {
            measure::Column column{
                m_header.at("name"), m_header.at("unit"), m_header.at("scale"), {}, m_header.at("delta")};
            column.values.resize(m_bytes.size() / sizeof(std::uint32_t));
            if (!column.values.empty())
                std::memcpy(column.values.data(), m_bytes.data(), column.values.size() * sizeof(std::uint32_t));
            m_columns.push_back(std::move(column));
            return {};
        }
        auto histogram = measure::Histogram::decode(m_bytes);
        if (!histogram)
            return failure(histogram.error());
        const std::string name = m_header.at("name");
        if (name.empty())
            m_perSecond.push_back(std::move(*histogram));
        else
            m_histograms.emplace_back(name, std::move(*histogram));
        return {};
    } catch (const Json::exception &exception) {
        return failure(ErrorCode::InvalidInput, fmt::format("a damaged column header: {}", exception.what()));
    }
}

} // namespace assay::run
