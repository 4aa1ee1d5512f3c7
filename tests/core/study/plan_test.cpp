#include <gmock/gmock.h>

#include "core/study/plan.hpp"

using namespace assay;
using namespace assay::study;
using testing::HasSubstr;

namespace {

ParameterSpec integer(const std::string &name, std::int64_t value, bool all = false,
                      std::vector<ParameterValue> choices = {})
{
    ParameterSpec spec;
    spec.name = name;
    spec.defaultValue = ParameterValue(value);
    spec.minimum = 1;
    spec.maximum = 1e6;
    spec.allByDefault = all;
    spec.choices = std::move(choices);
    return spec;
}

/// A workload `toy` with a parameter n, a native implementation with `variant` (all by default) and an OpenCL one with
/// `local_size` that must divide n.
catalog::WorkloadLibrary toyLibrary()
{
    catalog::Workload toy;
    toy.id = "toy";
    toy.sourceHash = "hash";
    toy.parameters = {integer("n", 64)};
    catalog::Implementation native, opencl;
    native.kind = "native";
    native.parameters = {
        integer("variant", 1, true, {ParameterValue(std::int64_t{1}), ParameterValue(std::int64_t{2})})};
    opencl.kind = "opencl";
    opencl.parameters = {integer("local_size", 16)};
    opencl.requirements = {{*catalog::Expression::parse("n % local_size == 0"), "local_size must divide n"}};
    toy.implementations = {native, opencl};
    catalog::WorkloadLibrary library;
    library.workloads = {toy};
    return library;
}

const std::vector<BackendFacts> kBackends{
    {"cpu", {"native"}, "h1"}, {"opencl", {"opencl"}, "h2"}, {"rtl", {"verilog"}, "h3"}};

PlanRequest request(std::vector<std::string> targets, std::vector<std::string> axes = {})
{
    PlanRequest made;
    made.workloads = {"toy"};
    for (const auto &text : targets)
        made.targets.push_back(*TargetId::parse(text));
    for (const auto &text : axes)
        made.axes.push_back(*parseAxis(text));
    return made;
}

TEST(Plan, RunsEveryVariantUnlessOneIsNamed)
{
    EXPECT_EQ(plan(request({"cpu:native"}), toyLibrary(), kBackends)->points.size(), 2U);
    const auto one = plan(request({"cpu:native"}, {"variant=2"}), toyLibrary(), kBackends);
    ASSERT_EQ(one->points.size(), 1U);
    EXPECT_EQ(one->points[0].backendParameters.at("variant").integer(), 2);
}

TEST(Plan, BackendParametersMultiplyOnlyTheirTargets)
{
    const auto made =
        plan(request({"cpu:native", "opencl:pocl"}, {"n=64,128", "local_size=16,32"}), toyLibrary(), kBackends);
    ASSERT_TRUE(made) << made.error().text();
    // two n × (two variants + two local sizes)
    EXPECT_EQ(made->points.size(), 8U);
    for (const auto &point : made->points)
        EXPECT_EQ(point.backendParameters.contains("local_size"), point.target.backend == "opencl");
}

TEST(Plan, ForbiddenCombinationsAreSkippedWithTheReason)
{
    const auto made = plan(request({"opencl:pocl"}, {"n=64,100"}), toyLibrary(), kBackends);
    ASSERT_TRUE(made);
    EXPECT_EQ(made->points.size(), 1U);
    ASSERT_EQ(made->skipped.size(), 1U);
    EXPECT_EQ(made->skipped[0].reason, "local_size must divide n");
    EXPECT_THAT(made->skipped[0].what, HasSubstr("n=100"));
}

TEST(Plan, ATargetWithoutImplementationIsSkipped)
{
    const auto made = plan(request({"cpu:native", "rtl:ice40"}), toyLibrary(), kBackends);
    ASSERT_TRUE(made);
    EXPECT_EQ(made->points.size(), 2U);
    ASSERT_EQ(made->skipped.size(), 1U);
    EXPECT_THAT(made->skipped[0].reason, HasSubstr("no verilog implementation"));
}

TEST(Plan, AnAliasStandsForItsParameter)
{
    auto library = toyLibrary();
    library.workloads[0].implementations[1].parameters[0].aliases = {"ls"};
    const auto made = plan(request({"opencl:pocl"}, {"ls=32"}), library, kBackends);
    ASSERT_TRUE(made) << made.error().text();
    ASSERT_EQ(made->points.size(), 1U);
    EXPECT_EQ(made->points[0].backendParameters.at("local_size").integer(), 32);
    EXPECT_FALSE(made->points[0].backendParameters.contains("ls"));
}

TEST(Plan, ABackendsOwnParametersHoldForAllItsImplementations)
{
    auto backends = kBackends;
    backends[1].parameters = {integer("queues", 1), integer("local_size", 7)};
    const auto made = plan(request({"cpu:native", "opencl:pocl"}, {"queues=2,4", "variant=1"}), toyLibrary(), backends);
    ASSERT_TRUE(made) << made.error().text();
    ASSERT_EQ(made->points.size(), 3U);
    for (const auto &point : made->points)
        EXPECT_EQ(point.backendParameters.contains("queues"), point.target.backend == "opencl");
    EXPECT_EQ(made->points[1].backendParameters.at("local_size").integer(), 16) << "the implementation's own counts";
}

TEST(Plan, UnknownNamesGetASuggestion)
{
    auto wrong = request({"cpu:native"});
    wrong.workloads = {"tyo"};
    EXPECT_THAT(plan(wrong, toyLibrary(), kBackends).error().text(), HasSubstr("Did you mean 'toy'"));
    EXPECT_THAT(plan(request({"cpu:native"}, {"varaint=1"}), toyLibrary(), kBackends).error().text(),
                HasSubstr("Did you mean 'variant'"));
    EXPECT_THAT(plan(request({"opencll:pocl"}), toyLibrary(), kBackends).error().text(),
                HasSubstr("Did you mean 'opencl'"));
    EXPECT_THAT(plan(request({"cpu:native"}, {"opencl.variant=1"}), toyLibrary(), kBackends).error().text(),
                HasSubstr("opencl"));
    // a name that only another backend's target has
    EXPECT_FALSE(plan(request({"cpu:native"}, {"local_size=16"}), toyLibrary(), kBackends));
}

} // namespace
