#include "backends/cpu/processor.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <string>

#include <sched.h>
#include <sys/utsname.h>
#include <unistd.h>

namespace assay::cpu {
namespace {

std::string cpuinfo(const std::string &field)
{
    std::ifstream stream("/proc/cpuinfo");
    for (std::string line; std::getline(stream, line);) {
        const std::size_t colon = line.find(':');
        if (line.starts_with(field) && colon != std::string::npos && colon + 2 <= line.size())
            return line.substr(colon + 2);
    }
    return "";
}

/// Processors this process may run on: a container or a batch job may have fewer than the machine.
unsigned usableProcessors()
{
    cpu_set_t set;
    CPU_ZERO(&set);
    if (::sched_getaffinity(0, sizeof set, &set) != 0)
        return static_cast<unsigned>(std::max(1L, ::sysconf(_SC_NPROCESSORS_ONLN)));
    return static_cast<unsigned>(CPU_COUNT(&set));
}

} // namespace

sdk::DeviceInfo describeProcessor()
{
    sdk::DeviceInfo device;
    device.id = "native";
    device.name = cpuinfo("model name");
    if (device.name.empty())
        device.name = "host processor";
    device.kind = "cpu";
    device.vendor = cpuinfo("vendor_id");
    utsname kernel{};
    if (::uname(&kernel) == 0)
        device.driver = std::string(kernel.sysname) + " " + kernel.release;
    device.link = "memory";
    device.computeUnits = usableProcessors();
    device.maxSlots = std::clamp(device.computeUnits, 1U, 64U);
    device.memoryBytes =
        static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES)) * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    device.clockMhz = static_cast<std::uint32_t>(std::strtod(cpuinfo("cpu MHz").c_str(), nullptr));
    device.boundary = ASSAY_BOUNDARY_IN_MEMORY;
    return device;
}

} // namespace assay::cpu
