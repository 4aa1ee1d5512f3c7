#pragma once

#include <algorithm>
#include <cstring>
#include <vector>

#include <gtest/gtest.h>

#include "core/catalog/workload.hpp"

namespace assay::catalog {

/// Bytes behind each tensor that nobody may write.
constexpr std::size_t kGuard = 256;
constexpr std::byte kGuardByte{0xA5};

/// A copy of the tensor with a guard behind its data.
inline Tensor guarded(const Tensor &tensor)
{
    auto memory = allocateTensor(tensor.name, tensor.role, DType::U8, {tensor.bytes() + kGuard});
    if (!memory) {
        ADD_FAILURE() << memory.error().text();
        return tensor;
    }
    std::memcpy(memory->data.get(), tensor.data.get(), tensor.bytes());
    std::fill_n(memory->data.get() + tensor.bytes(), kGuard, kGuardByte);
    Tensor copy = tensor;
    copy.data = memory->data;
    return copy;
}

inline std::vector<Tensor> guarded(const std::vector<Tensor> &tensors)
{
    std::vector<Tensor> copies;
    for (const Tensor &tensor : tensors)
        copies.push_back(guarded(tensor));
    return copies;
}

inline bool guardIntact(const Tensor &tensor)
{
    const std::byte *end = tensor.data.get() + tensor.bytes();
    return std::all_of(end, end + kGuard, [](std::byte b) { return b == kGuardByte; });
}

/// Fills outputs so that an element nobody writes cannot look right: NaN for reals, a rare value for integers.
inline void poisonOutputs(const std::vector<Tensor> &tensors)
{
    for (const Tensor &tensor : tensors)
        if (tensor.role == TensorRole::Output)
            std::fill_n(tensor.data.get(), tensor.bytes(), std::byte{0xFF});
}

inline bool sameData(const Tensor &a, const Tensor &b)
{
    return a.bytes() == b.bytes() && std::memcmp(a.data.get(), b.data.get(), a.bytes()) == 0;
}

} // namespace assay::catalog
