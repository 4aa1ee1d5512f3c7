// Every variant of every bundled workload against the workload's reference, over many parameters and seeds.
#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <set>

#include <gmock/gmock.h>

#include "cases.hpp"
#include "core/catalog/workload_module.hpp"
#include "guarded.hpp"

namespace assay::catalog {
namespace {

namespace fs = std::filesystem;
constexpr std::uint64_t kSeeds[] = {1, 2, 0x9e3779b97f4a7c15ULL};
/// For one workload, over all its runs; a few seconds on a slow machine.
constexpr double kBudget = 1e9;
constexpr std::size_t kFewestCases = 20;

std::vector<std::string> bundledIds()
{
    std::vector<std::string> ids;
    for (const auto &entry : fs::directory_iterator(fs::path(ASSAY_BUILD_DIR) / "share" / "assay" / "workloads"))
        if (fs::exists(entry.path() / "reference.cpp"))
            ids.push_back(entry.path().filename().string());
    std::sort(ids.begin(), ids.end());
    return ids;
}

std::vector<std::string> declaredVariants(const Workload &workload)
{
    std::vector<std::string> names;
    if (const Implementation *native = workload.implementation("native"))
        for (const auto &spec : native->parameters)
            if (spec.name == "variant")
                for (const auto &choice : spec.choices)
                    names.push_back(choice.text());
    return names;
}

/// The manifest may rule a variant out for some parameters.
bool allowed(const Workload &workload, ParameterSet parameters, const std::string &variant)
{
    parameters["variant"] = ParameterValue(variant);
    const auto &requirements = workload.implementation("native")->requirements;
    return std::all_of(requirements.begin(), requirements.end(), [&](const auto &requirement) {
        const auto met = requirement.condition.evaluate(parameters);
        return met && *met != 0;
    });
}

class WorkloadCode : public testing::TestWithParam<std::string> {
protected:
    void SetUp() override
    {
        auto workload = readWorkload(fs::path(ASSAY_BUILD_DIR) / "share" / "assay" / "workloads" / GetParam());
        ASSERT_TRUE(workload) << workload.error().text();
        m_workload = std::move(*workload);
        auto module = WorkloadModule::load(
            fs::path(ASSAY_BUILD_DIR) / "lib" / "assay" / "workloads" / (GetParam() + ".so"), GetParam());
        ASSERT_TRUE(module) << module.error().text();
        m_module = *module;
    }

    [[nodiscard]] double caseBudget() const
    {
        const double runs = 1 + 2 * static_cast<double>(declaredVariants(m_workload).size());
        return kBudget / (runs * static_cast<double>(std::size(kSeeds)));
    }

    /// Inputs, residents and the reference's outputs, each with a guard behind it.
    [[nodiscard]] std::vector<Tensor> answered(const ParameterSet &parameters, std::uint64_t seed) const
    {
        auto tensors = generateTensors(m_workload, parameters, seed);
        if (!tensors) {
            ADD_FAILURE() << tensors.error().text();
            return {};
        }
        std::vector<Tensor> kept = guarded(*tensors);
        if (auto adjusted = m_module->adjustInputs(parameters, kept, seed); !adjusted)
            ADD_FAILURE() << adjusted.error().text();
        const std::vector<Tensor> before = guarded(kept);
        poisonOutputs(kept);
        if (auto done = m_module->reference(parameters, kept); !done)
            ADD_FAILURE() << done.error().text();
        expectOthersUntouched(before, kept, "the reference");
        return kept;
    }

    static void expectOthersUntouched(const std::vector<Tensor> &before, const std::vector<Tensor> &after,
                                      const std::string &who)
    {
        for (std::size_t i = 0; i < after.size(); ++i) {
            EXPECT_TRUE(guardIntact(after[i])) << who << " writes behind the end of " << after[i].name;
            EXPECT_TRUE(after[i].role == TensorRole::Output || sameData(before[i], after[i]))
                << who << " changes " << after[i].name;
        }
    }

