#include <array>

#include "core/plugin/plugin_library.hpp"

namespace assay::plugin {
namespace {

constexpr std::array<const char *, 3> kHealthNames{"ok", "degraded", "unusable"};

void addText(Json &json, const char *key, const std::string &text)
{
    if (!text.empty())
        json[key] = text;
}

template <class Number> void addNumber(Json &json, const char *key, Number number)
{
    if (number != 0)
        json[key] = number;
}

} // namespace

Json Device::toJson() const
{
    Json json{{"id", id}, {"max_slots", maxSlots}, {"boundary", toText(boundary)}, {"health", kHealthNames.at(health)}};
    json["same_cpu"] = sameCpu;
    json["emulated"] = emulated;
    addText(json, "name", name);
    addText(json, "kind", kind);
    addText(json, "vendor", vendor);
    addText(json, "driver", driver);
    addText(json, "pci_address", pciAddress);
    addText(json, "link", link);
    addText(json, "health_text", healthText);
    addNumber(json, "compute_units", computeUnits);
    addNumber(json, "clock_mhz", clockMhz);
    addNumber(json, "memory_bytes", memoryBytes);
    return json;
}

Device Device::fromJson(const Json &json)
{
    Device device;
    device.id = json.at("id").get<std::string>();
    device.maxSlots = json.value("max_slots", 1U);
    device.sameCpu = json.value("same_cpu", false);
    device.emulated = json.value("emulated", false);
    device.name = json.value("name", "");
    device.kind = json.value("kind", "");
    device.vendor = json.value("vendor", "");
    device.driver = json.value("driver", "");
    device.pciAddress = json.value("pci_address", "");
    device.link = json.value("link", "");
    device.healthText = json.value("health_text", "");
    device.computeUnits = json.value("compute_units", 0U);
    device.clockMhz = json.value("clock_mhz", 0U);
    device.memoryBytes = json.value("memory_bytes", std::uint64_t{0});
    device.boundary = boundaryFromText(json.value("boundary", "host call")).value_or(Boundary::HostCall);
    const std::string health = json.value("health", "ok");
    for (std::uint32_t state = 0; state < kHealthNames.size(); ++state)
        if (health == kHealthNames.at(state))
            device.health = state;
    return device;
}

} // namespace assay::plugin
