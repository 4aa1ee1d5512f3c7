#include "core/catalog/workload_module.hpp"

#include <filesystem>

#include <gmock/gmock.h>

namespace assay::catalog {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

fs::path libraryOf(const std::string &id)
{
    return fs::path(ASSAY_BUILD_DIR) / "lib" / "assay" / "workloads" / (id + ".so");
}

std::string loadError(const fs::path &library, std::string_view id)
{
    const auto module = WorkloadModule::load(library, id);
    return module ? std::string() : module.error().text();
}

Tensor tensorOf(const std::string &name, TensorRole role, const std::vector<float> &values)
{
    auto tensor = allocateTensor(name, role, DType::F32, {values.size()});
    std::copy(values.begin(), values.end(), reinterpret_cast<float *>(tensor->data.get()));
    return *tensor;
}

ParameterSet vectorTransform(std::int64_t n)
{
    return {{"n", ParameterValue(n)}, {"dtype", ParameterValue(std::string("f32"))}};
}

TEST(WorkloadModule, SaysWhyALibraryCannotBeUsed)
{
    EXPECT_THAT(loadError(libraryOf("nowhere"), "nowhere"), HasSubstr("cannot load the workload's code"));
    EXPECT_THAT(loadError(fs::path(ASSAY_BUILD_DIR) / "tests" / "not_a_workload.so", "sample"),
                HasSubstr("has no symbol assay_workload_entry"));
    EXPECT_THAT(loadError(libraryOf("vector-transform"), "gemm"),
                HasSubstr("belongs to the workload 'vector-transform', not to 'gemm'"));
}

TEST(WorkloadModule, TheReferenceFillsTheOutputs)
{
    const auto module = WorkloadModule::load(libraryOf("vector-transform"), "vector-transform");
    ASSERT_TRUE(module) << module.error().text();
    const std::vector<Tensor> tensors{tensorOf("x", TensorRole::Input, {1, -1}),
                                      tensorOf("y", TensorRole::Output, {0, 0})};
    ASSERT_TRUE(module->adjustInputs(vectorTransform(2), tensors, 1));
    ASSERT_TRUE(module->reference(vectorTransform(2), tensors));
    const auto *y = reinterpret_cast<const float *>(tensors[1].data.get());
    EXPECT_EQ(y[0], 1.75F);
    EXPECT_EQ(y[1], 0.0F);
}

TEST(WorkloadModule, ErrorsOfTheCodeComeBackInWords)
{
    const auto module = WorkloadModule::load(libraryOf("vector-transform"), "vector-transform");
    ASSERT_TRUE(module);
    const auto done = module->reference({}, {tensorOf("x", TensorRole::Input, {1})});
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().text(), "vector-transform, reference: parameter 'n' is missing");
    EXPECT_EQ(done.error().code, ErrorCode::InvalidInput);
}

TEST(WorkloadModule, APreparedVariantMovesWithItsState)
{
    const auto module = WorkloadModule::load(libraryOf("vector-transform"), "vector-transform");
    ASSERT_TRUE(module);
    EXPECT_EQ(module->variant("warp"), nullptr);
    ASSERT_NE(module->variant("threads"), nullptr);
    const std::vector<Tensor> tensors{tensorOf("x", TensorRole::Input, {2}), tensorOf("y", TensorRole::Output, {0})};
    auto first = PreparedVariant::prepare(*module->variant("threads"), vectorTransform(1), tensors);
    ASSERT_TRUE(first);
    PreparedVariant moved = std::move(*first);
    auto other = PreparedVariant::prepare(*module->variant("scalar"), vectorTransform(1), tensors);
    moved = std::move(*other);
    const CallFrame frame(vectorTransform(1), tensors);
    ASSERT_TRUE(moved.run(frame));
    EXPECT_EQ(*reinterpret_cast<const float *>(tensors[1].data.get()), 3.25F);
}

TEST(CallFrame, GivesParametersAndTensorsByRole)
{
    std::optional<CallFrame> frame;
    {
        const ParameterSet parameters{{"alpha", ParameterValue(0.5)},
                                      {"dtype", ParameterValue(std::string("a value too long for a short string"))},
                                      {"n", ParameterValue(std::int64_t{3})}};
        frame.emplace(parameters, std::vector<Tensor>{tensorOf("w", TensorRole::Resident, {7}),
                                                      tensorOf("x", TensorRole::Input, {1, 2, 3}),
                                                      tensorOf("y", TensorRole::Output, {0})});
    }
    const CallFrame moved = std::move(*frame);
    const assay_call &call = *moved.call();
    ASSERT_EQ(call.param_count, 3U);
    EXPECT_STREQ(call.params[0].name, "alpha");
    EXPECT_EQ(call.params[0].real_value, 0.5);
    EXPECT_STREQ(call.params[1].text, "a value too long for a short string");
    EXPECT_EQ(call.params[2].int_value, 3);
    EXPECT_EQ(call.params[2].real_value, 3);
    EXPECT_STREQ(call.params[2].text, "3");
    ASSERT_EQ(call.input_count, 1U);
    ASSERT_EQ(call.resident_count, 1U);
    ASSERT_EQ(call.output_count, 1U);
    EXPECT_STREQ(call.inputs[0].name, "x");
    EXPECT_EQ(call.inputs[0].shape[0], 3U);
    EXPECT_EQ(call.inputs[0].bytes, 12U);
    EXPECT_EQ(static_cast<const float *>(call.residents[0].data)[0], 7);
}

TEST(CallFrame, PrepareSeesNoQueryData)
{
    const CallFrame frame({},
                          {tensorOf("w", TensorRole::Resident, {7}), tensorOf("x", TensorRole::Input, {1}),
                           tensorOf("y", TensorRole::Output, {0})},
                          CallFrame::Data::WithoutQueryData);
    EXPECT_NE(frame.call()->residents[0].data, nullptr);
    EXPECT_EQ(frame.call()->inputs[0].data, nullptr);
    EXPECT_EQ(frame.call()->outputs[0].data, nullptr);
}

} // namespace
} // namespace assay::catalog
