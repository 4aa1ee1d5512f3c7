#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>

#include <fcntl.h>
#include <unistd.h>

#include "core/base/clock.hpp"
#include "core/measure/energy.hpp"
#include "core/measure/sysfs.hpp"

namespace assay::measure {
namespace {

namespace fs = std::filesystem;

std::string wordOf(const fs::path &file)
{
    std::ifstream stream(file);
    std::string word;
    stream >> word;
    return word;
}

/// A sensor that exists but does not open is one that this user may not read (energy_uj is root's since CVE-2020-8694).
bool readable(const fs::path &file, bool &denied)
{
    const int descriptor = open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor >= 0) {
        close(descriptor);
        return true;
    }
    if (errno == EACCES || errno == EPERM)
        denied = true;
    return false;
}

std::vector<fs::path> entriesOf(const fs::path &folder)
{
    std::vector<fs::path> entries;
    std::error_code error;
    for (const auto &entry : fs::directory_iterator(folder, error))
        entries.push_back(entry.path());
    std::sort(entries.begin(), entries.end());
    return entries;
}

class PowercapSource final : public EnergySource {
public:
    PowercapSource(fs::path folder, std::string scope, std::uint64_t range)
        : m_folder(std::move(folder)), m_scope(std::move(scope)), m_counter(range)
    {
    }
    [[nodiscard]] std::string name() const override { return "powercap " + m_folder.filename().string(); }
    [[nodiscard]] std::string scope() const override { return m_scope; }
    [[nodiscard]] std::optional<double> joules() override
    {
        const auto microjoules = readNumber(m_folder / "energy_uj");
        if (!microjoules)
            return std::nullopt;
        return static_cast<double>(m_counter.unwound(static_cast<std::uint64_t>(*microjoules))) * 1e-6;
    }

private:
    fs::path m_folder;
    std::string m_scope;
    WrappingCounter m_counter;
};

/// "package-0" and "psys" are zones of their own; "dram" lies in its package's folder. Cores and uncore are parts of
/// the package and are left out.
std::string scopeOfZone(const fs::path &folder)
{
    const std::string name = wordOf(folder / "name");
    if (name == "psys")
        return "platform";
    if (name.starts_with("package-"))
        return name;
    if (name == "dram") {
        // intel-rapl:0:2 → dram of package 0
        const std::string zone = folder.filename().string();
        const auto colon = zone.find(':');
        return "dram-" + zone.substr(colon + 1, zone.find(':', colon + 1) - colon - 1);
    }
    return {};
}

/// hwmon: energyN_input counts microjoules, powerN_average or powerN_input is microwatts now, integrated by trapezia.
class HwmonEnergy final : public EnergySource {
public:
    HwmonEnergy(fs::path file, std::string scope) : m_file(std::move(file)), m_scope(std::move(scope)) {}
    [[nodiscard]] std::string name() const override { return "hwmon " + m_file.filename().string(); }
    [[nodiscard]] std::string scope() const override { return m_scope; }
    [[nodiscard]] std::optional<double> joules() override
    {
        const auto microjoules = readNumber(m_file);
        if (!microjoules)
            return std::nullopt;
        return static_cast<double>(*microjoules) * 1e-6;
    }

private:
    fs::path m_file;
    std::string m_scope;
};

class HwmonPower final : public EnergySource {
public:
    HwmonPower(fs::path file, std::string scope) : m_file(std::move(file)), m_scope(std::move(scope)) {}
    [[nodiscard]] std::string name() const override { return "hwmon " + m_file.filename().string(); }
    [[nodiscard]] std::string scope() const override { return m_scope; }
    [[nodiscard]] std::optional<double> joules() override
    {
        const auto microwatts = readNumber(m_file);
        if (!microwatts)
            return std::nullopt;
        const double watts = static_cast<double>(*microwatts) * 1e-6;
        const std::int64_t now = nowNanoseconds();
        if (m_lastTime > 0)
            m_joules += (watts + m_lastWatts) / 2 * static_cast<double>(now - m_lastTime) * 1e-9;
        m_lastTime = now;
        m_lastWatts = watts;
        return m_joules;
    }

private:
    fs::path m_file;
    std::string m_scope;
    std::int64_t m_lastTime = 0;
    double m_lastWatts = 0, m_joules = 0;
};

/// One meter per chip: energy if it counts it, else power. CPU chips meter what powercap does, so they share its scope.
std::unique_ptr<EnergySource> openChip(const fs::path &folder, bool &denied)
{
    const std::string chip = wordOf(folder / "name");
    const bool ofCpu = chip == "amd_energy" || chip == "zenpower" || chip == "fam15h_power";
    if (chip.starts_with("BAT"))
        return nullptr; // what a battery gives is not what the machine takes
    std::string scope = ofCpu ? "package-0" : "board:" + chip + ":" + folder.filename().string();
    if (chip == "power_meter")
        scope = "machine"; // ACPI: the whole machine at its power supply
    // amd_energy counts every core first and the socket last: only a labelled socket is a whole package.
    if (chip == "amd_energy") {
        for (const fs::path &file : entriesOf(folder))
            if (file.filename().string().ends_with("_label") && wordOf(file).starts_with("Esocket0")) {
                const std::string stem = file.filename().string();
                const fs::path input = folder / (stem.substr(0, stem.size() - 6) + "_input");
                if (readable(input, denied))
                    return std::make_unique<HwmonEnergy>(input, scope);
            }
        return nullptr;
    }
    if (const fs::path energy = folder / "energy1_input"; readable(energy, denied))
        return std::make_unique<HwmonEnergy>(energy, scope);
    for (const char *file : {"power1_average", "power1_input"})
        if (readable(folder / file, denied))
            return std::make_unique<HwmonPower>(folder / file, scope);
    return nullptr;
}

} // namespace

std::vector<std::unique_ptr<EnergySource>> openPowercap(const std::string &sysfsRoot, bool &denied)
{
    std::vector<std::unique_ptr<EnergySource>> sources;
    for (const fs::path &folder : entriesOf(fs::path(sysfsRoot) / "class/powercap")) {
        const std::string scope = scopeOfZone(folder);
        if (scope.empty() || !readable(folder / "energy_uj", denied))
            continue;
        const auto range = readNumber(folder / "max_energy_range_uj");
        // Without a stated range the counter is 32 bits of microjoules.
        sources.push_back(std::make_unique<PowercapSource>(folder, scope, range ? *range + 1 : 1ULL << 32));
    }
    return sources;
}

std::vector<std::unique_ptr<EnergySource>> openHwmon(const std::string &sysfsRoot, bool &denied)
{
    std::vector<std::unique_ptr<EnergySource>> sources;
    for (const fs::path &folder : entriesOf(fs::path(sysfsRoot) / "class/hwmon"))
        if (auto source = openChip(folder, denied))
            sources.push_back(std::move(source));
    return sources;
}

} // namespace assay::measure
