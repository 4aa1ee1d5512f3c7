#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/base/json.hpp"
#include "core/base/result.hpp"

namespace assay::wire {

inline constexpr std::uint32_t kProtocolVersion = 1;
inline constexpr std::size_t kMaximumFrame = 16u << 20;

enum class FrameKind : std::uint8_t { Message = 0, Binary = 1 };

struct Frame {
    FrameKind kind = FrameKind::Message;
    std::vector<std::uint8_t> payload;
};

/// u32 length (little endian, of the payload, ≤ 16 MiB), u8 kind, payload.
[[nodiscard]] Result<std::vector<std::uint8_t>> encodeFrame(FrameKind kind, std::span<const std::uint8_t> payload);
/// A CBOR message frame.
[[nodiscard]] Result<std::vector<std::uint8_t>> encodeMessage(const Json &message);
/// CBOR of a Message frame; refuses anything that is not an object with a text "type".
[[nodiscard]] Result<Json> decodeMessage(const Frame &frame);

/// Cuts a byte stream into frames. Feed what was read, take what is whole. A wrong length or kind is an error that
/// sticks: the stream cannot be resynchronised.
class FrameReader {
public:
    [[nodiscard]] Status feed(std::span<const std::uint8_t> bytes);
    /// True and a frame while whole ones are there.
    [[nodiscard]] bool next(Frame &frame);
    /// A frame with a wrong length or kind was met; nothing more will come.
    [[nodiscard]] bool broken() const { return m_broken; }

private:
    std::vector<std::uint8_t> m_buffer;
    std::size_t m_start = 0;
    bool m_broken = false;
};

} // namespace assay::wire
