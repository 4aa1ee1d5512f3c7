#include "core/model/projection/emulated_kernel.hpp"
#include "core/report/catalogue_text.hpp"
#include "core/report/printable.hpp"

namespace assay::report {
namespace {

using catalog::CloudInstance;
using catalog::Date;
using catalog::Figure;
using catalog::Provenance;

Json scaledOrNull(const std::optional<double> &value, double factor)
{
    return value ? Json(*value * factor) : Json(nullptr);
}

void addProvenance(Json &json, const Provenance &provenance)
{
    json.update({{"source", printable(provenance.source)},
                 {"quality", printable(provenance.quality)},
                 {"date", printable(provenance.date)},
                 {"source_note", printable(provenance.note)},
                 {"unverified", provenance.unverified},
                 {"stale", provenance.stale}});
}

Json figureJson(const Figure &figure)
{
    Json json{{"id", std::string(figure.info->id)},
              {"title", std::string(figure.info->title)},
              {"unit", std::string(figure.info->siUnit)},
              {"value", scaledOrNull(figure.typical, figure.info->toSi)},
              {"low", scaledOrNull(figure.low, figure.info->toSi)},
              {"high", scaledOrNull(figure.high, figure.info->toSi)},
              {"text", printable(figure.text)},
              {"derived", printable(figure.derived)},
              {"operation_class", printable(figure.operationClass)},
              {"operation_class_source", printable(figure.operationClassSource)},
              {"operation_class_derived", printable(figure.operationClassDerived)}};
    addProvenance(json, figure.provenance);
    return json;
}

Json instanceJson(const CloudInstance &one)
{
    Json json{{"provider", printable(one.provider)},
              {"instance", printable(one.instance)},
              {"region", printable(one.region)},
              {"hourly", {{"value", one.usdPerHour}, {"unit", "USD/h"}}},
              {"devices", one.devices},
              {"hourly_of_one_device", {{"value", one.usdPerDeviceHour}, {"unit", "USD/h"}}},
              {"note", printable(one.note)}};
    addProvenance(json, one.provenance);
    return json;
}

Json names(const Json &target, const char *key)
{
    Json list = Json::array();
    for (const Json &name : target.value(key, Json::array()))
        list.push_back(printable(name.get<std::string>()));
    return list;
}

Json noteSources(const Json &target)
{
    Json list = Json::array();
    for (const Json &source : target.value("note_sources", Json::array()))
        list.push_back(printableAt(source, "source"));
    return list;
}

} // namespace

Json targetJson(const Json &target, Date today)
{
    Json json{
        {"id", printableAt(target, "id")},
        {"name", printableAt(target, "name")},
        {"vendor", printableAt(target, "vendor")},
        {"class", printableAt(target, "class")},
        {"family", model::cellFamily(target).empty() ? Json(nullptr) : Json(printable(model::cellFamily(target)))},
        {"deployment", printableAt(target, "deployment")},
        {"notes", printableAt(target, "notes")},
        {"note_sources", noteSources(target)},
        {"figures", Json::array()},
        {"cloud", Json::array()},
        {"not_known", names(target, "unverified_fields")},
        {"not_applicable", names(target, "not_applicable")},
        {"emulated_as", nullptr}};
    for (const Figure &figure : catalog::figures(target, today))
        json["figures"].push_back(figureJson(figure));
    for (const CloudInstance &one : catalog::cloudInstances(target, today))
        json["cloud"].push_back(instanceJson(one));
    if (const auto found = target.find("emulation"); found != target.end())
        json["emulated_as"] = printableAt(*found, "backend") + ":" + printableAt(*found, "device");
    return json;
}

Json catalogueJson(const catalog::CatalogueMatches &matches, Date today)
{
    Json targets = Json::array(), unknown = Json::array();
    for (const Json *target : matches.targets)
        targets.push_back(targetJson(*target, today));
    for (const auto &one : matches.unknown)
        unknown.push_back({{"condition", printable(one.condition)}, {"targets", one.ids}});
    return {{"targets", std::move(targets)}, {"left_out", std::move(unknown)}};
}

} // namespace assay::report
