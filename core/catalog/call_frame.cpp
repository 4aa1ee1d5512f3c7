#include "core/catalog/call_frame.hpp"

#include <algorithm>

namespace assay::catalog {
namespace {

#define ASSAY_SAME(dtype, abi) static_assert(static_cast<std::uint32_t>(DType::dtype) == (abi))
ASSAY_SAME(F32, ASSAY_F32);
ASSAY_SAME(F64, ASSAY_F64);
ASSAY_SAME(I8, ASSAY_I8);
ASSAY_SAME(U8, ASSAY_U8);
ASSAY_SAME(I16, ASSAY_I16);
ASSAY_SAME(U16, ASSAY_U16);
ASSAY_SAME(I32, ASSAY_I32);
ASSAY_SAME(U32, ASSAY_U32);
ASSAY_SAME(I64, ASSAY_I64);
ASSAY_SAME(U64, ASSAY_U64);
#undef ASSAY_SAME
static_assert(static_cast<std::uint32_t>(TensorRole::Input) == ASSAY_TENSOR_INPUT);
static_assert(static_cast<std::uint32_t>(TensorRole::Resident) == ASSAY_TENSOR_RESIDENT);
static_assert(static_cast<std::uint32_t>(TensorRole::Output) == ASSAY_TENSOR_OUTPUT);
static_assert(static_cast<std::uint32_t>(ParameterType::Integer) == ASSAY_PARAM_INT);
static_assert(static_cast<std::uint32_t>(ParameterType::Real) == ASSAY_PARAM_REAL);
static_assert(static_cast<std::uint32_t>(ParameterType::Text) == ASSAY_PARAM_TEXT);

} // namespace

AbiParameters::AbiParameters(const ParameterSet &parameters)
{
    m_texts.reserve(2 * parameters.size());
    for (const auto &[name, value] : parameters) {
        m_texts.push_back(name);
        m_texts.push_back(value.text());
        assay_param param{};
        param.name = m_texts[m_texts.size() - 2].c_str();
        param.type = static_cast<std::uint32_t>(value.type());
        param.int_value = value.type() == ParameterType::Integer ? value.integer() : 0;
        param.real_value = value.number();
        param.text = m_texts.back().c_str();
        m_params.push_back(param);
    }
}

assay_tensor toAbi(const Tensor &tensor)
{
    assay_tensor view{};
    view.name = tensor.name.c_str();
    view.dtype = static_cast<std::uint32_t>(tensor.dtype);
    view.role = static_cast<std::uint32_t>(tensor.role);
    view.rank = static_cast<std::uint32_t>(tensor.shape.size());
    std::copy(tensor.shape.begin(), tensor.shape.end(), view.shape);
    view.bytes = tensor.bytes();
    view.data = tensor.data.get();
    return view;
}

CallFrame::CallFrame(const ParameterSet &parameters, std::vector<Tensor> tensors, Data data)
    : m_parameters(parameters), m_owned(std::move(tensors))
{
    for (const Tensor &tensor : m_owned) {
        assay_tensor view = toAbi(tensor);
        if (data == Data::WithoutQueryData && tensor.role != TensorRole::Resident)
            view.data = nullptr;
        auto &list = tensor.role == TensorRole::Input      ? m_inputs
                     : tensor.role == TensorRole::Resident ? m_residents
                                                           : m_outputs;
        list.push_back(view);
    }
    m_call.params = m_parameters.data();
    m_call.param_count = m_parameters.size();
    m_call.inputs = m_inputs.data();
    m_call.input_count = static_cast<std::uint32_t>(m_inputs.size());
    m_call.residents = m_residents.data();
    m_call.resident_count = static_cast<std::uint32_t>(m_residents.size());
    m_call.outputs = m_outputs.data();
    m_call.output_count = static_cast<std::uint32_t>(m_outputs.size());
}

} // namespace assay::catalog
