#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/json.hpp"
#include "core/base/result.hpp"
#include "core/model/placement.hpp"

namespace assay::model {

/// The name of this predictor in the ledger.
inline constexpr const char *kFpgaReplicas = "fpga-replicas";

/// Resources of an FPGA by the names of the hardware catalogue; a family has some of the block memories.
struct FpgaResources {
    double luts = 0, ffs = 0, dsps = 0, bram36 = 0, uram288 = 0, bram4k = 0, ebr18 = 0, spram256k = 0;
};

/// One replica as the RTL emulator and a synthesis report tell it.
struct FpgaKernel {
    double cyclesPerQuery = 1; ///< between the starts of two queries
    double latencyCycles = 1;  ///< of one query, first input to last output
    Span clockHertz;           ///< in an empty device; `high` is given
    FpgaResources resources;   ///< of one replica
    double memoryBytes = 0;    ///< per query, over the card's memory
    double linkBytes = 0;      ///< per query, over the host's link
    std::string source;        ///< "emulated: crc32 on rtl:ice40-hx8k"
};

/// How a design is put on a device. The shares are those above which routing fails or the clock breaks down in
/// practice.
struct FpgaPlacement {
    FpgaResources shell; ///< of shell and memory controllers, taken off first
    std::string shellSource;
    double regions = 1;                                     ///< dies: a replica does not span two
    double lutShare = 0.7, ffShare = 0.5, blockShare = 0.8; ///< blocks: memories, DSP
    std::optional<double> mostReplicas;
    /// Part of the clock that is lost from an empty device to one full to these shares; an assumption, no measurement.
    Span clockLoss{0, 0.15, 0.35};
};

/// What the design would do. Evidence Modelled, always a range. Replication raises throughput and never lowers the
/// latency of a single query, which a fuller device's slower clock makes longer.
struct FpgaProjection {
    std::optional<double> replicas;
    std::string limitedBy;                ///< resource (or "mostReplicas") that decides their number
    double utilisation = 0;               ///< of that resource's allowed share
    std::optional<Span> clockHertz;       ///< low is the worst
    std::optional<Span> queriesPerSecond; ///< least to most
    std::optional<Span> latencySeconds;   ///< of one query
    std::string boundBy;                  ///< of the throughput: "cycles", "memory", "link"
    std::vector<Step> steps;              ///< seconds of a query's share by each bound, and its latency
    std::vector<std::string> notes;
    std::string absentReason; ///< "" when there is a throughput
    Evidence evidence = Evidence::Modelled;
};
/// Errors: cycles or a clock that are not above zero, negative numbers. Absent, with the reason: a resource that the
/// kernel needs and the catalogue does not know, no room for one replica.
[[nodiscard]] Result<FpgaProjection> projectFpga(const FpgaKernel &kernel, const Json &target,
                                                 const FpgaPlacement &placement = {});

} // namespace assay::model
