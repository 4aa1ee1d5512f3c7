#include "core/wire/frame.hpp"

#include <cstring>

#include <fmt/format.h>

namespace assay::wire {
namespace {

constexpr std::size_t kHeader = 5;

std::uint32_t lengthAt(const std::uint8_t *bytes)
{
    return static_cast<std::uint32_t>(bytes[0]) | static_cast<std::uint32_t>(bytes[1]) << 8U |
           static_cast<std::uint32_t>(bytes[2]) << 16U | static_cast<std::uint32_t>(bytes[3]) << 24U;
}

/// Foreign bytes may nest deeply enough to exhaust the stack of a recursive parser.
constexpr int kMaximumDepth = 64;

} // namespace

Result<std::vector<std::uint8_t>> encodeFrame(FrameKind kind, std::span<const std::uint8_t> payload)
{
    if (payload.size() > kMaximumFrame)
        return failure(ErrorCode::Internal,
                       fmt::format("a frame of {} bytes is above the limit of {}", payload.size(), kMaximumFrame));
    const auto length = static_cast<std::uint32_t>(payload.size());
    std::vector<std::uint8_t> bytes;
    bytes.reserve(kHeader + payload.size());
    for (unsigned shift = 0; shift < 32; shift += 8)
        bytes.push_back(static_cast<std::uint8_t>(length >> shift));
    bytes.push_back(static_cast<std::uint8_t>(kind));
    bytes.insert(bytes.end(), payload.begin(), payload.end());
    return bytes;
}

Result<std::vector<std::uint8_t>> encodeMessage(const Json &message)
{
    return encodeFrame(FrameKind::Message, Json::to_cbor(message));
}

Result<Json> decodeMessage(const Frame &frame)
{
    if (frame.kind != FrameKind::Message)
        return failure(ErrorCode::InvalidInput, "a binary frame came where a message was expected");
    bool tooDeep = false;
    Json message;
    try {
        // from_cbor takes no depth limit: a SAX pass counts first, without building anything
        struct DepthCheck : nlohmann::json_sax<Json> {
            int depth = 0;
            bool tooDeep = false;
            bool enter() { return ++depth <= kMaximumDepth || ((tooDeep = true), false); }
            bool leave() { return --depth, true; }
            bool null() override { return true; }
            bool boolean(bool) override { return true; }
            bool number_integer(number_integer_t) override { return true; }
            bool number_unsigned(number_unsigned_t) override { return true; }
            bool number_float(number_float_t, const string_t &) override { return true; }
            bool string(string_t &) override { return true; }
            bool binary(binary_t &) override { return true; }
            bool start_object(std::size_t) override { return enter(); }
            bool key(string_t &) override { return true; }
            bool end_object() override { return leave(); }
            bool start_array(std::size_t) override { return enter(); }
            bool end_array() override { return leave(); }
            bool parse_error(std::size_t, const std::string &, const nlohmann::detail::exception &) override
            {
                return false;
            }
        } check;
        if (Json::sax_parse(frame.payload, &check, Json::input_format_t::cbor))
            message = Json::from_cbor(frame.payload, true, false);
        else
            message = Json(Json::value_t::discarded);
        tooDeep = check.tooDeep;
    } catch (const std::exception &) {
        message = Json(Json::value_t::discarded);
    }
    if (tooDeep)
        return failure(ErrorCode::InvalidInput, "a message is nested too deeply");
    if (!message.is_object() || !message.contains("type") || !message["type"].is_string())
        return failure(ErrorCode::InvalidInput, "a frame is not a message (damaged, or not from Assay)");
    return message;
}

Status FrameReader::feed(std::span<const std::uint8_t> bytes)
{
    if (m_broken)
        return failure(ErrorCode::InvalidInput, "the stream of frames is damaged");
    if (m_start > 0 && m_start == m_buffer.size()) {
        m_buffer.clear();
        m_start = 0;
    } else if (m_start > kMaximumFrame) {
        m_buffer.erase(m_buffer.begin(), m_buffer.begin() + static_cast<std::ptrdiff_t>(m_start));
        m_start = 0;
    }
    m_buffer.insert(m_buffer.end(), bytes.begin(), bytes.end());
    if (m_buffer.size() - m_start >= kHeader) {
        const std::uint32_t length = lengthAt(m_buffer.data() + m_start);
        const std::uint8_t kind = m_buffer[m_start + 4];
        if (length > kMaximumFrame || kind > 1) {
            m_broken = true;
            return failure(ErrorCode::InvalidInput,
                           length > kMaximumFrame
                               ? fmt::format("a frame announces {} bytes, above the limit of {}", length, kMaximumFrame)
                               : fmt::format("a frame is of the unknown kind {}", kind));
        }
    }
    return {};
}

bool FrameReader::next(Frame &frame)
{
    if (m_broken || m_buffer.size() - m_start < kHeader)
        return false;
    const std::uint32_t length = lengthAt(m_buffer.data() + m_start);
    const std::uint8_t kind = m_buffer[m_start + 4];
    if (length > kMaximumFrame || kind > 1) {
        m_broken = true;
        return false;
    }
    if (m_buffer.size() - m_start < kHeader + length)
        return false;
    const auto begin = m_buffer.begin() + static_cast<std::ptrdiff_t>(m_start + kHeader);
    frame.kind = static_cast<FrameKind>(kind);
    frame.payload.assign(begin, begin + static_cast<std::ptrdiff_t>(length));
    m_start += kHeader + length;
    return true;
}

} // namespace assay::wire
