#include "core/model/projection/error_ledger.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include <fmt/format.h>

namespace assay::model {
namespace {

constexpr std::size_t kFew = 5;
constexpr double kCovered = 0.8;
constexpr double kLeastHalf = 0.01; // a factor of 1.01: an interval of no width would widen for ever
constexpr double kWidest = 20;

/// How many times wider the interval had to be, on the side where the found value is.
double needed(const ModelError &row)
{
    const double off = std::log(row.ratio);
    const double half =
        off > 0 ? std::log(row.interval.high / row.predicted) : std::log(row.predicted / row.interval.low);
    return std::min(kWidest, std::abs(off) / std::max(kLeastHalf, half));
}

LedgerJudgement judgeRows(const std::vector<const ModelError *> &rows, std::string scope)
{
    LedgerJudgement result;
    result.rows = rows.size();
    result.scope = std::move(scope);
    std::vector<double> ratios, widths;
    for (const ModelError *row : rows) {
        ratios.push_back(row->ratio);
        widths.push_back(needed(*row));
        result.inside += row->interval.low <= row->found && row->found <= row->interval.high;
        if (std::abs(std::log(row->ratio)) > std::abs(std::log(result.worstRatio)))
            result.worstRatio = row->ratio;
    }
    std::sort(ratios.begin(), ratios.end());
    std::sort(widths.begin(), widths.end());
    result.medianRatio = ratios[measure::nearestRank(ratios.size(), 0.5)];
    const double width = rows.size() < kFew ? widths.back() : widths[measure::nearestRank(widths.size(), kCovered)];
    result.widening = std::max(1.0, width);
    return result;
}

} // namespace

Result<ModelError> modelError(std::string deviceClass, std::string workloadKind, std::string predictor,
                              double predicted, measure::Interval interval, double found)
{
    const auto good = [](double value) { return std::isfinite(value) && value > 0; };
    if (!good(predicted) || !good(found) || !good(interval.low) || !good(interval.high) || interval.low > predicted ||
        predicted > interval.high)
        return failure(
            ErrorCode::InvalidInput,
            fmt::format("model error: a prediction of {} in {} to {} and a found value of {} do not compare; "
                        "all must be above zero and the prediction inside its interval",
                        predicted, interval.low, interval.high, found));
    ModelError error;
    error.deviceClass = std::move(deviceClass);
    error.workloadKind = std::move(workloadKind);
    error.predictor = std::move(predictor);
    error.predicted = predicted;
    error.interval = interval;
    error.found = found;
    error.ratio = found / predicted;
    return error;
}

Json ModelError::toJson() const
{
    return {{"device_class", deviceClass},
            {"workload_kind", workloadKind},
            {"predictor", predictor},
            {"predicted", predicted},
            {"low", interval.low},
            {"high", interval.high},
            {"found", found},
            {"ratio", ratio}};
}

Result<ModelError> ModelError::fromJson(const Json &json)
{
    try {
        return modelError(json.at("device_class"), json.at("workload_kind"), json.at("predictor"), json.at("predicted"),
                          {json.at("low"), json.at("high")}, json.at("found"));
    } catch (const Json::exception &error) {
        return failure(ErrorCode::InvalidInput, fmt::format("model error: {}", error.what()));
    }
}

std::optional<LedgerJudgement> judge(std::span<const ModelError> ledger, const std::string &deviceClass,
                                     const std::string &workloadKind, const std::string &predictor)
{
    const auto select = [&](const std::function<bool(const ModelError &)> &fits) {
        std::vector<const ModelError *> rows;
        for (const ModelError &row : ledger)
            if (row.predictor == predictor && fits(row))
                rows.push_back(&row);
        return rows;
    };
    if (const auto rows = select(
            [&](const ModelError &row) { return row.deviceClass == deviceClass && row.workloadKind == workloadKind; });
        !rows.empty())
        return judgeRows(rows, fmt::format("{} on {}", workloadKind, deviceClass));
    if (const auto rows = select([&](const ModelError &row) { return row.deviceClass == deviceClass; }); !rows.empty())
        return judgeRows(rows, "any workload on " + deviceClass);
    if (const auto rows = select([](const ModelError &) { return true; }); !rows.empty())
        return judgeRows(rows, "any workload on any device");
    return std::nullopt;
}

measure::Interval widened(double median, const measure::Interval &interval, double factor)
{
    return {median * std::pow(interval.low / median, factor), median * std::pow(interval.high / median, factor)};
}

} // namespace assay::model
