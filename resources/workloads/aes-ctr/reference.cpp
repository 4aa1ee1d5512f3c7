// AES-128 in counter mode, round by round as FIPS 197 writes it.
#include "aes.hpp"
#include "plugins/sdk/workload.h"

namespace {

using assay::sdk::Call;
using Block = std::array<std::uint8_t, aes::kBlockBytes>; // column after column

void addRoundKey(Block &state, const aes::KeySchedule &keys, std::size_t round)
{
    for (std::size_t i = 0; i < state.size(); ++i)
        state[i] = static_cast<std::uint8_t>(state[i] ^ keys.bytes[round * aes::kBlockBytes + i]);
}

void substituteAndShiftRows(Block &state)
{
    const Block old = state;
    for (std::size_t column = 0; column < 4; ++column)
        for (std::size_t row = 0; row < 4; ++row)
            state[4 * column + row] = aes::kSBox[old[4 * ((column + row) % 4) + row]];
}

void mixColumns(Block &state)
{
    for (std::size_t c = 0; c < 16; c += 4) {
        const std::array<std::uint8_t, 4> a{state[c], state[c + 1], state[c + 2], state[c + 3]};
        for (std::size_t row = 0; row < 4; ++row)
            state[c + row] = static_cast<std::uint8_t>(aes::multiply(a[row], 2) ^ aes::multiply(a[(row + 1) % 4], 3) ^
                                                       a[(row + 2) % 4] ^ a[(row + 3) % 4]);
    }
}

Block encryptBlock(Block state, const aes::KeySchedule &keys)
{
    addRoundKey(state, keys, 0);
    for (std::size_t round = 1; round <= aes::kRounds; ++round) {
        substituteAndShiftRows(state);
        if (round < aes::kRounds)
            mixColumns(state);
        addRoundKey(state, keys, round);
    }
    return state;
}

void increment(Block &counter)
{
    for (std::size_t i = counter.size(); i-- > 0;)
        if (++counter[i] != 0)
            return;
}

void reference(const Call &call)
{
    const std::size_t size = call.params.size("bytes");
    const aes::KeySchedule keys(call.resident<std::uint8_t>(0));
    Block counter, stream{};
    std::memcpy(counter.data(), call.resident<std::uint8_t>(1), counter.size());
    for (std::size_t i = 0; i < size; ++i) {
        if (i % stream.size() == 0) {
            stream = encryptBlock(counter, keys);
            increment(counter);
        }
        call.output<std::uint8_t>(0)[i] =
            static_cast<std::uint8_t>(call.input<std::uint8_t>(0)[i] ^ stream[i % stream.size()]);
    }
}

} // namespace

ASSAY_WORKLOAD("aes-ctr", reference)
