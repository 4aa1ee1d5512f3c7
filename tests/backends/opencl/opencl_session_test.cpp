// Sessions of the OpenCL backend, through the plugin's table as the runner uses it, on the first device there is.
#include <array>
#include <numeric>
#include <thread>

#include "tests/backends/opencl/opencl_fixture.hpp"

namespace assay::opencl {
namespace {

using testing::AllOf;
using testing::Each;
using testing::HasSubstr;
using testing::Not;

constexpr std::size_t kCount = 1024;

/// y = 2 x + weights, on ints.
TestWorkload scaleAndAdd(std::vector<int32_t> &weights)
{
    TestWorkload workload;
    workload.source = "__kernel void run(__global const int *x, __global const int *w, __global int *y)"
                      "{ const size_t i = get_global_id(0); y[i] = 2 * x[i] + w[i]; }";
    workload.options = R"({"launches": [{"kernel": "run", "global": [1024], "local": [64], "args": ["x", "w", "y"]}]})";
    workload.addTensor("x", ASSAY_TENSOR_INPUT, kCount);
    workload.addTensor("w", ASSAY_TENSOR_RESIDENT, kCount, weights.data());
    workload.addTensor("y", ASSAY_TENSOR_OUTPUT, kCount);
    return workload;
}

/// A kernel of one work-item that writes one int.
TestWorkload oneNumber(const std::string &body)
{
    TestWorkload workload;
    workload.source = "__kernel void run(__global int *y)\n{\n" + body + "\n}\n";
    workload.options = R"({"launches": [{"kernel": "run", "global": [1], "args": ["y"]}]})";
    workload.addTensor("y", ASSAY_TENSOR_OUTPUT, 1);
    return workload;
}

int32_t answerOf(const TestWorkload &workload)
{
    Opened opened(workload);
    EXPECT_EQ(opened.status, ASSAY_OK) << opened.text();
    std::vector<int32_t> y(1, -1);
    if (opened.session != nullptr) {
        EXPECT_EQ(opened.query(0, {}, {&y}), ASSAY_OK);
    }
    return y[0];
}

TEST(OpenClDevices, AreListedAndPassTheirSelfTest)
{
    const auto devices = backend().devices();
    ASSERT_TRUE(devices) << devices.error().text();
    const auto *health = backend().extension<assay_ext_health>(ASSAY_EXT_HEALTH);
    ASSERT_NE(health, nullptr);
    for (const plugin::Device &device : *devices) {
        SCOPED_TRACE(device.id);
        EXPECT_FALSE(device.name.empty());
        EXPECT_FALSE(device.driver.empty());
        EXPECT_GT(device.computeUnits, 0U);
        EXPECT_GT(device.memoryBytes, 0U);
        EXPECT_GT(device.maxSlots, 1U);
        EXPECT_EQ(device.boundary == Boundary::InMemory, device.sameCpu) << "PoCL's upload is a memory copy";
        assay_error error = plugin::emptyError();
        EXPECT_EQ(health->check(device.id.c_str(), &error), ASSAY_OK) << error.text;
    }
    EXPECT_EQ(backend().devices()->front().id, devices->front().id) << "ids stay";
}

TEST(OpenClDevices, AnUnknownOneIsRefusedWithThoseThereAre)
{
    const Opened opened(oneNumber("y[0] = 1;"), 1, "nvidia-7");
    EXPECT_EQ(opened.status, ASSAY_INVALID_ARGUMENT);
    EXPECT_THAT(opened.text(), AllOf(HasSubstr("'nvidia-7'"), HasSubstr(backend().devices()->front().id)));
}

TEST(OpenClSession, ComputesWithInputsAndResidents)
{
    std::vector<int32_t> weights(kCount, 5);
    Opened opened(scaleAndAdd(weights));
    ASSERT_EQ(opened.status, ASSAY_OK) << opened.text();
    for (const int32_t value : {1, 20}) { // residents stay between queries
        std::vector<int32_t> x(kCount, value);
        std::vector<int32_t> y(kCount);
        ASSERT_EQ(opened.query(0, {&x}, {&y}), ASSAY_OK);
        EXPECT_THAT(y, Each(2 * value + 5));
    }
}

TEST(OpenClSession, InputMemoryMayBeReusedAfterUpload)
{
    std::vector<int32_t> weights(kCount, 0);
    Opened opened(scaleAndAdd(weights));
    ASSERT_EQ(opened.status, ASSAY_OK) << opened.text();
    std::vector<int32_t> x(kCount, 3);
    std::vector<int32_t> y(kCount);
    const assay_plugin &table = backend().table();
    const auto in = Opened::views({&x}, ASSAY_TENSOR_INPUT);
    ASSERT_EQ(table.upload(opened.session, 0, in.data(), 1, &opened.error), ASSAY_OK);
    std::fill(x.begin(), x.end(), 99);
    ASSERT_EQ(table.execute(opened.session, 0, &opened.error), ASSAY_OK);
    auto out = Opened::views({&y}, ASSAY_TENSOR_OUTPUT);
    ASSERT_EQ(table.download(opened.session, 0, out.data(), 1, &opened.error), ASSAY_OK);
    EXPECT_THAT(y, Each(6));
}

TEST(OpenClSession, SlotsAreIndependentAndMayRunInParallel)
{
    constexpr uint32_t slots = 4;
    std::vector<int32_t> weights(kCount, 7);
    Opened opened(scaleAndAdd(weights), slots);
    ASSERT_EQ(opened.status, ASSAY_OK) << opened.text();
    std::array<int, slots> wrong{};
    {
        std::vector<std::jthread> threads;
        for (uint32_t slot = 0; slot < slots; ++slot)
            threads.emplace_back([&, slot] {
                for (int32_t round = 0; round < 50; ++round) {
                    const int32_t value = static_cast<int32_t>(slot) * 1000 + round;
                    std::vector<int32_t> x(kCount, value);
                    std::vector<int32_t> y(kCount);
                    if (opened.query(slot, {&x}, {&y}) != ASSAY_OK || y != std::vector<int32_t>(kCount, 2 * value + 7))
                        ++wrong[slot];
                }
            });
    }
    EXPECT_THAT(wrong, Each(0));
}

TEST(OpenClSession, SubmittedQueriesOverlapAndEachGetsItsAnswer)
{
    constexpr uint32_t slots = 3;
    std::vector<int32_t> weights(kCount, 1);
    Opened opened(scaleAndAdd(weights), slots);
    ASSERT_EQ(opened.status, ASSAY_OK) << opened.text();
    const assay_plugin &table = backend().table();
    std::vector<std::vector<int32_t>> x(slots, std::vector<int32_t>(kCount));
    std::vector<std::vector<int32_t>> y(slots, std::vector<int32_t>(kCount));
    for (int32_t round = 0; round < 10; ++round) {
        for (uint32_t slot = 0; slot < slots; ++slot) {
            std::fill(x[slot].begin(), x[slot].end(), static_cast<int32_t>(slot) + 10 * round);
            const auto in = Opened::views({&x[slot]}, ASSAY_TENSOR_INPUT);
            auto out = Opened::views({&y[slot]}, ASSAY_TENSOR_OUTPUT);
            ASSERT_EQ(table.submit(opened.session, slot, in.data(), 1, out.data(), 1, &opened.error), ASSAY_OK)
                << opened.text();
        }
        for (uint32_t slot = 0; slot < slots; ++slot) {
            ASSERT_EQ(table.wait(opened.session, slot, &opened.error), ASSAY_OK) << opened.text();
            EXPECT_THAT(y[slot], Each(2 * (static_cast<int32_t>(slot) + 10 * round) + 1));
        }
    }
}

TEST(OpenClSession, ScratchRepetitionsAndParity)
{
    // Starting from x, every repetition adds its number; two buffers take turns.
    TestWorkload workload;
    workload.source = "__kernel void start(__global const int *x, __global int *a)"
                      "{ const size_t i = get_global_id(0); a[i] = x[i]; }"
                      "__kernel void advanceOne(__global const int *from, __global int *to, int i, int k, float f)"
                      "{ const size_t j = get_global_id(0); to[j] = from[j] + i * k + (int)(2.0f * f); }";
    workload.options = R"({"scratch": [{"name": "a", "bytes": 4096}],
        "launches": [{"kernel": "start", "global": [1024], "args": ["x", "a"]},
                     {"kernel": "advanceOne", "global": [1024], "repeat": 5,
                      "args": [{"even": "a", "odd": "y"}, {"even": "y", "odd": "a"}, "@i", 10, {"real": 0.5}]}]})";
    workload.addTensor("x", ASSAY_TENSOR_INPUT, kCount);
    workload.addTensor("y", ASSAY_TENSOR_OUTPUT, kCount);
    Opened opened(workload, 2);
    ASSERT_EQ(opened.status, ASSAY_OK) << opened.text();
    std::vector<int32_t> x(kCount, 1);
    std::vector<int32_t> y(kCount);
    ASSERT_EQ(opened.query(1, {&x}, {&y}), ASSAY_OK);
    EXPECT_THAT(y, Each(1 + 10 * (0 + 1 + 2 + 3 + 4) + 5));
}

