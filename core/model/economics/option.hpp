#pragma once

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/catalog/figure.hpp"
#include "core/model/assumptions/assumptions.hpp"
#include "core/model/economics/decision.hpp"
#include "core/study/result.hpp"

namespace assay::model {

/// What one device carries within a latency limit.
struct Capacity {
    Range rate; ///< query/s
    Evidence evidence = Evidence::Modelled;
    std::string how;    ///< in words, with the figures it rests on
    std::string absent; ///< why there is none; then nothing else but the next holds
    bool nothingWithin =
        false; ///< absent because at no rate enough queries stay within the limit, not for want of data
};

/// A result as a choice: what is known of it, and what is missing.
struct OptionInput {
    const study::ResultRecord *result = nullptr; ///< has a complete run
    const Json *hardware = nullptr;              ///< its target in the hardware catalogue; null when it is not there
    std::optional<Deployment> deployment;        ///< empty: by what is priced
    Capacity capacity;
    catalog::Date today;                         ///< prices grow old
    std::span<const double> serviceSeconds = {}; ///< latencies of the runs that count
};

struct OptionDraft {
    struct Missing {
        std::string field; ///< of targetAssumptionInfos(), "service", "result", or "machine": price and power
        std::string text;  ///< what it is and how to give it
    };

    Option option;
    std::string target;                 ///< "cpu:native"
    std::string hardwareClass;          ///< of the catalogue: "cpu", "gpu", "fpga" …; "" where it is not known
    std::vector<Knob> knobs;            ///< of the option's own numbers; `options` is for the decision to fill in
    std::vector<Missing> missing;       ///< when there is any, it cannot be priced
    std::vector<std::string> notes;     ///< what to know beside its numbers
    std::vector<double> serviceSeconds; ///< recorded one at a time, or so many as there are slots; else empty

    /// How to measure the capacity, and what that may take.
    struct Measuring {
        std::string command;    ///< the run that searches within the limit; "" where there is nothing to run on
        bool same = false;      ///< it is what the result's runs did: it takes as long again
        std::size_t runs = 0;   ///< of the result that count …
        double wallSeconds = 0; ///< … and how long they took in all; 0 where nobody noted it
    };
    Measuring measuring = {};

    /// Why a number that needs these fields cannot be had; "" when it can.
    [[nodiscard]] std::string lacks(std::initializer_list<std::string_view> fields) const;
};

/// By the set's "target.TARGET.…" first, then by the result, then by the catalogue:
/// - deployment: managed or cloud when such a price is given, edge where the catalogue says so, else on-premises;
/// - service time: mean latency of a single-stream or multi-stream result, else the time a query by the throughput;
/// - a card (a catalogue entry with a host link that is no processor) takes a share of a host, in money and power;
/// - active power: what was measured or modelled for the result, else the power limit, an upper bound and said so;
/// - effort: by the backend, hours of assumption effort.… .
[[nodiscard]] OptionDraft draftOption(const OptionInput &input, const Assumptions &assumptions);

/// The assumption that says what it takes to bring a workload to this backend: "effort.rtl".
[[nodiscard]] std::string_view effortOf(std::string_view backend);

/// Options and conditions together; drafts must be complete. Knobs of one target are shared by all options on it.
[[nodiscard]] Decision makeDecision(const std::vector<OptionDraft> &drafts, const Assumptions &assumptions);

} // namespace assay::model
