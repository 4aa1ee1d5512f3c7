#pragma once

#include <string>
#include <vector>

#include "core/base/json.hpp"
#include "core/measure/metric.hpp"

namespace assay::run {

/// Local peaks, measured: what the roofline of this machine is made of.
struct ProbeResult {
    std::vector<Metric> metrics; ///< probe.* ids below, evidence measured, boundary in-memory
    [[nodiscard]] static std::string unitOf(const std::string &id);
    [[nodiscard]] Json toJson() const; ///< a list, each entry shaped like a metric of a result
};

/// probe.flops.f32 (fused multiply-adds on all cores, two operations each), probe.bandwidth.copy (bytes read and
/// written by a copy far larger than the caches), probe.bandwidth.read, probe.clock.overhead (one steady_clock
/// reading). The best of several passes; takes about two seconds.
[[nodiscard]] ProbeResult probeMachine();

} // namespace assay::run
