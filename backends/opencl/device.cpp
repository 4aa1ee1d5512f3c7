#include "backends/opencl/device.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <fstream>

#include <CL/cl_ext.h>
#include <fmt/format.h>

#include "backends/opencl/cl_error.hpp"

namespace assay::opencl {
namespace {

constexpr uint32_t kMaxSlots = 16;
constexpr std::string_view kPocl = "Portable Computing Language";

template <class Query, class Object> std::string textInfo(Query query, Object object, cl_uint what)
{
    std::size_t size = 0;
    if (query(object, what, 0, nullptr, &size) != CL_SUCCESS || size == 0)
        return {};
    std::string text(size, '\0');
    if (query(object, what, size, text.data(), nullptr) != CL_SUCCESS)
        return {};
    text.resize(text.find('\0') == std::string::npos ? size : text.find('\0'));
    const std::size_t last = text.find_last_not_of(' ');
    const std::size_t first = text.find_first_not_of(' ');
    return last == std::string::npos ? std::string() : text.substr(first, last - first + 1);
}

/// 0 where the device does not know.
template <class T> T numberInfo(cl_device_id device, cl_uint what)
{
    T value{};
    return clGetDeviceInfo(device, what, sizeof value, &value, nullptr) == CL_SUCCESS ? value : T{};
}

std::string lower(std::string_view text)
{
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return result;
}

/// "Some Platform (TM)" → "some-platform-tm".
std::string wordOf(std::string_view text)
{
    std::string word;
    for (const char c : lower(text)) {
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            word += c;
        else if (!word.empty() && word.back() != '-')
            word += '-';
    }
    while (!word.empty() && word.back() == '-')
        word.pop_back();
    return word.empty() ? "device" : word;
}

std::string vendorWord(std::string_view platform, std::string_view vendor, cl_uint vendorId)
{
    struct Known {
        cl_uint id;
        std::string_view part, word;
    };
    constexpr std::array<Known, 8> known{{{0x10de, "nvidia", "nvidia"},
                                          {0x1002, "advanced micro devices", "amd"},
                                          {0x1022, "amd", "amd"},
                                          {0x8086, "intel", "intel"},
                                          {0x10ee, "xilinx", "xilinx"},
                                          {0x13b5, "arm", "arm"},
                                          {0x5143, "qualcomm", "qualcomm"},
                                          {0x1172, "altera", "altera"}}};
    for (const Known &candidate : known)
        if (candidate.id == vendorId)
            return std::string(candidate.word);
    const std::string name = lower(vendor);
    for (const Known &candidate : known)
        if (name.find(candidate.part) != std::string::npos)
            return std::string(candidate.word);
    return wordOf(platform);
}

std::string pciText(unsigned domain, unsigned bus, unsigned device, unsigned function)
{
    return fmt::format("{:04x}:{:02x}:{:02x}.{:x}", domain, bus, device, function);
}

std::string pciAddress(cl_device_id device)
{
    // Not in every version of the headers: cl_nv_device_attribute_query.
    constexpr cl_uint kNvBus = 0x4008;
    constexpr cl_uint kNvSlot = 0x4009;
    constexpr cl_uint kNvDomain = 0x400A;
    const std::string extensions = textInfo(clGetDeviceInfo, device, CL_DEVICE_EXTENSIONS);
    const auto has = [&](const char *name) { return extensions.find(name) != std::string::npos; };
    if (has("cl_khr_pci_bus_info")) {
        const auto info = numberInfo<cl_device_pci_bus_info_khr>(device, CL_DEVICE_PCI_BUS_INFO_KHR);
        return pciText(info.pci_domain, info.pci_bus, info.pci_device, info.pci_function);
    }
    if (has("cl_nv_device_attribute_query")) {
        const auto slot = numberInfo<cl_uint>(device, kNvSlot);
        return pciText(numberInfo<cl_uint>(device, kNvDomain), numberInfo<cl_uint>(device, kNvBus), slot >> 3U,
                       slot & 7U);
    }
    if (has("cl_amd_device_attribute_query")) {
        const auto topology = numberInfo<cl_device_topology_amd>(device, CL_DEVICE_TOPOLOGY_AMD);
        const auto byte = [](cl_char value) { return static_cast<unsigned char>(value); };
        if (topology.raw.type == CL_DEVICE_TOPOLOGY_TYPE_PCIE_AMD)
            return pciText(0, byte(topology.pcie.bus), byte(topology.pcie.device), byte(topology.pcie.function));
    }
    return {};
}

std::string firstLine(const std::filesystem::path &file)
{
    std::string line;
    std::ifstream stream(file);
    std::getline(stream, line);
    return line;
}

/// "PCIe 4.0 x16", what the kernel negotiated; "" when unknown.
std::string linkOf(const std::string &address)
{
    if (address.empty())
        return {};
    const std::filesystem::path folder = std::filesystem::path("/sys/bus/pci/devices") / address;
    // Idle devices lower the link's speed, not its width.
    const std::string speed = firstLine(folder / "max_link_speed");
    const std::string width = firstLine(folder / "current_link_width");
    constexpr std::array<std::pair<std::string_view, std::string_view>, 6> generations{
        {{"2.5 ", "1.0"}, {"5.0 ", "2.0"}, {"8.0 ", "3.0"}, {"16.0 ", "4.0"}, {"32.0 ", "5.0"}, {"64.0 ", "6.0"}}};
    for (const auto &[prefix, generation] : generations)
        if (speed.compare(0, prefix.size(), prefix) == 0 && !width.empty() && width != "0")
            return fmt::format("PCIe {} x{}", generation, width);
    return {};
}

std::string kindOf(cl_device_type type, const std::string &slug)
{
    if ((type & CL_DEVICE_TYPE_CPU) != 0)
        return "cpu";
    if ((type & CL_DEVICE_TYPE_GPU) != 0)
        return "gpu";
    return slug == "xilinx" || slug == "altera" ? "fpga" : "accelerator";
}

void describeHealth(cl_device_id device, sdk::DeviceInfo &info)
{
    if (numberInfo<cl_bool>(device, CL_DEVICE_AVAILABLE) == CL_FALSE) {
        info.health = ASSAY_HEALTH_UNUSABLE;
        info.healthText = "the driver says that the device is not available: another program may hold it";
    } else if (numberInfo<cl_bool>(device, CL_DEVICE_COMPILER_AVAILABLE) == CL_FALSE) {
        info.health = ASSAY_HEALTH_UNUSABLE;
        info.healthText = "the driver has no compiler for OpenCL C: kernels given as source cannot run here";
    }
}

Device describe(cl_platform_id platform, cl_device_id id)
{
    const std::string platformName = textInfo(clGetPlatformInfo, platform, CL_PLATFORM_NAME);
    const auto type = numberInfo<cl_device_type>(id, CL_DEVICE_TYPE);
    Device device{platform, id, textInfo(clGetPlatformInfo, platform, CL_PLATFORM_VERSION), {}};
    sdk::DeviceInfo &info = device.info;
    info.name = textInfo(clGetDeviceInfo, id, CL_DEVICE_NAME);
    info.vendor = textInfo(clGetDeviceInfo, id, CL_DEVICE_VENDOR);
    info.id = deviceSlug(platformName, info.vendor, info.name, numberInfo<cl_uint>(id, CL_DEVICE_VENDOR_ID), type);
    info.kind = kindOf(type, info.id);
    info.driver = platformName + " " + textInfo(clGetDeviceInfo, id, CL_DRIVER_VERSION);
    info.pciAddress = pciAddress(id);
    info.computeUnits = numberInfo<cl_uint>(id, CL_DEVICE_MAX_COMPUTE_UNITS);
    info.clockMhz = numberInfo<cl_uint>(id, CL_DEVICE_MAX_CLOCK_FREQUENCY);
    info.memoryBytes = numberInfo<cl_ulong>(id, CL_DEVICE_GLOBAL_MEM_SIZE);
    info.maxSlots = kMaxSlots;
    if ((type & CL_DEVICE_TYPE_CPU) != 0) {
        info.flags = ASSAY_DEVICE_SAME_CPU;
        info.boundary = ASSAY_BOUNDARY_IN_MEMORY;
        info.link = "memory";
    } else {
        info.boundary = ASSAY_BOUNDARY_HOST_CALL;
        info.link = linkOf(info.pciAddress);
    }
    describeHealth(id, info);
    return device;
}

std::vector<cl_platform_id> platforms()
{
    cl_uint count = 0;
    const cl_int code = clGetPlatformIDs(0, nullptr, &count);
    if (code == CL_PLATFORM_NOT_FOUND_KHR || (code == CL_SUCCESS && count == 0))
        throw sdk::Failure(ASSAY_UNSUPPORTED,
                           "no OpenCL platform found; install pocl-opencl-icd or your vendor's driver "
                           "(ICD files are looked for in /etc/OpenCL/vendors)");
    check(code, "clGetPlatformIDs");
    std::vector<cl_platform_id> found(count);
    check(clGetPlatformIDs(count, found.data(), nullptr), "clGetPlatformIDs");
    return found;
}

/// Why a platform must not be asked for its devices; "" when it may be.
std::string obstacle(const std::string &platform)
{
    std::error_code error;
    // hwloc, which PoCL asks for the processors, finds none without /sys, and PoCL then aborts the process.
    if (platform == kPocl && !std::filesystem::exists("/sys/devices/system/cpu", error))
        return "PoCL needs /sys to find the processors, and /sys is not mounted here; mount it (mount -t sysfs sysfs "
               "/sys, or let the container have it)";
    return {};
}

std::vector<cl_device_id> devicesOf(cl_platform_id platform)
{
    // A platform without devices answers with an error: it hides no other.
    cl_uint count = 0;
    if (clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, 0, nullptr, &count) != CL_SUCCESS || count == 0)
        return {};
    std::vector<cl_device_id> found(count);
    check(clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, count, found.data(), nullptr), "clGetDeviceIDs");
    return found;
}

