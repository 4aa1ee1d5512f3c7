#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/json.hpp"
#include "core/measure/metric.hpp"
#include "core/measure/statistics.hpp"

namespace assay::measure {

/// Two that differ by no more than this share are as good as each other.
inline constexpr double kEquivalent = 0.05;

enum class Verdict { Better, Worse, Equivalent, Undecided };

/// A metric of one result over its runs, ready to compare.
struct Side {
    std::vector<RunFigure> runs; ///< one per complete, valid run
    bool quick = false;
    bool sharedDoubt = false; ///< emulated or modelled: see acrossSharedDoubt
};

/// B against A. ratio = B / A.
struct Comparison {
    double ratio = 0;
    std::optional<Interval> interval; ///< 95 %; empty with a single process on a side
    Verdict verdict = Verdict::Undecided;
    std::string reason;                 ///< for undecided: why, and what would decide it
    std::optional<unsigned> runsWanted; ///< estimate of the runs per side that would decide; empty if not foreseeable

    /// "faster", "slower", "equivalent", "undecided"; "cheaper"/"dearer" for costs is the caller's word.
    [[nodiscard]] std::string word(Better better) const;
    [[nodiscard]] Json toJson(Better better) const;
};

/// Compares the ratio of the runs' means by a two-level bootstrap of both sides. Equivalent: its interval lies within
/// ±5 % (0.95 … 1.05). Better or worse: it does not, and 1 lies outside it. A side with a single process, or measured
/// with --quick, never names a winner. All values must be positive, else the comparison is undecided with that reason.
[[nodiscard]] Comparison compare(const Side &a, const Side &b, Better better, std::uint64_t seed = 1);

} // namespace assay::measure
