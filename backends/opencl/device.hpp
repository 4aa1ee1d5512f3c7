#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "backends/opencl/handle.hpp"
#include "plugins/sdk/backend.hpp"

namespace assay::opencl {

/// A device of some platform, with the id and description that users see.
///
/// Ids name the vendor ("nvidia", "amd", "intel", "xilinx", else a word made of the platform's name), or for PoCL
/// "pocl" and, for its single-threaded driver, "pocl-basic". Equal ids are numbered by PCI address.
struct Device {
    cl_platform_id platform = nullptr;
    cl_device_id device = nullptr;
    std::string platformVersion;
    sdk::DeviceInfo info;
};

/// Every device of every platform. Throws Failure(ASSAY_UNSUPPORTED) saying what to install when there is none.
[[nodiscard]] std::vector<Device> findDevices();

/// Throws Failure(ASSAY_INVALID_ARGUMENT) naming the devices there are.
[[nodiscard]] Device findDevice(std::string_view id);

/// The id without a number. `platform` and `deviceName` as the driver reports them, `vendorId` as in PCI.
[[nodiscard]] std::string deviceSlug(std::string_view platform, std::string_view vendor, std::string_view deviceName,
                                     cl_uint vendorId, cl_device_type type);

} // namespace assay::opencl
