// Answers worked out elsewhere (definitions, identities, cases done by hand), asked of
// the reference and of every CPU variant, the vectorised ones on each instruction set this machine has.
#include <algorithm>
#include <complex>
#include <numbers>

#include <gmock/gmock.h>

#include "question.hpp"

namespace {

using namespace assay;
using namespace assay::catalog;

// ---- fft ----

using Complex = std::complex<double>;

std::vector<float> interleaved(const std::vector<Complex> &points)
{
    std::vector<float> floats;
    for (const Complex &point : points) {
        floats.push_back(static_cast<float>(point.real()));
        floats.push_back(static_cast<float>(point.imag()));
    }
    return floats;
}

/// The definition, in the time of the definition.
std::vector<Complex> directTransform(const std::vector<Complex> &x)
{
    std::vector<Complex> spectrum(x.size());
    for (std::size_t j = 0; j < x.size(); ++j)
        for (std::size_t t = 0; t < x.size(); ++t)
            spectrum[j] += x[t] * std::polar(1.0, -2 * std::numbers::pi * static_cast<double>(j * t % x.size()) /
                                                      static_cast<double>(x.size()));
    return spectrum;
}

void askTransform(const std::vector<Complex> &x, const std::vector<Complex> &spectrum, std::int64_t batch,
                  double absolute)
{
    Question("fft", {{"n", static_cast<std::int64_t>(x.size()) / batch}, {"batch", batch}}, "f32")
        .input(interleaved(x))
        .answer(interleaved(spectrum))
        .ask(absolute);
}

TEST(FftAnswers, AnImpulseHasAFlatSpectrum)
{
    for (const std::size_t n : {16U, 32U, 64U, 128U, 4096U}) {
        std::vector<Complex> x(n);
        x[0] = {1, -2};
        askTransform(x, std::vector<Complex>(n, Complex(1, -2)), 1, 1e-6);
    }
}

TEST(FftAnswers, AToneIsOneLine)
{
    for (const std::size_t n : {16U, 256U, 2048U}) {
        std::vector<Complex> x(n), spectrum(n);
        for (std::size_t t = 0; t < n; ++t)
            x[t] = std::polar(1.0, 2 * std::numbers::pi * 5 * static_cast<double>(t) / static_cast<double>(n));
        spectrum[5] = static_cast<double>(n); // forward, not normalised
        askTransform(x, spectrum, 1, 1e-6 * static_cast<double>(n));
    }
}

TEST(FftAnswers, EqualsTheDirectTransform)
{
    for (const std::size_t n : {16U, 32U, 64U, 128U, 256U, 512U, 1024U}) {
        const auto numbers = assorted<float>(4 * n);
        std::vector<Complex> x(2 * n);
        for (std::size_t i = 0; i < 2 * n; ++i)
            x[i] = {numbers[2 * i] / 50, numbers[2 * i + 1] / 50};
        auto spectrum = directTransform({x.begin(), x.begin() + static_cast<std::ptrdiff_t>(n)});
        const auto second = directTransform({x.begin() + static_cast<std::ptrdiff_t>(n), x.end()});
        spectrum.insert(spectrum.end(), second.begin(), second.end());
        askTransform(x, spectrum, 2, 1e-6 * static_cast<double>(n));
    }
}

// ---- fir-filter ----

TEST(FirAnswers, AnImpulseGivesTheTaps)
{
    const std::vector<float> taps = {3, -5, 8, 0.5F, 7};
    std::vector<float> x(4 + 50), y(50);
    x[4 + 10] = 1;
    std::copy(taps.begin(), taps.end(), y.begin() + 10);
    Question("fir-filter", {{"taps", 5}, {"channels", 1}, {"samples", 50}}, "f32")
        .input(x)
        .resident(taps)
        .answer(y)
        .ask();
}

TEST(FirAnswers, FixedPointRoundsHalvesUp)
{
    // An impulse of 2^14 halves the taps: 3/2 → 2, −5/2 → −2, 8/2 → 4, −1/2 → 0.
    std::vector<std::int16_t> x(2 * (3 + 40)), y(2 * 40);
    x[3 + 5] = 16384;
    x[43 + 3 + 39] = 16384; // the second channel ends with one
    const std::vector<std::int16_t> answer = {2, -2, 4, 0};
    std::copy(answer.begin(), answer.end(), y.begin() + 5);
    y[79] = 2;
    Question("fir-filter", {{"taps", 4}, {"channels", 2}, {"samples", 40}}, "i16")
        .input(x)
        .resident<std::int16_t>({3, -5, 8, -1})
        .answer(y)
        .ask();
}

TEST(FirAnswers, FixedPointSaturates)
{
    for (const int sample : {32767, -32768})
        Question("fir-filter", {{"taps", 2}, {"channels", 1}, {"samples", 67}}, "i16")
            .input(constant<std::int16_t>(68, static_cast<std::int16_t>(sample)))
            .resident<std::int16_t>({32767, 32767})
            .answer(constant<std::int16_t>(67, static_cast<std::int16_t>(sample)))
            .ask();
}

TEST(FirAnswers, HistoryReachesIntoTheBlock)
{
    // h[1] weighs the sample before: the first output sees the last sample of the block before.
    Question("fir-filter", {{"taps", 2}, {"channels", 1}, {"samples", 3}}, "f32")
        .input<float>({7, 1, 2, 3})
        .resident<float>({0, 1})
        .answer<float>({7, 1, 2})
        .ask();
}

// ---- anomaly-detect ----

Question detector(std::int64_t samples, std::int64_t shift, std::int64_t threshold)
{
    return {
        "anomaly-detect", {{"channels", 1}, {"samples", samples}, {"shift", shift}, {"threshold", threshold}}, "i32"};
}

TEST(AnomalyAnswers, AQuietChannelForgetsItsVariance)
{
    detector(2, 1, 4)
        .input<std::int32_t>({100, 100})
        .input<std::int32_t>({25600})
        .input<std::int64_t>({1001})
        .answer<std::uint8_t>({0, 0})
        .answer<std::int32_t>({25600})
        .answer<std::int64_t>({250}) // 1001 + (−1001 >> 1) = 500, then 250
        .ask();
}

TEST(AnomalyAnswers, TheThresholdItselfIsNoAnomaly)
{
    // Standard deviation 1, threshold 3.
    detector(1, 2, 3)
        .input<std::int32_t>({3})
        .input<std::int32_t>({0})
        .input<std::int64_t>({65536})
        .answer<std::uint8_t>({0})
        .answer<std::int32_t>({192})
        .answer<std::int64_t>({65536 + (589824 - 65536) / 4})
        .ask();
    detector(1, 2, 3)
        .input<std::int32_t>({-4})
        .input<std::int32_t>({0})
        .input<std::int64_t>({65536})
        .answer<std::uint8_t>({1})
        .answer<std::int32_t>({-256})
        .answer<std::int64_t>({65536 + (1048576 - 65536) / 4})
        .ask();
}

TEST(AnomalyAnswers, ManyChannelsKeepApart)
{
    // Channel c has mean c and standard deviation 1; at the second moment every third channel jumps by 1000 for once.
    constexpr std::size_t kChannels = 53;
    std::vector<std::int32_t> x(2 * kChannels), mean(kChannels), meanAfter(kChannels);
    std::vector<std::int64_t> variance(kChannels, 65536), varianceAfter(kChannels, 49152);
    std::vector<std::uint8_t> flags(2 * kChannels);
    for (std::size_t c = 0; c < kChannels; ++c) {
        const bool jumps = c % 3 == 0;
        x[c] = x[kChannels + c] = static_cast<std::int32_t>(c);
        mean[c] = meanAfter[c] = static_cast<std::int32_t>(256 * c);
        varianceAfter[c] = 16384; // 65536 / 2 / 2
        if (!jumps)
            continue;
        x[kChannels + c] += 1000;
        flags[kChannels + c] = 1;
        meanAfter[c] += 128000;
        varianceAfter[c] = 32768 + (256000LL * 256000 - 32768) / 2;
    }
    Question("anomaly-detect", {{"channels", kChannels}, {"samples", 2}, {"shift", 1}, {"threshold", 4}}, "i32")
        .input(x)
        .input(mean)
        .input(variance)
        .answer(flags)
        .answer(meanAfter)
        .answer(varianceAfter)
        .ask();
}

} // namespace
