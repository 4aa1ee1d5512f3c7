#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/catalog/workload.hpp"
#include "core/model/assumptions/assumptions.hpp"
#include "core/model/economics/derived.hpp"
#include "core/model/economics/option.hpp"

namespace assay::model {

/// How much a finding says: Weak rests on what is undecided, quick or assumed; Fair on a decided modest difference or a
/// stated assumption; Strong on a decided large one.
enum class Strength { Weak, Fair, Strong };
[[nodiscard]] std::string toText(Strength strength); ///< "weak", "fair", "strong"

/// One thing to know for the choice, with what it rests on and what would change it.
struct Finding {
    std::string topic; ///< "fit", "benefit", "economics", "effort", "integration", "deployment", "accuracy"
    std::string claim;
    std::vector<std::string> because;  ///< results and assumptions, with their numbers
    std::vector<std::int64_t> results; ///< numbers of the results it rests on
    Strength strength = Strength::Weak;
    std::string wouldChange;
};

/// How large a gain is: up to 5 % none, below 3 times modest, to 10 meaningful, above strong.
enum class Gain { None, Modest, Meaningful, Strong };
[[nodiscard]] Gain gainOf(double ratio);
[[nodiscard]] std::string toText(Gain gain); ///< "none", "modest", "meaningful", "strong"

/// A target the workload could go to.
struct AdviceOption {
    const study::ResultRecord *result = nullptr; ///< never null; has a complete run
    OptionDraft draft;
    std::vector<Derived> derived; ///< of the draft
};

struct AdviceCase {
    const catalog::Workload *workload = nullptr; ///< never null
    std::vector<AdviceOption> options;           ///< of that workload; at least one
    std::size_t baseline = 0;                    ///< what would be kept: a processor or graphics card
    Assumptions assumptions;
    std::optional<double> hotFraction; ///< part of the program's time that the workload is, 0 to 1; empty: not profiled
};

struct Advice {
    std::size_t option = 0; ///< what to take; the baseline's when the answer is to stay
    bool stay = true;
    std::string recommendation;
    std::vector<std::string> wouldChange; ///< the answer; nearest first
    std::vector<Finding> findings;
};

/// Rules with reasons. Moving is advised only where a gain over the whole program (of speed, or per watt or dollar) is
/// decided and at least meaningful, the latency limit is met, the workload stays as it is long enough, the load is not
/// spiky without being cheaper, and cost does not speak against it; else the answer is to stay, and why.
[[nodiscard]] Advice advise(const AdviceCase &question);

/// The results that answer one question (same workload, parameters and kind of scenario): of all questions that with
/// the most targets, then the most results, then the first. Results without a complete run are left out.
[[nodiscard]] std::vector<const study::ResultRecord *>
widestQuestion(std::span<const study::ResultRecord *const> results);

/// Of each target the result that is best by its scenario's default metric, in the order of the targets' first results;
/// a result that may not win (quick, unchecked, invalid) only where the target has no other. All of one scenario kind.
[[nodiscard]] std::vector<const study::ResultRecord *>
bestOfEachTarget(std::span<const study::ResultRecord *const> results);

/// Which option is kept when nobody says: the best processor or graphics card, else the first.
[[nodiscard]] std::size_t defaultBaseline(const std::vector<AdviceOption> &options);

} // namespace assay::model
