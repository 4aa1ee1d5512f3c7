#include "core/model/projection/amdahl.hpp"

#include <cmath>

#include <fmt/format.h>

namespace assay::model {

Result<AmdahlGain> amdahl(double hotFraction, double gain)
{
    if (!(hotFraction >= 0 && hotFraction <= 1) || !(std::isfinite(gain) && gain > 0))
        return failure(ErrorCode::InvalidInput,
                       fmt::format("gain over all: a hot fraction of {} at a gain of {} is not possible; the fraction "
                                   "of the time is 0 to 1, the gain above 0",
                                   hotFraction, gain));
    AmdahlGain result;
    result.overall = 1 / ((1 - hotFraction) + hotFraction / gain);
    if (hotFraction < 1)
        result.cap = 1 / (1 - hotFraction);
    return result;
}

} // namespace assay::model