    /// Two queries in a row: the second finds whatever the first left in the variant's state.
    void expectRight(const std::string &name, const ParameterSet &parameters, const std::vector<Tensor> &expected)
    {
        const std::vector<Tensor> tensors = guarded(expected);
        auto variant = PreparedVariant::prepare(*m_module->variant(name), parameters, tensors);
        if (!variant) {
            EXPECT_EQ(variant.error().code, ErrorCode::Unsupported) << variant.error().text();
            EXPECT_GE(variant.error().message.size(), name.size() + 25)
                << name << " must say why it cannot run: " << variant.error().text();
            return;
        }
        ++m_ran[name];
        const CallFrame frame(parameters, tensors);
        for (const char *query : {"first", "second"}) {
            poisonOutputs(tensors);
            const auto done = variant->run(frame);
            ASSERT_TRUE(done) << done.error().text();
            const OutputCheck check = compareTensors(tensors, expected, m_workload.toleranceFor(parameters));
            EXPECT_TRUE(check.passed) << query << " query of " << name << ": " << check.wrong << " of "
                                      << check.elements << " wrong, first " << check.firstMismatch << ", worst "
                                      << check.worst;
        }
        expectOthersUntouched(expected, tensors, name);
    }

    Workload m_workload;
    std::optional<WorkloadModule> m_module;
    std::map<std::string, int> m_ran;
};

TEST_P(WorkloadCode, HasTheVariantsOfTheManifest)
{
    std::vector<std::string> names;
    for (std::uint32_t i = 0; i < m_module->table().variant_count; ++i) {
        names.emplace_back(m_module->table().variants[i].name);
        EXPECT_GE(std::string(m_module->table().variants[i].note).size(), 5U)
            << names.back() << ": what is it made of?";
    }
    EXPECT_THAT(names, testing::UnorderedElementsAreArray(declaredVariants(m_workload)));
}

TEST_P(WorkloadCode, InputsFollowFromTheSeed)
{
    const auto cases = casesFor(m_workload, caseBudget());
    ASSERT_FALSE(cases.empty());
    const auto first = answered(cases.front().parameters, 5), again = answered(cases.front().parameters, 5);
    const auto other = answered(cases.front().parameters, 6);
    bool differs = false;
    for (std::size_t i = 0; i < first.size(); ++i) {
        EXPECT_TRUE(sameData(first[i], again[i])) << first[i].name;
        differs = differs || (first[i].role == TensorRole::Input && !sameData(first[i], other[i]));
    }
    EXPECT_TRUE(differs) << "another seed gives the same inputs";
}

TEST_P(WorkloadCode, AgreesWithTheReference)
{
    const auto cases = casesFor(m_workload, caseBudget());
    std::map<std::string, std::set<std::string>> tried;
    for (const auto &[parameters, cost] : cases) {
        for (const auto &[name, value] : parameters)
            tried[name].insert(value.text());
        for (const std::uint64_t seed : kSeeds) {
            SCOPED_TRACE(describe(parameters) + ", seed " + std::to_string(seed));
            const auto expected = answered(parameters, seed);
            const auto self = compareTensors(expected, expected, {});
            EXPECT_TRUE(self.passed) << "the reference gives NaN: " << self.firstMismatch;
            for (const auto &variant : declaredVariants(m_workload))
                if (allowed(m_workload, parameters, variant))
                    expectRight(variant, parameters, expected);
            if (HasFailure())
                return; // one wrong case says enough
        }
    }
    EXPECT_GE(cases.size(), kFewestCases);
    EXPECT_GT(m_ran["scalar"], 0) << "the plain loop runs everywhere";
    for (const auto &spec : m_workload.parameters)
        for (const auto &choice : spec.choices)
            EXPECT_TRUE(tried[spec.name].contains(choice.text()))
                << spec.name << "=" << choice.text() << " is untested";
    std::string summary = std::to_string(cases.size()) + " parameter sets;";
    for (const auto &[variant, runs] : m_ran)
        summary += " " + variant + " " + std::to_string(runs);
    RecordProperty("coverage", summary);
}

std::string testName(const testing::TestParamInfo<std::string> &info)
{
    std::string name = info.param;
    std::replace_if(
        name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
    return name;
}

INSTANTIATE_TEST_SUITE_P(Bundled, WorkloadCode, testing::ValuesIn(bundledIds()), testName);

} // namespace
} // namespace assay::catalog
