#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/model/comparison.hpp"
#include "core/model/placement.hpp"

namespace assay::model {

/// How B stands to A where the data is somewhere.
struct PlacedComparison {
    Place place = Place::Memory;
    Nic nic = Nic::Interrupt;
    PlacedTime a, b;
    Span ratio; ///< b / a over all ranges; open where one side is
    Verdict verdict = Verdict::Undecided;
    std::string reason;  ///< why undecided or not ranked, in words
    std::string decides; ///< what decides it, or what keeps it undecided: a step's or range's name
    Evidence evidence = Evidence::Modelled;
    std::vector<std::string> notes;
};

/// Compares the median latencies of two results with what lies between the data's place and each of them:
/// - workload and workload parameters must be equal, as in compare();
/// - what both sides have in common (one drive, one kind of network card) has the same value on both;
/// - Better or Worse when the ratio is on one side of 1 wherever the ranges are, an open end included; Equivalent when
/// it
///   stays within ±5 %; else Undecided with the range that matters most;
/// - quick results and single processes name no winner, invalid ones take no part, unchecked ones never win.
[[nodiscard]] Result<PlacedComparison> comparePlaced(const study::ResultRecord &a, const study::ResultRecord &b,
                                                     Place place, Nic nic, const std::vector<Segment> &segments);

/// A number of a result against a figure of the hardware catalogue: the power of a chip against a board that idles.
struct IdleComparison {
    std::string target, name; ///< id and name in the catalogue
    std::string source, quality, derived;
    Metric power;                         ///< of the result
    Span watts, idle;                     ///< W
    Span ratio;                           ///< result / idle
    Verdict verdict = Verdict::Undecided; ///< of the result
    std::string reason;
    /// W that what surrounds the chip may take before the verdict is another; empty unless the result is better.
    std::optional<double> margin;
};

/// `target` is an entry of the hardware catalogue with `idle_w`. Errors: the result has no design.power (with why), the
/// entry has no idle power. A quick result may be compared: the power of an emulated design does not come from runs.
[[nodiscard]] Result<IdleComparison> compareIdle(const study::ResultRecord &result, const Json &target);

} // namespace assay::model
