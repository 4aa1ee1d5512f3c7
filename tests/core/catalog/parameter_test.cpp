#include "core/catalog/parameter.hpp"

#include <gmock/gmock.h>

namespace assay {
namespace {

using testing::HasSubstr;

ParameterSpec integerSpec()
{
    ParameterSpec spec;
    spec.name = "n";
    spec.minimum = 16;
    spec.maximum = 65536;
    return spec;
}

ParameterSpec textSpec()
{
    ParameterSpec spec;
    spec.name = "dtype";
    spec.type = ParameterType::Text;
    spec.choices = {ParameterValue(std::string("f32")), ParameterValue(std::string("int8"))};
    return spec;
}

std::string parseError(const ParameterSpec &spec, std::string_view text)
{
    const auto value = spec.parse(text);
    return value ? "" : value.error().text();
}

TEST(ParameterValue, TextAndJsonKeepTheType)
{
    const ParameterSet set{{"batch", ParameterValue(std::int64_t{8})},
                           {"rate", ParameterValue(1.0)},
                           {"dtype", ParameterValue(std::string("f32"))}};
    EXPECT_EQ(describe(set), "batch=8 dtype=f32 rate=1");
    EXPECT_EQ(toJson(set).dump(), R"({"batch":8,"dtype":"f32","rate":1.0})");
    EXPECT_EQ(parameterSetFromJson(Json::parse(toJson(set).dump())), set);
    EXPECT_EQ(describe({}), "–");
}

TEST(ParameterValue, RefusesOtherJson)
{
    EXPECT_THROW(parameterSetFromJson(Json::parse(R"({"n":true})")), Json::exception);
    EXPECT_THROW(parameterSetFromJson(Json::parse("[1]")), Json::exception);
}

TEST(ParameterSpec, ReadsWholeNumbersInTheirRange)
{
    EXPECT_EQ(integerSpec().parse("4096").value(), ParameterValue(std::int64_t{4096}));
    EXPECT_EQ(integerSpec().parse("1e3").value(), ParameterValue(std::int64_t{1000}));
    EXPECT_EQ(parseError(integerSpec(), "8"), "parameter 'n': '8' is outside its range. Allowed: 16 … 65536");
    EXPECT_THAT(parseError(integerSpec(), "65537"), HasSubstr("outside its range"));
    EXPECT_THAT(parseError(integerSpec(), "many"), HasSubstr("'many' is not a whole number"));
    EXPECT_THAT(parseError(integerSpec(), "100.5"), HasSubstr("is not a whole number"));
    EXPECT_THAT(parseError(integerSpec(), "100x"), HasSubstr("is not a whole number"));
    EXPECT_THAT(parseError(integerSpec(), ""), HasSubstr("is not a whole number"));
}

TEST(ParameterSpec, PowersOfTwo)
{
    ParameterSpec spec = integerSpec();
    spec.powerOfTwo = true;
    EXPECT_TRUE(spec.parse("1024"));
    EXPECT_EQ(parseError(spec, "1000"),
              "parameter 'n': '1000' is not a power of two. Allowed: 16 … 65536, powers of two");
}

TEST(ParameterSpec, Choices)
{
    EXPECT_EQ(textSpec().parse("int8").value().text(), "int8");
    EXPECT_EQ(parseError(textSpec(), "in8"),
              "parameter 'dtype': 'in8' is not one of its values (did you mean 'int8'?). Allowed: f32 | int8");
    ParameterSpec numbers = integerSpec();
    numbers.choices = {ParameterValue(std::int64_t{16}), ParameterValue(std::int64_t{64})};
    EXPECT_TRUE(numbers.parse("64"));
    EXPECT_THAT(parseError(numbers, "32"), HasSubstr("Allowed: 16 | 64"));
}

TEST(ParameterSpec, WholeNumbersPassForReals)
{
    ParameterSpec spec;
    spec.name = "alpha";
    spec.type = ParameterType::Real;
    spec.maximum = 1;
    EXPECT_EQ(spec.parse("1").value(), ParameterValue(1.0));
    EXPECT_TRUE(spec.check(ParameterValue(std::int64_t{1})));
    EXPECT_EQ(spec.normalised(ParameterValue(std::int64_t{1})), ParameterValue(1.0));
    EXPECT_THAT(parseError(spec, "nan"), HasSubstr("outside its range"));
    EXPECT_THAT(parseError(spec, "inf"), HasSubstr("outside its range"));
    EXPECT_FALSE(integerSpec().check(ParameterValue(64.0)));
}

} // namespace
} // namespace assay
