#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace assay::model {

/// How the values of a range are spread: Fixed has no range, Triangular peaks at `value`.
enum class Spread { Fixed, Uniform, Triangular, LogTriangular };
[[nodiscard]] std::string toText(Spread spread); ///< "fixed", "uniform", "triangular", "log-triangular"
[[nodiscard]] std::optional<Spread> spreadFromText(std::string_view text);

/// A number that a model is fed with, and what is known of it. `low` <= `value` <= `high`, all finite.
struct Range {
    double value = 0, low = 0, high = 0;
    Spread spread = Spread::Fixed;

    [[nodiscard]] static constexpr Range fixed(double value) { return {value, value, value, Spread::Fixed}; }
    [[nodiscard]] static constexpr Range triangular(double low, double value, double high)
    {
        return {value, low, high, Spread::Triangular};
    }
    /// Triangular in the logarithm: known to a factor; low above zero.
    [[nodiscard]] static constexpr Range logTriangular(double low, double value, double high)
    {
        return {value, low, high, Spread::LogTriangular};
    }
    /// An interval around a value: fixed when it has no width, triangular, or in the logarithm where its ends are ten
    /// times apart or more. Then the middle between the ends would lie far above the value.
    [[nodiscard]] static Range around(double low, double value, double high);
    [[nodiscard]] static constexpr Range uniform(double low, double high)
    {
        return {(low + high) / 2, low, high, Spread::Uniform};
    }
    [[nodiscard]] bool isFixed() const { return spread == Spread::Fixed || low == high; }
    /// The value below which the range lies with probability u, 0 <= u <= 1 (inverse of the distribution function).
    [[nodiscard]] double quantile(double u) const;
};

/// Where a number comes from. Quality: "A" vendor or standards body, "B" reseller or aggregator, "C" unvetted, "own"
/// the user's; "" when nothing is known, and `source` then says by whom it was assumed.
struct Origin {
    std::string source, quality, date, note;
    bool stale = false; ///< a price too old to rely on
    [[nodiscard]] bool unverified() const { return quality.empty() || quality == "C"; }
};

} // namespace assay::model
