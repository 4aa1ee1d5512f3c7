#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/catalog/call_frame.hpp"
#include "core/catalog/workload.hpp"

namespace assay::catalog {

/// A workload's own code, lib/assay/workloads/<id>.so: the reference, the input adjuster and the CPU variants. It runs
/// in this process and may crash it, so only assay-runner, the CPU backend and tests load one. The library is never
/// unloaded (threads of BLAS and OpenMP do not survive it): a module is a cheap handle that may be copied and whose
/// table() is valid for the rest of the process. Any thread; the calls keep no state.
class WorkloadModule {
public:
    /// Fails when the library does not load, lacks the entry symbol, was built for another ABI or for another id.
    [[nodiscard]] static Result<WorkloadModule> load(const std::filesystem::path &library, std::string_view expectedId);

    [[nodiscard]] const assay_workload_module &table() const { return *m_table; }
    /// nullptr when there is no such variant.
    [[nodiscard]] const assay_variant *variant(std::string_view name) const;

    /// Reshapes generated inputs and residents in place; does nothing when the module has no adjuster.
    [[nodiscard]] Status adjustInputs(const ParameterSet &parameters, const std::vector<Tensor> &tensors,
                                      std::uint64_t seed) const;
    /// Computes the tensors of role Output from the others, in place.
    [[nodiscard]] Status reference(const ParameterSet &parameters, const std::vector<Tensor> &tensors) const;

private:
    explicit WorkloadModule(const assay_workload_module *table) : m_table(table) {}
    const assay_workload_module *m_table;
};

/// One CPU variant made ready for a workload's parameters and residents. Owns the variant's state and shares the
/// residents' data; one query at a time.
class PreparedVariant {
public:
    /// Unsupported, with the variant's reason, when it cannot serve these parameters or this CPU.
    [[nodiscard]] static Result<PreparedVariant> prepare(const assay_variant &variant, const ParameterSet &parameters,
                                                         const std::vector<Tensor> &tensors);
    PreparedVariant(PreparedVariant &&other) noexcept;
    PreparedVariant &operator=(PreparedVariant &&other) noexcept;
    ~PreparedVariant();

    /// One query; `frame` must have been made with the same parameters and shapes.
    [[nodiscard]] Status run(const CallFrame &frame);

private:
    PreparedVariant(const assay_variant &variant, void *state, std::vector<Tensor> residents)
        : m_variant(&variant), m_state(state), m_residents(std::move(residents))
    {
    }
    void release();

    const assay_variant *m_variant; ///< nullptr when moved from
    void *m_state;
    std::vector<Tensor> m_residents;
};

} // namespace assay::catalog
