#include "backends/opencl/session.hpp"

namespace assay::opencl {
namespace {

class Backend : public sdk::Backend {
public:
    using sdk::Backend::Backend;

    std::vector<sdk::DeviceInfo> devices() override
    {
        std::vector<sdk::DeviceInfo> infos;
        for (Device &device : findDevices())
            infos.push_back(std::move(device.info));
        return infos;
    }
    std::unique_ptr<sdk::Session> open(const sdk::Config &config) override
    {
        return std::make_unique<Session>(findDevice(config.deviceId()), config, host().cacheDir());
    }
    void checkHealth(std::string_view deviceId) override { selfTest(findDevice(deviceId)); }
};

} // namespace
} // namespace assay::opencl

ASSAY_BACKEND(assay::opencl::Backend, assay::opencl::Session, "opencl", "OpenCL", "1.0")
