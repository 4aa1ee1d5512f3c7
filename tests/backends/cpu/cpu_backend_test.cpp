#include <gmock/gmock.h>

#include "core/catalog/workload.hpp"
#include "core/plugin/plugin_library.hpp"
#include "core/run/device_session.hpp"
#include "core/run/inputs.hpp"

using namespace assay;
using testing::HasSubstr;

namespace {

const std::string kPlugins = std::string(ASSAY_BUILD_DIR) + "/lib/assay/plugins/";
const std::string kVectorTransform = std::string(ASSAY_SOURCE_DIR) + "/resources/workloads/vector-transform";

/// The CPU backend with the vector-transform workload, n = 1000.
class CpuBackend : public testing::Test {
protected:
    CpuBackend()
        : loaded(plugin::LoadedPlugin::load(*plugin::readPluginManifest(kPlugins + "cpu.json"), "")),
          workload(*catalog::readWorkload(kVectorTransform)),
          module(*catalog::WorkloadModule::load(
              std::string(ASSAY_BUILD_DIR) + "/lib/assay/workloads/vector-transform.so", "vector-transform"))
    {
        point.workload = workload.id;
        point.workloadParameters = *workload.complete({{"n", ParameterValue(std::int64_t{1000})}});
        point.target = *study::TargetId::parse("cpu:native");
    }

    run::RunResult<std::unique_ptr<run::DeviceSession>> open(const std::string &variant, std::uint32_t slots = 1,
                                                             const std::string &device = "native")
    {
        point.backendParameters = {{"variant", ParameterValue(variant)}};
        inputs = *run::makeInputs(workload, point.workloadParameters, 42, module);
        auto manifest = workload;
        // the native implementation's path is the built library, as the runner passes it
        return run::DeviceSession::open(*loaded, manifest, point, device, inputs.sets, slots,
                                        std::string(ASSAY_BUILD_DIR) + "/lib/assay/workloads/vector-transform.so");
    }

    Result<plugin::LoadedPlugin> loaded;
    catalog::Workload workload;
    catalog::WorkloadModule module;
    study::DesignPoint point;
    run::Inputs inputs;
};

TEST_F(CpuBackend, DescribesThisProcessor)
{
    const auto devices = loaded->devices();
    ASSERT_TRUE(devices);
    ASSERT_EQ(devices->size(), 1U);
    EXPECT_EQ(devices->front().id, "native");
    EXPECT_EQ(devices->front().boundary, Boundary::InMemory);
    EXPECT_GE(devices->front().computeUnits, 1U);
    EXPECT_GT(devices->front().memoryBytes, 1U << 20);
}

TEST_F(CpuBackend, EveryVariantComputesTheReference)
{
    for (const char *variant : {"scalar", "simd", "threads"}) {
        auto session = open(variant);
        ASSERT_TRUE(session) << session.error().text;
        ASSERT_GT((*session)->inputSets(), 1U) << "small inputs rotate";
        for (std::uint32_t set = 0; set < (*session)->inputSets(); ++set) {
            ASSERT_TRUE((*session)->query(0, set));
            const auto check = catalog::compareTensors((*session)->outputs(0), inputs.outputs[set],
                                                       workload.toleranceFor(point.workloadParameters));
            EXPECT_TRUE(check.passed) << variant << ": " << check.firstMismatch;
        }
    }
}

TEST_F(CpuBackend, SlotsKeepTheirOutputsApart)
{
    auto session = open("simd", 2);
    if (!session && loaded->devices()->front().maxSlots < 2)
        return; // a single processor has one slot
    ASSERT_TRUE(session) << session.error().text;
    ASSERT_TRUE((*session)->query(0, 0));
    ASSERT_TRUE((*session)->query(1, 1));
    const auto tolerance = workload.toleranceFor(point.workloadParameters);
    EXPECT_TRUE(catalog::compareTensors((*session)->outputs(0), inputs.outputs[0], tolerance).passed);
    EXPECT_TRUE(catalog::compareTensors((*session)->outputs(1), inputs.outputs[1], tolerance).passed);
}

TEST_F(CpuBackend, SaysWhatIsWrong)
{
    auto unknown = open("turbo");
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().cause, measure::Cause::NotSupported);
    EXPECT_THAT(unknown.error().text, HasSubstr("it has: "));
    EXPECT_THAT(open("simd", 1, "other").error().text, HasSubstr("native"));
}

} // namespace
