// Answers worked out elsewhere (cases done by hand, identities), asked of
// the reference and of every CPU variant, the vectorised ones on each instruction set this machine has.
#include <algorithm>

#include <gmock/gmock.h>

#include "question.hpp"

namespace {

using namespace assay;
using namespace assay::catalog;

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

} // namespace
