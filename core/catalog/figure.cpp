#include "core/catalog/figure.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "core/base/json_text.hpp"

namespace assay::catalog {
namespace {

constexpr double kGiga = 1e9, kGibi = 1024.0 * 1024 * 1024, kMebi = 1024.0 * 1024;

constexpr FigureInfo quantity(std::string_view id, std::string_view title, std::string_view unit,
                              std::string_view siUnit, double toSi)
{
    return {id, title, unit, siUnit, toSi};
}
constexpr FigureInfo count(std::string_view id, std::string_view title)
{
    return {id, title, "", "1"};
}

constexpr auto kInfos = std::to_array<FigureInfo>({
    quantity("peak_fp64_gflops", "peak, fp64", "Gop/s", "op/s", kGiga),
    quantity("peak_fp32_gflops", "peak, fp32", "Gop/s", "op/s", kGiga),
    quantity("peak_fp16_gflops", "peak, fp16", "Gop/s", "op/s", kGiga),
    quantity("peak_int8_gops", "peak, int8", "Gop/s", "op/s", kGiga),
    quantity("mem_gib", "memory", "GiB", "B", kGibi),
    quantity("mem_bw_gbs", "memory bandwidth", "GB/s", "B/s", kGiga),
    quantity("onchip_mib", "memory on the chip", "MiB", "B", kMebi),
    quantity("onchip_bw_gbs", "bandwidth on the chip", "GB/s", "B/s", kGiga),
    {"host_link", "link to the host", "", "", 1, true, false},
    quantity("host_link_gbs", "link bandwidth, each way", "GB/s", "B/s", kGiga),
    quantity("link_effective_gbs", "link bandwidth reached", "GB/s", "B/s", kGiga),
    quantity("link_latency_us", "link latency", "µs", "s", 1e-6),
    count("luts", "LUTs"),
    count("ffs", "flip-flops"),
    count("dsps", "DSP blocks"),
    count("bram36", "block RAMs of 36 Kib"),
    count("uram288", "UltraRAMs of 288 Kib"),
    count("bram4k", "block RAMs of 4 Kib"),
    count("ebr18", "block RAMs of 18 Kib"),
    count("spram256k", "single-port RAMs of 256 Kib"),
    count("logic_elements", "logic elements"),
    quantity("tdp_w", "power limit", "W", "W", 1),
    quantity("typical_w", "power when busy, typical", "W", "W", 1),
    quantity("idle_w", "power when idle", "W", "W", 1),
    {"list_price_usd", "list price", "USD", "USD", 1, false, true},
});

bool isStale(const Provenance &provenance, Date today)
{
    const auto date = dateFromText(provenance.date);
    return date ? today - *date > std::chrono::days(kStaleDays) : provenance.quality != "own";
}

Provenance provenanceOf(const Json &object, bool price, Date today)
{
    Provenance provenance;
    provenance.source = textAt(object, "source");
    provenance.quality = textAt(object, "quality");
    provenance.date = textAt(object, "date");
    provenance.note = textAt(object, "note");
    provenance.unverified = provenance.source.empty() || provenance.quality == "C";
    provenance.stale = price && isStale(provenance, today);
    return provenance;
}

CloudInstance instanceOf(const Json &entry, Date today)
{
    CloudInstance instance;
    instance.provider = textAt(entry, "provider");
    instance.instance = textAt(entry, "instance");
    instance.region = textAt(entry, "region");
    instance.usdPerHour = entry.at("usd_per_hour").get<double>();
    instance.devices = entry.at("devices").get<double>();
    instance.usdPerDeviceHour = entry.at("usd_per_device_hour").get<double>();
    instance.provenance = provenanceOf(entry, true, today);
    instance.provenance.note = textAt(entry, "source_note");
    instance.note = textAt(entry, "note");
    return instance;
}

} // namespace

std::span<const FigureInfo> figureInfos()
{
    return kInfos;
}

const FigureInfo *figureInfo(std::string_view id)
{
    const auto *found = std::find_if(kInfos.begin(), kInfos.end(), [&](const auto &info) { return info.id == id; });
    return found == kInfos.end() ? nullptr : found;
}

std::optional<Date> dateFromText(std::string_view text)
{
    std::array<int, 3> parts{0, 1, 1};
    constexpr std::array<std::size_t, 3> kDigits{4, 2, 2};
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto [end, error] =
            std::from_chars(text.data(), text.data() + std::min(text.size(), kDigits[i]), parts[i]);
        if (error != std::errc() || end != text.data() + kDigits[i])
            return std::nullopt;
        text.remove_prefix(kDigits[i]);
        if (text.empty())
            break;
        if (text.front() != '-' || i + 1 == parts.size())
            return std::nullopt;
        text.remove_prefix(1);
    }
    const std::chrono::year_month_day day{std::chrono::year{parts[0]},
                                          std::chrono::month{static_cast<unsigned>(parts[1])},
                                          std::chrono::day{static_cast<unsigned>(parts[2])}};
    return day.ok() ? std::optional(Date(day)) : std::nullopt;
}

std::optional<Figure> figure(const Json &target, std::string_view id, Date today)
{
    const FigureInfo *info = figureInfo(id);
    const auto found = info == nullptr ? target.end() : target.find(std::string(id));
    if (found == target.end() || !found->is_object())
        return std::nullopt;
    Figure figure;
    figure.info = info;
    if (info->text)
        figure.text = textAt(*found, "value");
    figure.low = numberAt(*found, "low");
    figure.high = numberAt(*found, "high");
    figure.typical = numberAt(*found, found->contains("value") ? "value" : "typical");
    figure.provenance = provenanceOf(*found, info->price, today);
    figure.derived = textAt(*found, "derived");
    figure.operationClass = textAt(*found, "operation_class");
    figure.operationClassSource = textAt(*found, "operation_class_source");
    figure.operationClassDerived = textAt(*found, "operation_class_derived");
    return figure;
}

std::vector<Figure> figures(const Json &target, Date today)
{
    std::vector<Figure> found;
    for (const FigureInfo &info : kInfos)
        if (auto one = figure(target, info.id, today))
            found.push_back(std::move(*one));
    return found;
}

std::vector<std::string> unknownFigures(const Json &target)
{
    const auto found = target.find("unverified_fields");
    return found == target.end() ? std::vector<std::string>() : found->get<std::vector<std::string>>();
}

std::vector<CloudInstance> cloudInstances(const Json &target, Date today)
{
    std::vector<CloudInstance> instances;
    if (const auto found = target.find("cloud"); found != target.end())
        for (const Json &entry : *found)
            instances.push_back(instanceOf(entry, today));
    return instances;
}

std::optional<CloudInstance> cheapestInstance(const Json &target, Date today)
{
    const auto instances = cloudInstances(target, today);
    const auto cheapest = std::min_element(instances.begin(), instances.end(), [](const auto &a, const auto &b) {
        return a.usdPerDeviceHour < b.usdPerDeviceHour;
    });
    return cheapest == instances.end() ? std::nullopt : std::optional(*cheapest);
}

} // namespace assay::catalog
