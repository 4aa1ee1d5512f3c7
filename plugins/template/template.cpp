// SPDX-License-Identifier: MIT
//
// A complete backend to copy: it runs the toy implementation kind "sum", which adds up its input.
#include <numeric>

#include "plugins/sdk/backend.hpp"

namespace {

namespace sdk = assay::sdk;

class TemplateSession : public sdk::Session {
public:
    explicit TemplateSession(uint32_t slotCount) : m_slots(slotCount) {}

    void upload(uint32_t slot, Inputs inputs) override
    {
        const auto *values = static_cast<const float *>(inputs[0].data);
        m_slots[slot].values.assign(values, values + inputs[0].bytes / sizeof(float));
    }
    void execute(uint32_t slot) override
    {
        const std::vector<float> &values = m_slots[slot].values;
        m_slots[slot].sum = std::accumulate(values.begin(), values.end(), 0.0F);
    }
    void download(uint32_t slot, Outputs outputs) override
    {
        *static_cast<float *>(outputs[0].data) = m_slots[slot].sum;
    }

private:
    struct Slot {
        std::vector<float> values;
        float sum = 0;
    };
    std::vector<Slot> m_slots; // one per query in flight: slots may be used by different threads at the same time
};

class TemplateBackend : public sdk::Backend {
public:
    using Backend::Backend;

    std::vector<sdk::DeviceInfo> devices() override
    {
        sdk::DeviceInfo device;
        device.id = "adder";
        device.name = "An adder made of software";
        device.kind = "cpu";
        device.flags = ASSAY_DEVICE_SAME_CPU;
        device.boundary = ASSAY_BOUNDARY_IN_MEMORY;
        device.maxSlots = 4;
        return {device};
    }
    std::unique_ptr<sdk::Session> open(const sdk::Config &config) override
    {
        static_cast<void>(config.implementation("sum")); // throws UNSUPPORTED with the reason when there is none
        if (config.tensors(ASSAY_TENSOR_INPUT).at(0).dtype != ASSAY_F32)
            throw sdk::Failure(ASSAY_UNSUPPORTED, "the adder takes real numbers only (dtype f32)");
        return std::make_unique<TemplateSession>(config.slotCount());
    }
};

} // namespace

ASSAY_BACKEND(TemplateBackend, TemplateSession, "template", "Template", "1.0")
