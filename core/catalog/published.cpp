#include "core/catalog/published.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/base/files.hpp"
#include "core/base/paths.hpp"
#include "core/catalog/manifest_table.hpp"

namespace assay::catalog {
namespace {

namespace fs = std::filesystem;
constexpr const char *kPublishedSchema = "assay.published/1";

struct TextField {
    const char *key;
    std::string PublishedResult::*field;
    bool required;
};
constexpr auto kTexts = std::to_array<TextField>({{"id", &PublishedResult::id, true},
                                                  {"kind", &PublishedResult::kind, true},
                                                  {"round", &PublishedResult::round, false},
                                                  {"division", &PublishedResult::division, false},
                                                  {"submitter", &PublishedResult::submitter, false},
                                                  {"system", &PublishedResult::system, false},
                                                  {"accelerator", &PublishedResult::accelerator, false},
                                                  {"target_id", &PublishedResult::targetId, false},
                                                  {"workload", &PublishedResult::workload, true},
                                                  {"input_size", &PublishedResult::inputSize, false},
                                                  {"precision", &PublishedResult::precision, false},
                                                  {"scenario", &PublishedResult::scenario, false},
                                                  {"power_scope", &PublishedResult::powerScope, false},
                                                  {"source", &PublishedResult::source, true},
                                                  {"date", &PublishedResult::date, false}});

struct NumberField {
    const char *key;
    std::optional<double> PublishedResult::*field;
    double toSi;
    const char *jsonKey;
};
constexpr auto kNumbers = std::to_array<NumberField>(
    {{"gops_per_inference", &PublishedResult::operations, 1e9, "operations"},
     {"peak_gops", &PublishedResult::peakOps, 1e9, "peak_ops"},
     {"clock_mhz", &PublishedResult::clockHertz, 1e6, "clock_hertz"},
     {"throughput_single_thread_per_s", &PublishedResult::singleThreadQueries, 1, "single_thread_queries"}});

struct MetricField {
    const char *key;
    const char *id;
    double toSi;
};
constexpr auto kMetrics = std::to_array<MetricField>({{"latency_ms_mean", "latency.mean", 1e-3},
                                                      {"latency_ms_p50", "latency.p50", 1e-3},
                                                      {"latency_ms_p90", "latency.p90", 1e-3},
                                                      {"latency_ms_p99", "latency.p99", 1e-3},
                                                      {"throughput_per_s", "throughput.queries", 1},
                                                      {"power_w", "power.mean", 1},
                                                      {"energy_j_per_inference", "energy.gross_per_query", 1}});

std::optional<double> above0(ManifestTable &table, const char *key)
{
    if (table.find(key) == nullptr)
        return std::nullopt;
    const auto value = table.number(key);
    if (value && !(*value > 0))
        table.error(key, fmt::format("'{}' must be above 0", key));
    return value && *value > 0 ? value : std::nullopt;
}

void readMetrics(ManifestTable &table, PublishedResult &result)
{
    const toml::table *derived = table.table("derived");
    for (const MetricField &field : kMetrics)
        if (const auto value = above0(table, field.key)) {
            const auto how = derived != nullptr ? (*derived)[field.key].value_exact<std::string>() : std::nullopt;
            result.metrics.push_back({field.id, *value * field.toSi, how.value_or("")});
        }
    if (derived == nullptr)
        return;
    for (const auto &[key, value] : *derived)
        if (std::none_of(kMetrics.begin(), kMetrics.end(),
                         [&, name = key.str()](const auto &f) { return name == f.key; }))
            table.error("derived", fmt::format("derived has '{}', which is no metric", key.str()));
}

PublishedResult readResult(ManifestTable &table)
{
    PublishedResult result;
    for (const TextField &field : kTexts)
        result.*field.field = table.text(field.key, field.required ? Need::Required : Need::Optional).value_or("");
    table.rename(fmt::format("result '{}'", result.id));
    if (!result.scenario.empty()) // word() names what there is
        (void)table.word("scenario", {"single-stream", "multi-stream", "server", "offline"});
    result.devices = above0(table, "n_devices").value_or(1);
    for (const NumberField &field : kNumbers)
        if (const auto value = above0(table, field.key))
            result.*field.field = *value * field.toSi;
    readMetrics(table, result);
    if (result.metrics.empty())
        table.error("it has no metric");
    if (const toml::array *notes = table.array("notes"))
        for (const auto &node : *notes) {
            if (const auto text = node.value_exact<std::string>())
                result.notes.push_back(*text);
            else
                table.diagnostics().add(node, fmt::format("{}: notes are texts", table.what()));
        }
    table.finish();
    return result;
}

PublishedWorkload readPublishedWorkload(ManifestTable &table)
{
    PublishedWorkload workload;
    workload.id = table.text("id").value_or("");
    table.rename(fmt::format("workload '{}'", workload.id));
    workload.name = table.text("name").value_or("");
    workload.operations = above0(table, "operations");
    workload.parameters = above0(table, "parameters");
    workload.weightBytes = above0(table, "weight_bytes");
    workload.inputBytes = above0(table, "input_bytes");
    const auto text = [&](const char *key) { return table.text(key, Need::Optional).value_or(""); };
    workload.operationsUnit = text("operations_unit");
    if (workload.operations && workload.operationsUnit.empty())
        table.error("operations", "'operations' needs 'operations_unit': how they are counted");
    workload.operationClass = text("operation_class");
    if (!workload.operationClass.empty()) // word() names what there is
        (void)table.word("operation_class", {"matrix", "vector"});
    workload.per = text("per");
    workload.weightPrecision = text("weight_precision");
    workload.inputPrecision = text("input_precision");
    workload.source = table.text("source").value_or("");
    workload.parametersSource = text("parameters_source");
    workload.quality = std::string(1, static_cast<char>('A' + table.word("quality", {"A", "B", "C"}).value_or(2)));
    workload.date = text("date");
    workload.note = text("note");
    table.finish();
    return workload;
}

Result<PublishedData> readTable(const fs::path &file)
{
    const auto parsed = parseToml(file);
    if (!parsed)
        return failure(parsed.error());
    Diagnostics diagnostics(file);
    ManifestTable root(*parsed, "the file", diagnostics);
    if (const auto schema = root.text("schema"); schema && *schema != kPublishedSchema)
        root.error("schema", fmt::format("schema is '{}'; this Assay reads '{}'", *schema, kPublishedSchema));
    PublishedData data;
    for (const toml::table *source : root.tables("result")) {
        ManifestTable table(*source, "a result", diagnostics);
        data.results.push_back(readResult(table));
    }
    for (const toml::table *source : root.tables("workload")) {
        ManifestTable table(*source, "a workload", diagnostics);
        data.workloads.push_back(readPublishedWorkload(table));
    }
    root.finish();
    if (!diagnostics.empty())
        return failure(diagnostics.error());
    return data;
}

template <class Entry, class Key> void join(std::vector<Entry> &all, std::vector<Entry> &&later, Key key)
{
    for (Entry &entry : later) {
        const auto same =
            std::find_if(all.begin(), all.end(), [&](const Entry &other) { return other.*key == entry.*key; });
        if (same == all.end())
            all.push_back(std::move(entry));
        else
            *same = std::move(entry);
    }
}

Json orNull(const std::optional<double> &value)
{
    return value ? Json(*value) : Json(nullptr);
}

} // namespace

const PublishedMetric *PublishedResult::metric(std::string_view metricId) const
{
    const auto found =
        std::find_if(metrics.begin(), metrics.end(), [&](const PublishedMetric &one) { return one.id == metricId; });
    return found == metrics.end() ? nullptr : &*found;
}

Json PublishedResult::toJson() const
{
    Json json = Json::object();
    for (const TextField &field : kTexts)
        json[field.key] = this->*field.field;
    json["devices"] = devices;
    for (const NumberField &field : kNumbers)
        json[field.jsonKey] = orNull(this->*field.field);
    json["metrics"] = Json::array();
    for (const PublishedMetric &one : metrics)
        json["metrics"].push_back({{"id", one.id}, {"value", one.value}, {"derived", one.derived}});
    json["notes"] = notes;
    return json;
}

Result<PublishedResult> PublishedResult::fromJson(const Json &json)
{
    try {
        PublishedResult result;
        for (const TextField &field : kTexts)
            result.*field.field = json.at(field.key).get<std::string>();
        result.devices = json.at("devices").get<double>();
        for (const NumberField &field : kNumbers)
            if (const Json &value = json.at(field.jsonKey); !value.is_null())
                result.*field.field = value.get<double>();
        for (const Json &one : json.at("metrics"))
            result.metrics.push_back(
                {one.at("id").get<std::string>(), one.at("value").get<double>(), one.at("derived").get<std::string>()});
        result.notes = json.at("notes").get<std::vector<std::string>>();
        return result;
    } catch (const Json::exception &exception) {
        return failure(ErrorCode::InvalidInput, fmt::format("a published result is not whole: {}", exception.what()));
    }
}

const PublishedWorkload *PublishedData::workloadOf(const PublishedResult &result) const
{
    const auto found = std::find_if(workloads.begin(), workloads.end(),
                                    [&](const PublishedWorkload &one) { return one.name == result.workload; });
    return found == workloads.end() ? nullptr : &*found;
}

std::optional<double> PublishedData::operationsOf(const PublishedResult &result) const
{
    const PublishedWorkload *workload = result.operations ? nullptr : workloadOf(result);
    return workload != nullptr ? workload->operations : result.operations;
}

PublishedResult PublishedData::withOperations(PublishedResult result) const
{
    const PublishedWorkload *workload = result.operations ? nullptr : workloadOf(result);
    if (workload == nullptr || !workload->operations)
        return result;
    result.operations = workload->operations;
    result.notes.push_back(fmt::format("operations ({}) of {}", workload->operationsUnit, workload->source));
    return result;
}

PublishedData readPublished(const std::vector<fs::path> &folders)
{
    PublishedData all;
    for (const fs::path &folder : folders)
        for (const fs::path &file : filesIn(folder, ".toml")) {
            auto data = readTable(file);
            if (!data) {
                all.errors.push_back(data.error());
                continue;
            }
            join(all.results, std::move(data->results), &PublishedResult::id);
            join(all.workloads, std::move(data->workloads), &PublishedWorkload::id);
        }
    return all;
}

PublishedData loadPublished()
{
    return readPublished(paths::publishedFolders());
}

} // namespace assay::catalog
