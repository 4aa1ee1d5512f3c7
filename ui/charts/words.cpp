#include "ui/charts/words.hpp"

#include <QCoreApplication>
#include <QLocale>

#include "ui/charts/scale.hpp"

namespace assay::charts {
namespace {

QString say(const char *text)
{
    return QCoreApplication::translate("assay::charts::Chart", text);
}

} // namespace

QString rangeInWords(const Axis &axis, const std::optional<Range> &range)
{
    if (!range)
        return say(QT_TRANSLATE_NOOP("assay::charts::Chart", "%1 without values")).arg(axis.name);
    if (!axis.categories.isEmpty())
        return QStringLiteral("%1: %2").arg(axis.name, axis.categories.join(QStringLiteral(", ")));
    QString text = say(QT_TRANSLATE_NOOP("assay::charts::Chart", "%1 from %2 to %3"))
                       .arg(axis.name, quantity(range->low, axis.unit), quantity(range->high, axis.unit));
    if (axis.logarithmic)
        text += say(QT_TRANSLATE_NOOP("assay::charts::Chart", ", logarithmic"));
    return text;
}

QString countInWords(std::size_t count)
{
    return QLocale().toString(static_cast<qulonglong>(count));
}

QString cell(double value)
{
    return std::isfinite(value) ? QString::number(value, 'g', QLocale::FloatingPointShortest) : QString();
}

QString notShownInWords(std::size_t absent, std::size_t notPositive)
{
    QStringList reasons;
    if (absent > 0)
        reasons << say(QT_TRANSLATE_NOOP("assay::charts::Chart", "%1 without a value")).arg(countInWords(absent));
    if (notPositive > 0)
        reasons << say(QT_TRANSLATE_NOOP("assay::charts::Chart", "%1 not above zero on a logarithmic axis"))
                       .arg(countInWords(notPositive));
    if (reasons.isEmpty())
        return {};
    return say(QT_TRANSLATE_NOOP("assay::charts::Chart", "Not shown: %1.")).arg(reasons.join(QStringLiteral(", ")));
}

QString sentences(const QStringList &parts)
{
    QStringList filled;
    for (const QString &part : parts)
        if (!part.isEmpty())
            filled << part;
    return filled.join(QLatin1Char(' '));
}

} // namespace assay::charts
