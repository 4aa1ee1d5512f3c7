// Numerical answers worked out elsewhere (textbooks, identities, cases done by hand), asked of the reference and of
// every CPU variant, the vectorised ones on each instruction set this machine has.
#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdlib>
#include <cstring>
#include <numbers>
#include <numeric>

#include <gmock/gmock.h>

#include "cases.hpp"
#include "core/catalog/workload_module.hpp"

namespace {

using namespace assay;
using namespace assay::catalog;

const std::filesystem::path kBuild = ASSAY_BUILD_DIR;

/// Limits the `simd` kernels (plugins/sdk/simd.h) as long as it lives.
class SimdLimit {
public:
    explicit SimdLimit(const char *level)
    {
        level == nullptr ? unsetenv("ASSAY_SIMD") : setenv("ASSAY_SIMD", level, 1);
    }
    SimdLimit(const SimdLimit &) = delete;
    SimdLimit &operator=(const SimdLimit &) = delete;
    ~SimdLimit() { unsetenv("ASSAY_SIMD"); }
};
constexpr const char *kLevels[] = {nullptr, "avx2", "baseline"};

template <class T> constexpr DType kDTypeOf = DType::F32;
template <> constexpr DType kDTypeOf<std::int8_t> = DType::I8;
template <> constexpr DType kDTypeOf<std::uint8_t> = DType::U8;
template <> constexpr DType kDTypeOf<std::int16_t> = DType::I16;
template <> constexpr DType kDTypeOf<std::int32_t> = DType::I32;
template <> constexpr DType kDTypeOf<std::uint32_t> = DType::U32;
template <> constexpr DType kDTypeOf<std::int64_t> = DType::I64;

/// One question to a workload's code: tensors in manifest order, and what the outputs must be.
class Question {
public:
    Question(std::string id, const std::vector<std::pair<std::string, std::int64_t>> &numbers, const std::string &dtype)
        : m_id(std::move(id))
    {
        for (const auto &[name, value] : numbers)
            m_parameters[name] = ParameterValue(value);
        m_parameters["dtype"] = ParameterValue(dtype);
    }
    Question &text(const std::string &name, const std::string &value)
    {
        m_parameters[name] = ParameterValue(value);
        return *this;
    }
    template <class T> Question &resident(const std::vector<T> &values) { return add(TensorRole::Resident, values); }
    template <class T> Question &input(const std::vector<T> &values) { return add(TensorRole::Input, values); }
    template <class T> Question &answer(const std::vector<T> &values)
    {
        add(TensorRole::Output, values);
        m_answers.push_back(m_tensors.back());
        m_tensors.back().data = allocateTensor("", TensorRole::Output, kDTypeOf<T>, {values.size()})->data;
        return *this;
    }

    void ask(double absolute = 0, double relative = 0)
    {
        const auto module = WorkloadModule::load(kBuild / "lib/assay/workloads" / (m_id + ".so"), m_id);
        ASSERT_TRUE(module) << module.error().text();
        spoilOutputs();
        const Status done = module->reference(m_parameters, m_tensors);
        ASSERT_TRUE(done) << done.error().text();
        expectAnswers("reference", {absolute, relative, ""});
        for (const char *level : kLevels) {
            const SimdLimit limit(level);
            for (std::uint32_t i = 0; i < module->table().variant_count; ++i)
                askVariant(module->table().variants[i], level, {absolute, relative, ""});
        }
    }

private:
    template <class T> Question &add(TensorRole role, const std::vector<T> &values)
    {
        auto tensor = allocateTensor("t" + std::to_string(m_tensors.size()), role, kDTypeOf<T>, {values.size()});
        std::memcpy(tensor->data.get(), values.data(), tensor->bytes());
        m_tensors.push_back(*tensor);
        return *this;
    }
    void spoilOutputs()
    {
        for (const Tensor &tensor : m_tensors)
            if (tensor.role == TensorRole::Output)
                std::memset(tensor.data.get(), 0xFF, tensor.bytes());
    }
    void askVariant(const assay_variant &variant, const char *level, const Tolerance &tolerance)
    {
        auto prepared = PreparedVariant::prepare(variant, m_parameters, m_tensors);
        if (!prepared) {
            EXPECT_EQ(prepared.error().code, ErrorCode::Unsupported) << prepared.error().text();
            return;
        }
        spoilOutputs();
        const Status done = prepared->run(CallFrame(m_parameters, m_tensors));
        ASSERT_TRUE(done) << done.error().text();
        expectAnswers(std::string(variant.name) + (level == nullptr ? "" : std::string(" limited to ") + level),
                      tolerance);
    }
    void expectAnswers(const std::string &who, const Tolerance &tolerance) const
    {
        const OutputCheck check = compareTensors(m_tensors, m_answers, tolerance);
        EXPECT_TRUE(check.passed) << m_id << ", " << who << ": " << check.firstMismatch;
    }

