#include "core/measure/environment.hpp"

#include <ctime>
#include <filesystem>
#include <sstream>
#include <string_view>

#include <sys/utsname.h>
#include <unistd.h>

#include "core/base/clock.hpp"
#include "core/base/files.hpp"
#include "core/measure/sysfs.hpp"

namespace assay::measure {
namespace {

namespace fs = std::filesystem;

std::optional<std::string> textOf(const fs::path &file)
{
    auto content = readFile(file);
    if (!content)
        return std::nullopt;
    while (!content->empty() && (content->back() == '\n' || content->back() == ' '))
        content->pop_back();
    return *content;
}

/// The value of the first "key : value" line.
std::optional<std::string> field(const std::string &text, std::string_view key)
{
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        const auto colon = line.find(':');
        if (!line.starts_with(key) || colon == std::string::npos)
            continue;
        const auto name = line.substr(0, line.find_last_not_of(" \t", colon - 1) + 1);
        const auto value = line.find_first_not_of(" \t", colon + 1);
        if (name == key)
            return value == std::string::npos ? std::string() : line.substr(value);
    }
    return std::nullopt;
}

template <class T> void put(Json &json, const char *key, const std::optional<T> &value)
{
    if (value)
        json[key] = *value;
}

void addCpu(Json &json, const EnvironmentRoots &roots)
{
    if (const auto info = textOf(fs::path(roots.proc) / "cpuinfo")) {
        put(json, "cpu_model", field(*info, "model name"));
        if (const auto flags = field(*info, "flags"))
            json["virtual_machine"] = (" " + *flags + " ").find(" hypervisor ") != std::string::npos;
    }
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);
    if (cores > 0)
        json["cores"] = cores;
    const fs::path cpus = fs::path(roots.sys) / "devices/system/cpu";
    put(json, "governor", textOf(cpus / "cpu0/cpufreq/scaling_governor"));
    if (const auto boost = readNumber(cpus / "cpufreq/boost"))
        json["boost"] = *boost != 0;
    else if (const auto noTurbo = readNumber(cpus / "intel_pstate/no_turbo"))
        json["boost"] = *noTurbo == 0;
}

/// Mean frequency and the sum of throttle events over all cores that report them.
void addFrequencies(Json &json, const EnvironmentRoots &roots)
{
    const fs::path cpus = fs::path(roots.sys) / "devices/system/cpu";
    double kilohertz = 0;
    int reporting = 0;
    std::optional<std::int64_t> throttled;
    for (int cpu = 0; fs::exists(cpus / ("cpu" + std::to_string(cpu))); ++cpu) {
        const fs::path folder = cpus / ("cpu" + std::to_string(cpu));
        if (const auto now = readNumber(folder / "cpufreq/scaling_cur_freq")) {
            kilohertz += static_cast<double>(*now);
            ++reporting;
        }
        if (const auto count = readNumber(folder / "thermal_throttle/core_throttle_count"))
            throttled = throttled.value_or(0) + *count;
    }
    if (reporting > 0)
        json["frequency_hz"] = kilohertz * 1e3 / reporting;
    put(json, "throttle_events", throttled);
}

/// Ticks of all cores since boot. Guest time is part of user time.
void addTicks(Json &json, const EnvironmentRoots &roots)
{
    const auto stat = textOf(fs::path(roots.proc) / "stat");
    if (!stat)
        return;
    std::istringstream line(*stat);
    std::string name;
    std::int64_t user = 0, nice = 0, system = 0, idle = 0, wait = 0, irq = 0, softIrq = 0, steal = 0;
    if (!(line >> name >> user >> nice >> system >> idle >> wait >> irq >> softIrq >> steal) || name != "cpu")
        return;
    json["busy_ticks"] = user + nice + system + irq + softIrq;
    json["steal_ticks"] = steal;
    json["total_ticks"] = user + nice + system + irq + softIrq + idle + wait + steal;
    json["ticks_per_second"] = sysconf(_SC_CLK_TCK);
}

void addMemoryAndLoad(Json &json, const EnvironmentRoots &roots)
{
    if (const auto info = textOf(fs::path(roots.proc) / "meminfo")) {
        for (const auto &[key, name] : {std::pair{"MemTotal", "memory_bytes"}, {"MemAvailable", "memory_available"}})
            if (const auto text = field(*info, key))
                json[name] = std::strtoll(text->c_str(), nullptr, 10) * 1024;
    }
    if (const auto load = textOf(fs::path(roots.proc) / "loadavg"))
        json["load_1_min"] = std::strtod(load->c_str(), nullptr);
}

std::int64_t read(clockid_t clock)
{
    timespec time{};
    clock_gettime(clock, &time);
    return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

void addClocks(Json &json, const EnvironmentRoots &roots)
{
    put(json, "clock_source",
        textOf(fs::path(roots.sys) / "devices/system/clocksource/clocksource0/current_clocksource"));
    const std::int64_t monotonic = nowNanoseconds();
    json["monotonic_ns"] = monotonic;
    json["realtime_ahead_ns"] = read(CLOCK_REALTIME) - monotonic;
    json["boottime_ahead_ns"] = read(CLOCK_BOOTTIME) - monotonic;
    json["process_cpu_ns"] = read(CLOCK_PROCESS_CPUTIME_ID);
}

} // namespace

Json environmentRecord(const EnvironmentRoots &roots)
{
    Json json = Json::object();
    addCpu(json, roots);
    addFrequencies(json, roots);
    addMemoryAndLoad(json, roots);
    utsname names{};
    if (uname(&names) == 0)
        json["kernel"] = std::string(names.sysname) + " " + names.release + " " + names.machine;
#ifdef NDEBUG
    json["debug_build"] = false;
#else
    json["debug_build"] = true;
#endif
    addTicks(json, roots);
    addClocks(json, roots);
    return json;
}

} // namespace assay::measure
