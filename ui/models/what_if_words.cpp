#include "ui/models/what_if_words.hpp"

#include <algorithm>
#include <cmath>

#include <QCoreApplication>
#include <QLocale>

namespace assay::ui {
namespace {

constexpr std::size_t kFlips = 5;

QString tr(const char *text)
{
    return QCoreApplication::translate("WhatIf", text);
}

QString nameOf(const WhatIfAnswer &answer, std::size_t option)
{
    return QString::fromStdString(answer.decision.options[option].name);
}

QString axisText(const WhatIfAnswer &answer, double value)
{
    return assumptionText(value, answer.axis->unit);
}

/// "#1 up to 16,000 query/s, #2 up to 20,000 query/s, then #1".
QString stretchesText(const WhatIfAnswer &answer)
{
    QStringList parts;
    const auto &stretches = answer.crossings.stretches;
    for (const model::Stretch &stretch : stretches) {
        const QString name = stretch.cheapest ? nameOf(answer, *stretch.cheapest) : tr("several alike");
        parts << (&stretch == &stretches.back() ? tr("beyond that %1").arg(name)
                                                : tr("%1 up to %2").arg(name, axisText(answer, stretch.to)));
    }
    return parts.join(", ");
}

QString acrossText(const WhatIfAnswer &answer)
{
    const QString id = QString::fromStdString(answer.axis->id), from = axisText(answer, answer.from),
                  to = axisText(answer, answer.to);
    if (answer.crossings.equivalent)
        return tr("Over %1 from %2 to %3 they cost the same within 5 %.").arg(id, from, to);
    if (answer.crossings.stretches.size() == 1)
        return tr("No crossover over %1 from %2 to %3.").arg(id, from, to);
    QString text = tr("Over %1: %2.").arg(id, stretchesText(answer));
    if (!answer.complete)
        return text;
    QStringList open;
    for (const auto &region : answer.curve.undecided())
        open << tr("%1 to %2").arg(axisText(answer, region.from), axisText(answer, region.to));
    return open.isEmpty() ? text : text + " " + tr("Undecided from %1.").arg(open.join(", "));
}

double shareHere(const WhatIfAnswer &answer)
{
    const double here = answer.decision.at(*answer.axis);
    const auto near =
        std::ranges::min_element(answer.curve.x, {}, [&](double value) { return std::abs(value - here); });
    return answer.curve.cheapest[answer.cheapest][static_cast<std::size_t>(near - answer.curve.x.begin())];
}

} // namespace

QString assumptionText(double value, const std::string &unit)
{
    const QLocale locale = QLocale::c();
    const double size = std::abs(value);
    QString number;
    if (size >= 1e4 && size < 1e9) {
        QLocale grouped(QLocale::English);
        number = grouped.toString(static_cast<qlonglong>(std::llround(value)));
    } else {
        number = locale.toString(value, 'g', 4);
    }
    return unit.empty() || unit == "1" ? number : number + " " + QString::fromStdString(unit);
}

QString knobText(const model::Knob &knob)
{
    const QString id = QString::fromStdString(knob.id), name = QString::fromStdString(knob.name);
    return id.startsWith("target.") ? QStringLiteral("%1, %2").arg(name, id.section('.', 1, -2)) : name;
}

QString moneyText(double usd)
{
    return QString::fromStdString(report::money(usd));
}

QString verdictText(const WhatIfAnswer &answer)
{
    if (!answer.problem.empty()) {
        QString problem = QString::fromStdString(answer.problem);
        if (std::ranges::any_of(answer.ranking, [](const RankedOption &option) { return !option.usdPerMillion; }))
            problem += ". " + tr("Say what a target is in the catalogue, or give the numbers that are not known.");
        return problem;
    }
    const model::Option &cheapest = answer.decision.options[answer.cheapest];
    QString text = tr("%1 costs least here.").arg(nameOf(answer, answer.cheapest));
    if (!cheapest.cannotWin.empty())
        text += " " + tr("No winner is named: it is %1.").arg(QString::fromStdString(cheapest.cannotWin));
    else if (answer.complete)
        text += " " + tr("It does in %1 % of the draws of all ranges: %2.")
                          .arg(100 * shareHere(answer), 0, 'f', 0)
                          .arg(shareHere(answer) >= 0.95 ? tr("decided") : tr("undecided"));
    return text + " " + acrossText(answer);
}

QStringList flipTexts(const WhatIfAnswer &answer)
{
    QStringList lines;
    for (const model::Flip &flip : answer.flips) {
        if (!flip.at || static_cast<std::size_t>(lines.size()) == kFlips)
            break;
        lines << tr("%1 at %2 (now %3)%4")
                     .arg(knobText(*flip.knob), assumptionText(*flip.at, flip.knob->unit),
                          assumptionText(flip.typical, flip.knob->unit),
                          flip.withinRange ? tr(", which is within its range") : QString());
    }
    return lines;
}

QStringList informationTexts(const WhatIfAnswer &answer)
{
    QStringList lines;
    for (const model::InformationValue::Item &item : answer.information.items)
        lines << tr("%1: knowing it saves %2 on average").arg(knobText(*item.knob), moneyText(item.saves));
    return lines;
}

} // namespace assay::ui
