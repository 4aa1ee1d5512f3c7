// The parts of the OpenCL backend that need no device.
#include <gmock/gmock.h>

#include "backends/opencl/build_options.hpp"
#include "backends/opencl/cl_error.hpp"
#include "backends/opencl/device.hpp"
#include "backends/opencl/launch_plan.hpp"
#include "backends/opencl/program.hpp"

namespace assay::opencl {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

TEST(DeviceSlug, NamesTheVendorAndStaysTheSame)
{
    const auto gpu = [](const char *platform, const char *vendor, cl_uint id) {
        return deviceSlug(platform, vendor, "some card", id, CL_DEVICE_TYPE_GPU);
    };
    EXPECT_EQ(gpu("NVIDIA CUDA", "NVIDIA Corporation", 0x10de), "nvidia");
    EXPECT_EQ(gpu("AMD Accelerated Parallel Processing", "Advanced Micro Devices, Inc.", 0x1002), "amd");
    EXPECT_EQ(gpu("Intel(R) OpenCL HD Graphics", "Intel(R) Corporation", 0x8086), "intel");
    EXPECT_EQ(gpu("rusticl", "AMD", 0x1002), "rusticl-amd") << "the same card by another driver is another device";
    EXPECT_EQ(gpu("New Platform (TM) 2", "Nobody", 1), "new-platform-tm-2");
    EXPECT_EQ(deviceSlug("Xilinx", "Xilinx", "xilinx_u55c", 0, CL_DEVICE_TYPE_ACCELERATOR), "xilinx");
    EXPECT_EQ(deviceSlug("Intel(R) OpenCL", "Intel(R) Corporation", "Xeon", 0x8086, CL_DEVICE_TYPE_CPU), "intel-cpu");
}

TEST(DeviceSlug, PoclHasANameForEachDriver)
{
    const char *pocl = "Portable Computing Language";
    EXPECT_EQ(deviceSlug(pocl, "GenuineIntel", "pthread-haswell-Xeon", 0x8086, CL_DEVICE_TYPE_CPU), "pocl");
    EXPECT_EQ(deviceSlug(pocl, "GenuineIntel", "cpu-haswell-Xeon", 0x8086, CL_DEVICE_TYPE_CPU), "pocl");
    EXPECT_EQ(deviceSlug(pocl, "GenuineIntel", "basic-haswell-Xeon", 0x8086, CL_DEVICE_TYPE_CPU), "pocl-basic");
}

TEST(ParameterOptions, CarryNumbersAndTexts)
{
    const std::vector<assay_param> workload{{"n", ASSAY_PARAM_INT, 0, -5, 0, "-5"},
                                            {"alpha", ASSAY_PARAM_REAL, 0, 0, 2, "2"},
                                            {"dtype", ASSAY_PARAM_TEXT, 0, 0, 0, "f32"}};
    const std::vector<assay_param> own{{"local-size", ASSAY_PARAM_INT, 0, 64, 0, "64"}};
    EXPECT_EQ(parameterOptions(workload, own),
              "-DP_N=-5 -DP_ALPHA=2.0 -DP_DTYPE_F32=1 -DP_DTYPE=f32 -DP_LOCAL_SIZE=64");
}

TEST(ParameterOptions, ATextCannotAddAnOption)
{
    const std::vector<assay_param> parameters{{"network", ASSAY_PARAM_TEXT, 0, 0, 0, "784-256 -DEVIL=1 \"$(x)\""},
                                              {"a b=1 -I/", ASSAY_PARAM_INT, 0, 1, 0, "1"}};
    EXPECT_EQ(parameterOptions(parameters, {}), "-DP_NETWORK_784_256__DEVIL_1____X__=1 -DP_A_B_1__I_=1");
}

TEST(FirstErrors, StartAtTheFirstError)
{
    const std::string log = "a.cl:1:1: warning: unused\nint x;\na.cl:7:3: error: unknown type\n  foo\n";
    EXPECT_THAT(firstErrors(log, 1000), StartsWith("a.cl:7:3: error: unknown type"));
    EXPECT_EQ(firstErrors("only a note", 1000), "only a note");
    EXPECT_EQ(firstErrors("", 1000), "(the driver gave no build log)");
    EXPECT_EQ(firstErrors(std::string(100, 'x'), 10), std::string(10, 'x') + "\n… (cut)");
}

TEST(ClErrors, BecomeNamesAndStatuses)
{
    EXPECT_STREQ(clFailure("clFinish", CL_INVALID_COMMAND_QUEUE).what(), "clFinish failed: CL_INVALID_COMMAND_QUEUE");
    EXPECT_THAT(clFailure("clFinish", CL_OUT_OF_RESOURCES).what(), HasSubstr("out of bounds"));
    EXPECT_THAT(clFailure("clFinish", -9999).what(), HasSubstr("OpenCL error -9999"));
    EXPECT_EQ(statusFor(CL_DEVICE_NOT_AVAILABLE), ASSAY_DEVICE_LOST);
    EXPECT_EQ(statusFor(CL_MEM_OBJECT_ALLOCATION_FAILURE), ASSAY_OUT_OF_MEMORY);
    EXPECT_EQ(statusFor(CL_OUT_OF_HOST_MEMORY), ASSAY_OUT_OF_MEMORY);
    EXPECT_EQ(statusFor(CL_OUT_OF_RESOURCES), ASSAY_DEVICE_ERROR);
}

class Plan : public testing::Test {
protected:
    LaunchPlan parse(const std::string &options) const { return parseLaunchPlan(options, entry, tensors); }
    std::string errorOf(const std::string &options) const
    {
        try {
            static_cast<void>(parse(options));
        } catch (const sdk::Failure &failure) {
            EXPECT_EQ(failure.status(), ASSAY_INVALID_ARGUMENT);
            return failure.what();
        }
        return "no error";
    }
    std::string entry;
    std::vector<assay_tensor> tensors = [] {
        std::vector<assay_tensor> made(2);
        made[0].name = "x";
        made[1].name = "y";
        return made;
    }();
};

TEST_F(Plan, ReadsEveryKindOfArgument)
{
    const LaunchPlan plan = parse(R"({"scratch": [{"name": "t", "bytes": 64.0}],
        "launches": [{"kernel": "k", "global": [128, 2], "local": [64.0, 1], "repeat": 3,
                      "args": ["x", "t", 7, {"real": 0.5}, "@i", {"even": "t", "odd": "y"}]}]})");
    ASSERT_EQ(plan.scratch.size(), 1U);
    EXPECT_EQ(plan.scratch[0].bytes, 64U);
    ASSERT_EQ(plan.launches.size(), 1U);
    const LaunchPlan::Launch &launch = plan.launches[0];
    EXPECT_THAT(launch.global, ElementsAre(128, 2));
    EXPECT_THAT(launch.local, ElementsAre(64, 1));
    EXPECT_EQ(launch.repeat, 3U);
    EXPECT_TRUE(launch.varies());
    ASSERT_EQ(launch.arguments.size(), 6U);
    EXPECT_EQ(launch.arguments[1].evenBuffer, 2U) << "scratch buffers come after the tensors";
    EXPECT_EQ(launch.arguments[2].integer, 7);
    EXPECT_EQ(launch.arguments[3].real, 0.5F);
    EXPECT_EQ(launch.arguments[4].kind, LaunchPlan::Argument::Kind::Repetition);
    EXPECT_EQ(launch.arguments[5].evenBuffer, 2U);
    EXPECT_EQ(launch.arguments[5].oddBuffer, 1U);
}

