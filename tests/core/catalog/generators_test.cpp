#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <numeric>

#include <gmock/gmock.h>

#include "core/catalog/workload.hpp"

namespace assay::catalog {
namespace {

using testing::HasSubstr;

Workload workloadWith(DType dtype, const Generator &generator, double elements)
{
    Workload workload;
    workload.id = "sample";
    for (const char *name : {"a", "b"}) {
        TensorSpec spec;
        spec.name = name;
        spec.dtypes = {{"", dtype}};
        spec.shape = {Expression::constant(elements)};
        spec.generator = generator;
        workload.tensors.push_back(spec);
    }
    workload.tensors[1].role = TensorRole::Resident;
    return workload;
}

Generator uniform(double low, double high)
{
    Generator generator;
    generator.kind = Generator::Kind::Uniform;
    generator.low = Expression::constant(low);
    generator.high = Expression::constant(high);
    return generator;
}

Generator normal(double mean, double deviation)
{
    Generator generator;
    generator.kind = Generator::Kind::Normal;
    generator.mean = Expression::constant(mean);
    generator.deviation = Expression::constant(deviation);
    return generator;
}

Generator zipf(double low, double high, double exponent)
{
    Generator generator = uniform(low, high);
    generator.kind = Generator::Kind::Zipf;
    generator.exponent = Expression::constant(exponent);
    return generator;
}

template <class T> std::vector<T> values(const Tensor &tensor)
{
    std::vector<T> copy(tensor.elements());
    std::memcpy(copy.data(), tensor.data.get(), tensor.bytes());
    return copy;
}

template <class T>
std::vector<T> generate(DType dtype, const Generator &generator, std::uint64_t elements, std::uint64_t seed = 1)
{
    const auto tensors = generateTensors(workloadWith(dtype, generator, static_cast<double>(elements)), {}, seed);
    if (!tensors) {
        ADD_FAILURE() << tensors.error().text();
        return {};
    }
    return values<T>(tensors->front());
}

std::string errorOf(DType dtype, const Generator &generator)
{
    const auto tensors = generateTensors(workloadWith(dtype, generator, 4), {}, 1);
    return tensors ? "" : tensors.error().text();
}

template <class T> double meanOf(const std::vector<T> &data)
{
    return std::accumulate(data.begin(), data.end(), 0.0) / static_cast<double>(data.size());
}

template <class T> double deviationOf(const std::vector<T> &data)
{
    const double mean = meanOf(data);
    double sum = 0;
    for (const T value : data)
        sum += (static_cast<double>(value) - mean) * (static_cast<double>(value) - mean);
    return std::sqrt(sum / static_cast<double>(data.size()));
}

TEST(Generators, TheSeedAloneDecides)
{
    const Workload workload = workloadWith(DType::F32, uniform(-1, 1), 1001);
    const auto first = generateTensors(workload, {}, 7), again = generateTensors(workload, {}, 7);
    const auto other = generateTensors(workload, {}, 8);
    ASSERT_TRUE(first && again && other);
    EXPECT_EQ(values<float>(first->at(0)), values<float>(again->at(0)));
    EXPECT_NE(values<float>(first->at(0)), values<float>(other->at(0)));
    EXPECT_NE(values<float>(first->at(0)), values<float>(first->at(1))) << "each tensor has its own stream";
}

// Pinned: inputs of stored results must be the same in every later version and on every machine.
TEST(Generators, TheStreamsArePinned)
{
    EXPECT_THAT(generate<std::uint8_t>(DType::U8, Generator(), 8),
                testing::ElementsAre(0xd6, 0x9e, 0x79, 0x19, 0x8f, 0xf6, 0x11, 0x28));
    EXPECT_THAT(generate<std::int32_t>(DType::I32, uniform(-100, 100), 5), testing::ElementsAre(-69, -80, 21, 61, -78));
    EXPECT_THAT(generate<std::int32_t>(DType::I32, uniform(-1000000, 1000000), 3),
                testing::ElementsAre(-686952, 209346, -773381));
    EXPECT_THAT(generate<double>(DType::F64, uniform(0, 0x1p53), 2),
                testing::ElementsAre(1409843716108083.0, 5446409536515515.0));
    EXPECT_THAT(generate<std::uint16_t>(DType::U16, zipf(0, 999, 1), 6),
                testing::ElementsAre(156, 3, 113, 69, 18, 135));
}

TEST(Generators, TensorsAreAlignedAndOutputsZero)
{
    Workload workload = workloadWith(DType::U8, Generator(), 77);
    workload.tensors[1].role = TensorRole::Output;
    const auto tensors = generateTensors(workload, {}, 1);
    ASSERT_TRUE(tensors);
    for (const auto &tensor : *tensors)
        EXPECT_EQ(reinterpret_cast<std::uintptr_t>(tensor.data.get()) % 64, 0U);
    EXPECT_THAT(values<std::uint8_t>(tensors->at(1)), testing::Each(0));
}

TEST(Generators, UniformIntegersReachBothEndsEvenly)
{
    const auto data = generate<std::int8_t>(DType::I8, uniform(-3, 3), 70000);
    std::map<int, int> counts;
    for (const int value : data)
        ++counts[value];
    ASSERT_EQ(counts.size(), 7U);
    for (const auto &[value, count] : counts) {
        EXPECT_LE(std::abs(value), 3);
        EXPECT_NEAR(count, 10000, 500) << value;
    }
}

TEST(Generators, UniformIntegersCoverWideRanges)
{
    const auto data = generate<std::uint32_t>(DType::U32, uniform(0, 4294967295.0), 100000);
    EXPECT_NEAR(meanOf(data), 0x1p31, 0x1p31 * 0.02);
    const auto wide = generate<std::int64_t>(DType::I64, uniform(-0x1p53, 0x1p53), 100000);
    EXPECT_NEAR(meanOf(wide) / 0x1p53, 0, 0.02);
    EXPECT_NEAR(deviationOf(wide) / 0x1p53, 1 / std::sqrt(3.0), 0.02);
    EXPECT_THAT(generate<std::uint8_t>(DType::U8, uniform(9, 9), 5), testing::Each(9));
}

TEST(Generators, UniformRealsStayBelowTheirEnd)
{
    for (const float value : generate<float>(DType::F32, uniform(1, std::nextafter(1.0F, 2.0F)), 1000))
        EXPECT_EQ(value, 1.0F);
    const auto data = generate<float>(DType::F32, uniform(-1, 1), 100000);
    for (const float value : data)
        ASSERT_TRUE(value >= -1.0F && value < 1.0F) << value;
    EXPECT_NEAR(meanOf(data), 0, 0.01);
    EXPECT_NEAR(deviationOf(data), 1 / std::sqrt(3.0), 0.01);
    EXPECT_NEAR(meanOf(generate<double>(DType::F64, uniform(10, 20), 100000)), 15, 0.05);
    EXPECT_THAT(generate<double>(DType::F64, uniform(2, 2), 3), testing::Each(2.0));
}

TEST(Generators, NormalHasItsMomentsAndTails)
{
    const auto data = generate<float>(DType::F32, normal(5, 2), 200000);
    EXPECT_NEAR(meanOf(data), 5, 0.02);
    EXPECT_NEAR(deviationOf(data), 2, 0.02);
    const auto beyond = [&](double sigmas) {
        return static_cast<double>(
                   std::count_if(data.begin(), data.end(), [&](float x) { return std::abs(x - 5.0) > sigmas * 2; })) /
               static_cast<double>(data.size());
    };
    EXPECT_NEAR(beyond(1), 0.3173, 0.005);
    EXPECT_NEAR(beyond(3), 0.0027, 0.0005);
}

TEST(Generators, NormalIntegersAreRoundedAndClamped)
{
    const auto data = generate<std::int8_t>(DType::I8, normal(0, 200), 10000);
    EXPECT_NE(std::count(data.begin(), data.end(), 127), 0);
    EXPECT_NE(std::count(data.begin(), data.end(), -128), 0);
    EXPECT_NEAR(meanOf(data), 0, 5);
    EXPECT_THAT(generate<std::uint16_t>(DType::U16, normal(-50, 1), 10), testing::Each(0));
}

TEST(Generators, ZipfFavoursLowRanks)
{
    constexpr std::uint64_t kDraws = 200000;
    const auto data = generate<std::uint16_t>(DType::U16, zipf(10, 109, 1), kDraws);
    std::map<int, double> counts;
    for (const int value : data)
        counts[value] += 1;
    EXPECT_GE(counts.begin()->first, 10);
    EXPECT_LE(counts.rbegin()->first, 109);
    double harmonic = 0;
    for (int rank = 1; rank <= 100; ++rank)
        harmonic += 1.0 / rank;
    for (const int rank : {1, 2, 3, 10, 50})
        EXPECT_NEAR(counts[9 + rank] / kDraws, 1 / (rank * harmonic), 0.05 / (rank * harmonic) + 0.0005) << rank;
}

TEST(Generators, ZipfOfExponentZeroIsUniform)
{
    const auto data = generate<std::uint8_t>(DType::U8, zipf(0, 3, 0), 40000);
    for (int value = 0; value < 4; ++value)
        EXPECT_NEAR(static_cast<double>(std::count(data.begin(), data.end(), value)), 10000, 400) << value;
}

TEST(Generators, BytesUseEveryBit)
{
    const auto data = generate<std::uint8_t>(DType::U8, Generator(), 100003);
    EXPECT_NEAR(meanOf(data), 127.5, 1);
    int ones = 0, zeros = 0;
    for (const std::uint8_t value : data) {
        ones |= value;
        zeros |= ~value & 0xff;
    }
    EXPECT_EQ(ones & zeros, 0xff);
}

TEST(Generators, ZeroIsZero)
{
    Generator generator;
    generator.kind = Generator::Kind::Zero;
    EXPECT_THAT(generate<double>(DType::F64, generator, 5), testing::Each(0.0));
}

TEST(Generators, ImpossibleNumbersAreNamed)
{
    EXPECT_THAT(errorOf(DType::U8, uniform(-1, 5)), HasSubstr("-1 … 5 does not lie within 0 … 255"));
    EXPECT_THAT(errorOf(DType::I8, uniform(0, 128)), HasSubstr("does not lie within -128 … 127"));
    EXPECT_THAT(errorOf(DType::I32, uniform(0.5, 2)), HasSubstr("must be whole"));
    EXPECT_THAT(errorOf(DType::U64, uniform(0, 0x1p60)), HasSubstr("does not lie within"));
    EXPECT_THAT(errorOf(DType::F32, uniform(2, 1)), HasSubstr("low = 2 is above high = 1"));
    EXPECT_THAT(errorOf(DType::F32, normal(0, -1)), HasSubstr("the deviation -1 is below 0"));
    EXPECT_THAT(errorOf(DType::U32, zipf(0, 10, -1)), HasSubstr("exponent -1"));
    EXPECT_THAT(errorOf(DType::U32, zipf(0, 2000000, 1)), HasSubstr("at most 1048576 are possible"));
}

TEST(Generators, AnImpossibleShapeIsNamed)
{
    Workload workload = workloadWith(DType::F32, uniform(0, 1), 0);
    EXPECT_THAT(generateTensors(workload, {}, 1).error().text(), HasSubstr("the extent 0 is 0"));
    workload.tensors[0].shape = {Expression::constant(1e12), Expression::constant(1e12)};
    EXPECT_THAT(generateTensors(workload, {}, 1).error().text(), HasSubstr("more than fit any memory"));
}

} // namespace
} // namespace assay::catalog
