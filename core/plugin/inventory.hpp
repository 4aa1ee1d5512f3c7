#pragma once

#include <string>
#include <vector>

#include "core/plugin/plugin_library.hpp"

namespace assay::plugin {

/// What one backend has, found in a runner process of its own (the desk side never loads a plugin).
struct BackendInventory {
    PluginManifest plugin;
    std::vector<Device> devices; ///< ids made unique: duplicates numbered in PCI address order
    std::string none;            ///< why there is no device, with the next step
};

/// A PCIe device that looks like an accelerator but has no working driver.
struct IdlePciDevice {
    std::string address, vendor, name, missing; ///< missing: what to install or enable
};
/// Reads <sysfsRoot>/bus/pci/devices; class 0x0300/0x0302 (display, 3D), 0x1200 (processing accelerator) and FPGA
/// vendor ids (Xilinx 10ee, Altera 1172).
[[nodiscard]] std::vector<IdlePciDevice> findIdlePciDevices(const std::string &sysfsRoot = "/sys");

/// Gives equal ids numbers ("nvidia-0", "nvidia-1") in PCI address order; single ids stay as they are.
void numberDuplicates(std::vector<Device> &devices);

[[nodiscard]] Json toJson(const BackendInventory &inventory);

} // namespace assay::plugin
