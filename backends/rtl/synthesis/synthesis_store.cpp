#include "backends/rtl/synthesis/synthesis_store.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "backends/rtl/design/tools.hpp"
#include "backends/rtl/netlist/netlist.hpp"
#include "backends/rtl/synthesis/cell_count.hpp"
#include "backends/rtl/synthesis/records.hpp"
#include "backends/rtl/synthesis/result_data.hpp"
#include "core/base/files.hpp"
#include "core/base/hash.hpp"

namespace assay::rtl {
namespace {

constexpr const char *kSynthesisKind = "synthesis", *kPinsKind = "pinned", *kRouteKind = "route";
constexpr const char *kNetlistFile = "netlist.json", *kHashField = "netlist_sha256";

std::optional<BeatBytes> beatOf(const Netlist &netlist)
{
    const auto bytes = [](const std::vector<Netlist::Pin> &pins, std::string_view port) {
        const auto found = std::ranges::find(pins, port, &Netlist::Pin::port);
        return found == pins.end() ? 0 : static_cast<int>(found->nets.size() / 8);
    };
    const BeatBytes beat{bytes(netlist.inputs, "s_axis_tdata"), bytes(netlist.outputs, "m_axis_tdata")};
    return beat.input > 0 && beat.output > 0 ? std::optional(beat) : std::nullopt;
}

/// A failure that data keeps comes back as one.
template <class T, class Read> Result<T> fromData(const Json &record, const std::string &what, const Read &read)
{
    if (record.contains("failure"))
        return failure(ErrorCode::Failed, record["failure"].get<std::string>());
    try {
        T result = read(record);
        result.fromData = true;
        return result;
    } catch (const Json::exception &wrong) {
        return failure(ErrorCode::InvalidInput,
                       fmt::format("the result kept for {} is damaged: {}", what, wrong.what()));
    }
}

Result<Json> makeSynthesis(const Design &design, const std::string &family, const std::string &tool,
                           const std::filesystem::path &folder, double limitSeconds)
{
    if (auto done = synthesise(design, family, folder, limitSeconds); !done)
        return failure(done.error());
    auto netlist = Netlist::read(folder / kNetlistFile, design.top);
    if (!netlist)
        return failure(netlist.error());
    Synthesis synthesis;
    synthesis.resources = countResources(*netlist);
    synthesis.beat = beatOf(*netlist);
    synthesis.tool = tool;
    return toJson(synthesis);
}

Error noResult(const Design &design, const std::string &why)
{
    return {
        ErrorCode::Unsupported,
        fmt::format("{} comes without results of synthesis, and they cannot be made here: {}", design.describe(), why)};
}

} // namespace

std::vector<double> PlaceAndRoute::clocks() const
{
    std::vector<double> reached;
    for (const Seed &seed : seeds)
        if (seed.fmaxHz)
            reached.push_back(*seed.fmaxHz);
    std::ranges::sort(reached);
    return reached;
}

SynthesisStore::SynthesisStore(std::filesystem::path sharedFolder, ArtifactCache cache, ToolLimits limits)
    : m_shared(std::move(sharedFolder)), m_cache(std::move(cache)), m_limits(limits)
{
}

Result<Synthesis> SynthesisStore::synthesis(const Design &design, const Part &part, Effort effort) const
{
    auto key = contentKey(design);
    if (!key)
        return failure(key.error());
    if (effort == Effort::RunTools)
        return synthesisByTool(design, part, *key, effort);
    auto data = ResultData::read(m_shared / "results", design.top);
    if (!data)
        return failure(data.error());
    if (const auto record = data->synthesis(*key, synthesisFamily(part)))
        return fromData<Synthesis>(*record, design.describe(),
                                   [&](const Json &json) { return synthesisFrom(json, part); });
    return synthesisByTool(design, part, *key, effort);
}

Result<Synthesis> SynthesisStore::synthesisByTool(const Design &design, const Part &part, const std::string &key,
                                                  Effort effort) const
{
    const auto yosys = findTool("yosys");
    if (!yosys)
        return failure(noResult(design, yosys.error().message));
    const std::string family = synthesisFamily(part);
    const std::string cacheKey =
        sha256Hex(fmt::format("{}\n{}\n{}\n{}\n{}", key, family, kYosysFlow, m_limits.yosysSeconds, yosys->version));
    Result<ArtifactCache::Entry> entry = failure(noResult(design, "only what was made before was asked for"));
    if (effort != Effort::DataOnly)
        entry = m_cache.getOrMake(kSynthesisKind, cacheKey, [&](const std::filesystem::path &folder) {
            return makeSynthesis(design, family, yosys->version, folder, m_limits.yosysSeconds);
        });
    else if (auto found = m_cache.find(kSynthesisKind, cacheKey))
        entry = std::move(*found);
    if (!entry)
        return failure(entry.error());
    try {
        Synthesis synthesis = synthesisFrom(entry->record, part);
        synthesis.netlist = entry->folder / kNetlistFile;
        synthesis.fromCache = entry->fromCache;
        return synthesis;
    } catch (const Json::exception &wrong) {
        return failure(ErrorCode::Io,
                       fmt::format("{} in the cache is damaged; remove it: {}", entry->folder.string(), wrong.what()));
    }
}

std::optional<Result<ArtifactCache::Entry>> SynthesisStore::pinsEntry(const Design &design, const Part &part,
                                                                      Effort effort) const
{
    auto content = contentKey(design);
    auto pins = sha256File(m_shared / "pins.v");
    auto yosys = findTool("yosys");
    for (const Error *error :
         {content ? nullptr : &content.error(), pins ? nullptr : &pins.error(), yosys ? nullptr : &yosys.error()})
        if (error != nullptr)
            return failure(*error);
    const std::string key = sha256Hex(
        fmt::format("{}\n{}\n{}\n{}\n{}", *content, *pins, synthesisFamily(part), kYosysFlow, yosys->version));
    if (effort == Effort::DataOnly)
        return m_cache.find(kPinsKind, key);
    return m_cache.getOrMake(kPinsKind, key, [&](const std::filesystem::path &folder) -> Result<Json> {
        auto bare = synthesisByTool(design, part, *content, Effort::MayRunTools);
        if (!bare)
            return failure(bare.error());
        if (!bare->beat)
            return failure(
                ErrorCode::Failed,
                fmt::format("{} does not have the ports of the stream convention, s_axis_tdata and m_axis_tdata",
                            design.describe()));
        auto done =
            wrapInPins(*bare->netlist, design.top, *bare->beat, m_shared / "pins.v", folder, m_limits.yosysSeconds);
        if (!done)
            return failure(done.error());
        auto hash = sha256File(folder / kNetlistFile);
        return hash ? Result<Json>(Json{{kHashField, *hash}}) : failure(hash.error());
    });
}

Result<std::filesystem::path> SynthesisStore::routableNetlist(const Design &design, const Part &part) const
{
    auto entry = pinsEntry(design, part, Effort::MayRunTools);
    return *entry ? Result<std::filesystem::path>((*entry)->folder / kNetlistFile) : failure(entry->error());
}

std::optional<Result<ArtifactCache::Entry>> SynthesisStore::seedEntry(const Design &design, const Part &part, int seed,
                                                                      Effort effort) const
{
    auto pins = pinsEntry(design, part, effort);
    if (!pins || !*pins)
        return pins;
    auto nextpnr = findTool("nextpnr-ice40");
    if (!nextpnr)
        return failure(nextpnr.error());
    // By the netlist, not by the design: two values of a parameter often make the same gates.
    const std::string key =
        sha256Hex(fmt::format("{}\n{}\n{}\n{}\n{}\n{}", (*pins)->record.at(kHashField).get<std::string>(), part.name,
                              part.package, seed, m_limits.nextpnrSeconds, nextpnr->version));
    if (effort == Effort::DataOnly)
        return m_cache.find(kRouteKind, key);
    return m_cache.getOrMake(kRouteKind, key, [&](const std::filesystem::path &folder) -> Result<Json> {
        auto routed = rtl::placeAndRoute((*pins)->folder / kNetlistFile, part, seed, folder, m_limits.nextpnrSeconds);
        if (!routed)
            return failure(routed.error());
        Json record = toJson(routed->used);
        record["fmax_hz"] = routed->fmaxHz;
        return record;
    });
}

Status SynthesisStore::routeSeed(const Design &design, const Part &part, int seed) const
{
    auto entry = seedEntry(design, part, seed, Effort::MayRunTools);
    if (!*entry)
        return failure(entry->error());
    return {};
}

std::optional<PlaceAndRoute> SynthesisStore::seedsByTool(const Design &design, const Part &part, Effort effort) const
{
    const auto nextpnr = findTool("nextpnr-ice40");
    if (!nextpnr || !findTool("yosys"))
        return {};
    PlaceAndRoute result;
    result.tool = nextpnr->version;
    result.fromCache = true;
    for (const int seed : kSeeds) {
        auto entry = seedEntry(design, part, seed, effort);
        if (!entry)
            return {};
        PlaceAndRoute::Seed &one = result.seeds.emplace_back();
        one.seed = seed;
        if (!*entry) {
            one.failure = entry->error().text();
            continue;
        }
        const Json &record = (*entry)->record;
        one.fmaxHz = record.at("fmax_hz").get<double>();
        result.used = resourcesFrom(record);
        result.seconds += record.value("seconds", 0.0);
        result.fromCache = result.fromCache && (*entry)->fromCache;
    }
    return result;
}

std::optional<PlaceAndRoute> SynthesisStore::placeAndRoute(const Design &design, const Part &part, Effort effort) const
{
    if (part.family != Family::Ice40)
        return {};
    const auto key = contentKey(design);
    const auto data = ResultData::read(m_shared / "results", design.top);
    if (effort != Effort::RunTools && key && data)
        if (const auto record = data->placeAndRoute(*key, part.name))
            if (auto result = fromData<PlaceAndRoute>(*record, design.describe(), placeAndRouteFrom))
                return std::move(*result);
    try {
        return seedsByTool(design, part, effort);
    } catch (const Json::exception &) {
        return {}; // a record that is not ours
    }
}

} // namespace assay::rtl
