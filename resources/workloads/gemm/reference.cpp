// c[i][j] = Σ a[i][p]·b[p][j]; reals are summed in double.
#include "plugins/sdk/workload.h"

namespace {

using assay::sdk::Call;

template <class In, class Sum, class Out> void multiply(const Call &call)
{
    const std::size_t m = call.params.size("m");
    const std::size_t n = call.params.size("n");
    const std::size_t k = call.params.size("k");
    const In *a = call.input<In>(0);
    const In *b = call.input<In>(1);
    std::vector<Sum> row(n);
    for (std::size_t i = 0; i < m; ++i) {
        row.assign(n, Sum{0});
        for (std::size_t p = 0; p < k; ++p)
            for (std::size_t j = 0; j < n; ++j)
                row[j] += static_cast<Sum>(a[i * k + p]) * static_cast<Sum>(b[p * n + j]);
        for (std::size_t j = 0; j < n; ++j)
            call.output<Out>(0)[i * n + j] = static_cast<Out>(row[j]);
    }
}

void reference(const Call &call)
{
    if (call.params.text("dtype") == "f32")
        multiply<float, double, float>(call);
    else
        multiply<std::int8_t, std::int32_t, std::int32_t>(call);
}

} // namespace

ASSAY_WORKLOAD("gemm", reference)
