#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.hpp"
#include "core/base/result.hpp"

namespace assay {

/// Where a number comes from, strongest first; the weaker of two is the greater.
enum class Evidence { Measured, Emulated, Published, Datasheet, Modelled };
[[nodiscard]] std::string toText(Evidence evidence);
[[nodiscard]] std::optional<Evidence> evidenceFromText(std::string_view text);

/// What a number spans.
enum class Boundary { InMemory, HostCall, Card, WireToWire };
[[nodiscard]] std::string toText(Boundary boundary); ///< "in-memory", "host call", "card", "wire-to-wire"
[[nodiscard]] std::optional<Boundary> boundaryFromText(std::string_view text);

/// A value of a listed metric. Missing is not zero: `value` is empty and `absentReason` says why.
struct Metric {
    std::string id;
    std::optional<double> value;     ///< in the SI unit of metricInfo(id)
    std::optional<double> low, high; ///< 95 % interval, where one exists
    Evidence evidence = Evidence::Measured;
    Boundary boundary = Boundary::HostCall;
    std::string
        absentReason; ///< "no sensor", "no permission", "not supported", "no source", "failed", "too few samples" …

    [[nodiscard]] Json toJson() const;
    [[nodiscard]] static Metric fromJson(const Json &json);
};

enum class Better { Lower, Higher, Neither };

struct MetricInfo {
    std::string_view id;
    std::string_view unit; ///< SI: "s", "query/s", "J", "W", "B", "1"
    std::string_view meaning;
    Better better = Better::Neither;
};
/// Every metric there is, in display order: what `assay metrics` prints. Adding a metric starts here.
[[nodiscard]] std::span<const MetricInfo> metricInfos();
[[nodiscard]] const MetricInfo *metricInfo(std::string_view id);

} // namespace assay
