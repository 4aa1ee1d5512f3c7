#include "core/plugin/inventory.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <optional>

#include <fmt/format.h>

namespace assay::plugin {
namespace {

/// Makers of compute devices: which kernel drivers compute, and what to do without one.
struct PciVendor {
    unsigned id;
    std::string_view name;
    bool everyDevice; ///< any PCI class counts, not only displays and accelerators
    std::array<std::string_view, 3> drivers;
    std::string_view advice;
};
constexpr std::array<PciVendor, 6> kVendors{{
    {0x10de,
     "NVIDIA",
     false,
     {"nvidia", "", ""},
     "install NVIDIA's driver and its OpenCL library (Debian: nvidia-driver and nvidia-opencl-icd, non-free)"},
    {0x1002,
     "AMD",
     false,
     {"amdgpu", "", ""},
     "use the amdgpu kernel driver (Debian: firmware-amd-graphics) and install an OpenCL library (mesa-opencl-icd, or "
     "ROCm's)"},
    {0x8086,
     "Intel",
     false,
     {"i915", "xe", "intel_vpu"},
     "use the i915 or xe kernel driver and install intel-opencl-icd"},
    {0x10ee,
     "Xilinx",
     true,
     {"xocl", "xclmgmt", "xdma"},
     "install the Xilinx runtime XRT (drivers xocl and xclmgmt) and the card's platform package"},
    {0x1172,
     "Altera",
     true,
     {"dfl-pci", "intel-fpga-pci", ""},
     "enable the kernel's dfl-pci driver or install the card maker's board support package"},
    {0x1da3, "Habana", false, {"habanalabs", "", ""}, "install the habanalabs kernel driver"},
}};

std::optional<unsigned> readHex(const std::filesystem::path &file)
{
    std::ifstream stream(file);
    unsigned value = 0;
    if (!(stream >> std::hex >> value))
        return std::nullopt;
    return value;
}

const PciVendor *knownVendor(unsigned id)
{
    const auto *found =
        std::find_if(kVendors.begin(), kVendors.end(), [&](const PciVendor &vendor) { return vendor.id == id; });
    return found == kVendors.end() ? nullptr : found;
}

std::string_view className(unsigned pciClass)
{
    switch (pciClass >> 8) {
    case 0x0300:
        return "display controller";
    case 0x0302:
        return "3D controller";
    case 0x0380:
        return "display controller";
    case 0x1200:
        return "processing accelerator";
    default:
        return "device";
    }
}

bool looksLikeAccelerator(unsigned pciClass, const PciVendor *vendor)
{
    const unsigned base = pciClass >> 16;
    return base == 0x12 || (vendor != nullptr && (vendor->everyDevice || base == 0x03));
}

std::string whatIsMissing(const std::string &driver, const PciVendor *vendor)
{
    const std::string advice =
        vendor != nullptr ? std::string(vendor->advice) : "install the kernel driver and runtime of its maker";
    if (driver.empty())
        return "no kernel driver is bound to it: " + advice;
    if (driver == "vfio-pci")
        return "it is reserved for a virtual machine (driver vfio-pci): give it back to the host to use it here";
    return fmt::format("its kernel driver {} does not compute: {}", driver, advice);
}

std::optional<IdlePciDevice> readDevice(const std::filesystem::path &folder)
{
    const std::optional<unsigned> pciClass = readHex(folder / "class");
    const std::optional<unsigned> vendorId = readHex(folder / "vendor");
    const std::optional<unsigned> deviceId = readHex(folder / "device");
    if (!pciClass || !vendorId || !deviceId)
        return std::nullopt;
    const PciVendor *vendor = knownVendor(*vendorId);
    if (!looksLikeAccelerator(*pciClass, vendor))
        return std::nullopt;
    std::error_code error;
    const std::string driver = std::filesystem::read_symlink(folder / "driver", error).filename().string();
    // Of a maker that is not in the table, any driver is taken to be the right one.
    const bool works = vendor == nullptr ? !driver.empty() && driver != "vfio-pci"
                                         : !driver.empty() && std::find(vendor->drivers.begin(), vendor->drivers.end(),
                                                                        driver) != vendor->drivers.end();
    if (works)
        return std::nullopt;
    return IdlePciDevice{folder.filename().string(),
                         vendor != nullptr ? std::string(vendor->name) : fmt::format("{:04x}", *vendorId),
                         fmt::format("{} {:04x}:{:04x}", className(*pciClass), *vendorId, *deviceId), driver,
                         whatIsMissing(driver, vendor)};
}

} // namespace

std::vector<IdlePciDevice> findIdlePciDevices(const std::filesystem::path &sysfsRoot)
{
    std::vector<IdlePciDevice> idle;
    std::error_code error;
    for (std::filesystem::directory_iterator entry(sysfsRoot / "bus/pci/devices", error), end; !error && entry != end;
         entry.increment(error))
        if (std::optional<IdlePciDevice> device = readDevice(entry->path()))
            idle.push_back(std::move(*device));
    std::sort(idle.begin(), idle.end(),
              [](const IdlePciDevice &left, const IdlePciDevice &right) { return left.address < right.address; });
    return idle;
}

Json toJson(const BackendInventory &inventory)
{
    const PluginManifest &plugin = inventory.plugin;
    Json json{{"plugin",
               {{"id", plugin.id},
                {"name", plugin.name},
                {"version", plugin.version},
                {"description", plugin.description},
                {"implementations", plugin.implementations},
                {"library", plugin.libraryPath.string()},
                {"hash", plugin.hash}}},
              {"devices", Json::array()}};
    for (const Device &device : inventory.devices)
        json["devices"].push_back(device.toJson());
    if (inventory.devices.empty())
        json["none"] = inventory.none;
    return json;
}

Json toJson(const IdlePciDevice &device)
{
    Json json{
        {"address", device.address}, {"vendor", device.vendor}, {"name", device.name}, {"missing", device.missing}};
    if (!device.driver.empty())
        json["driver"] = device.driver;
    return json;
}

} // namespace assay::plugin
