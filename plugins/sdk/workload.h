// SPDX-License-Identifier: MIT
//
// What a workload folder's reference.cpp and native.cpp implement. They build into one library,
// lib/assay/workloads/<id>.so, that exports `assay_workload_entry`. The runner calls the reference to check
// outputs; the CPU backend runs the variants.
//
//   reference.cpp   ASSAY_WORKLOAD("vector-transform", reference)          // plain and readable
//   native.cpp      static const Variant kScalar{"scalar", runScalar};  ASSAY_VARIANT(kScalar);
//
// A function gets a Call: parameters by name and tensors in manifest order. It never allocates on the query path
// (use `prepare` for plans, packed weights and scratch memory; it is part of the cold start).
#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/abi/assay_plugin.h"
#include "plugins/sdk/common.hpp"

extern "C" {
#define ASSAY_WORKLOAD_ABI 1u
#define ASSAY_WORKLOAD_SYMBOL "assay_workload_entry"

/* FROZEN. `inputs` are the tensors of role INPUT, `residents` those of role RESIDENT, each in manifest order. */
typedef struct assay_call {
    const assay_param *params;
    uint32_t param_count;
    uint32_t input_count;
    const assay_tensor *inputs;
    const assay_tensor *residents;
    assay_tensor *outputs;
    uint32_t resident_count;
    uint32_t output_count;
} assay_call;

/* FROZEN. */
typedef struct assay_variant {
    const char *name; /* "scalar", "simd", "threads", "library" */
    const char *note; /* what it is made of: "OpenBLAS sgemm", "AVX2 or AVX-512, chosen at run time" */
    /* Sets *state (NULL is fine). Inputs and outputs have no data here; residents do. */
    assay_status (*prepare)(const assay_call *call, void **state, assay_error *error);
    assay_status (*run)(void *state, const assay_call *call, assay_error *error);
    void (*release)(void *state);
} assay_variant;

/* FROZEN. */
typedef struct assay_workload_module {
    uint32_t abi;
    uint32_t variant_count;
    const char *id;
    const assay_variant *variants;
    assay_status (*reference)(const assay_call *call, assay_error *error);
    /* Optional: reshapes generated inputs and residents in place (valid headers, sorted tables), a pure function
     * of the data and the seed. */
    assay_status (*adjust_inputs)(const assay_call *call, uint64_t seed, assay_error *error);
} assay_workload_module;

typedef const assay_workload_module *(*assay_workload_entry_fn)(void);
}

namespace assay::sdk {

/// One query of a workload: parameters and typed tensor data.
class Call {
public:
    explicit Call(const assay_call &call) : m_call(call), params(call.params, call.param_count) {}

    template <class T> [[nodiscard]] const T *input(uint32_t i) const
    {
        return static_cast<const T *>(m_call.inputs[i].data);
    }
    template <class T> [[nodiscard]] const T *resident(uint32_t i) const
    {
        return static_cast<const T *>(m_call.residents[i].data);
    }
    template <class T> [[nodiscard]] T *output(uint32_t i) const { return static_cast<T *>(m_call.outputs[i].data); }
    /// For adjust_inputs only.
    template <class T> [[nodiscard]] T *mutableInput(uint32_t i) const
    {
        return static_cast<T *>(m_call.inputs[i].data);
    }
    template <class T> [[nodiscard]] T *mutableResident(uint32_t i) const
    {
        return static_cast<T *>(m_call.residents[i].data);
    }
    [[nodiscard]] uint64_t inputExtent(uint32_t i, uint32_t axis) const { return m_call.inputs[i].shape[axis]; }
    [[nodiscard]] uint64_t outputExtent(uint32_t i, uint32_t axis) const { return m_call.outputs[i].shape[axis]; }
    [[nodiscard]] uint64_t residentExtent(uint32_t i, uint32_t axis) const { return m_call.residents[i].shape[axis]; }

private:
    const assay_call &m_call; // first: params below is made from the constructor's argument

public:
    const Params params;
};

/// What a variant keeps between queries; made by its factory, part of the cold start.
class State {
public:
    virtual ~State() = default;
    virtual void run(const Call &call) = 0;
};

/// The variants of a module collect here during static initialisation of its library.
inline std::vector<assay_variant> &variantList()
{
    static std::vector<assay_variant> list;
    return list;
}

template <auto MakeState> assay_variant stateVariant(const char *name, const char *note)
{
    return {name, note,
            [](const assay_call *call, void **state, assay_error *error) {
                return guarded(error, [&] {
                    std::unique_ptr<State> made = MakeState(Call(*call));
                    *state = made.release();
                });
            },
            [](void *state, const assay_call *call, assay_error *error) {
                return guarded(error, [&] { static_cast<State *>(state)->run(Call(*call)); });
            },
            [](void *state) { delete static_cast<State *>(state); }};
}

template <auto Run> assay_variant plainVariant(const char *name, const char *note)
{
    return {
        name, note, [](const assay_call *, void **, assay_error *) -> assay_status { return ASSAY_OK; },
        [](void *, const assay_call *call, assay_error *error) { return guarded(error, [&] { Run(Call(*call)); }); },
        [](void *) {}};
}

struct VariantRegistration {
    explicit VariantRegistration(assay_variant variant) { variantList().push_back(variant); }
};

} // namespace assay::sdk

/// In reference.cpp, once: the module's id and its reference, `void reference(const assay::sdk::Call &)`.
#define ASSAY_WORKLOAD(id, reference_function) ASSAY_WORKLOAD_ADJUSTED(id, reference_function, nullptr)

/// The same with an input adjuster, `assay_status adjust(const assay_call *, uint64_t seed, assay_error *)`.
#define ASSAY_WORKLOAD_ADJUSTED(id, reference_function, adjust_function)                                               \
    extern "C" ASSAY_EXPORT const assay_workload_module *assay_workload_entry(void)                                    \
    {                                                                                                                  \
        static const assay_workload_module module = {                                                                  \
            ASSAY_WORKLOAD_ABI,                                                                                        \
            static_cast<uint32_t>(assay::sdk::variantList().size()),                                                   \
            id,                                                                                                        \
            assay::sdk::variantList().data(),                                                                          \
            [](const assay_call *call, assay_error *error) {                                                           \
                return assay::sdk::guarded(error, [&] { reference_function(assay::sdk::Call(*call)); });               \
            },                                                                                                         \
            adjust_function};                                                                                          \
        return &module;                                                                                                \
    }

/// In native.cpp: `void run(const Call &)` without state, or `std::unique_ptr<State> make(const Call &)` with it.
/// A maker that cannot serve the parameters or this CPU throws Failure(ASSAY_UNSUPPORTED, reason).
#define ASSAY_VARIANT(name, function, note)                                                                            \
    static const assay::sdk::VariantRegistration function##_registration(assay::sdk::plainVariant<function>(name, note))
#define ASSAY_STATE_VARIANT(name, maker, note)                                                                         \
    static const assay::sdk::VariantRegistration maker##_registration(assay::sdk::stateVariant<maker>(name, note))
