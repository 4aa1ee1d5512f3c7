#include "core/catalog/hardware.hpp"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "core/base/files.hpp"
#include "core/base/paths.hpp"
#include "core/catalog/manifest_table.hpp"

namespace assay::catalog {
namespace {

namespace fs = std::filesystem;
constexpr const char *kSchema = "assay.hardware/1";

constexpr auto kTexts = std::to_array<const char *>({"name", "vendor", "class", "deployment", "notes"});
constexpr auto kLists = std::to_array<const char *>({"unverified_fields", "not_applicable", "note_sources"});
constexpr auto kFigures = std::to_array<const char *>({"peak_fp64_gflops",
                                                       "peak_fp32_gflops",
                                                       "peak_fp16_gflops",
                                                       "peak_int8_gops",
                                                       "mem_gib",
                                                       "mem_bw_gbs",
                                                       "onchip_mib",
                                                       "onchip_bw_gbs",
                                                       "host_link_gbs",
                                                       "luts",
                                                       "ffs",
                                                       "dsps",
                                                       "bram36",
                                                       "uram288",
                                                       "bram4k",
                                                       "ebr18",
                                                       "spram256k",
                                                       "logic_elements",
                                                       "link_effective_gbs",
                                                       "link_latency_us",
                                                       "tdp_w",
                                                       "idle_w",
                                                       "list_price_usd"});
constexpr auto kSegmentFigures = std::to_array<const char *>({"latency_us", "bandwidth_gbs", "inside_factor"});
constexpr auto kTextFigures = std::to_array<const char *>({"host_link"});

using Sources = std::map<std::string, Json>;

Json toJson(const toml::node &node, Diagnostics &diagnostics)
{
    if (const auto *table = node.as_table()) {
        Json json = Json::object();
        for (const auto &[key, value] : *table)
            json[std::string(key.str())] = toJson(value, diagnostics);
        return json;
    }
    if (const auto *array = node.as_array()) {
        Json json = Json::array();
        for (const auto &value : *array)
            json.push_back(toJson(value, diagnostics));
        return json;
    }
    if (const auto text = node.value_exact<std::string>())
        return *text;
    if (const auto flag = node.value_exact<bool>())
        return *flag;
    if (const auto whole = node.value_exact<std::int64_t>())
        return *whole;
    if (const auto real = node.value_exact<double>())
        return *real;
    diagnostics.add(node, "dates and times are written as texts here");
    return nullptr;
}

void readSources(ManifestTable &root, Sources &sources)
{
    for (const toml::table *source : root.tables("source")) {
        ManifestTable table(*source, "a source", root.diagnostics());
        const auto id = table.text("id");
        const auto ref = table.text("ref");
        const auto quality = table.word("quality", {"A", "B", "C"});
        Json json = {{"source", ref.value_or("")},
                     {"quality", std::string(1, static_cast<char>('A' + quality.value_or(2)))}};
        for (const char *key : {"date", "note"})
            if (const auto text = table.text(key, Need::Optional))
                json[key] = *text;
        table.finish();
        if (id)
            sources[*id] = std::move(json);
    }
}

/// The entries of one file, before they meet those of others.
class FileReader {
public:
    FileReader(fs::path file, bool own, Sources &sources)
        : m_file(std::move(file)), m_own(own), m_sources(sources), m_diagnostics(m_file)
    {
    }

    struct Entries {
        std::vector<Json> targets, segments;
    };
    Result<Entries> read()
    {
        const auto content = readFile(m_file);
        if (!content)
            return failure(content.error());
        toml::table parsed;
        try {
            parsed = toml::parse(*content, m_file.string());
        } catch (const toml::parse_error &error) {
            m_diagnostics.add(error.source().begin.line, std::string(error.description()));
            return failure(m_diagnostics.error());
        }
        ManifestTable root(parsed, "the file", m_diagnostics);
        if (const auto schema = root.text("schema"); schema && *schema != kSchema)
            root.error("schema", fmt::format("schema is '{}'; this Assay reads '{}'", *schema, kSchema));
        readSources(root, m_sources);
        Entries entries;
        for (const toml::table *source : root.tables("target")) {
            ManifestTable table(*source, "a target", m_diagnostics);
            entries.targets.push_back(readTarget(table));
        }
        for (const toml::table *source : root.tables("segment")) {
            ManifestTable table(*source, "a segment", m_diagnostics);
            entries.segments.push_back(readSegment(table));
        }
        root.finish();
        if (!m_diagnostics.empty())
            return failure(m_diagnostics.error());
        return entries;
    }

private:
    void readId(ManifestTable &table, const char *what, Json &entry)
    {
        if (const auto id = table.text("id")) {
            entry["id"] = *id;
            table.rename(fmt::format("{} '{}'", what, *id));
            if (!isId(*id))
                table.error("id", "an id has small letters, digits and . _ -");
        }
    }

