#include "core/desk/option_drafter.hpp"

#include <gmock/gmock.h>

#include "tests/core/model/economics/result_fixture.hpp"

namespace assay::desk {
namespace {

using model::Assumptions;
using testing::HasSubstr;

const catalog::Date kToday = *catalog::dateFromText("2026-11-01");

catalog::HardwareCatalogue catalogue()
{
    return {{Json{{"id", "big-cpu"}, {"class", "cpu"}},
             Json{{"id", "board"}, {"class", "fpga"}, {"emulation", {{"backend", "rtl"}, {"device", "board"}}}}},
            {},
            {}};
}

study::ResultRecord numbered(std::int64_t number, const std::string &target)
{
    study::ResultRecord result = model::resultOn(target);
    result.number = number;
    model::with(result, "latency.mean", 0.01);
    return result;
}

/// Counts how often service times are asked for.
struct Times {
    int asked = 0;
    OptionDrafter::ServiceTimes function()
    {
        return [this](const study::ResultRecord &) -> Result<std::vector<double>> {
            ++asked;
            return std::vector<double>(100, 0.01);
        };
    }
};

TEST(OptionDrafter, FindsWhatATargetIsInTheCatalogue)
{
    const auto cpu = numbered(1, "cpu:native"), board = numbered(2, "rtl:board"), other = numbered(3, "opencl:pocl");
    Times times;
    OptionDrafter drafter(catalogue(), {{{"cpu:native", "big-cpu"}}, {}}, times.function());
    const auto drafts = drafter.draft({&cpu, &board, &other}, Assumptions(), kToday);
    ASSERT_TRUE(drafts) << drafts.error().text();
    EXPECT_EQ(drafts->at(0).hardwareClass, "cpu") << "named by the user";
    EXPECT_EQ(drafts->at(1).hardwareClass, "fpga") << "emulated by the backend";
    EXPECT_EQ(drafts->at(2).hardwareClass, "");
}

TEST(OptionDrafter, AnUnknownTargetOfTheCatalogueIsToldWithASuggestion)
{
    const auto cpu = numbered(1, "cpu:native");
    Times times;
    OptionDrafter drafter(catalogue(), {{{"cpu:native", "big-cpus"}}, {}}, times.function());
    EXPECT_THAT(drafter.draft({&cpu}, Assumptions(), kToday).error().text(), HasSubstr("Did you mean 'big-cpu'"));
}

TEST(OptionDrafter, ReadsServiceTimesOnceAndFollowsTheLimit)
{
    const auto cpu = numbered(1, "cpu:native");
    Times times;
    OptionDrafter drafter(catalogue(), {}, times.function());
    Assumptions loose, tight;
    ASSERT_TRUE(loose.setFromText("slo.latency=0.1"));
    ASSERT_TRUE(tight.setFromText("slo.latency=0.02"));
    const double many = drafter.draft({&cpu}, loose, kToday)->front().option.numbers.capacity;
    const double few = drafter.draft({&cpu}, tight, kToday)->front().option.numbers.capacity;
    EXPECT_GT(many, few);
    EXPECT_EQ(drafter.draft({&cpu}, loose, kToday)->front().option.numbers.capacity, many);
    EXPECT_EQ(times.asked, 1);
}

TEST(OptionDrafter, TellsHowATargetIsPaidFor)
{
    const auto cpu = numbered(1, "cpu:native");
    Times times;
    OptionDrafter drafter(catalogue(), {{}, {{"cpu:native", model::Deployment::Cloud}}}, times.function());
    EXPECT_EQ(drafter.draft({&cpu}, Assumptions(), kToday)->front().option.numbers.deployment,
              model::Deployment::Cloud);
}

TEST(OptionName, HasTheParametersInWhichResultsOnATargetDiffer)
{
    auto first = numbered(1, "cpu:native"), second = numbered(2, "cpu:native"), third = numbered(3, "opencl:pocl");
    first.point.backendParameters = {{"variant", ParameterValue(std::string("simd"))},
                                     {"threads", ParameterValue(std::int64_t{2})}};
    second.point.backendParameters = {{"variant", ParameterValue(std::string("library"))},
                                      {"threads", ParameterValue(std::int64_t{2})}};
    third.point.backendParameters = {{"local_size", ParameterValue(std::int64_t{64})}};
    const std::vector<const study::ResultRecord *> all{&first, &second, &third};
    EXPECT_EQ(optionName(first, all), "#1 on cpu:native variant=simd");
    EXPECT_EQ(optionName(third, all), "#3 on opencl:pocl");
}

} // namespace
} // namespace assay::desk
