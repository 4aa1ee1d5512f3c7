// The variants with kernels for several instruction sets, on the lesser ones of this machine.
#include <algorithm>

#include <gmock/gmock.h>

#include "cases.hpp"
#include "question.hpp"

namespace {

using namespace assay;
using namespace assay::catalog;

const std::filesystem::path kBuild = ASSAY_BUILD_DIR;

class SimdLevels : public testing::TestWithParam<const char *> {};

/// The variant tests see the best instruction set of the machine only.
TEST_P(SimdLevels, LesserInstructionSetsAgreeWithTheReference)
{
    const auto workload = readWorkload(kBuild / "share/assay/workloads" / GetParam());
    ASSERT_TRUE(workload) << workload.error().text();
    const auto module = WorkloadModule::load(kBuild / "lib/assay/workloads" / (workload->id + ".so"), workload->id);
    ASSERT_TRUE(module) << module.error().text();
    std::size_t asked = 0;
    for (const auto &[parameters, cost] : casesFor(*workload, 5e7)) {
        auto tensors = generateTensors(*workload, parameters, 7);
        ASSERT_TRUE(tensors) << tensors.error().text();
        ASSERT_TRUE(module->adjustInputs(parameters, *tensors, 7));
        ASSERT_TRUE(module->reference(parameters, *tensors));
        std::vector<Tensor> outputs = *tensors;
        for (Tensor &tensor : outputs)
            if (tensor.role == TensorRole::Output)
                tensor.data = allocateTensor(tensor.name, tensor.role, tensor.dtype, tensor.shape)->data;
        for (const char *level : {"avx2", "baseline"}) {
            const SimdLimit limit(level);
            auto prepared = PreparedVariant::prepare(*module->variant("simd"), parameters, outputs);
            ASSERT_TRUE(prepared) << prepared.error().text();
            ASSERT_TRUE(prepared->run(CallFrame(parameters, outputs)));
            const OutputCheck check = compareTensors(outputs, *tensors, workload->toleranceFor(parameters));
            EXPECT_TRUE(check.passed) << describe(parameters) << ", " << level << ": " << check.firstMismatch;
            ++asked;
        }
    }
    EXPECT_GE(asked, 20U);
}

std::string levelTestName(const testing::TestParamInfo<const char *> &info)
{
    std::string name = info.param;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

INSTANTIATE_TEST_SUITE_P(Numerical, SimdLevels,
                         testing::Values("gemm", "mlp-inference", "fft", "fir-filter", "quantized-matvec",
                                         "black-scholes", "anomaly-detect"),
                         levelTestName);

} // namespace
