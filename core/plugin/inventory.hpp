#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/plugin/plugin_library.hpp"

namespace assay::plugin {

/// What one backend has, found in a runner process of its own (the desk side never loads a plugin).
struct BackendInventory {
    PluginManifest plugin;
    std::vector<Device> devices;
    std::string none;                      ///< why there is no device, with the next step
    bool prepares = false, traces = false; ///< it offers assay.prepare/1, assay.trace/1
};
/// {plugin: {id, name, version, description, implementations, library, hash}, devices: […], none: "…"}; `none` only
/// when there is no device.
[[nodiscard]] Json toJson(const BackendInventory &inventory);

/// A PCIe device that looks like an accelerator but has no working driver.
struct IdlePciDevice {
    std::string address; ///< "0000:3b:00.0"
    std::string vendor;  ///< "NVIDIA", or the hexadecimal vendor id when it is not a known one
    std::string name;    ///< "3D controller 10de:2204"
    std::string driver;  ///< the kernel driver it is bound to; "" when none
    std::string missing; ///< what is missing, and what to install or enable
};
/// Reads <sysfsRoot>/bus/pci/devices. Accelerators are processing accelerators (class 0x12), FPGAs of Xilinx (10ee) and
/// Altera (1172), and display and 3D controllers (class 0x03) of vendors that make compute devices: the display of a
/// virtual machine or a server's management chip is none. Sorted by address; empty where there is no PCI bus.
[[nodiscard]] std::vector<IdlePciDevice> findIdlePciDevices(const std::filesystem::path &sysfsRoot = "/sys");
[[nodiscard]] Json toJson(const IdlePciDevice &device);

} // namespace assay::plugin
