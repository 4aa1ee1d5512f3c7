// y = max(0, a·x + b), one element after the other.
#include <algorithm>

#include "plugins/sdk/workload.h"

namespace {

using assay::sdk::Call;

void reference(const Call &call)
{
    const std::size_t n = call.params.size("n");
    if (call.params.text("dtype") == "f32") {
        for (std::size_t i = 0; i < n; ++i)
            call.output<float>(0)[i] = std::max(0.0F, 1.5F * call.input<float>(0)[i] + 0.25F);
    } else {
        for (std::size_t i = 0; i < n; ++i) {
            const auto x = static_cast<std::uint32_t>(call.input<std::int32_t>(0)[i]);
            call.output<std::int32_t>(0)[i] = std::max(0, static_cast<std::int32_t>(3U * x - 7U));
        }
    }
}

} // namespace

ASSAY_WORKLOAD("vector-transform", reference)
