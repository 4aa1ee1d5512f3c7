#pragma once

#include <optional>
#include <span>
#include <string>

#include "core/base/json.hpp"
#include "core/base/result.hpp"
#include "core/measure/statistics.hpp"

namespace assay::model {

/// What a prediction turned out to be, once the point was measured, emulated or published.
struct ModelError {
    std::string deviceClass;    ///< of the hardware catalogue
    std::string workloadKind;   ///< catalog::toText(WorkloadKind), or "published"
    std::string predictor;      ///< "roofline", "fpga-replicas", "batch-line"
    double predicted = 0;       ///< the median, in the unit of `found`
    measure::Interval interval; ///< 80 %
    double found = 0;
    double ratio = 0; ///< found / predicted

    [[nodiscard]] Json toJson() const;
    /// Errors: what is missing or of the wrong type, and those of modelError.
    [[nodiscard]] static Result<ModelError> fromJson(const Json &json);
};
/// Errors: numbers that are not above zero, an interval that does not hold the prediction.
[[nodiscard]] Result<ModelError> modelError(std::string deviceClass, std::string workloadKind, std::string predictor,
                                            double predicted, measure::Interval interval, double found);

/// What the ledger says of predictions of one kind.
struct LedgerJudgement {
    std::size_t rows = 0;   ///< of this predictor, closest first: device class and kind, device class, any
    std::string scope;      ///< which of those
    std::size_t inside = 0; ///< found within the interval
    double medianRatio = 1; ///< found / predicted
    double worstRatio = 1;  ///< the furthest from 1 either way
    /// By this factor, in logarithms, a new interval gets wider: what 80 % of the found values would have needed; of
    /// fewer than five the one that needed most. Never below 1.
    double widening = 1;
};
/// Nothing when no row is of this predictor.
[[nodiscard]] std::optional<LedgerJudgement> judge(std::span<const ModelError> ledger, const std::string &deviceClass,
                                                   const std::string &workloadKind, const std::string &predictor);

/// The interval around its median, wider by `factor` in logarithms. All above zero.
[[nodiscard]] measure::Interval widened(double median, const measure::Interval &interval, double factor);

} // namespace assay::model
