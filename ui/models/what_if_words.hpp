#pragma once

#include <QString>
#include <QStringList>

#include "ui/models/what_if_answer.hpp"

namespace assay::ui {

/// "16,000 query/s", "0.25 USD/kWh": a value of an assumption for people.
[[nodiscard]] QString assumptionText(double value, const std::string &unit);
/// "electricity", "power limit, cpu:native": a number of one target says whose it is.
[[nodiscard]] QString knobText(const model::Knob &knob);
/// "$1.23", "$12,300".
[[nodiscard]] QString moneyText(double usd);

/// The answer in a sentence or two: who is the cheapest here, how sure that is, and from where on it is another one.
[[nodiscard]] QString verdictText(const WhatIfAnswer &answer);
/// Which number flips the answer, nearest first; what to find out first. A line each; empty while they are not known.
[[nodiscard]] QStringList flipTexts(const WhatIfAnswer &answer);
[[nodiscard]] QStringList informationTexts(const WhatIfAnswer &answer);

} // namespace assay::ui