void numberEqualIds(std::vector<Device> &devices)
{
    std::vector<sdk::DeviceInfo> infos;
    infos.reserve(devices.size());
    for (const Device &device : devices)
        infos.push_back(device.info);
    sdk::numberDuplicates(infos);
    for (std::size_t i = 0; i < devices.size(); ++i)
        devices[i].info.id = infos[i].id;
}

} // namespace

std::string deviceSlug(std::string_view platform, std::string_view vendor, std::string_view deviceName,
                       cl_uint vendorId, cl_device_type type)
{
    if (platform == kPocl) {
        if (deviceName.substr(0, 5) == "basic")
            return "pocl-basic";
        return (type & CL_DEVICE_TYPE_CPU) != 0 ? "pocl" : "pocl-gpu";
    }
    const std::string word = vendorWord(platform, vendor, vendorId);
    // Mesa drives the same cards as their makers' drivers do.
    if (const std::string name = lower(platform); name == "rusticl" || name == "clover")
        return name + "-" + word;
    return (type & CL_DEVICE_TYPE_CPU) != 0 ? word + "-cpu" : word;
}

std::vector<Device> findDevices()
{
    std::vector<Device> devices;
    std::string names, obstacles;
    for (cl_platform_id platform : platforms()) {
        const std::string name = textInfo(clGetPlatformInfo, platform, CL_PLATFORM_NAME);
        names += (names.empty() ? "" : ", ") + name;
        if (const std::string inTheWay = obstacle(name); !inTheWay.empty()) {
            obstacles += "; " + inTheWay;
            continue;
        }
        for (cl_device_id device : devicesOf(platform))
            devices.push_back(describe(platform, device));
    }
    if (devices.empty() && !obstacles.empty())
        throw sdk::Failure(ASSAY_UNSUPPORTED, "no OpenCL device found" + obstacles);
    if (devices.empty())
        throw sdk::Failure(ASSAY_UNSUPPORTED,
                           "no OpenCL device found, only platforms without one (" + names +
                               "); check that the device is plugged in, that its kernel driver is "
                               "loaded and that you may open its device files (groups video, render)");
    numberEqualIds(devices);
    return devices;
}

Device findDevice(std::string_view id)
{
    std::string ids;
    for (Device &device : findDevices()) {
        if (device.info.id == id)
            return std::move(device);
        ids += (ids.empty() ? "" : ", ") + device.info.id;
    }
    throw sdk::Failure(ASSAY_INVALID_ARGUMENT, fmt::format("no OpenCL device '{}'; there is: {}", id, ids));
}

} // namespace assay::opencl
