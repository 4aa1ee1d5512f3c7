#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

#include <fmt/format.h>

#include "core/catalog/dtype_dispatch.hpp"
#include "core/catalog/workload.hpp"

namespace assay::catalog {
namespace {

template <class T> double distance(T a, T b)
{
    if constexpr (std::is_floating_point_v<T>) {
        if (a == b) // equal infinities too
            return 0;
        const double difference = std::abs(static_cast<double>(a) - static_cast<double>(b));
        return std::isnan(difference) ? std::numeric_limits<double>::infinity() : difference;
    } else {
        // in 64 bits without overflow, also between the ends of i64; + makes an int of a char
        const auto high = static_cast<std::uint64_t>(+std::max(a, b));
        return static_cast<double>(high - static_cast<std::uint64_t>(+std::min(a, b)));
    }
}

template <class T> bool within(T reference, double difference, const Tolerance &tolerance)
{
    if constexpr (std::is_floating_point_v<T>) {
        // an infinite reference must not make the allowance infinite
        return difference == 0 ||
               (std::isfinite(reference) &&
                difference <= tolerance.absolute + tolerance.relative * std::abs(static_cast<double>(reference)));
    } else {
        return difference <= tolerance.absolute;
    }
}

/// "[1,17]" of a flat index.
std::string position(const Tensor &tensor, std::uint64_t index)
{
    std::vector<std::uint64_t> indices(tensor.shape.size());
    for (std::size_t axis = tensor.shape.size(); axis-- > 0;) {
        indices[axis] = index % tensor.shape[axis];
        index /= tensor.shape[axis];
    }
    return fmt::format("{}[{}]", tensor.name, fmt::join(indices, ","));
}

template <class T> std::string show(T value)
{
    if constexpr (std::is_floating_point_v<T>)
        return fmt::format("{:.9g}", value);
    else
        return fmt::format("{}", +value);
}

template <class T>
void compareElements(const Tensor &output, const Tensor &reference, const Tolerance &tolerance, OutputCheck &check)
{
    const T *out = reinterpret_cast<const T *>(output.data.get());
    const T *expected = reinterpret_cast<const T *>(reference.data.get());
    const std::uint64_t count = output.elements();
    check.elements += count;
    for (std::uint64_t i = 0; i < count; ++i) {
        const double difference = distance(out[i], expected[i]);
        if (difference > 0) {
            check.worst = std::max(check.worst, difference);
            const double magnitude = std::abs(static_cast<double>(expected[i]));
            if (magnitude > 0)
                check.worstRelative = std::max(check.worstRelative, difference / magnitude);
        }
        if (within(expected[i], difference, tolerance))
            continue;
        if (check.wrong++ == 0)
            check.firstMismatch =
                fmt::format("{}: {}, expected {}", position(output, i), show(out[i]), show(expected[i]));
    }
}

std::vector<const Tensor *> outputsOf(const std::vector<Tensor> &tensors)
{
    std::vector<const Tensor *> outputs;
    for (const Tensor &tensor : tensors)
        if (tensor.role == TensorRole::Output)
            outputs.push_back(&tensor);
    return outputs;
}

std::string shapeText(const Tensor &tensor)
{
    return fmt::format("{}[{}]", toText(tensor.dtype), fmt::join(tensor.shape, ","));
}

/// Why the two cannot be compared at all, or "".
std::string mismatch(const std::vector<const Tensor *> &outputs, const std::vector<const Tensor *> &expected)
{
    if (expected.empty())
        return "there is no output to compare";
    if (outputs.size() != expected.size())
        return fmt::format("{} outputs, expected {}", outputs.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const Tensor &out = *outputs[i], &reference = *expected[i];
        if (out.name != reference.name)
            return fmt::format("output '{}', expected '{}'", out.name, reference.name);
        if (out.dtype != reference.dtype || out.shape != reference.shape)
            return fmt::format("{} is {}, expected {}", out.name, shapeText(out), shapeText(reference));
        if (out.data == nullptr || reference.data == nullptr)
            return fmt::format("{} has no data", out.name);
    }
    return "";
}

} // namespace

OutputCheck compareTensors(const std::vector<Tensor> &outputs, const std::vector<Tensor> &reference,
                           const Tolerance &tolerance)
{
    OutputCheck check;
    const auto given = outputsOf(outputs), expected = outputsOf(reference);
    check.firstMismatch = mismatch(given, expected);
    if (!check.firstMismatch.empty())
        return check;
    for (std::size_t i = 0; i < expected.size(); ++i)
        dispatch(expected[i]->dtype,
                 [&](auto zero) { compareElements<decltype(zero)>(*given[i], *expected[i], tolerance, check); });
    check.passed = check.wrong == 0;
    return check;
}

} // namespace assay::catalog
