// X = DFT of the even points + twiddle · DFT of the odd points, recursively and in double.
// J. W. Cooley and J. W. Tukey, Mathematics of Computation 19, 1965.
#include <complex>
#include <numbers>

#include "plugins/sdk/workload.h"

namespace {

using assay::sdk::Call;
using Complex = std::complex<double>;

std::vector<Complex> transform(const std::vector<Complex> &x)
{
    const std::size_t half = x.size() / 2;
    if (half == 0)
        return x;
    std::vector<Complex> even(half);
    std::vector<Complex> odd(half);
    for (std::size_t t = 0; t < half; ++t) {
        even[t] = x[2 * t];
        odd[t] = x[2 * t + 1];
    }
    even = transform(even);
    odd = transform(odd);
    std::vector<Complex> spectrum(x.size());
    for (std::size_t j = 0; j < half; ++j) {
        const Complex turned =
            std::polar(1.0, -std::numbers::pi * static_cast<double>(j) / static_cast<double>(half)) * odd[j];
        spectrum[j] = even[j] + turned;
        spectrum[j + half] = even[j] - turned;
    }
    return spectrum;
}

void reference(const Call &call)
{
    const std::size_t n = call.params.size("n");
    for (std::size_t signal = 0; signal < call.params.size("batch"); ++signal) {
        const float *x = call.input<float>(0) + signal * n * 2;
        float *y = call.output<float>(0) + signal * n * 2;
        std::vector<Complex> points(n);
        for (std::size_t t = 0; t < n; ++t)
            points[t] = {x[2 * t], x[2 * t + 1]};
        const std::vector<Complex> spectrum = transform(points);
        for (std::size_t j = 0; j < n; ++j) {
            y[2 * j] = static_cast<float>(spectrum[j].real());
            y[2 * j + 1] = static_cast<float>(spectrum[j].imag());
        }
    }
}

} // namespace

ASSAY_WORKLOAD("fft", reference)
