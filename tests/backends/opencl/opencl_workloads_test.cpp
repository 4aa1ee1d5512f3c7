// Every bundled workload that has an OpenCL kernel computes what its reference computes, for each choice of its
// text parameters and of its kernel's own parameters, at the smallest size that its manifest suggests.
#include <algorithm>

#include "core/catalog/call_frame.hpp"
#include "core/catalog/workload.hpp"
#include "core/catalog/workload_module.hpp"
#include "tests/backends/opencl/opencl_fixture.hpp"

namespace assay::opencl {
namespace {

const catalog::WorkloadLibrary &library()
{
    static const catalog::WorkloadLibrary loaded = catalog::loadWorkloads();
    return loaded;
}

std::vector<std::string> workloadsWithKernel()
{
    std::vector<std::string> ids;
    for (const catalog::Workload &workload : library().workloads)
        if (workload.bundled && workload.implementation("opencl") != nullptr)
            ids.push_back(workload.id);
    return ids;
}

/// The smallest of a parameter's default and the values its manifest suggests.
ParameterValue smallest(const ParameterSpec &spec)
{
    ParameterValue value = spec.defaultValue;
    for (const ParameterValue &suggested : spec.sweep)
        if (spec.type != ParameterType::Text && suggested.number() < value.number())
            value = suggested;
    return value;
}

/// One set with every parameter at its smallest, and one for each choice of each parameter with the others as they
/// were: the full product would compile thousands of programs.
std::vector<ParameterSet> oneAtATime(const std::vector<ParameterSpec> &specs, bool textOnly)
{
    ParameterSet base;
    for (const ParameterSpec &spec : specs)
        base[spec.name] = smallest(spec);
    std::vector<ParameterSet> sets{base};
    for (const ParameterSpec &spec : specs)
        for (const ParameterValue &value : spec.choices)
            if ((!textOnly || spec.type == ParameterType::Text) && !(value == base[spec.name])) {
                sets.push_back(base);
                sets.back()[spec.name] = value;
            }
    return sets;
}

/// A requirement that does not hold, as a planner would skip the combination with its reason.
bool skipped(const catalog::Implementation &implementation, ParameterSet all, const ParameterSet &own)
{
    all.insert(own.begin(), own.end());
    return std::any_of(implementation.requirements.begin(), implementation.requirements.end(),
                       [&](const catalog::Implementation::Requirement &requirement) {
                           const Result<double> holds = requirement.condition.evaluate(all);
                           EXPECT_TRUE(holds) << holds.error().text();
                           return holds && *holds == 0;
                       });
}

std::vector<assay_tensor> views(const std::vector<catalog::Tensor> &tensors, catalog::TensorRole role)
{
    std::vector<assay_tensor> found;
    for (const catalog::Tensor &tensor : tensors)
        if (tensor.role == role)
            found.push_back(catalog::toAbi(tensor));
    return found;
}

class BundledWorkload : public testing::TestWithParam<std::string> {
protected:
    /// Generates a query and lets the reference answer it.
    void prepare(const ParameterSet &parameters)
    {
        const auto module =
            catalog::WorkloadModule::load(ASSAY_BUILD_DIR "/lib/assay/workloads/" + GetParam() + ".so", GetParam());
        ASSERT_TRUE(module) << module.error().text();
        const auto generated = catalog::generateTensors(workload, parameters, 1);
        ASSERT_TRUE(generated) << generated.error().text();
        reference = *generated;
        ASSERT_TRUE(module->adjustInputs(parameters, reference, 1));
        tensors = reference; // shares inputs and residents …
        for (catalog::Tensor &tensor : tensors)
            if (tensor.role == catalog::TensorRole::Output)
                tensor.data = freshData(tensor); // … but not what is computed
        const Status computed = module->reference(parameters, reference);
        ASSERT_TRUE(computed) << computed.error().text();
    }
    /// Not zero, so that an output which nobody writes is seen.
    static std::shared_ptr<std::byte[]> freshData(const catalog::Tensor &tensor)
    {
        std::shared_ptr<std::byte[]> data(new std::byte[tensor.bytes()]);
        std::fill_n(data.get(), tensor.bytes(), std::byte{0x5a});
        return data;
    }
    void check(const ParameterSet &parameters, const ParameterSet &own)
    {
        const catalog::Implementation &implementation = *workload.implementation("opencl");
        const Result<std::string> options = implementation.optionsFor(parameters, own);
        ASSERT_TRUE(options) << options.error().text();
        const std::string file = workload.folder / implementation.file;
        const assay_implementation offered{"opencl", file.c_str(), implementation.entry.c_str(), options->c_str()};
        const catalog::AbiParameters workloadParams(parameters);
        const catalog::AbiParameters backendParams(own);
        std::vector<assay_tensor> described;
        for (const catalog::Tensor &tensor : tensors) {
            described.push_back(catalog::toAbi(tensor));
            if (tensor.role != catalog::TensorRole::Resident)
                described.back().data = nullptr;
        }
        const std::string device = backend().devices()->front().id;
        assay_session_config config{};
        config.struct_size = sizeof config;
        config.slot_count = 1;
        config.device_id = device.c_str();
        config.workload_id = workload.id.c_str();
        config.workload_params = workloadParams.data();
        config.workload_param_count = workloadParams.size();
        config.backend_params = backendParams.data();
        config.backend_param_count = backendParams.size();
        config.implementations = &offered;
        config.implementation_count = 1;
        config.tensors = described.data();
        config.tensor_count = static_cast<uint32_t>(described.size());
        run(config, parameters);
    }
    void run(const assay_session_config &config, const ParameterSet &parameters)
    {
        const assay_plugin &table = backend().table();
        assay_session *session = nullptr;
        assay_error error = plugin::emptyError();
        ASSERT_EQ(table.open(&config, &session, &error), ASSAY_OK) << error.text;
        const std::vector<assay_tensor> inputs = views(tensors, catalog::TensorRole::Input);
        std::vector<assay_tensor> outputs = views(tensors, catalog::TensorRole::Output);
        for (int query = 0; query < 2; ++query) { // twice: a query must leave nothing behind
            EXPECT_EQ(table.upload(session, 0, inputs.data(), static_cast<uint32_t>(inputs.size()), &error), ASSAY_OK)
                << error.text;
            EXPECT_EQ(table.execute(session, 0, &error), ASSAY_OK) << error.text;
            EXPECT_EQ(table.download(session, 0, outputs.data(), static_cast<uint32_t>(outputs.size()), &error),
                      ASSAY_OK)
                << error.text;
            const catalog::OutputCheck checked =
                catalog::compareTensors(outputsOf(tensors), outputsOf(reference), workload.toleranceFor(parameters));
            EXPECT_TRUE(checked.passed) << checked.wrong << " of " << checked.elements << " wrong, first "
                                        << checked.firstMismatch;
        }
        table.close(session);
    }
    static std::vector<catalog::Tensor> outputsOf(const std::vector<catalog::Tensor> &all)
    {
        std::vector<catalog::Tensor> outputs;
        std::copy_if(all.begin(), all.end(), std::back_inserter(outputs),
                     [](const catalog::Tensor &tensor) { return tensor.role == catalog::TensorRole::Output; });
        return outputs;
    }