    Json readSegment(ManifestTable &table)
    {
        Json entry = Json::object();
        readId(table, "segment", entry);
        if (const auto name = table.text("name", Need::Optional))
            entry["name"] = *name;
        const toml::table *sources = table.table("sources");
        const toml::table *derived = table.table("derived");
        for (const char *key : kSegmentFigures)
            if (const toml::node *node = table.find(key))
                addFigure(table, key, node, sources, derived, openFigure(table, key, *node), entry);
        checkNames(table, sources, "sources");
        checkNames(table, derived, "derived");
        table.finish();
        return entry;
    }

    /// Without `high` nobody knows how large it may be.
    Json openFigure(ManifestTable &table, const char *key, const toml::node &node)
    {
        const toml::table *range = node.as_table();
        if (range == nullptr || range->contains("high"))
            return figure(table, key, node);
        ManifestTable bounds(*range, fmt::format("{}, '{}'", table.what(), key), m_diagnostics);
        const auto low = bounds.number("low");
        bounds.finish();
        return {{"low", low.value_or(0)}};
    }

    Json readTarget(ManifestTable &table)
    {
        Json entry = Json::object();
        readId(table, "target", entry);
        for (const char *key : kTexts)
            if (const auto text = table.text(key, Need::Optional))
                entry[key] = *text;
        for (const char *key : kLists)
            if (const toml::array *list = table.array(key))
                entry[key] = toJson(*list, m_diagnostics);
        if (const auto clouds = table.tables("cloud"); !clouds.empty())
            for (const toml::table *cloud : clouds)
                entry["cloud"].push_back(toJson(*cloud, m_diagnostics));
        readEmulation(table, entry);
        readFigures(table, entry);
        table.finish();
        return entry;
    }

    void readEmulation(ManifestTable &table, Json &entry)
    {
        const toml::table *emulation = table.table("emulation");
        if (emulation == nullptr)
            return;
        for (const char *key : {"backend", "device"}) {
            const auto text = (*emulation)[key].value_exact<std::string>();
            if (!text || !isId(*text))
                table.error("emulation", fmt::format("emulation.{} must be an id", key));
        }
        entry["emulation"] = toJson(*emulation, m_diagnostics);
    }

    void readFigures(ManifestTable &table, Json &entry)
    {
        const toml::table *sources = table.table("sources");
        const toml::table *derived = table.table("derived");
        const auto add = [&](const char *key, const toml::node *node, Json figure) {
            addFigure(table, key, node, sources, derived, std::move(figure), entry);
        };
        for (const char *key : kTextFigures) {
            const auto text = table.text(key, Need::Optional);
            add(key, table.find(key), text ? Json{{"value", *text}} : Json());
        }
        for (const char *key : kFigures) {
            const toml::node *node = table.find(key);
            add(key, node, node != nullptr ? figure(table, key, *node) : Json());
        }
        if (const auto date = table.text("list_price_date", Need::Optional); date && entry.contains("list_price_usd"))
            entry["list_price_usd"]["date"] = *date; // when it was seen, not when its source was made
        checkNames(table, sources, "sources");
        checkNames(table, derived, "derived");
    }

    void addFigure(ManifestTable &table, const char *key, const toml::node *node, const toml::table *sources,
                   const toml::table *derived, Json figure, Json &entry)
    {
        if (node == nullptr || figure.is_null())
            return;
        addSource(table, key, *node, sources, figure);
        if (derived != nullptr)
            if (const auto text = (*derived)[key].value_exact<std::string>())
                figure["derived"] = *text;
        entry[key] = std::move(figure);
    }

    Json figure(ManifestTable &table, const char *key, const toml::node &node)
    {
        if (node.is_number() && *node.value<double>() >= 0)
            return {{"value", toJson(node, m_diagnostics)}};
        const toml::table *range = node.as_table();
        if (range == nullptr) {
            table.error(key, fmt::format("'{}' must be a number of 0 or more, or {{ low, typical, high }}", key));
            return nullptr;
        }
        ManifestTable bounds(*range, fmt::format("{}, '{}'", table.what(), key), m_diagnostics);
        const auto low = bounds.number("low"), typical = bounds.number("typical"), high = bounds.number("high");
        bounds.finish();
        if (low && typical && high && !(0 <= *low && *low <= *typical && *typical <= *high))
            table.error(key, fmt::format("'{}': it must be 0 ≤ low ≤ typical ≤ high", key));
        return {{"low", low.value_or(0)}, {"typical", typical.value_or(0)}, {"high", high.value_or(0)}};
    }

    void addSource(ManifestTable &table, const char *key, const toml::node &node, const toml::table *sources,
                   Json &figure)
    {
        const auto named = sources != nullptr ? (*sources)[key].value_exact<std::string>() : std::nullopt;
        if (named) {
            const auto found = m_sources.find(*named);
            if (found == m_sources.end())
                table.error("sources", fmt::format("'{}' comes from '{}', but no [[source]] has this id", key, *named));
            else
                figure.update(found->second);
        } else if (m_own) {
            figure["source"] = fmt::format("{}:{}", m_file.string(), node.source().begin.line);
            figure["quality"] = "own";
        }
        if (!figure.contains("source") || figure.value("quality", "") == "C")
            figure["unverified"] = true;
    }

