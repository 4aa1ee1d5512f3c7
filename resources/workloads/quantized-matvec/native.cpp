#include <thread>

#include "plugins/sdk/parallel.h"
#include "plugins/sdk/simd.h"
#include "plugins/sdk/workload.h"

namespace {

using assay::sdk::Call;
using assay::sdk::State;

struct Activations {
    const std::int8_t *bytes;
    const std::int16_t *wide; ///< the same, widened
    std::size_t count;
};

/// y[0 … rows) from packed rows. May read up to kOverread bytes beyond the last row.
using RowsFunction = void (*)(const std::uint8_t *weights, const Activations &x, std::int32_t *y, std::size_t rows);
constexpr std::size_t kOverread = 64;

#define ASSAY_SIMD_KERNELS "kernels.inc"
#include "plugins/sdk/simd_levels.inc"

ASSAY_PLAIN_LOOP std::int32_t plainRow(const std::uint32_t *packed, const std::int8_t *x, std::size_t cols,
                                       unsigned bits)
{
    std::int32_t sum = 0;
    for (std::size_t j = 0; j < cols; ++j) {
        const std::size_t bit = j * bits;
        std::uint32_t field = packed[bit / 32] >> (bit % 32);
        if (bit % 32 + bits > 32)
            field |= packed[bit / 32 + 1] << (32 - bit % 32);
        sum += (static_cast<std::int32_t>(field << (32 - bits)) >> (32 - bits)) * x[j];
    }
    return sum;
}

void runScalar(const Call &call)
{
    const std::size_t rows = call.params.size("rows");
    const std::size_t cols = call.params.size("cols");
    const auto bits = static_cast<unsigned>(call.params.integer("weight_bits"));
    for (std::size_t row = 0; row < rows; ++row)
        call.output<std::int32_t>(0)[row] = plainRow(call.resident<std::uint32_t>(0) + row * (cols * bits / 32),
                                                     call.input<std::int8_t>(0), cols, bits);
}

class Rows : public State {
public:
    Rows(const Call &call, unsigned threads)
        : m_rows(call.params.size("rows")), m_cols(call.params.size("cols")),
          m_rowBytes(m_cols * call.params.size("weight_bits") / 8),
          m_function(ASSAY_SIMD_SELECT(rowsFunction)(call.params.integer("weight_bits"))), m_wide(m_cols),
          m_pool(threads)
    {
        // A copy of the weights, because kernels read a little beyond the end.
        const auto *packed = reinterpret_cast<const std::uint8_t *>(call.resident<std::uint32_t>(0));
        m_weights.assign(packed, packed + m_rows * m_rowBytes);
        m_weights.resize(m_weights.size() + kOverread);
    }

    void run(const Call &call) override
    {
        std::copy_n(call.input<std::int8_t>(0), m_cols, m_wide.data());
        const Activations x{call.input<std::int8_t>(0), m_wide.data(), m_cols};
        m_pool.forRange(m_rows, 16, [&](std::size_t begin, std::size_t end) {
            m_function(m_weights.data() + begin * m_rowBytes, x, call.output<std::int32_t>(0) + begin, end - begin);
        });
    }

private:
    std::size_t m_rows, m_cols, m_rowBytes;
    RowsFunction m_function;
    std::vector<std::uint8_t> m_weights;
    std::vector<std::int16_t> m_wide;
    assay::sdk::ThreadPool m_pool;
};

std::unique_ptr<State> makeSimd(const Call &call)
{
    return std::make_unique<Rows>(call, 1);
}
std::unique_ptr<State> makeThreads(const Call &call)
{
    return std::make_unique<Rows>(call, std::max(1U, std::thread::hardware_concurrency()));
}

} // namespace

ASSAY_VARIANT("scalar", runScalar, "a plain loop over weights, not vectorised");
ASSAY_STATE_VARIANT("simd", makeSimd,
                    "one thread; AVX-512 (VBMI and VNNI where present) or AVX2 unpacks in registers, chosen at run "
                    "time; plain C++ elsewhere");
ASSAY_STATE_VARIANT("threads", makeThreads, "the simd kernel on all cores");