TEST(OpenClSession, ParametersReachTheKernel)
{
    TestWorkload workload = oneNumber("#if defined(P_DTYPE_I8) && !defined(P_DTYPE_F32) && !defined(EVIL)\n"
                                      "y[0] = P_N + P_LOCAL_SIZE;\n#endif");
    workload.addParam(workload.workloadParams, "n", 40);
    workload.addText(workload.workloadParams, "dtype", "i8");
    workload.addText(workload.workloadParams, "name", "x -DEVIL=1");
    workload.addParam(workload.backendParams, "local_size", 2);
    EXPECT_EQ(answerOf(workload), 42);
}

TEST(OpenClSession, ACompileErrorShowsTheLog)
{
    const Opened opened(oneNumber("int unused; y[0] = notDeclaredAnywhere;"));
    EXPECT_EQ(opened.status, ASSAY_BUILD_FAILED);
    EXPECT_THAT(opened.text(), AllOf(HasSubstr("kernel.cl does not compile"), HasSubstr("notDeclaredAnywhere")));
}

TEST(OpenClSession, AManifestThatDoesNotFitTheKernelIsRefused)
{
    TestWorkload workload = oneNumber("y[0] = 1;");
    workload.options = R"({"launches": [{"kernel": "runn", "global": [1], "args": ["y"]}]})";
    EXPECT_THAT(Opened(workload).text(), HasSubstr("clCreateKernel for 'runn'"));
    workload.options = R"({"launches": [{"kernel": "run", "global": [1], "args": ["y", 3]}]})";
    EXPECT_THAT(Opened(workload).text(), HasSubstr("takes 1 arguments, the launch in the manifest gives 2"));
    workload.options = R"({"launches": [{"kernel": "run", "global": [65], "local": [64], "args": ["y"]}]})";
    EXPECT_THAT(Opened(workload).text(), HasSubstr("65 is not a multiple of the local size 64"));
    workload.options = R"({"launches": [{"kernel": "run", "global": [1048576], "local": [1048576], "args": ["y"]}]})";
    const Opened tooLarge(workload);
    EXPECT_EQ(tooLarge.status, ASSAY_UNSUPPORTED);
    EXPECT_THAT(tooLarge.text(), HasSubstr("choose a smaller local_size"));
}

