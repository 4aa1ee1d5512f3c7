#include "core/study/search/plan_space.hpp"

#include <set>

#include <gmock/gmock.h>

#include "core/study/search/budget.hpp"

namespace assay::study {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

ParameterSpec integer(const std::string &name, std::int64_t value, std::vector<std::int64_t> choices = {})
{
    ParameterSpec spec;
    spec.name = name;
    spec.defaultValue = ParameterValue(value);
    spec.minimum = 1;
    spec.maximum = 1e6;
    spec.allByDefault = !choices.empty();
    for (const std::int64_t choice : choices)
        spec.choices.emplace_back(choice);
    return spec;
}

/// A workload with a size n; three variants on the CPU; in OpenCL a local_size that divides n.
class PlanSpaceTest : public testing::Test {
protected:
    PlanSpaceTest()
    {
        catalog::Workload toy;
        toy.id = "toy";
        toy.sourceHash = "hash";
        toy.parameters = {integer("n", 64)};
        catalog::Implementation native, opencl;
        native.kind = "native";
        native.parameters = {integer("variant", 1, {1, 2, 3})};
        opencl.kind = "opencl";
        opencl.parameters = {integer("local_size", 16)};
        opencl.requirements = {{*catalog::Expression::parse("n % local_size == 0"), "local_size must divide n"}};
        toy.implementations = {native, opencl};
        m_library.workloads = {toy};
    }
    [[nodiscard]] Result<PlanSpace> make(const std::vector<std::string> &targets,
                                         const std::vector<std::string> &axes = {}) const
    {
        PlanRequest request;
        request.workloads = {"toy"};
        for (const auto &text : targets)
            request.targets.push_back(*TargetId::parse(text));
        for (const auto &text : axes)
            request.axes.push_back(*parseAxis(text));
        return PlanSpace::create(std::move(request), m_library, m_backends);
    }
    [[nodiscard]] static std::set<std::string> names(const PlanSpace &space)
    {
        std::set<std::string> all;
        for (std::uint64_t i = 0; i < space.space().size(); ++i)
            all.insert(space.name(space.space().point(i)));
        return all;
    }

    catalog::WorkloadLibrary m_library;
    std::vector<BackendFacts> m_backends{
        {"cpu", {"native"}, "h1"}, {"opencl", {"opencl"}, "h2"}, {"rtl", {"verilog"}, "h3"}};
};

TEST_F(PlanSpaceTest, HasTheDesignsOfTheFullGrid)
{
    const auto space = make({"cpu:native", "opencl:pocl"}, {"local_size=8,16,24"});
    ASSERT_TRUE(space) << space.error().text();
    EXPECT_EQ(space->space().size(), 18U) << "two targets, three sizes, three variants by default";
    std::set<std::string> keys;
    std::set<std::string> refused;
    for (std::uint64_t i = 0; i < space->space().size(); ++i) {
        const auto made = space->designPoint(space->space().point(i));
        if (made)
            keys.insert(made->key());
        else
            refused.insert(made.error().text());
    }
    PlanRequest grid;
    grid.workloads = {"toy"};
    grid.targets = {*TargetId::parse("cpu:native"), *TargetId::parse("opencl:pocl")};
    grid.axes = {*parseAxis("local_size=8,16,24")};
    std::set<std::string> expected;
    const auto planned = plan(grid, m_library, m_backends);
    for (const DesignPoint &point : planned->points)
        expected.insert(point.key());
    EXPECT_EQ(keys, expected);
    EXPECT_THAT(refused, ElementsAre(HasSubstr("local_size must divide n")));
}

TEST_F(PlanSpaceTest, AParameterOfAnotherTargetMakesNoOtherDesign)
{
    const auto space = make({"cpu:native", "opencl:pocl"}, {"local_size=8,16"});
    ASSERT_TRUE(space) << space.error().text();
    EXPECT_EQ(space->designs(), 5U);
    EXPECT_THAT(names(*space), ElementsAre("cpu:native variant=1", "cpu:native variant=2", "cpu:native variant=3",
                                           "opencl:pocl local_size=16", "opencl:pocl local_size=8"));
}

TEST_F(PlanSpaceTest, AValueThatOneTargetAloneTakesFailsOnTheOther)
{
    const auto space = make({"cpu:native"}, {"variant=1,3"});
    ASSERT_TRUE(space);
    EXPECT_EQ(space->space().size(), 2U);
    EXPECT_EQ(space->designPoint({0, 1})->backendParameters.at("variant").integer(), 3);
    const auto wrong = make({"cpu:native"}, {"variant=1,9"});
    ASSERT_FALSE(wrong);
    EXPECT_THAT(wrong.error().text(), HasSubstr("9"));
}

TEST_F(PlanSpaceTest, ATargetWithoutAnImplementationIsOneFailedDesign)
{
    const auto space = make({"cpu:native", "rtl:board"});
    ASSERT_TRUE(space) << space.error().text();
    EXPECT_EQ(names(*space).size(), 4U);
    EXPECT_THAT(space->designPoint({1, 0}).error().text(), HasSubstr("no verilog implementation"));
}

TEST_F(PlanSpaceTest, QuestionsThatCannotBeComparedAreRefused)
{
    EXPECT_THAT(make({"cpu:native"}, {"n=64,128"}).error().text(), HasSubstr("different questions"));
    EXPECT_TRUE(make({"cpu:native"}, {"n=128"}));
    EXPECT_THAT(make({"cpu:native"}, {"lanes=1,2"}).error().text(), HasSubstr("lanes"));
    EXPECT_FALSE(make({"cpu:native", "gpu:none"}));
    PlanRequest several;
    several.workloads = {"toy", "other"};
    EXPECT_THAT(PlanSpace::create(several, m_library, m_backends).error().text(), HasSubstr("one workload"));
}

TEST_F(PlanSpaceTest, ALargeGridIsNotMade)
{
    const auto space = make({"opencl:pocl"}, {"local_size=1:50000:1"});
    ASSERT_TRUE(space);
    EXPECT_EQ(space->space().size(), 50000U);
    EXPECT_EQ(space->toJson()[1]["name"], "local_size");
    EXPECT_EQ(space->designPoint({0, 31})->backendParameters.at("local_size").integer(), 32);
}

TEST(SearchBudget, IsPointsOrTime)
{
    EXPECT_EQ(parseSearchBudget("40")->points, 40U);
    EXPECT_FALSE(parseSearchBudget("40")->seconds);
    EXPECT_EQ(parseSearchBudget("20min")->seconds, 1200);
    EXPECT_EQ(parseSearchBudget("1.5h")->seconds, 5400);
    for (const char *text : {"", "0", "-3", "1.5", "20 parsecs", "0min", "min", "1e9h", "nan min", "infs"})
        EXPECT_FALSE(parseSearchBudget(text)) << text;
}

} // namespace
} // namespace assay::study
