#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/catalog/workload.hpp"
#include "plugins/abi/assay_plugin.h"
#include "plugins/sdk/workload.h"

namespace assay::catalog {

/// A parameter set in the ABI's form. Owns names and texts: what data() points to lives as long as this object, also
/// after a move.
class AbiParameters {
public:
    explicit AbiParameters(const ParameterSet &parameters);
    AbiParameters(AbiParameters &&) = default;
    AbiParameters &operator=(AbiParameters &&) = default;

    [[nodiscard]] const assay_param *data() const { return m_params.data(); }
    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(m_params.size()); }

private:
    std::vector<std::string> m_texts; ///< name, value, name, value …
    std::vector<assay_param> m_params;
};

/// A view of `tensor`: its name and data must outlive the view.
[[nodiscard]] assay_tensor toAbi(const Tensor &tensor);

/// The arguments of one call into workload code: owns the arrays and shares the tensors' data, so call() stays valid
/// for as long as the frame lives, whatever becomes of the parameter set and the tensors it was made from. Moving
/// keeps pointers taken from call() valid except the address of the assay_call itself.
class CallFrame {
public:
    /// Residents always carry their data. `WithoutQueryData` leaves inputs and outputs without (for `prepare`).
    enum class Data { All, WithoutQueryData };
    CallFrame(const ParameterSet &parameters, std::vector<Tensor> tensors, Data data = Data::All);

    [[nodiscard]] const assay_call *call() const { return &m_call; }

private:
    AbiParameters m_parameters;
    std::vector<Tensor> m_owned;
    std::vector<assay_tensor> m_inputs, m_residents, m_outputs;
    assay_call m_call{};
};

} // namespace assay::catalog
