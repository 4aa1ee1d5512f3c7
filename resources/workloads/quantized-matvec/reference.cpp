// y[row] = Σ weight[row][j]·x[j], each weight taken out of the row's bit string.
#include "plugins/sdk/workload.h"

namespace {

using assay::sdk::Call;

/// Weight j of a row, as the manifest describes the packing.
std::int32_t weightAt(const std::uint32_t *row, std::size_t j, unsigned bits)
{
    std::uint32_t field = 0;
    for (unsigned i = 0; i < bits; ++i) {
        const std::size_t bit = j * bits + i;
        field |= (row[bit / 32] >> (bit % 32) & 1U) << i;
    }
    const std::int32_t sign = 1 << (bits - 1);
    return static_cast<std::int32_t>(field & ~(1U << (bits - 1))) - (static_cast<std::int32_t>(field) & sign);
}

void reference(const Call &call)
{
    const std::size_t cols = call.params.size("cols");
    const auto bits = static_cast<unsigned>(call.params.integer("weight_bits"));
    for (std::size_t row = 0; row < call.params.size("rows"); ++row) {
        const std::uint32_t *packed = call.resident<std::uint32_t>(0) + row * (cols * bits / 32);
        std::int32_t sum = 0;
        for (std::size_t j = 0; j < cols; ++j)
            sum += weightAt(packed, j, bits) * call.input<std::int8_t>(0)[j];
        call.output<std::int32_t>(0)[row] = sum;
    }
}

} // namespace

ASSAY_WORKLOAD("quantized-matvec", reference)