    std::string m_id;
    ParameterSet m_parameters;
    std::vector<Tensor> m_tensors, m_answers;
};

template <class T> std::vector<T> constant(std::size_t count, T value)
{
    return std::vector<T>(count, value);
}

/// Small whole numbers without an obvious pattern.
template <class T> std::vector<T> assorted(std::size_t count)
{
    std::vector<T> values(count);
    for (std::size_t i = 0; i < count; ++i)
        values[i] = static_cast<T>(static_cast<int>(i * i * 7 + i * 3) % 101 - 50);
    return values;
}

// ---- gemm ----

TEST(GemmAnswers, TwoByTwo)
{
    Question("gemm", {{"m", 2}, {"n", 2}, {"k", 2}}, "f32")
        .input<float>({1, 2, 3, 4})
        .input<float>({5, 6, 7, 8})
        .answer<float>({19, 22, 43, 50})
        .ask();
    Question("gemm", {{"m", 2}, {"n", 2}, {"k", 2}}, "int8")
        .input<std::int8_t>({1, 2, 3, 4})
        .input<std::int8_t>({5, 6, 7, 8})
        .answer<std::int32_t>({19, 22, 43, 50})
        .ask();
}

template <class In, class Out> void timesIdentity(const std::string &dtype)
{
    constexpr std::size_t kSize = 37;
    std::vector<In> identity(kSize * kSize);
    for (std::size_t i = 0; i < kSize; ++i)
        identity[i * kSize + i] = 1;
    const auto left = assorted<In>(19 * kSize);
    Question("gemm", {{"m", 19}, {"n", kSize}, {"k", kSize}}, dtype)
        .input(left)
        .input(identity)
        .answer(std::vector<Out>(left.begin(), left.end()))
        .ask();
}

TEST(GemmAnswers, IdentityChangesNothing)
{
    timesIdentity<float, float>("f32");
    timesIdentity<std::int8_t, std::int32_t>("int8");
}

TEST(GemmAnswers, LongestInt8SumOfExtremesFits)
{
    Question("gemm", {{"m", 1}, {"n", 1}, {"k", 8192}}, "int8")
        .input(constant<std::int8_t>(8192, -128))
        .input(constant<std::int8_t>(8192, -128))
        .answer<std::int32_t>({8192 * 16384})
        .ask();
    Question("gemm", {{"m", 1}, {"n", 1}, {"k", 8191}}, "int8")
        .input(constant<std::int8_t>(8191, 127))
        .input(constant<std::int8_t>(8191, -128))
        .answer<std::int32_t>({-8191 * 127 * 128})
        .ask();
}

// ---- mlp-inference ----

TEST(MlpAnswers, OnePathThroughTheRealNetwork)
{
    std::vector<float> x(784), weights(234752), biases(394);
    x[5] = 1.5F;
    x[6] = -1;
    weights[5 * 256 + 3] = 2; // 1.5·2 + 1 = 4
    biases[3] = 1;
    weights[6 * 256 + 9] = 1;                 // −1, which ReLU stops …
    weights[200704 + 9 * 128 + 7] = 100;      // … before this
    weights[200704 + 3 * 128 + 7] = 0.5F;     // 2
    weights[200704 + 32768 + 7 * 10 + 4] = 3; // 6 − 1 = 5
    biases[256 + 128 + 4] = -1;
    biases[256 + 128 + 8] = -2.5F; // logits are not clipped
    std::vector<float> y(10);
    y[4] = 5;
    y[8] = -2.5F;
    Question("mlp-inference", {{"batch", 1}}, "f32")
        .text("network", "784-256-128-10")
        .input(x)
        .resident(weights)
        .resident(biases)
        .answer(y)
        .ask();
}

TEST(MlpAnswers, Int8RoundsSaturatesAndClips)
{
    // 16-64-32-32-5, shifts 8, 9, 9; two requests: the second shows the biases alone.
    std::vector<std::int8_t> x(2 * 16), weights(4256);
    std::vector<std::int32_t> biases(133);
    x[0] = 100;
    weights[0 * 64 + 10] = 64; // 6400 + 28 = 6428, (6428 + 128) >> 8 = 25; alone (28 + 128) >> 8 = 0
    biases[10] = 28;
    biases[11] = 40000;                // saturates: 127
    biases[12] = -5000;                // clipped: 0
    weights[1024 + 10 * 32 + 1] = 100; // 2500 + 60 = 2560, (2560 + 256) >> 9 = 5; alone (60 + 256) >> 9 = 0
    biases[64 + 1] = 60;
    weights[1024 + 11 * 32 + 2] = 127; // 16129, (16129 + 256) >> 9 = 32
    weights[1024 + 12 * 32 + 2] = 127;
    weights[3072 + 1 * 32 + 3] = 127; // 635 − 123 = 512, (512 + 256) >> 9 = 1; alone 0
    biases[96 + 3] = -123;
    weights[3072 + 2 * 32 + 4] = 127; // 4064, (4064 + 256) >> 9 = 8
    weights[4096 + 3 * 5 + 0] = -7;   // −7 + 1000
    biases[128 + 0] = 1000;
    weights[4096 + 4 * 5 + 2] = -128; // −1024: logits keep their sign
    Question("mlp-inference", {{"batch", 2}}, "int8")
        .text("network", "16-64-32-32-5")
        .input(x)
        .resident(weights)
        .resident(biases)
        .answer<std::int32_t>({993, 0, -1024, 0, 0, 1000, 0, -1024, 0, 0})
        .ask();
}

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

// ---- quantized-matvec ----

/// One row of 32 weights, packed by hand, and what they mean.
void askRow(std::int64_t bits, const std::vector<std::uint32_t> &words, const std::vector<int> &weights)
{
    const auto x = assorted<std::int8_t>(64);
    std::int32_t sum = 0;
    for (std::size_t j = 0; j < 64; ++j)
        sum += weights[j % weights.size()] * x[j];
    std::vector<std::uint32_t> rows; // three rows of twice the words
    for (int copy = 0; copy < 6; ++copy)
        rows.insert(rows.end(), words.begin(), words.end());
    Question("quantized-matvec", {{"rows", 3}, {"cols", 64}, {"weight_bits", bits}}, "int8")
        .input(x)
        .resident(rows)
        .answer<std::int32_t>({sum, sum, sum})
        .ask();
}

TEST(QuantizedMatvecAnswers, HandPackedWeights)
{
    askRow(2, {0xE4E4E4E4, 0xE4E4E4E4}, {0, 1, -2, -1});
    // Eight fields 0 … 7 are the 24 bits 0xFAC688; weights straddle the words.
    askRow(3, {0x88FAC688, 0xC688FAC6, 0xFAC688FA}, {0, 1, 2, 3, -4, -3, -2, -1});
    askRow(4, {0x76543210, 0xFEDCBA98, 0x76543210, 0xFEDCBA98},
           {0, 1, 2, 3, 4, 5, 6, 7, -8, -7, -6, -5, -4, -3, -2, -1});
    askRow(8, {0x7F80FF01, 0x7F80FF01, 0x7F80FF01, 0x7F80FF01, 0x7F80FF01, 0x7F80FF01, 0x7F80FF01, 0x7F80FF01},
           {1, -1, -128, 127});
}

TEST(QuantizedMatvecAnswers, ExtremesDoNotOverflow)
{
    Question("quantized-matvec", {{"rows", 1}, {"cols", 65536}, {"weight_bits", 8}}, "int8")
        .input(constant<std::int8_t>(65536, -128))
        .resident(constant<std::uint32_t>(16384, 0x80808080))
        .answer<std::int32_t>({65536 * 16384})
        .ask();
}

// ---- stencil-2d ----

TEST(StencilAnswers, APointSpreads)
{
    std::vector<float> grid(25), once(25), twice(25);
    grid[12] = 8;
    once[12] = 4;
    once[7] = once[11] = once[13] = once[17] = 1;
    twice[12] = 2.5F;
    twice[7] = twice[11] = twice[13] = twice[17] = 1;
    twice[6] = twice[8] = twice[16] = twice[18] = 0.25F; // the border stays at 0
    Question("stencil-2d", {{"width", 5}, {"height", 5}, {"steps", 1}}, "f32").input(grid).answer(once).ask();
    Question("stencil-2d", {{"width", 5}, {"height", 5}, {"steps", 2}}, "f32").input(grid).answer(twice).ask();
}

TEST(StencilAnswers, IntegersRoundHalvesUp)
{
    std::vector<std::int32_t> grid(16), once(16);
    grid[5] = 3;    // (4·3 + 4) >> 3 = 2
    grid[10] = -12; // (−48 + 4) >> 3 = −6 (−5.5 rounds down)
    once[5] = 2;
    once[10] = -6;
    once[6] = once[9] = -1; // (3 − 12 + 4) >> 3 = −1 (−0.625)
    Question("stencil-2d", {{"width", 4}, {"height", 4}, {"steps", 1}}, "i32").input(grid).answer(once).ask();
}

TEST(StencilAnswers, AnEvenTemperatureStays)
{
    Question("stencil-2d", {{"width", 33}, {"height", 71}, {"steps", 25}}, "i32")
        .input(constant<std::int32_t>(33 * 71, -777))
        .answer(constant<std::int32_t>(33 * 71, -777))
        .ask();
}

// ---- black-scholes ----

TEST(BlackScholesAnswers, TextbookPrices)
{
    // At the money; J. Hull, "Options, Futures, and Other Derivatives", example of 42 against 40.
    Question("black-scholes", {{"n", 2}}, "f32")
        .input<float>({100, 42})
        .input<float>({100, 40})
        .input<float>({0.05F, 0.1F})
        .input<float>({0.2F, 0.2F})
        .input<float>({1, 0.5F})
        .answer<float>({10.4506F, 4.76F})
        .answer<float>({5.5735F, 0.81F})
        .ask(0.005);
    Question("black-scholes", {{"n", 1}}, "f32")
        .input<float>({100})
        .input<float>({100})
        .input<float>({0.05F})
        .input<float>({0.2F})
        .input<float>({1})
        .answer<float>({10.4506F})
        .answer<float>({5.5735F})
        .ask(1e-4);
}

TEST(BlackScholesAnswers, FarOffTheMoneyIsWorthTheDifferenceOrNothing)
{
    Question("black-scholes", {{"n", 2}}, "f32")
        .input<float>({150, 50})
        .input<float>({50, 150})
        .input<float>({0, 0})
        .input<float>({0.1F, 0.1F})
        .input<float>({0.1F, 0.1F})
        .answer<float>({100, 0})
        .answer<float>({0, 100})
        .ask(5e-5);
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

// ---- all levels ----

class SimdLevels : public testing::TestWithParam<const char *> {};

/// The variant tests see the best instruction set of the machine only.
TEST_P(SimdLevels, LesserInstructionSetsAgreeWithTheReference)
{
    const auto workload = readWorkload(kBuild / "share/assay/workloads" / GetParam());
    ASSERT_TRUE(workload) << workload.error().text();
    const auto module = WorkloadModule::load(kBuild / "lib/assay/workloads" / (workload->id + ".so"), workload->id);
    ASSERT_TRUE(module) << module.error().text();
    std::size_t asked = 0;
    for (const auto &[parameters, cost] : casesFor(*workload, 5e7)) {
        auto tensors = generateTensors(*workload, parameters, 7);
        ASSERT_TRUE(tensors) << tensors.error().text();
        ASSERT_TRUE(module->adjustInputs(parameters, *tensors, 7));
        ASSERT_TRUE(module->reference(parameters, *tensors));
        std::vector<Tensor> outputs = *tensors;
        for (Tensor &tensor : outputs)
            if (tensor.role == TensorRole::Output)
                tensor.data = allocateTensor(tensor.name, tensor.role, tensor.dtype, tensor.shape)->data;
        for (const char *level : {"avx2", "baseline"}) {
            const SimdLimit limit(level);
            auto prepared = PreparedVariant::prepare(*module->variant("simd"), parameters, outputs);
            ASSERT_TRUE(prepared) << prepared.error().text();
            ASSERT_TRUE(prepared->run(CallFrame(parameters, outputs)));
            const OutputCheck check = compareTensors(outputs, *tensors, workload->toleranceFor(parameters));
            EXPECT_TRUE(check.passed) << describe(parameters) << ", " << level << ": " << check.firstMismatch;
            ++asked;
        }
    }
    EXPECT_GE(asked, 20U);
}

std::string levelTestName(const testing::TestParamInfo<const char *> &info)
{
    std::string name = info.param;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

INSTANTIATE_TEST_SUITE_P(Numerical, SimdLevels,
                         testing::Values("gemm", "mlp-inference", "fft", "fir-filter", "quantized-matvec",
                                         "black-scholes", "anomaly-detect"),
                         levelTestName);

} // namespace
