// CRC-32 as IEEE 802.3 defines it, one bit after the other: start with all ones, divide, invert.
#include "plugins/sdk/workload.h"

namespace {

using assay::sdk::Call;

std::uint32_t crcOf(const std::uint8_t *message, std::size_t size)
{
    std::uint32_t remainder = 0xFFFFFFFFU;
    for (std::size_t i = 0; i < size; ++i) {
        remainder ^= message[i];
        for (int bit = 0; bit < 8; ++bit)
            remainder = (remainder >> 1U) ^ (0xEDB88320U & (0U - (remainder & 1U)));
    }
    return ~remainder;
}

void reference(const Call &call)
{
    const std::size_t size = call.params.size("message_bytes");
    const std::size_t messages = call.params.size("messages");
    for (std::size_t m = 0; m < messages; ++m)
        call.output<std::uint32_t>(0)[m] = crcOf(call.input<std::uint8_t>(0) + m * size, size);
}

} // namespace

ASSAY_WORKLOAD("crc32", reference)
