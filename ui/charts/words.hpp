#pragma once

#include <QString>
#include <QStringList>

#include "ui/charts/chart_types.hpp"

namespace assay::charts {

/// "from 12.3 µs to 4.50 ms" with ", logarithmic" where it is; "without values" where there are none.
[[nodiscard]] QString rangeInWords(const Axis &axis, const std::optional<Range> &range);
/// "1,234" in the user's language.
[[nodiscard]] QString countInWords(std::size_t count);
/// For tables: as many digits as the number has; "" when absent.
[[nodiscard]] QString cell(double value);
/// "Not shown: 2 without a value, 1 not above zero on a logarithmic axis."; "" when there are none.
[[nodiscard]] QString notShownInWords(std::size_t absent, std::size_t notPositive);
/// Sentences of a description, without empty ones.
[[nodiscard]] QString sentences(const QStringList &parts);

} // namespace assay::charts
