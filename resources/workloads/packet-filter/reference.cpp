// For each packet the first rule that matches; and the generator's random bytes made into a rule list and headers.
#include "packet.hpp"
#include "plugins/sdk/workload.h"

namespace {

using assay::sdk::Call;

std::int32_t firstMatch(const std::uint8_t *frame, const std::uint32_t *rules, std::size_t count)
{
    const std::optional<packet::FiveTuple> tuple = packet::parse(frame);
    for (std::size_t r = 0; tuple && r < count; ++r)
        if (packet::matches(*tuple, rules + r * packet::kRuleWords))
            return static_cast<std::int32_t>(r);
    return -1;
}

void reference(const Call &call)
{
    for (std::size_t p = 0; p < call.params.size("packets"); ++p)
        call.output<std::int32_t>(0)[p] = firstMatch(call.input<std::uint8_t>(0) + p * packet::kHeaderBytes,
                                                     call.resident<std::uint32_t>(0), call.params.size("rules"));
}

// ---- inputs: everything below is a function of the random bytes that the generator left ----

std::uint32_t prefixMask(std::uint32_t bits)
{
    return bits == 0 ? 0U : ~0U << (32U - bits);
}

/// Addresses of one site: 10.0.0.0/12, so that prefixes overlap now and then.
std::uint32_t siteAddress(std::uint32_t random)
{
    return 0x0A000000U | (random & 0x000FFFFFU);
}

std::uint32_t portRange(std::uint32_t random)
{
    constexpr std::uint32_t kServices[8] = {22, 25, 53, 80, 123, 443, 3306, 8080};
    const std::uint32_t port = kServices[(random >> 8U) % 8U];
    switch (random % 4U) {
    case 0:
        return port | (port << 16U); // one service
    case 1:
        return 1024U | (65535U << 16U); // any client port
    case 2:
        return (random >> 16U) % 32768U | (((random >> 16U) % 32768U + 4095U) << 16U); // a block
    default:
        return 65535U << 16U; // any port
    }
}

/// Firewall-like: a prefix on each side, at least one of them long; most rules name a protocol.
void makeRule(std::uint32_t *rule)
{
    using namespace packet;
    constexpr std::uint32_t kLong[4] = {20, 24, 28, 32}, kAny[4] = {0, 0, 16, 24},
                            kProtocols[4] = {kTcp, kTcp, kUdp, 0};
    const std::uint32_t random = rule[kProtocol];
    const std::uint32_t strict = kLong[random % 4U], loose = kAny[(random >> 2U) % 4U];
    const bool strictSource = (random & 16U) != 0;
    rule[kSourceMask] = prefixMask(strictSource ? strict : loose);
    rule[kDestinationMask] = prefixMask(strictSource ? loose : strict);
    rule[kSource] = siteAddress(rule[kSource]) & rule[kSourceMask];
    rule[kDestination] = siteAddress(rule[kDestination]) & rule[kDestinationMask];
    rule[kSourcePorts] = portRange(rule[kSourcePorts] | 1U); // never one service: that is for destinations
    rule[kDestinationPorts] = portRange(rule[kDestinationPorts]);
    const std::uint32_t protocol = kProtocols[(random >> 5U) % 4U];
    rule[kProtocol] = protocol == 0 ? 0U : protocol | 0xFF00U;
    rule[7] = 0;
}

void write16(std::uint8_t *bytes, std::uint32_t value)
{
    bytes[0] = static_cast<std::uint8_t>(value >> 8U);
    bytes[1] = static_cast<std::uint8_t>(value);
}

void write32(std::uint8_t *bytes, std::uint32_t value)
{
    write16(bytes, value >> 16U);
    write16(bytes + 2, value & 0xFFFFU);
}

std::uint32_t pick(std::uint32_t random, std::uint32_t range)
{
    const std::uint32_t low = range & 0xFFFFU;
    return low + random % ((range >> 16U) - low + 1U);
}

packet::FiveTuple randomTuple(const std::uint8_t *random)
{
    using namespace packet;
    constexpr std::uint32_t kProtocols[8] = {kTcp, kTcp, kTcp, kTcp, kTcp, kUdp, kUdp, kIcmp};
    return {siteAddress(read32(random)), siteAddress(read32(random + 4)), read16(random + 8), read16(random + 10),
            kProtocols[random[12] % 8U]};
}

/// Keeps the bits that the rule leaves open.
packet::FiveTuple tupleInside(const std::uint32_t *rule, packet::FiveTuple tuple)
{
    using namespace packet;
    tuple.source = (tuple.source & ~rule[kSourceMask]) | rule[kSource];
    tuple.destination = (tuple.destination & ~rule[kDestinationMask]) | rule[kDestination];
    tuple.sourcePort = pick(tuple.sourcePort, rule[kSourcePorts]);
    tuple.destinationPort = pick(tuple.destinationPort, rule[kDestinationPorts]);
    if (rule[kProtocol] != 0)
        tuple.protocol = rule[kProtocol] & 0xFFU;
    return tuple;
}

std::uint32_t ipChecksum(const std::uint8_t *header)
{
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < 20; i += 2)
        sum += packet::read16(header + i);
    sum = (sum & 0xFFFFU) + (sum >> 16U);
    return ~(sum + (sum >> 16U)) & 0xFFFFU;
}

void makeFrame(std::uint8_t *frame, const std::uint32_t *rules, std::size_t count)
{
    std::uint8_t random[18];
    std::memcpy(random, frame + 40, sizeof random);
    packet::FiveTuple tuple = randomTuple(random);
    if (random[13] % 4U != 0)
        tuple = tupleInside(rules + packet::read32(random + 14) % count * packet::kRuleWords, tuple);
    const bool ports = tuple.protocol == packet::kTcp || tuple.protocol == packet::kUdp;
    write16(frame + 12, frame[0] % 32U == 0 ? 0x86DDU : 0x0800U); // IPv6 now and then
    frame[14] = 0x45U;
    write16(frame + 16, 50);      // total length: what the frame holds behind its 14 bytes
    write16(frame + 20, 0x4000U); // do not fragment
    frame[22] = 64;               // time to live
    frame[23] = static_cast<std::uint8_t>(tuple.protocol);
    write16(frame + 24, 0);
    write32(frame + 26, tuple.source);
    write32(frame + 30, tuple.destination);
    write16(frame + 24, ipChecksum(frame + 14));
    write16(frame + 34, ports ? tuple.sourcePort : 0x0800U); // otherwise an ICMP echo request
    write16(frame + 36, tuple.destinationPort);
}

void makeInputs(const Call &call)
{
    const std::size_t rules = call.params.size("rules");
    auto *words = call.mutableResident<std::uint32_t>(0);
    for (std::size_t r = 0; r < rules; ++r)
        makeRule(words + r * packet::kRuleWords);
    for (std::size_t p = 0; p < call.params.size("packets"); ++p)
        makeFrame(call.mutableInput<std::uint8_t>(0) + p * packet::kHeaderBytes, words, rules);
}

assay_status adjust(const assay_call *call, std::uint64_t, assay_error *error)
{
    return assay::sdk::guarded(error, [&] { makeInputs(Call(*call)); });
}

} // namespace

ASSAY_WORKLOAD_ADJUSTED("packet-filter", reference, adjust)
