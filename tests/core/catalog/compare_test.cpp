#include <cstring>
#include <limits>

#include <gmock/gmock.h>

#include "core/catalog/workload.hpp"

namespace assay::catalog {
namespace {

using testing::HasSubstr;

template <class T> Tensor tensorOf(DType dtype, const std::vector<T> &values, std::vector<std::uint64_t> shape = {})
{
    if (shape.empty())
        shape = {values.size()};
    auto tensor = allocateTensor("y", TensorRole::Output, dtype, shape);
    std::memcpy(tensor->data.get(), values.data(), values.size() * sizeof(T));
    return *tensor;
}

template <class T>
OutputCheck compare(DType dtype, const std::vector<T> &out, const std::vector<T> &reference, Tolerance tolerance = {})
{
    return compareTensors({tensorOf(dtype, out)}, {tensorOf(dtype, reference)}, tolerance);
}

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

TEST(CompareTensors, EqualPasses)
{
    const auto check = compare<float>(DType::F32, {1, -2, 0}, {1, -2, 0});
    EXPECT_TRUE(check.passed);
    EXPECT_EQ(check.elements, 3U);
    EXPECT_EQ(check.worst, 0);
}

TEST(CompareTensors, TheAllowanceIsAbsolutePlusRelative)
{
    const Tolerance tolerance{0.5, 0.1, "test"};
    EXPECT_TRUE(compare<float>(DType::F32, {11.25F}, {10}, tolerance).passed);
    const auto check = compare<float>(DType::F32, {10, 12}, {10, 10}, tolerance);
    EXPECT_FALSE(check.passed);
    EXPECT_EQ(check.wrong, 1U);
    EXPECT_EQ(check.worst, 2);
    EXPECT_DOUBLE_EQ(check.worstRelative, 0.2);
    EXPECT_EQ(check.firstMismatch, "y[1]: 12, expected 10");
}

TEST(CompareTensors, ReportsTheWorstEvenWhenItPasses)
{
    const auto check = compare<double>(DType::F64, {1.0, 4.25}, {1.0, 4.0}, {0.5, 0, "test"});
    EXPECT_TRUE(check.passed);
    EXPECT_EQ(check.worst, 0.25);
    EXPECT_EQ(check.worstRelative, 0.0625);
}

TEST(CompareTensors, NaNNeverPasses)
{
    const Tolerance wide{1e30, 1e30, "test"};
    EXPECT_FALSE(compare<float>(DType::F32, {kNaN}, {1}, wide).passed);
    EXPECT_FALSE(compare<float>(DType::F32, {1}, {kNaN}, wide).passed);
    const auto both = compare<float>(DType::F32, {kNaN}, {kNaN}, wide);
    EXPECT_FALSE(both.passed);
    EXPECT_EQ(both.worst, std::numeric_limits<double>::infinity());
}

TEST(CompareTensors, AnInfinityOnlyEqualsItself)
{
    const Tolerance wide{1e30, 1e30, "test"};
    EXPECT_TRUE(compare<float>(DType::F32, {kInfinity, -kInfinity}, {kInfinity, -kInfinity}).passed);
    EXPECT_FALSE(compare<float>(DType::F32, {-kInfinity}, {kInfinity}, wide).passed);
    EXPECT_FALSE(compare<float>(DType::F32, {1}, {kInfinity}, wide).passed);
    EXPECT_FALSE(compare<float>(DType::F32, {kInfinity}, {1}, wide).passed);
}

TEST(CompareTensors, IntegersAreExactUnlessStepsAreAllowed)
{
    EXPECT_FALSE(compare<std::int32_t>(DType::I32, {1000001}, {1000000}, {0, 0.5, "relative does not count"}).passed);
    EXPECT_TRUE(compare<std::int8_t>(DType::I8, {-128, 5}, {-127, 4}, {1, 0, "one step"}).passed);
    const auto check = compare<std::uint8_t>(DType::U8, {0}, {255});
    EXPECT_EQ(check.worst, 255);
    EXPECT_EQ(check.firstMismatch, "y[0]: 0, expected 255");
}

TEST(CompareTensors, NeighboursOfLargeIntegersDiffer)
{
    const std::int64_t large = std::numeric_limits<std::int64_t>::max();
    EXPECT_FALSE(compare<std::int64_t>(DType::I64, {large}, {large - 1}).passed);
    EXPECT_EQ(compare<std::int64_t>(DType::I64, {std::numeric_limits<std::int64_t>::min()}, {large}).worst, 0x1p64);
    EXPECT_FALSE(compare<std::uint64_t>(DType::U64, {~0ULL}, {~0ULL - 1}).passed);
}

TEST(CompareTensors, NamesThePositionInEveryAxis)
{
    const Tensor out = tensorOf<float>(DType::F32, {1, 2, 3, 4, 5, 7}, {2, 3});
    const Tensor reference = tensorOf<float>(DType::F32, {1, 2, 3, 4, 5, 6}, {2, 3});
    EXPECT_EQ(compareTensors({out}, {reference}, {}).firstMismatch, "y[1,2]: 7, expected 6");
}

TEST(CompareTensors, OnlyOutputsCountAndTheyMustAgree)
{
    Tensor input = tensorOf<float>(DType::F32, {1});
    input.role = TensorRole::Input;
    const Tensor output = tensorOf<float>(DType::F32, {1});
    EXPECT_TRUE(compareTensors({input, output}, {output}, {}).passed);
    EXPECT_THAT(compareTensors({input}, {input}, {}).firstMismatch, HasSubstr("no output"));
    EXPECT_FALSE(compareTensors({input}, {input}, {}).passed);
    EXPECT_THAT(compareTensors({}, {output}, {}).firstMismatch, HasSubstr("0 outputs, expected 1"));
    const Tensor longer = tensorOf<float>(DType::F32, {1, 2});
    EXPECT_EQ(compareTensors({longer}, {output}, {}).firstMismatch, "y is f32[2], expected f32[1]");
    Tensor renamed = output;
    renamed.name = "z";
    EXPECT_FALSE(compareTensors({renamed}, {output}, {}).passed);
    Tensor empty = output;
    empty.data = nullptr;
    EXPECT_THAT(compareTensors({empty}, {output}, {}).firstMismatch, HasSubstr("no data"));
}

} // namespace
} // namespace assay::catalog
