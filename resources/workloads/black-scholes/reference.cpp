// call = S·N(d1) − K·exp(−r·T)·N(d2), put = K·exp(−r·T)·N(−d2) − S·N(−d1), in double, with
// d1 = (ln(S/K) + (r + σ²/2)·T) / (σ·√T) and d2 = d1 − σ·√T.
// F. Black and M. Scholes, "The Pricing of Options and Corporate Liabilities", Journal of Political Economy 81, 1973.
#include <cmath>
#include <numbers>

#include "plugins/sdk/workload.h"

namespace {

using assay::sdk::Call;

double normalDistribution(double x)
{
    return 0.5 * std::erfc(-x / std::numbers::sqrt2);
}

void reference(const Call &call)
{
    for (std::size_t i = 0; i < call.params.size("n"); ++i) {
        const double spot = call.input<float>(0)[i];
        const double strike = call.input<float>(1)[i];
        const double rate = call.input<float>(2)[i];
        const double volatility = call.input<float>(3)[i];
        const double years = call.input<float>(4)[i];
        const double spread = volatility * std::sqrt(years);
        const double d1 = (std::log(spot / strike) + (rate + volatility * volatility / 2) * years) / spread;
        const double d2 = d1 - spread;
        const double discounted = strike * std::exp(-rate * years);
        call.output<float>(0)[i] =
            static_cast<float>(spot * normalDistribution(d1) - discounted * normalDistribution(d2));
        call.output<float>(1)[i] =
            static_cast<float>(discounted * normalDistribution(-d2) - spot * normalDistribution(-d1));
    }
}

} // namespace

ASSAY_WORKLOAD("black-scholes", reference)
