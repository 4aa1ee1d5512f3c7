// SELECT key, SUM(value), COUNT(*) … WHERE filter < selectivity GROUP BY key, row by row.
#include <algorithm>

#include "plugins/sdk/workload.h"

namespace {

using assay::sdk::Call;

template <class Key> void aggregate(const Call &call)
{
    auto *sum = call.output<std::int64_t>(0);
    auto *count = call.output<std::uint32_t>(1);
    std::fill_n(sum, call.params.size("groups"), 0);
    std::fill_n(count, call.params.size("groups"), 0);
    const std::size_t rows = call.params.size("rows");
    const auto limit = static_cast<std::uint8_t>(call.params.integer("selectivity"));
    for (std::size_t row = 0; row < rows; ++row) {
        if (call.input<std::uint8_t>(2)[row] >= limit)
            continue;
        const Key key = call.input<Key>(0)[row];
        sum[key] += call.input<std::int32_t>(1)[row];
        count[key] += 1;
    }
}

void reference(const Call &call)
{
    if (call.params.text("dtype") == "u8")
        aggregate<std::uint8_t>(call);
    else
        aggregate<std::uint16_t>(call);
}

} // namespace

ASSAY_WORKLOAD("scan-aggregate", reference)
