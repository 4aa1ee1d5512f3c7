#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.hpp"

namespace assay::catalog {

/// A figure that a target of the hardware catalogue may have. The end of its name is its unit.
struct FigureInfo {
    std::string_view id;    ///< "tdp_w"
    std::string_view title; ///< "power limit"
    std::string_view unit;  ///< of the name: "W", "Gop/s"; "" for counts and texts
    std::string_view siUnit;
    double toSi = 1;    ///< a value of the name's unit times this is in siUnit
    bool text = false;  ///< not a number: a kind of link
    bool price = false; ///< grows old
};
/// In the order they are shown; segments have figures of their own (hardware.hpp).
[[nodiscard]] std::span<const FigureInfo> figureInfos();
/// Null when there is none.
[[nodiscard]] const FigureInfo *figureInfo(std::string_view id);

using Date = std::chrono::sys_days;
/// "2026-01-19"; of "2026-01" and "2026" the first day. Nothing for other texts.
[[nodiscard]] std::optional<Date> dateFromText(std::string_view text);
/// A price that is older than this is marked stale.
inline constexpr int kStaleDays = 90;

/// Where a figure comes from, and how far it can be believed.
struct Provenance {
    std::string source;  ///< "" when nobody says
    std::string quality; ///< "A" vendor or standards body, "B" reseller or aggregator, "C" unvetted, "own" the user's
    std::string date;    ///< as the source writes it; "" when it does not
    std::string note;    ///< of the source
    bool unverified = false; ///< of quality C, or without a source
    bool stale = false; ///< a price of more than kStaleDays before today, or of no known date (unless it is the user's)
};

/// One figure of a target. Numbers are in the unit of its name; times FigureInfo::toSi they are SI.
struct Figure {
    const FigureInfo *info = nullptr;         ///< never null
    std::optional<double> low, typical, high; ///< a plain value is `typical` alone; none of a text
    std::string text;                         ///< of a text
    Provenance provenance;
    std::string derived; ///< how it was computed from its source; "" when it stands there
    /// Of a peak: "matrix" or "vector", the units that reach it; "" when nobody says. With who says so, and why.
    std::string operationClass, operationClassSource, operationClassDerived;
};
/// What the catalogue's entry says of it (HardwareCatalogue::find); nothing when the figure is not known, never zero.
[[nodiscard]] std::optional<Figure> figure(const Json &target, std::string_view id, Date today);
/// All that are known, in the order of figureInfos().
[[nodiscard]] std::vector<Figure> figures(const Json &target, Date today);
/// Figures that were looked for and not found, in the order of the catalogue.
[[nodiscard]] std::vector<std::string> unknownFigures(const Json &target);

/// What it costs to rent the target, without tax.
struct CloudInstance {
    std::string provider, instance, region;
    double usdPerHour = 0;
    double devices = 1; ///< of the target in it; a part of one is below 1
    double usdPerDeviceHour = 0;
    Provenance provenance;
    std::string note; ///< of this price
};
[[nodiscard]] std::vector<CloudInstance> cloudInstances(const Json &target, Date today);
/// The lowest price for an hour of one device; nothing when it cannot be rented.
[[nodiscard]] std::optional<CloudInstance> cheapestInstance(const Json &target, Date today);

} // namespace assay::catalog
