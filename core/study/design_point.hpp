#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/json.hpp"
#include "core/base/result.hpp"
#include "core/catalog/parameter.hpp"
#include "core/measure/scenario.hpp"

namespace assay::study {

inline constexpr std::string_view kCatalogueBackend = "catalog";

/// "[agent:NAME/]BACKEND:DEVICE", parts of [a-z0-9._-]+.
struct TargetId {
    std::string agent; ///< "" = this machine
    std::string backend;
    std::string device;

    [[nodiscard]] static Result<TargetId> parse(std::string_view text);
    [[nodiscard]] std::string text() const;
    /// "catalog:ID": an entry of the hardware catalogue, whose results are projected instead of run.
    [[nodiscard]] bool isCatalogue() const { return agent.empty() && backend == kCatalogueBackend; }
    friend bool operator==(const TargetId &, const TargetId &) = default;
    friend auto operator<=>(const TargetId &, const TargetId &) = default;
};

/// workload × workload parameters × target × backend parameters × load scenario (and the stop rule it is measured by).
struct DesignPoint {
    std::string workload;
    std::string workloadHash; ///< of its sources
    ParameterSet workloadParameters;
    TargetId target;
    ParameterSet backendParameters;
    std::string pluginHash;
    measure::Scenario scenario;
    measure::StopRule stopRule;
    std::uint64_t seed = 1;

    /// SHA-256 of canonical JSON of all but seed and repeats: equal keys mean the same question.
    [[nodiscard]] std::string key() const;
    /// "gemm m=256 … on cpu:native variant=simd, single-stream".
    [[nodiscard]] std::string describe() const;
    [[nodiscard]] Json toJson() const;
    [[nodiscard]] static Result<DesignPoint> fromJson(const Json &json);
};

} // namespace assay::study
