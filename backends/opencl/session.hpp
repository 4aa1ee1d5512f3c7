#pragma once

#include <memory>
#include <string>
#include <vector>

#include "backends/opencl/device.hpp"
#include "backends/opencl/program.hpp"
#include "backends/opencl/slot.hpp"

namespace assay::opencl {

/// A workload's OpenCL program on one device; see sdk::Session for the contract.
class Session : public sdk::Session {
public:
    Session(Device device, const sdk::Config &config, const std::string &cacheFolder);

    void upload(uint32_t slot, Inputs inputs) override { m_slots[slot].upload(inputs); }
    void execute(uint32_t slot) override { m_slots[slot].execute(); }
    void download(uint32_t slot, Outputs outputs) override { m_slots[slot].download(outputs); }
    void submit(uint32_t slot, Inputs inputs, Outputs outputs) override { m_slots[slot].submit(inputs, outputs); }
    void wait(uint32_t slot) override { m_slots[slot].wait(); }
    void enableDeviceTime(bool on) override;
    void deviceTime(uint32_t slot, assay_device_phases &phases) override { m_slots[slot].deviceTime(phases); }
    void buildInfo(assay_build_info &info) override;

private:
    void uploadResidents(std::span<const assay_tensor> tensors);
    [[nodiscard]] SharedState shared(std::span<const assay_tensor> tensors) const;

    Device m_device;
    Context m_context;
    BuiltProgram m_built;
    LaunchPlan m_plan;
    std::vector<Buffer> m_residents; ///< by tensor
    std::vector<Slot> m_slots;
};

/// Throws Failure unless the device compiles and runs a tiny kernel correctly.
void selfTest(const Device &device);

} // namespace assay::opencl
