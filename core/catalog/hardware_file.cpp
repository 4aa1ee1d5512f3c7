#include "core/catalog/hardware_file.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/catalog/figure.hpp"

namespace assay::catalog {
namespace {

constexpr const char *kHardwareSchema = "assay.hardware/1";

constexpr auto kTexts = std::to_array<const char *>({"name", "vendor", "class", "family", "deployment", "notes"});
constexpr auto kLists = std::to_array<const char *>({"unverified_fields", "not_applicable"});
constexpr auto kSegmentFigures = std::to_array<const char *>({"latency_us", "bandwidth_gbs", "inside_factor"});

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

void collectSources(ManifestTable &root, Sources &sources)
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

} // namespace

Status HardwareFile::readSources()
{
    auto parsed = parseToml(m_file);
    if (!parsed)
        return failure(parsed.error());
    m_parsed = std::move(*parsed);
    m_root.emplace(m_parsed, "the file", m_diagnostics);
    if (const auto schema = m_root->text("schema"); schema && *schema != kHardwareSchema)
        m_root->error("schema", fmt::format("schema is '{}'; this Assay reads '{}'", *schema, kHardwareSchema));
    collectSources(*m_root, m_sources);
    return {};
}

Result<HardwareFile::Entries> HardwareFile::readEntries()
{
    Entries entries;
    for (const toml::table *source : m_root->tables("target")) {
        ManifestTable table(*source, "a target", m_diagnostics);
        entries.targets.push_back(readTarget(table));
    }
    for (const toml::table *source : m_root->tables("segment")) {
        ManifestTable table(*source, "a segment", m_diagnostics);
        entries.segments.push_back(readSegment(table));
    }
    m_root->finish();
    if (!m_diagnostics.empty())
        return failure(m_diagnostics.error());
    return entries;
}

void HardwareFile::readId(ManifestTable &table, const char *what, Json &entry)
{
    if (const auto id = table.text("id")) {
        entry["id"] = *id;
        table.rename(fmt::format("{} '{}'", what, *id));
        if (!isId(*id))
            table.error("id", "an id has small letters, digits and . _ -");
    }
}

Json HardwareFile::readSegment(ManifestTable &table)
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

Json HardwareFile::openFigure(ManifestTable &table, const char *key, const toml::node &node)
{
    const toml::table *range = node.as_table();
    if (range == nullptr || range->contains("high"))
        return figure(table, key, node);
    ManifestTable bounds(*range, fmt::format("{}, '{}'", table.what(), key), m_diagnostics);
    const auto low = bounds.number("low");
    bounds.finish();
    return {{"low", low.value_or(0)}};
}

Json HardwareFile::readTarget(ManifestTable &table)
{
    Json entry = Json::object();
    readId(table, "target", entry);
    for (const char *key : kTexts)
        if (const auto text = table.text(key, Need::Optional))
            entry[key] = *text;
    for (const char *key : kLists)
        readNames(table, key, entry);
    readNoteSources(table, entry);
    for (const toml::table *cloud : table.tables("cloud"))
        entry["cloud"].push_back(readInstance(table, *cloud));
    readEmulation(table, entry);
    readFigures(table, entry);
    table.finish();
    return entry;
}

void HardwareFile::readNames(ManifestTable &table, const char *key, Json &entry)
{
    const toml::array *list = table.array(key);
    if (list == nullptr)
        return;
    entry[key] = Json::array();
    for (const auto &node : *list) {
        if (const auto name = node.value_exact<std::string>())
            entry[key].push_back(*name);
        else
            m_diagnostics.add(node, fmt::format("{}: '{}' is a list of names", table.what(), key));
    }
}

void HardwareFile::readNoteSources(ManifestTable &table, Json &entry)
{
    const toml::array *list = table.array("note_sources");
    if (list == nullptr)
        return;
    entry["note_sources"] = Json::array();
    for (const auto &node : *list) {
        const auto id = node.value_exact<std::string>();
        if (const Json *source = id ? namedSource(table, "note_sources", *id) : nullptr)
            entry["note_sources"].push_back(*source);
    }
}

Json HardwareFile::readInstance(const ManifestTable &target, const toml::table &node)
{
    ManifestTable table(node, target.what() + ", [[target.cloud]]", m_diagnostics);
    Json instance = Json::object();
    for (const char *key : {"provider", "instance"})
        instance[key] = table.text(key).value_or("");
    for (const char *key : {"region", "date", "note"})
        if (const auto text = table.text(key, Need::Optional))
            instance[key] = *text;
    const double hourly = positive(table, "usd_per_hour").value_or(0);
    const double devices = table.find("devices") == nullptr ? 1 : positive(table, "devices").value_or(1);
    const auto each =
        table.find("usd_per_device_hour") == nullptr ? std::nullopt : positive(table, "usd_per_device_hour");
    instance["usd_per_hour"] = hourly;
    instance["devices"] = devices;
    instance["usd_per_device_hour"] = each.value_or(hourly / devices);
    addInstanceSource(table, node, instance);
    table.finish();
    return instance;
}

std::optional<double> HardwareFile::positive(ManifestTable &table, const char *key)
{
    const auto value = table.number(key);
    if (value && !(*value > 0))
        table.error(key, fmt::format("'{}' must be above 0", key));
    return value && *value > 0 ? value : std::nullopt;
}

void HardwareFile::addInstanceSource(ManifestTable &table, const toml::table &node, Json &instance)
{
    Json source = Json::object();
    if (const auto id = table.text("source", Need::Optional)) {
        if (const Json *found = namedSource(table, "source", *id))
            source = *found;
    } else if (m_own) {
        source = ownSource(node);
    }
    if (source.contains("note"))
        source["source_note"] = source["note"];
    source.erase("note");
    source.update(instance);
    instance = std::move(source);
    markUnverified(instance);
}

void HardwareFile::readEmulation(ManifestTable &table, Json &entry)
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

void HardwareFile::readFigures(ManifestTable &table, Json &entry)
{
    const toml::table *sources = table.table("sources");
    const toml::table *derived = table.table("derived");
    for (const FigureInfo &info : figureInfos()) {
        const std::string key(info.id);
        const toml::node *node = table.find(key);
        if (node != nullptr)
            addFigure(table, key.c_str(), node, sources, derived,
                      info.text ? textFigure(table, key.c_str()) : figure(table, key.c_str(), *node), entry);
    }
    if (const auto date = table.text("list_price_date", Need::Optional); date && entry.contains("list_price_usd"))
        entry["list_price_usd"]["date"] = *date; // when it was seen, not when its source was made
    checkNames(table, sources, "sources");
    checkNames(table, derived, "derived");
    readClasses(table, entry);
}

void HardwareFile::readClasses(ManifestTable &table, Json &entry)
{
    const toml::table *classes = table.table("peak_class");
    const toml::table *sources = table.table("peak_class_sources");
    const toml::table *derived = table.table("peak_class_derived");
    if (classes == nullptr)
        return;
    ManifestTable words(*classes, table.what() + ", peak_class", m_diagnostics);
    for (const FigureInfo &info : figureInfos()) {
        const std::string key(info.id);
        if (!info.id.starts_with("peak_") || words.find(key) == nullptr)
            continue;
        const auto word = words.word(key, {"matrix", "vector"});
        if (!entry.contains(key))
            words.error(key, fmt::format("there is a class of '{}', but no '{}'", key, key));
        if (!word || !entry.contains(key))
            continue;
        entry[key]["operation_class"] = *word == 0 ? "matrix" : "vector";
        if (const auto id = sources != nullptr ? (*sources)[key].value_exact<std::string>() : std::nullopt)
            if (const Json *source = namedSource(table, "peak_class_sources", *id))
                entry[key]["operation_class_source"] = (*source)["source"];
        if (const auto how = derived != nullptr ? (*derived)[key].value_exact<std::string>() : std::nullopt)
            entry[key]["operation_class_derived"] = *how;
    }
    words.finish();
    checkNames(table, sources, "peak_class_sources");
    checkNames(table, derived, "peak_class_derived");
}

void HardwareFile::addFigure(ManifestTable &table, const char *key, const toml::node *node, const toml::table *sources,
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

Json HardwareFile::textFigure(ManifestTable &table, const char *key)
{
    const auto text = table.text(key);
    return text ? Json{{"value", *text}} : Json();
}

Json HardwareFile::figure(ManifestTable &table, const char *key, const toml::node &node)
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

void HardwareFile::addSource(ManifestTable &table, const char *key, const toml::node &node, const toml::table *sources,
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
        figure.update(ownSource(node));
    }
    markUnverified(figure);
}

Json HardwareFile::ownSource(const toml::node &node) const
{
    return {{"source", fmt::format("{}:{}", m_file.string(), node.source().begin.line)}, {"quality", "own"}};
}

void HardwareFile::markUnverified(Json &figure)
{
    if (!figure.contains("source") || figure.value("quality", "") == "C")
        figure["unverified"] = true;
}

const Json *HardwareFile::namedSource(ManifestTable &table, const char *key, const std::string &id) const
{
    const auto found = m_sources.find(id);
    if (found == m_sources.end())
        table.error(key, fmt::format("'{}' is '{}', but no [[source]] has this id", key, id));
    return found == m_sources.end() ? nullptr : &found->second;
}

void HardwareFile::checkNames(const ManifestTable &table, const toml::table *named, const char *what)
{
    if (named == nullptr)
        return;
    for (const auto &[key, value] : *named) {
        const auto is = [&, name = key.str()](const char *known) { return name == known; };
        if (figureInfo(key.str()) == nullptr && std::none_of(kSegmentFigures.begin(), kSegmentFigures.end(), is))
            m_diagnostics.add(key.source().begin.line,
                              fmt::format("{}: {} has '{}', which is no figure", table.what(), what, key.str()));
    }
}

} // namespace assay::catalog
