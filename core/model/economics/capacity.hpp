#pragma once

#include <span>

#include "core/model/assumptions/assumptions.hpp"
#include "core/model/economics/option.hpp"
#include "core/study/result.hpp"

namespace assay::model {

/// What one device carries within assumptions slo.latency and slo.percentile, from the strongest that there is:
/// - what an slo-search with this limit found;
/// - of single-stream results, and multi-stream ones of a known concurrency, a replay of the recorded service times
/// with
///   Poisson arrivals (sloCapacity), at most modelled; `serviceSeconds` are the latencies of the runs that count. Where
///   these are emulated or modelled themselves, all of them may be off by one factor (the ends of the mean's interval):
///   the range reaches from the replay of the slowest to that of the fastest;
/// - else absent, with what to do.
[[nodiscard]] Capacity capacityOf(const study::ResultRecord &result, const Assumptions &assumptions,
                                  std::span<const double> serviceSeconds);

} // namespace assay::model
