#include <array>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <new>

#include <fmt/format.h>

#include "core/base/units.hpp"
#include "core/catalog/workload.hpp"

namespace assay::catalog {
namespace {

constexpr std::size_t kAlignment = 64;
/// No machine that runs Assay has more; keeps every product of extents far from overflow.
constexpr double kLargestTensorBytes = 0x1p44;

struct DTypeFacts {
    std::string_view name;
    std::size_t bytes;
};
constexpr std::array<DTypeFacts, 10> kDTypes{{{"f32", 4},
                                              {"f64", 8},
                                              {"i8", 1},
                                              {"u8", 1},
                                              {"i16", 2},
                                              {"u16", 2},
                                              {"i32", 4},
                                              {"u32", 4},
                                              {"i64", 8},
                                              {"u64", 8}}};

const DTypeFacts &facts(DType type)
{
    return kDTypes.at(static_cast<std::size_t>(type));
}

} // namespace

std::size_t byteSize(DType type)
{
    return facts(type).bytes;
}
std::string toText(DType type)
{
    return std::string(facts(type).name);
}

Result<DType> TensorSpec::dtype(const ParameterSet &parameters) const
{
    if (dtypeParameter.empty())
        return dtypes.front().second;
    const auto found = parameters.find(dtypeParameter);
    if (found == parameters.end())
        return failure(ErrorCode::InvalidInput,
                       fmt::format("tensor '{}': its dtype depends on the parameter '{}', which is not given", name,
                                   dtypeParameter));
    for (const auto &[value, type] : dtypes)
        if (value == found->second.text())
            return type;
    return failure(ErrorCode::InvalidInput,
                   fmt::format("tensor '{}' has no dtype for {}={}", name, dtypeParameter, found->second.text()));
}

Result<std::vector<std::uint64_t>> TensorSpec::extents(const ParameterSet &parameters) const
{
    std::vector<std::uint64_t> result;
    double elements = 1;
    for (const auto &expression : shape) {
        const auto extent = expression.evaluate(parameters);
        if (!extent)
            return failure(extent.error().within(fmt::format("tensor '{}', shape", name)));
        if (*extent < 1 || *extent != std::floor(*extent))
            return failure(ErrorCode::InvalidInput,
                           fmt::format("tensor '{}': the extent {} is {}; it must be a whole number from 1", name,
                                       expression.text(), *extent));
        elements *= *extent;
        if (elements * 8 > kLargestTensorBytes)
            return failure(ErrorCode::InvalidInput,
                           fmt::format("tensor '{}' would have {} elements, more than fit any memory", name, elements));
        result.push_back(static_cast<std::uint64_t>(*extent));
    }
    return result;
}

std::uint64_t Tensor::elements() const
{
    std::uint64_t product = 1;
    for (const std::uint64_t extent : shape)
        product *= extent;
    return product;
}

std::uint64_t Tensor::bytes() const
{
    return elements() * byteSize(dtype);
}

Result<Tensor> allocateTensor(const std::string &name, TensorRole role, DType dtype,
                              const std::vector<std::uint64_t> &shape)
{
    Tensor tensor{name, role, dtype, shape, nullptr};
    const std::size_t rounded = (tensor.bytes() + kAlignment - 1) / kAlignment * kAlignment;
    void *memory = std::aligned_alloc(kAlignment, rounded);
    if (memory == nullptr)
        return failure(ErrorCode::Failed, fmt::format("tensor '{}' needs {}, which this machine does not have free",
                                                      name, formatQuantity(static_cast<double>(rounded), "B")));
    std::memset(memory, 0, rounded);
    tensor.data = std::shared_ptr<std::byte[]>(static_cast<std::byte *>(memory), [](std::byte *p) { std::free(p); });
    return tensor;
}

Result<std::vector<Tensor>> describeTensors(const Workload &workload, const ParameterSet &parameters)
{
    std::vector<Tensor> tensors;
    for (const auto &spec : workload.tensors) {
        const auto dtype = spec.dtype(parameters);
        if (!dtype)
            return failure(dtype.error());
        auto shape = spec.extents(parameters);
        if (!shape)
            return failure(shape.error());
        tensors.push_back({spec.name, spec.role, *dtype, std::move(*shape), nullptr});
    }
    return tensors;
}

} // namespace assay::catalog