TEST_F(Plan, TheEntryIsTheKernelOfLaunchesThatNameNone)
{
    entry = "main_kernel";
    EXPECT_EQ(parse(R"({"launches": [{"global": [1]}]})").launches[0].kernel, "main_kernel");
}

TEST_F(Plan, WhatIsWrongIsNamed)
{
    const auto withArgument = [&](const std::string &argument) {
        return errorOf(R"({"launches": [{"kernel": "k", "global": [1], "args": ["x", )" + argument + "]}]}");
    };
    EXPECT_THAT(withArgument("\"z\""), HasSubstr("launch 1, argument 2 names 'z'"));
    EXPECT_THAT(withArgument("\"z\""), HasSubstr("there is: x, y"));
    EXPECT_THAT(withArgument("1.5"), HasSubstr("must be a whole number"));
    EXPECT_THAT(withArgument("4294967296"), HasSubstr("does not fit an int"));
    EXPECT_THAT(withArgument("[1]"), HasSubstr("known are"));
    EXPECT_THAT(withArgument(R"({"even": "x"})"), HasSubstr("needs 'odd'"));
    EXPECT_THAT(errorOf("{}"), HasSubstr("'launches' must be a list"));
    EXPECT_THAT(errorOf("not json"), HasSubstr("parse error"));
    EXPECT_THAT(errorOf(R"({"launches": [{"global": [1]}]})"), HasSubstr("launch 1 needs 'kernel'"));
    EXPECT_THAT(errorOf(R"({"launches": [{"kernel": "k"}]})"), HasSubstr("needs 'global'"));
    EXPECT_THAT(errorOf(R"({"launches": [{"kernel": "k", "global": [0]}]})"), HasSubstr("must be at least 1"));
    EXPECT_THAT(errorOf(R"({"launches": [{"kernel": "k", "global": [8, 8], "local": [4]}]})"),
                HasSubstr("another number of sizes"));
    EXPECT_THAT(errorOf(R"({"launches": [{"kernel": "k", "global": [8], "repeat": 100000}]})"),
                HasSubstr("must be at most"));
    EXPECT_THAT(errorOf(R"({"scratch": [{"name": "x", "bytes": 4}], "launches": []})"), HasSubstr("another buffer"));
}

} // namespace
} // namespace assay::opencl
