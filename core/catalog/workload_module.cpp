#include "core/catalog/workload_module.hpp"

#include <utility>

#include <dlfcn.h>
#include <fmt/format.h>

namespace assay::catalog {
namespace {

ErrorCode codeFor(assay_status status)
{
    switch (status) {
    case ASSAY_UNSUPPORTED:
        return ErrorCode::Unsupported;
    case ASSAY_INVALID_ARGUMENT:
        return ErrorCode::InvalidInput;
    default:
        return ErrorCode::Failed;
    }
}

assay_error emptyError()
{
    assay_error error{};
    error.struct_size = sizeof(error);
    return error;
}

Status toStatus(assay_status status, const assay_error &error, const char *id, std::string_view what)
{
    if (status == ASSAY_OK)
        return {};
    const std::string reason = error.text[0] != '\0' ? error.text : fmt::format("failed with status {}", status);
    return failure(codeFor(status), fmt::format("{}, {}: {}", id, what, reason));
}

Status checkTable(const assay_workload_module *module, const std::string &library, std::string_view expectedId)
{
    if (module == nullptr)
        return failure(ErrorCode::Failed, fmt::format("{}: its entry returned no table", library));
    if (module->abi != ASSAY_WORKLOAD_ABI)
        return failure(ErrorCode::Unsupported,
                       fmt::format("{} was built for workload ABI {}, this Assay has {}; build it again", library,
                                   module->abi, ASSAY_WORKLOAD_ABI));
    if (module->id == nullptr || module->id != expectedId)
        return failure(ErrorCode::InvalidInput, fmt::format("{} belongs to the workload '{}', not to '{}'", library,
                                                            module->id == nullptr ? "" : module->id, expectedId));
    if (module->reference == nullptr)
        return failure(ErrorCode::InvalidInput, fmt::format("{} has no reference", library));
    return {};
}

} // namespace

Result<WorkloadModule> WorkloadModule::load(const std::filesystem::path &library, std::string_view expectedId)
{
    const std::string name = std::filesystem::absolute(library).string();
    void *handle = ::dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle == nullptr)
        return failure(ErrorCode::NotFound, fmt::format("cannot load the workload's code: {}", ::dlerror()));
    void *symbol = ::dlsym(handle, ASSAY_WORKLOAD_SYMBOL);
    if (symbol == nullptr)
        return failure(ErrorCode::InvalidInput,
                       fmt::format("{} has no symbol {}; does its reference.cpp end with ASSAY_WORKLOAD?", name,
                                   ASSAY_WORKLOAD_SYMBOL));
    const assay_workload_module *table = reinterpret_cast<assay_workload_entry_fn>(symbol)();
    if (auto checked = checkTable(table, name, expectedId); !checked)
        return failure(checked.error());
    return WorkloadModule(table);
}

const assay_variant *WorkloadModule::variant(std::string_view name) const
{
    for (std::uint32_t i = 0; i < m_table->variant_count; ++i)
        if (name == m_table->variants[i].name)
            return &m_table->variants[i];
    return nullptr;
}

Status WorkloadModule::adjustInputs(const ParameterSet &parameters, const std::vector<Tensor> &tensors,
                                    std::uint64_t seed) const
{
    if (m_table->adjust_inputs == nullptr)
        return {};
    const CallFrame frame(parameters, tensors);
    assay_error error = emptyError();
    return toStatus(m_table->adjust_inputs(frame.call(), seed, &error), error, m_table->id, "input adjuster");
}

Status WorkloadModule::reference(const ParameterSet &parameters, const std::vector<Tensor> &tensors) const
{
    const CallFrame frame(parameters, tensors);
    assay_error error = emptyError();
    return toStatus(m_table->reference(frame.call(), &error), error, m_table->id, "reference");
}

Result<PreparedVariant> PreparedVariant::prepare(const assay_variant &variant, const ParameterSet &parameters,
                                                 const std::vector<Tensor> &tensors)
{
    const CallFrame frame(parameters, tensors, CallFrame::Data::WithoutQueryData);
    assay_error error = emptyError();
    void *state = nullptr;
    const assay_status status = variant.prepare(frame.call(), &state, &error);
    if (auto prepared = toStatus(status, error, variant.name, "prepare"); !prepared)
        return failure(prepared.error());
    std::vector<Tensor> residents;
    for (const Tensor &tensor : tensors)
        if (tensor.role == TensorRole::Resident)
            residents.push_back(tensor);
    return PreparedVariant(variant, state, std::move(residents));
}

PreparedVariant::PreparedVariant(PreparedVariant &&other) noexcept
    : m_variant(std::exchange(other.m_variant, nullptr)), m_state(std::exchange(other.m_state, nullptr)),
      m_residents(std::move(other.m_residents))
{
}

PreparedVariant &PreparedVariant::operator=(PreparedVariant &&other) noexcept
{
    if (this != &other) {
        release();
        m_variant = std::exchange(other.m_variant, nullptr);
        m_state = std::exchange(other.m_state, nullptr);
        m_residents = std::move(other.m_residents);
    }
    return *this;
}

PreparedVariant::~PreparedVariant()
{
    release();
}

void PreparedVariant::release()
{
    if (m_variant != nullptr)
        m_variant->release(m_state);
    m_variant = nullptr;
}

Status PreparedVariant::run(const CallFrame &frame)
{
    assay_error error = emptyError();
    return toStatus(m_variant->run(m_state, frame.call(), &error), error, m_variant->name, "run");
}

} // namespace assay::catalog