TEST(OpenClSession, AWorkloadWithoutOpenClIsUnsupported)
{
    TestWorkload workload = oneNumber("y[0] = 1;");
    workload.kind = "verilog";
    const Opened opened(workload);
    EXPECT_EQ(opened.status, ASSAY_UNSUPPORTED);
    EXPECT_STREQ(opened.error.text,
                 "workload 'test-workload' has no implementation of kind 'opencl' (it has: verilog)");
}

TEST(OpenClSession, TooMuchMemoryIsAClearError)
{
    TestWorkload workload = oneNumber("y[0] = 1;");
    workload.options = R"({"scratch": [{"name": "huge", "bytes": 4611686018427387904}],
        "launches": [{"kernel": "run", "global": [1], "args": ["y"]}]})";
    const Opened opened(workload);
    EXPECT_NE(opened.status, ASSAY_OK);
    EXPECT_THAT(opened.text(), HasSubstr("'huge' (4611686018427387904 bytes)"));
}

TEST(OpenClSession, AWrongNumberOfTensorsIsRefused)
{
    Opened opened(oneNumber("y[0] = 1;"));
    ASSERT_EQ(opened.status, ASSAY_OK) << opened.text();
    std::vector<int32_t> x(1);
    std::vector<int32_t> y(1);
    EXPECT_EQ(opened.query(0, {&x}, {&y}), ASSAY_INVALID_ARGUMENT);
    EXPECT_EQ(opened.query(0, {}, {&y, &y}), ASSAY_INVALID_ARGUMENT);
    EXPECT_EQ(opened.query(0, {}, {&y}), ASSAY_OK);
}

TEST(OpenClCache, TheSecondBuildComesFromTheCache)
{
    const TestWorkload workload = oneNumber("y[0] = 17; // first comes to the cache");
    {
        const Opened first(workload);
        ASSERT_EQ(first.status, ASSAY_OK) << first.text();
        EXPECT_EQ(first.build().from_cache, 0);
        EXPECT_GT(first.build().build_seconds, 0);
        EXPECT_FALSE(std::string(first.build().tool).empty());
    }
    const Opened second(workload);
    ASSERT_EQ(second.status, ASSAY_OK) << second.text();
    EXPECT_EQ(second.build().from_cache, 1);
    EXPECT_EQ(answerOf(workload), 17);

    TestWorkload other = workload;
    other.addParam(other.workloadParams, "n", 1);
    EXPECT_EQ(Opened(other).build().from_cache, 0) << "other options, another program";
}

