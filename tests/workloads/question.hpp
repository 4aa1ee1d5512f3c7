#pragma once

#include <cstdlib>
#include <cstring>

#include "core/catalog/workload_module.hpp"

namespace assay::catalog {

/// Limits the `simd` kernels (plugins/sdk/simd.h) as long as it lives.
class SimdLimit {
public:
    explicit SimdLimit(const char *level)
    {
        level == nullptr ? unsetenv("ASSAY_SIMD") : setenv("ASSAY_SIMD", level, 1);
    }
    SimdLimit(const SimdLimit &) = delete;
    SimdLimit &operator=(const SimdLimit &) = delete;
    ~SimdLimit() { unsetenv("ASSAY_SIMD"); }
};
/// What to limit them to; none at first.
inline constexpr const char *kLevels[] = {nullptr, "avx2", "baseline"};

template <class T> constexpr DType kDTypeOf = DType::F32;
template <> constexpr DType kDTypeOf<std::int8_t> = DType::I8;
template <> constexpr DType kDTypeOf<std::uint8_t> = DType::U8;
template <> constexpr DType kDTypeOf<std::int16_t> = DType::I16;
template <> constexpr DType kDTypeOf<std::int32_t> = DType::I32;
template <> constexpr DType kDTypeOf<std::uint32_t> = DType::U32;
template <> constexpr DType kDTypeOf<std::int64_t> = DType::I64;

/// One question to a workload's code: tensors in manifest order, and what the outputs must be.
class Question {
public:
    Question(std::string id, const std::vector<std::pair<std::string, std::int64_t>> &numbers,
             const std::string &dtype);
    Question &text(const std::string &name, const std::string &value)
    {
        m_parameters[name] = ParameterValue(value);
        return *this;
    }
    template <class T> Question &resident(const std::vector<T> &values) { return add(TensorRole::Resident, values); }
    template <class T> Question &input(const std::vector<T> &values) { return add(TensorRole::Input, values); }
    template <class T> Question &answer(const std::vector<T> &values)
    {
        add(TensorRole::Output, values);
        m_answers.push_back(m_tensors.back());
        m_tensors.back().data = allocateTensor("", TensorRole::Output, kDTypeOf<T>, {values.size()})->data;
        return *this;
    }

    /// Of the reference and of every variant, those with kernels for several instruction sets on each.
    void ask(double absolute = 0, double relative = 0);

private:
    template <class T> Question &add(TensorRole role, const std::vector<T> &values)
    {
        auto tensor = allocateTensor("t" + std::to_string(m_tensors.size()), role, kDTypeOf<T>, {values.size()});
        std::memcpy(tensor->data.get(), values.data(), tensor->bytes());
        m_tensors.push_back(*tensor);
        return *this;
    }
    void spoilOutputs();
    void askVariant(const assay_variant &variant, const char *level, const Tolerance &tolerance);
    void expectAnswers(const std::string &who, const Tolerance &tolerance) const;

    std::string m_id;
    ParameterSet m_parameters;
    std::vector<Tensor> m_tensors, m_answers;
};

template <class T> std::vector<T> constant(std::size_t count, T value)
{
    return std::vector<T>(count, value);
}

/// Small whole numbers without an obvious pattern.
template <class T> std::vector<T> assorted(std::size_t count)
{
    std::vector<T> values(count);
    for (std::size_t i = 0; i < count; ++i)
        values[i] = static_cast<T>(static_cast<int>(i * i * 7 + i * 3) % 101 - 50);
    return values;
}

} // namespace assay::catalog
