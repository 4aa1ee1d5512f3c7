#pragma once

#include <cstdint>
#include <cstring>
#include <deque>
#include <span>
#include <string>
#include <vector>

#include "plugins/abi/assay_plugin.h"

namespace assay::rtl::test {

/// Tensors of a session with their memory.
class TensorList {
public:
    void add(const std::string &name, std::uint32_t dtype, std::uint32_t role, std::vector<std::uint8_t> content)
    {
        m_names.push_back(name);
        m_contents.push_back(std::move(content));
        assay_tensor tensor{};
        tensor.name = m_names.back().c_str();
        tensor.dtype = dtype;
        tensor.role = role;
        tensor.rank = 1;
        tensor.bytes = m_contents.back().size();
        tensor.data = m_contents.back().data();
        m_tensors.push_back(tensor);
    }
    [[nodiscard]] std::span<const assay_tensor> all() const { return m_tensors; }
    [[nodiscard]] std::vector<assay_tensor> ofRole(std::uint32_t role) const
    {
        std::vector<assay_tensor> chosen;
        for (const assay_tensor &tensor : m_tensors)
            if (tensor.role == role)
                chosen.push_back(tensor);
        return chosen;
    }
    [[nodiscard]] std::vector<assay_tensor> inputs() const { return ofRole(ASSAY_TENSOR_INPUT); }
    [[nodiscard]] std::vector<assay_tensor> outputs() const { return ofRole(ASSAY_TENSOR_OUTPUT); }

private:
    std::deque<std::string> m_names;
    std::deque<std::vector<std::uint8_t>> m_contents;
    std::vector<assay_tensor> m_tensors;
};

inline std::vector<std::uint8_t> bytesOf(const assay_tensor &tensor)
{
    const auto *data = static_cast<const std::uint8_t *>(tensor.data);
    return {data, data + tensor.bytes};
}

/// 1, 2, 3 … in elements of type T.
template <class T> std::vector<std::uint8_t> counting(std::size_t count)
{
    std::vector<std::uint8_t> bytes(count * sizeof(T));
    for (std::size_t i = 0; i < count; ++i) {
        const T value = static_cast<T>(i + 1);
        std::memcpy(bytes.data() + i * sizeof(T), &value, sizeof(T));
    }
    return bytes;
}

} // namespace assay::rtl::test