class DeviceTime : public testing::Test {
protected:
    std::vector<int32_t> weights = std::vector<int32_t>(kCount, 5);
    std::vector<int32_t> x = std::vector<int32_t>(kCount, 1);
    std::vector<int32_t> y = std::vector<int32_t>(kCount);
    const assay_ext_device_time *extension = backend().extension<assay_ext_device_time>(ASSAY_EXT_DEVICE_TIME);
    assay_error error = plugin::emptyError();

    assay_device_phases last(const Opened &opened, uint32_t slot)
    {
        assay_device_phases phases{};
        phases.struct_size = sizeof phases;
        EXPECT_EQ(extension->last(opened.session, slot, &phases, &error), ASSAY_OK) << error.text;
        return phases;
    }
};

TEST_F(DeviceTime, ComesInOrderForEveryPhase)
{
    Opened opened(scaleAndAdd(weights), 2);
    ASSERT_EQ(opened.status, ASSAY_OK) << opened.text();
    ASSERT_EQ(extension->enable(opened.session, 1, &error), ASSAY_OK) << error.text;
    for (int round = 0; round < 3; ++round) {
        ASSERT_EQ(opened.query(1, {&x}, {&y}), ASSAY_OK);
        EXPECT_THAT(y, Each(7));
        const assay_device_phases phases = last(opened, 1);
        EXPECT_EQ(phases.mask, 1U << ASSAY_PHASE_UPLOAD | 1U << ASSAY_PHASE_EXECUTE | 1U << ASSAY_PHASE_DOWNLOAD);
        EXPECT_GT(phases.duration_ns[ASSAY_PHASE_EXECUTE], 0U);
        EXPECT_LT(phases.duration_ns[ASSAY_PHASE_EXECUTE], 10'000'000'000U);
        EXPECT_LE(phases.start_ns[ASSAY_PHASE_UPLOAD] + phases.duration_ns[ASSAY_PHASE_UPLOAD],
                  phases.start_ns[ASSAY_PHASE_EXECUTE]);
        EXPECT_LE(phases.start_ns[ASSAY_PHASE_EXECUTE] + phases.duration_ns[ASSAY_PHASE_EXECUTE],
                  phases.start_ns[ASSAY_PHASE_DOWNLOAD]);
    }
}

TEST_F(DeviceTime, CoversSubmittedQueriesToo)
{
    Opened opened(scaleAndAdd(weights));
    ASSERT_EQ(opened.status, ASSAY_OK) << opened.text();
    ASSERT_EQ(extension->enable(opened.session, 1, &error), ASSAY_OK) << error.text;
    const auto in = Opened::views({&x}, ASSAY_TENSOR_INPUT);
    auto out = Opened::views({&y}, ASSAY_TENSOR_OUTPUT);
    ASSERT_EQ(backend().table().submit(opened.session, 0, in.data(), 1, out.data(), 1, &error), ASSAY_OK) << error.text;
    ASSERT_EQ(backend().table().wait(opened.session, 0, &error), ASSAY_OK) << error.text;
    EXPECT_THAT(y, Each(7));
    EXPECT_GT(last(opened, 0).duration_ns[ASSAY_PHASE_EXECUTE], 0U);
}

TEST_F(DeviceTime, IsRefusedWhenOff)
{
    Opened opened(scaleAndAdd(weights));
    ASSERT_EQ(opened.status, ASSAY_OK) << opened.text();
    assay_device_phases phases{};
    phases.struct_size = sizeof phases;
    EXPECT_EQ(extension->last(opened.session, 0, &phases, &error), ASSAY_INVALID_ARGUMENT);
    ASSERT_EQ(extension->enable(opened.session, 1, &error), ASSAY_OK);
    EXPECT_EQ(extension->last(opened.session, 0, &phases, &error), ASSAY_INVALID_ARGUMENT);
    EXPECT_THAT(error.text, HasSubstr("no query has run"));
    ASSERT_EQ(extension->enable(opened.session, 0, &error), ASSAY_OK);
    ASSERT_EQ(opened.query(0, {&x}, {&y}), ASSAY_OK);
    EXPECT_THAT(y, Each(7));
}

} // namespace
} // namespace assay::opencl
