#include "ui/models/view_state.hpp"

#include <tuple>

#include <fmt/format.h>

namespace assay::ui {
namespace {

Json orNull(const std::optional<double> &value)
{
    return value ? Json(*value) : Json(nullptr);
}

/// Throws Json::exception when it is none.
const Json &object(const Json &json)
{
    std::ignore = json.get_ref<const Json::object_t &>();
    return json;
}

/// Reads `key` into `target` when it is there; throws Json::exception on a wrong type.
template <class T> void read(const Json &json, const char *key, T &target)
{
    if (const auto found = json.find(key); found != json.end())
        target = found->get<T>();
}

template <class T> void read(const Json &json, const char *key, std::optional<T> &target)
{
    if (const auto found = json.find(key); found != json.end())
        target = found->is_null() ? std::nullopt : std::optional<T>(found->get<T>());
}

Json brushJson(const Brush &brush)
{
    return {{"dimension", brush.dimension},
            {"low", orNull(brush.low)},
            {"high", orNull(brush.high)},
            {"values", brush.values},
            {"exclude", brush.exclude}};
}

Brush brushOf(const Json &json)
{
    Brush brush;
    read(json, "dimension", brush.dimension);
    read(json, "low", brush.low);
    read(json, "high", brush.high);
    read(json, "values", brush.values);
    read(json, "exclude", brush.exclude);
    return brush;
}

Json tableJson(const TableView &table)
{
    return {{"columns", table.columns}, {"sorted_by", table.sortedBy}, {"descending", table.descending}};
}

TableView tableOf(const Json &json)
{
    TableView table;
    read(json, "columns", table.columns);
    read(json, "sorted_by", table.sortedBy);
    read(json, "descending", table.descending);
    return table;
}

Json scatterJson(const ScatterView &scatter)
{
    return {{"x", scatter.x},        {"y", scatter.y},        {"size", scatter.size},   {"colour", scatter.colour},
            {"log_x", scatter.logX}, {"log_y", scatter.logY}, {"front", scatter.front}, {"iso", scatter.iso}};
}

ScatterView scatterOf(const Json &json)
{
    ScatterView scatter;
    read(json, "x", scatter.x);
    read(json, "y", scatter.y);
    read(json, "size", scatter.size);
    read(json, "colour", scatter.colour);
    read(json, "log_x", scatter.logX);
    read(json, "log_y", scatter.logY);
    read(json, "front", scatter.front);
    read(json, "iso", scatter.iso);
    return scatter;
}

Json chartsJson(const ChartsView &charts)
{
    return {{"parallel_axes", charts.parallelAxes},
            {"distribution", charts.distribution},
            {"log_distribution", charts.logDistribution},
            {"series", charts.series},
            {"log_series", charts.logSeries}};
}

ChartsView chartsOf(const Json &json)
{
    ChartsView charts;
    read(json, "parallel_axes", charts.parallelAxes);
    read(json, "distribution", charts.distribution);
    read(json, "log_distribution", charts.logDistribution);
    read(json, "series", charts.series);
    read(json, "log_series", charts.logSeries);
    return charts;
}

Json whatIfJson(const WhatIfView &whatIf)
{
    Json changes = Json::array();
    for (const auto &change : whatIf.changes)
        changes.push_back({{"id", change.id},
                           {"value", orNull(change.value)},
                           {"low", orNull(change.low)},
                           {"high", orNull(change.high)},
                           {"locked", change.locked}});
    Json hardware = Json::object(); // of an empty map the library would make null
    for (const auto &[target, id] : whatIf.hardware)
        hardware[target] = id;
    return {{"set", whatIf.set},    {"changes", changes},   {"hardware", hardware}, {"axis", whatIf.axis},
            {"map_x", whatIf.mapX}, {"map_y", whatIf.mapY}, {"tab", whatIf.tab}};
}

WhatIfView whatIfOf(const Json &json)
{
    WhatIfView whatIf;
    read(json, "set", whatIf.set);
    read(json, "hardware", whatIf.hardware);
    read(json, "axis", whatIf.axis);
    read(json, "map_x", whatIf.mapX);
    read(json, "map_y", whatIf.mapY);
    read(json, "tab", whatIf.tab);
    if (const auto changes = json.find("changes"); changes != json.end())
        for (const auto &entry : *changes) {
            AssumedValue change;
            read(object(entry), "id", change.id);
            read(entry, "value", change.value);
            read(entry, "low", change.low);
            read(entry, "high", change.high);
            read(entry, "locked", change.locked);
            whatIf.changes.push_back(std::move(change));
        }
    return whatIf;
}

ViewState stateOf(const Json &json)
{
    ViewState state;
    read(json, "page", state.page);
    read(json, "baseline", state.baseline);
    read(json, "selection", state.selection);
    read(json, "filter", state.filterText);
    read(json, "differences_only", state.differencesOnly);
    read(json, "tabs", state.openTabs);
    read(json, "inspector_tab", state.inspectorTab);
    if (const auto brushes = json.find("brushes"); brushes != json.end())
        for (const auto &brush : *brushes)
            state.brushes.push_back(brushOf(object(brush)));
    if (const auto table = json.find("table"); table != json.end())
        state.table = tableOf(object(*table));
    if (const auto scatter = json.find("scatter"); scatter != json.end())
        state.scatter = scatterOf(object(*scatter));
    if (const auto charts = json.find("charts"); charts != json.end())
        state.charts = chartsOf(object(*charts));
    if (const auto whatIf = json.find("what_if"); whatIf != json.end())
        state.whatIf = whatIfOf(object(*whatIf));
    return state;
}

} // namespace

Json ViewState::toJson() const
{
    Json brushList = Json::array();
    for (const auto &brush : brushes)
        brushList.push_back(brushJson(brush));
    return {{"page", page},
            {"baseline", baseline ? Json(*baseline) : Json(nullptr)},
            {"selection", selection},
            {"filter", filterText},
            {"brushes", brushList},
            {"differences_only", differencesOnly},
            {"table", tableJson(table)},
            {"scatter", scatterJson(scatter)},
            {"charts", chartsJson(charts)},
            {"what_if", whatIfJson(whatIf)},
            {"tabs", openTabs},
            {"inspector_tab", inspectorTab}};
}

Result<ViewState> ViewState::fromJson(const Json &json)
{
    if (!json.is_object())
        return failure(ErrorCode::InvalidInput, "the saved view is no object; the view starts afresh");
    try {
        return stateOf(json);
    } catch (const Json::exception &reason) {
        return failure(ErrorCode::InvalidInput,
                       fmt::format("the saved view cannot be read: {}; the view starts afresh", reason.what()));
    }
}

} // namespace assay::ui
