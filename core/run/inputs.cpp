#include "core/run/inputs.hpp"

#include <algorithm>

#include "core/base/random.hpp"

namespace assay::run {
namespace {

using catalog::Tensor;
using catalog::TensorRole;

constexpr std::uint64_t kExtraInputBytes = 1u << 20;
constexpr std::uint32_t kMaximumSets = 4;

std::uint64_t inputBytes(const std::vector<Tensor> &tensors)
{
    std::uint64_t bytes = 0;
    for (const Tensor &tensor : tensors)
        if (tensor.role == TensorRole::Input)
            bytes += tensor.bytes();
    return bytes;
}

/// A set of inputs of its own with the residents of `seed`. The adjuster sees the raw residents again, so that it can
/// fit the inputs to them (packets to rules); the residents it leaves are those of set 0.
Result<std::vector<Tensor>> makeSet(const catalog::Workload &workload, const ParameterSet &parameters,
                                    std::uint64_t seed, std::uint64_t inputSeed,
                                    const std::optional<catalog::WorkloadModule> &module)
{
    auto tensors = catalog::generateTensors(workload, parameters, seed);
    if (!tensors)
        return tensors;
    if (inputSeed != seed) {
        auto other = catalog::generateTensors(workload, parameters, inputSeed);
        if (!other)
            return other;
        for (std::size_t i = 0; i < tensors->size(); ++i)
            if ((*tensors)[i].role == TensorRole::Input)
                (*tensors)[i] = (*other)[i];
    }
    if (module)
        if (auto adjusted = module->adjustInputs(parameters, *tensors, inputSeed); !adjusted)
            return failure(adjusted.error());
    return tensors;
}

/// The same inputs and residents with outputs of their own, filled by the reference.
Result<std::vector<Tensor>> referenceOutputs(const ParameterSet &parameters, std::vector<Tensor> tensors,
                                             const catalog::WorkloadModule &module)
{
    for (Tensor &tensor : tensors)
        if (tensor.role == TensorRole::Output) {
            auto output = catalog::allocateTensor(tensor.name, tensor.role, tensor.dtype, tensor.shape);
            if (!output)
                return failure(output.error());
            tensor = std::move(*output);
        }
    if (auto computed = module.reference(parameters, tensors); !computed)
        return failure(computed.error());
    std::vector<Tensor> outputs;
    for (Tensor &tensor : tensors)
        if (tensor.role == TensorRole::Output)
            outputs.push_back(std::move(tensor));
    return outputs;
}

} // namespace

std::uint32_t inputSetCount(std::uint64_t bytes)
{
    return static_cast<std::uint32_t>(
        std::clamp<std::uint64_t>(kExtraInputBytes / std::max<std::uint64_t>(bytes, 1), 1, kMaximumSets));
}

Result<Inputs> makeInputs(const catalog::Workload &workload, const ParameterSet &parameters, std::uint64_t seed,
                          const std::optional<catalog::WorkloadModule> &module)
{
    Inputs inputs;
    SplitMix64 seeds(seed);
    std::uint32_t count = 1;
    for (std::uint32_t i = 0; i < count; ++i) {
        auto set = makeSet(workload, parameters, seed, i == 0 ? seed : seeds.next(), module);
        if (!set)
            return failure(set.error());
        if (i == 0 && module)
            count = inputSetCount(inputBytes(*set));
        for (std::size_t t = 0; i > 0 && t < set->size(); ++t)
            if ((*set)[t].role == TensorRole::Resident)
                (*set)[t] = inputs.sets.front()[t];
        inputs.sets.push_back(std::move(*set));
        if (module) {
            auto outputs = referenceOutputs(parameters, inputs.sets.back(), *module);
            if (!outputs)
                return failure(outputs.error().within("reference"));
            inputs.outputs.push_back(std::move(*outputs));
        }
    }
    if (!module && workload.hasGoldenOutputs()) {
        auto golden = catalog::goldenOutputs(workload, parameters);
        if (golden) // other parameters than the golden ones stay unchecked
            inputs.outputs.push_back(std::move(*golden));
    }
    return inputs;
}

} // namespace assay::run
