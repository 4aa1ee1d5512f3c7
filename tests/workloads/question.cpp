#include "question.hpp"

#include <gmock/gmock.h>

namespace assay::catalog {

Question::Question(std::string id, const std::vector<std::pair<std::string, std::int64_t>> &numbers,
                   const std::string &dtype)
    : m_id(std::move(id))
{
    for (const auto &[name, value] : numbers)
        m_parameters[name] = ParameterValue(value);
    m_parameters["dtype"] = ParameterValue(dtype);
}

void Question::ask(double absolute, double relative)
{
    const auto module =
        WorkloadModule::load(std::filesystem::path(ASSAY_BUILD_DIR) / "lib/assay/workloads" / (m_id + ".so"), m_id);
    ASSERT_TRUE(module) << module.error().text();
    spoilOutputs();
    const Status done = module->reference(m_parameters, m_tensors);
    ASSERT_TRUE(done) << done.error().text();
    expectAnswers("reference", {absolute, relative, ""});
    for (const char *level : kLevels) {
        const SimdLimit limit(level);
        for (std::uint32_t i = 0; i < module->table().variant_count; ++i)
            askVariant(module->table().variants[i], level, {absolute, relative, ""});
    }
}

void Question::spoilOutputs()
{
    for (const Tensor &tensor : m_tensors)
        if (tensor.role == TensorRole::Output)
            std::memset(tensor.data.get(), 0xFF, tensor.bytes());
}

void Question::askVariant(const assay_variant &variant, const char *level, const Tolerance &tolerance)
{
    auto prepared = PreparedVariant::prepare(variant, m_parameters, m_tensors);
    if (!prepared) {
        EXPECT_EQ(prepared.error().code, ErrorCode::Unsupported) << prepared.error().text();
        return;
    }
    spoilOutputs();
    const Status done = prepared->run(CallFrame(m_parameters, m_tensors));
    ASSERT_TRUE(done) << done.error().text();
    expectAnswers(std::string(variant.name) + (level == nullptr ? "" : std::string(" limited to ") + level), tolerance);
}

void Question::expectAnswers(const std::string &who, const Tolerance &tolerance) const
{
    const OutputCheck check = compareTensors(m_tensors, m_answers, tolerance);
    EXPECT_TRUE(check.passed) << m_id << ", " << who << ": " << check.firstMismatch;
}

} // namespace assay::catalog