    const catalog::Workload &workload = *library().find(GetParam());
    std::vector<catalog::Tensor> tensors, reference;
};

TEST_P(BundledWorkload, ComputesWhatItsReferenceComputes)
{
    const catalog::Implementation &implementation = *workload.implementation("opencl");
    int checked = 0;
    for (const ParameterSet &chosen : oneAtATime(workload.parameters, true)) {
        const Result<ParameterSet> parameters = workload.complete(chosen);
        if (!parameters)
            continue; // an invalid combination of the workload's own parameters
        prepare(*parameters);
        for (const ParameterSet &own : oneAtATime(implementation.parameters, false)) {
            if (HasFatalFailure() || skipped(implementation, *parameters, own))
                continue;
            SCOPED_TRACE(describe(*parameters) + " | " + describe(own));
            check(*parameters, own);
            ++checked;
        }
    }
    EXPECT_GT(checked, 0) << "no combination of parameters is valid";
}

INSTANTIATE_TEST_SUITE_P(OpenCl, BundledWorkload, testing::ValuesIn(workloadsWithKernel()),
                         [](const testing::TestParamInfo<std::string> &tested) {
                             std::string name = tested.param;
                             std::replace(name.begin(), name.end(), '-', '_');
                             return name;
                         });

} // namespace
} // namespace assay::opencl
