#include <gmock/gmock.h>

#include "core/study/parameter_space.hpp"

using namespace assay;
using namespace assay::study;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

std::vector<std::string> values(std::string_view option)
{
    auto axis = parseAxis(option);
    return axis ? axis->values : std::vector<std::string>{"error: " + axis.error().text()};
}

TEST(ParseAxis, ReadsListsRangesAndFactors)
{
    EXPECT_THAT(values("n=1,5,7"), ElementsAre("1", "5", "7"));
    EXPECT_THAT(values("n=1:7:3"), ElementsAre("1", "4", "7"));
    EXPECT_THAT(values("n=1:8:3"), ElementsAre("1", "4", "7"));
    EXPECT_THAT(values("n=64:512:x2"), ElementsAre("64", "128", "256", "512"));
    EXPECT_THAT(values("x=0:0.3:0.1"), ElementsAre("0", "0.1", "0.2", "0.3"));
    EXPECT_THAT(values("dtype=f32,int8"), ElementsAre("f32", "int8"));
}

TEST(ParseAxis, KnowsScopes)
{
    const auto axis = parseAxis("rtl.lanes=2");
    ASSERT_TRUE(axis);
    EXPECT_EQ(axis->backend, "rtl");
    EXPECT_EQ(axis->name, "lanes");
}

TEST(ParseAxis, NamesWhatIsWrong)
{
    for (const char *option : {"n", "=3", "n=", "n=1,,2", "n=1:2", "n=5:1:1", "n=1:5:0", "n=1:5:-1", "n=0:5:x2",
                               "n=1:5:x1", "n=a:b:c", "n=0:1e9:1"}) {
        const auto axis = parseAxis(option);
        ASSERT_FALSE(axis) << option;
        EXPECT_EQ(axis.error().code, ErrorCode::InvalidInput);
        EXPECT_THAT(axis.error().text(), HasSubstr(option));
        EXPECT_THAT(axis.error().text(), HasSubstr("LO:HI:STEP"));
    }
}

TEST(Grid, MultipliesWithTheLastAxisFastest)
{
    const ParameterValue one(std::int64_t{1}), two(std::int64_t{2}), a(std::string("a")), b(std::string("b"));
    const auto sets = grid({{"n", {one, two}}, {"v", {a, b}}});
    ASSERT_EQ(sets.size(), 4U);
    EXPECT_EQ(sets[0].at("n"), one);
    EXPECT_EQ(sets[0].at("v"), a);
    EXPECT_EQ(sets[1].at("v"), b);
    EXPECT_EQ(sets[3].at("n"), two);
    EXPECT_EQ(grid({}).size(), 1U);
}

} // namespace
