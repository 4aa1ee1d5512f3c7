#include "backends/rtl/synthesis/records.hpp"

namespace assay::rtl {
namespace {

void put(Json &record, const char *name, const std::optional<std::int64_t> &value)
{
    if (value)
        record[name] = *value;
}

std::optional<std::int64_t> count(const Json &record, const char *name)
{
    return record.contains(name) ? std::optional(record[name].get<std::int64_t>()) : std::nullopt;
}

} // namespace

std::string estimateName(const Part &part)
{
    switch (part.family) {
    case Family::Ice40:
        return part.name;
    case Family::Ecp5:
        return "ecp5";
    case Family::Xc7:
        return "xc7";
    case Family::UltraScalePlus:
        break;
    }
    return "ultrascale+";
}

Json toJson(const Resources &resources)
{
    Json record = Json::object();
    put(record, "lut", resources.lut);
    put(record, "ff", resources.ff);
    put(record, "dsp", resources.dsp);
    put(record, "bram", resources.bram);
    put(record, "cells", resources.cells);
    return record;
}

Resources resourcesFrom(const Json &record)
{
    return {count(record, "lut"), count(record, "ff"), count(record, "dsp"), count(record, "bram"),
            count(record, "cells")};
}

Json toJson(const ClockEstimate &estimate)
{
    return {{"hz", estimate.hertz},
            {"low_hz", estimate.lowHertz},
            {"high_hz", estimate.highHertz},
            {"how", estimate.how},
            {"critical_path", estimate.criticalPath}};
}

ClockEstimate estimateFrom(const Json &record)
{
    ClockEstimate estimate;
    estimate.hertz = record.at("hz").get<double>();
    estimate.lowHertz = record.at("low_hz").get<double>();
    estimate.highHertz = record.at("high_hz").get<double>();
    estimate.how = record.at("how").get<std::string>();
    estimate.criticalPath = record.at("critical_path").get<std::string>();
    return estimate;
}

Json toJson(const Synthesis &synthesis)
{
    Json record = toJson(synthesis.resources);
    if (synthesis.beat) {
        record["input_bytes"] = synthesis.beat->input;
        record["output_bytes"] = synthesis.beat->output;
    }
    record["seconds"] = synthesis.seconds;
    record["tool"] = synthesis.tool;
    if (synthesis.activity)
        record["activity"] = activityToJson(*synthesis.activity);
    return record;
}

Synthesis synthesisFrom(const Json &record, const Part &part)
{
    Synthesis synthesis;
    synthesis.resources = resourcesFrom(record);
    if (record.contains("input_bytes"))
        synthesis.beat = BeatBytes{record["input_bytes"].get<int>(), record.at("output_bytes").get<int>()};
    synthesis.seconds = record.at("seconds").get<double>();
    synthesis.tool = record.at("tool").get<std::string>();
    if (record.contains("activity"))
        if (const auto activity = activityFromJson(record["activity"]))
            synthesis.activity = *activity;
    if (record.contains("estimates") && record["estimates"].contains(estimateName(part)))
        synthesis.estimate = estimateFrom(record["estimates"][estimateName(part)]);
    return synthesis;
}

Json toJson(const PlaceAndRoute &result)
{
    Json record = toJson(result.used);
    record["seconds"] = result.seconds;
    record["tool"] = result.tool;
    for (const auto &seed : result.seeds) {
        Json one{{"seed", seed.seed}};
        if (seed.fmaxHz)
            one["fmax_hz"] = *seed.fmaxHz;
        else
            one["failure"] = seed.failure;
        record["seeds"].push_back(std::move(one));
    }
    return record;
}

PlaceAndRoute placeAndRouteFrom(const Json &record)
{
    PlaceAndRoute result;
    result.used = resourcesFrom(record);
    result.seconds = record.at("seconds").get<double>();
    result.tool = record.at("tool").get<std::string>();
    for (const Json &one : record.at("seeds")) {
        PlaceAndRoute::Seed seed;
        seed.seed = one.at("seed").get<int>();
        if (one.contains("fmax_hz"))
            seed.fmaxHz = one["fmax_hz"].get<double>();
        else
            seed.failure = one.at("failure").get<std::string>();
        result.seeds.push_back(std::move(seed));
    }
    return result;
}

} // namespace assay::rtl
