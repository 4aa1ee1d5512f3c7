// The layout of headers and rules (see workload.toml), and what a rule compares.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

namespace packet {

inline constexpr std::size_t kHeaderBytes = 64;
inline constexpr std::size_t kRuleWords = 8;
inline constexpr std::uint32_t kTcp = 6, kUdp = 17, kIcmp = 1;

/// What rules look at. Ports are 0 for protocols other than TCP and UDP.
struct FiveTuple {
    std::uint32_t source, destination, sourcePort, destinationPort, protocol;
};

/// Rule words by position.
enum RuleWord : std::size_t {
    kSource,
    kSourceMask,
    kDestination,
    kDestinationMask,
    kSourcePorts,
    kDestinationPorts,
    kProtocol
};

inline std::uint32_t read16(const std::uint8_t *bytes)
{
    return (std::uint32_t{bytes[0]} << 8U) | bytes[1];
}
inline std::uint32_t read32(const std::uint8_t *bytes)
{
    return (read16(bytes) << 16U) | read16(bytes + 2);
}

/// The tuple of an Ethernet frame that carries IPv4 without options (version and length byte 0x45); else nothing.
inline std::optional<FiveTuple> parse(const std::uint8_t *frame)
{
    if (read16(frame + 12) != 0x0800U || frame[14] != 0x45U)
        return std::nullopt;
    const std::uint32_t protocol = frame[23];
    const bool ports = protocol == kTcp || protocol == kUdp;
    return FiveTuple{read32(frame + 26), read32(frame + 30), ports ? read16(frame + 34) : 0U,
                     ports ? read16(frame + 36) : 0U, protocol};
}

/// low + high * 65536, both inclusive.
inline bool inRange(std::uint32_t port, std::uint32_t range)
{
    return port >= (range & 0xFFFFU) && port <= range >> 16U;
}

inline bool matches(const FiveTuple &tuple, const std::uint32_t *rule)
{
    return (tuple.source & rule[kSourceMask]) == rule[kSource] &&
           (tuple.destination & rule[kDestinationMask]) == rule[kDestination] &&
           inRange(tuple.sourcePort, rule[kSourcePorts]) && inRange(tuple.destinationPort, rule[kDestinationPorts]) &&
           ((tuple.protocol ^ rule[kProtocol]) & (rule[kProtocol] >> 8U) & 0xFFU) == 0;
}

} // namespace packet
