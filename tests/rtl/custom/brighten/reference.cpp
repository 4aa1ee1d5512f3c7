// y = min(255, x + amount), one pixel after the other.
#include <algorithm>

#include "plugins/sdk/workload.h"

namespace {

void reference(const assay::sdk::Call &call)
{
    const int amount = call.resident<std::uint8_t>(0)[0];
    for (std::size_t i = 0; i < call.params.size("pixels"); ++i)
        call.output<std::uint8_t>(0)[i] =
            static_cast<std::uint8_t>(std::min(255, call.input<std::uint8_t>(0)[i] + amount));
}

} // namespace

ASSAY_WORKLOAD("brighten", reference)
