// The host CPU: opens a workload's own library and runs the variant asked for, in the host's memory, without copies.
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include <dlfcn.h>

#include "backends/cpu/processor.hpp"
#include "plugins/sdk/backend.hpp"
#include "plugins/sdk/workload.h"

namespace assay::cpu {
namespace {

using sdk::Failure;

const assay_workload_module &loadModule(const char *path)
{
    // never closed: its thread pools and library state outlive the session, the process ends with the run
    void *library = ::dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr)
        throw Failure(ASSAY_BUILD_FAILED, std::string("cannot load the workload's native code: ") + ::dlerror());
    const auto entry = reinterpret_cast<assay_workload_entry_fn>(::dlsym(library, ASSAY_WORKLOAD_SYMBOL));
    const assay_workload_module *module = entry != nullptr ? entry() : nullptr;
    if (module == nullptr || module->abi != ASSAY_WORKLOAD_ABI)
        throw Failure(ASSAY_BUILD_FAILED,
                      std::string(path) + " is not a workload library of this version of Assay; build it again");
    return *module;
}

const assay_variant &findVariant(const assay_workload_module &module, std::string_view name)
{
    std::string offered;
    for (uint32_t i = 0; i < module.variant_count; ++i) {
        if (name == module.variants[i].name)
            return module.variants[i];
        offered += (offered.empty() ? "" : ", ") + std::string(module.variants[i].name);
    }
    throw Failure(ASSAY_UNSUPPORTED,
                  "the workload has no variant '" + std::string(name) + "' (it has: " + offered + ")");
}

/// What a session needs beyond open(): copies of the configuration with owned texts.
struct OwnedParams {
    std::vector<std::string> texts;
    std::vector<assay_param> params;

    explicit OwnedParams(const assay_session_config &config)
    {
        texts.reserve(2 * std::size_t{config.workload_param_count});
        for (uint32_t i = 0; i < config.workload_param_count; ++i) {
            assay_param param = config.workload_params[i];
            param.name = texts.emplace_back(param.name).c_str();
            param.text = texts.emplace_back(param.text).c_str();
            params.push_back(param);
        }
    }
};

class CpuSession : public sdk::Session {
public:
    CpuSession(const sdk::Config &config, const assay_variant &variant)
        : m_variant(variant), m_params(config.raw()), m_residents(config.tensors(ASSAY_TENSOR_RESIDENT)),
          m_slots(config.slotCount())
    {
        for (Slot &slot : m_slots) {
            slot.inputs = config.tensors(ASSAY_TENSOR_INPUT);
            slot.outputs = config.tensors(ASSAY_TENSOR_OUTPUT);
            slot.call = {m_params.params.data(),
                         static_cast<uint32_t>(m_params.params.size()),
                         static_cast<uint32_t>(slot.inputs.size()),
                         slot.inputs.data(),
                         m_residents.data(),
                         slot.outputs.data(),
                         static_cast<uint32_t>(m_residents.size()),
                         static_cast<uint32_t>(slot.outputs.size())};
        }
        try {
            for (Slot &slot : m_slots)
                prepare(slot);
        } catch (...) {
            releaseAll();
            throw;
        }
    }
    ~CpuSession() override { releaseAll(); }

    void upload(uint32_t slot, Inputs inputs) override
    {
        std::vector<assay_tensor> &own = m_slots[slot].inputs;
        for (std::size_t i = 0; i < own.size(); ++i)
            own[i].data = inputs[i].data;
    }

    void execute(uint32_t slot) override
    {
        Slot &own = m_slots[slot];
        if (!own.bound)
            throw Failure(ASSAY_INVALID_ARGUMENT,
                          "the CPU backend computes in place: bind_outputs() comes before execute()");
        if (m_variant.run(own.state, &own.call, &own.error) != ASSAY_OK)
            throw Failure(own.error.status, own.error.text);
    }

    void download(uint32_t slot, Outputs outputs) override
    {
        const std::vector<assay_tensor> &own = m_slots[slot].outputs;
        for (std::size_t i = 0; i < own.size(); ++i)
            if (outputs[i].data != own[i].data)
                std::memcpy(outputs[i].data, own[i].data, own[i].bytes);
    }

    void bindOutputs(uint32_t slot, std::span<const assay_tensor> outputs) override
    {
        Slot &own = m_slots[slot];
        for (std::size_t i = 0; i < own.outputs.size(); ++i)
            own.outputs[i].data = outputs[i].data;
        own.bound = true;
    }

    void buildInfo(assay_build_info &info) override { info.tool = m_variant.note; }

private:
    struct Slot {
        std::vector<assay_tensor> inputs, outputs;
        assay_call call{};
        void *state = nullptr;
        bool prepared = false;
        bool bound = false;
        assay_error error{sizeof(assay_error), ASSAY_OK, {}};
    };

    void prepare(Slot &slot)
    {
        if (m_variant.prepare(&slot.call, &slot.state, &slot.error) != ASSAY_OK)
            throw Failure(slot.error.status, std::string("variant '") + m_variant.name + "': " + slot.error.text);
        slot.prepared = true;
    }
    void releaseAll()
    {
        for (Slot &slot : m_slots)
            if (slot.prepared)
                m_variant.release(slot.state);
    }

    const assay_variant &m_variant;
    OwnedParams m_params;
    std::vector<assay_tensor> m_residents;
    std::vector<Slot> m_slots;
};

class CpuBackend : public sdk::Backend {
public:
    using Backend::Backend;

    std::vector<sdk::DeviceInfo> devices() override { return {describeProcessor()}; }

    std::unique_ptr<sdk::Session> open(const sdk::Config &config) override
    {
        if (config.deviceId() != "native")
            throw Failure(ASSAY_INVALID_ARGUMENT, "the CPU backend has one device, 'native'");
        const assay_workload_module &module = loadModule(config.implementation("native").path);
        if (config.workloadId() != module.id)
            throw Failure(ASSAY_BUILD_FAILED,
                          "the native code is of workload '" + std::string(module.id) + "'; build it again");
        return std::make_unique<CpuSession>(config, findVariant(module, config.backendParams.text("variant")));
    }
};

} // namespace
} // namespace assay::cpu

ASSAY_BACKEND(assay::cpu::CpuBackend, assay::cpu::CpuSession, "cpu", "Host CPU", "1.0")