    /// A source or derivation of a figure that is not there is a slip.
    void checkNames(const ManifestTable &table, const toml::table *named, const char *what)
    {
        if (named == nullptr)
            return;
        for (const auto &[key, value] : *named) {
            const auto is = [&, name = key.str()](const char *known) { return name == known; };
            if (std::none_of(kFigures.begin(), kFigures.end(), is) &&
                std::none_of(kSegmentFigures.begin(), kSegmentFigures.end(), is) &&
                std::none_of(kTextFigures.begin(), kTextFigures.end(), is))
                m_diagnostics.add(key.source().begin.line,
                                  fmt::format("{}: {} has '{}', which is no figure", table.what(), what, key.str()));
        }
    }

    fs::path m_file;
    bool m_own;
    Sources &m_sources;
    Diagnostics m_diagnostics;
};

std::vector<fs::path> tablesIn(const fs::path &folder)
{
    std::vector<fs::path> files;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
        if (entry->path().extension() == ".toml")
            files.push_back(entry->path());
    std::sort(files.begin(), files.end());
    return files;
}

} // namespace

const Json *HardwareCatalogue::find(std::string_view id) const
{
    const auto found = std::find_if(targets.begin(), targets.end(), [&](const Json &entry) {
        return entry["id"].get_ref<const std::string &>() == id;
    });
    return found == targets.end() ? nullptr : &*found;
}

Json HardwareCatalogue::emulatedBy(std::string_view backend) const
{
    Json entries = Json::array();
    for (const Json &entry : targets)
        if (entry.contains("emulation") && entry["emulation"]["backend"].get_ref<const std::string &>() == backend)
            entries.push_back(entry);
    return entries;
}

namespace {

/// What a later file says counts; a figure it gives is no longer one that nobody verified.
void override(Json &entry, const Json &later)
{
    if (entry.contains("unverified_fields") && !later.contains("unverified_fields")) {
        Json left = Json::array();
        for (const Json &name : entry["unverified_fields"])
            if (!name.is_string() || !later.contains(name.get_ref<const std::string &>()))
                left.push_back(name);
        entry["unverified_fields"] = std::move(left);
    }
    entry.update(later);
}

void join(const std::vector<Json> &entries, const char *what, const fs::path &file, std::map<std::string, Json> &byId,
          std::vector<Error> &errors)
{
    for (const Json &entry : entries) {
        const std::string id = entry["id"];
        if (!byId.contains(id) && !entry.contains("name"))
            errors.emplace_back(ErrorCode::InvalidInput,
                                fmt::format("{}: {} '{}' is new, so it needs a 'name'", file.string(), what, id));
        else
            override(byId.try_emplace(id, Json::object()).first->second, entry);
    }
}

/// A device has one entry: a second one would break the backend for all.
void dropDoubleDevices(HardwareCatalogue &catalogue)
{
    std::map<std::pair<Json, Json>, std::string> taken;
    for (Json &entry : catalogue.targets) {
        if (!entry.contains("emulation"))
            continue;
        const Json &emulation = entry["emulation"];
        const auto [first, fresh] = taken.try_emplace({emulation["backend"], emulation["device"]}, entry["id"]);
        if (fresh)
            continue;
        catalogue.errors.emplace_back(
            ErrorCode::InvalidInput,
            fmt::format("hardware catalogue: target '{}' is emulated as {}:{}, and so is '{}': "
                        "only that one is; choose another emulation.device",
                        entry["id"].get<std::string>(), emulation["backend"].get<std::string>(),
                        emulation["device"].get<std::string>(), first->second));
        entry.erase("emulation");
    }
}

} // namespace

HardwareCatalogue readHardware(const std::vector<fs::path> &folders)
{
    HardwareCatalogue catalogue;
    Sources sources;
    std::map<std::string, Json> targets, segments;
    for (std::size_t i = 0; i < folders.size(); ++i)
        for (const fs::path &file : tablesIn(folders[i])) {
            auto entries = FileReader(file, i > 0, sources).read();
            if (!entries) {
                catalogue.errors.push_back(entries.error());
                continue;
            }
            join(entries->targets, "target", file, targets, catalogue.errors);
            join(entries->segments, "segment", file, segments, catalogue.errors);
        }
    for (auto &[id, entry] : targets)
        catalogue.targets.push_back(std::move(entry));
    for (auto &[id, entry] : segments)
        catalogue.segments.push_back(std::move(entry));
    dropDoubleDevices(catalogue);
    return catalogue;
}

HardwareCatalogue loadHardware()
{
    return readHardware(paths::hardwareFolders());
}

} // namespace assay::catalog
