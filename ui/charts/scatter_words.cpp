// Of ScatterChart: legend, notes, description and table.
#include "ui/charts/scatter_state.hpp"
#include "ui/charts/words.hpp"

namespace assay::charts {

QString ScatterChart::markText(std::size_t mark) const
{
    const ScatterData &d = m_state->data;
    QStringList lines;
    if (d.category && categoryOf(mark) < static_cast<std::size_t>(d.categories.size()))
        lines << d.categories[static_cast<qsizetype>(categoryOf(mark))];
    lines << QStringLiteral("%1: %2").arg(xAxis().name,
                                          quantity(at(d.x, mark), at(d.xLow, mark), at(d.xHigh, mark), xAxis().unit));
    lines << QStringLiteral("%1: %2").arg(yAxis().name,
                                          quantity(at(d.y, mark), at(d.yLow, mark), at(d.yHigh, mark), yAxis().unit));
    if (d.size)
        lines << QStringLiteral("%1: %2").arg(d.sizeName, quantity(at(d.size, mark), d.sizeUnit));
    if (d.colour)
        lines << QStringLiteral("%1: %2").arg(d.colourName, quantity(at(d.colour, mark), d.colourUnit));
    const PointLook look = lookOf(mark);
    QStringList notes;
    if (const auto fill = static_cast<qsizetype>(look.fill); d.looks && fill < d.fillNames.size())
        notes << d.fillNames[fill];
    if (look.crossed)
        notes << d.crossedName;
    if (look.badged)
        notes << d.badgeName;
    if (!notes.isEmpty())
        lines << notes.join(QStringLiteral(", "));
    return lines.join(QLatin1Char('\n'));
}

std::vector<LegendEntry> ScatterChart::legend(const Colours &colours) const
{
    const State &s = *m_state;
    std::vector<LegendEntry> entries;
    const bool manyCategories = s.data.categories.size() > 1;
    for (std::size_t i = 0; i < s.categoryCounts.size(); ++i)
        if (s.categoryCounts[i] > 0 && s.cloud->placed <= kMarkersUpTo)
            entries.push_back({s.data.categories[static_cast<qsizetype>(i)],
                               LegendEntry::Sign::Marker,
                               s.data.colour ? colours.muted : colours.series(i),
                               i,
                               {}});
    if (!manyCategories && entries.size() == 1 && s.data.categories.value(0).isEmpty())
        entries.clear();
    const auto sign = [&](const QString &name, PointLook look) {
        if (!name.isEmpty())
            entries.push_back({name, LegendEntry::Sign::Marker, colours.muted, 0, look});
    };
    const int fills = int{s.anyFill[0]} + int{s.anyFill[1]} + int{s.anyFill[2]};
    for (qsizetype i = 0; i < 3 && s.cloud->placed <= kMarkersUpTo; ++i)
        if (s.anyFill[i] && (fills > 1 || i > 0))
            sign(s.data.fillNames.value(i), {static_cast<Fill>(i), false, false, false});
    if (s.anyCrossed)
        sign(s.data.crossedName, {Fill::Hollow, true, false, false});
    if (s.anyBadged)
        sign(s.data.badgeName, {Fill::Filled, false, true, false});
    if (!s.frontRows.empty() && !s.frontName.isEmpty())
        entries.push_back({s.frontName, LegendEntry::Sign::Line, colours.accent, 0, {}});
    if (s.data.colour && s.shades && s.cloud->placed <= kMarkersUpTo)
        entries.push_back({tr("%1: %2 to %3")
                               .arg(s.data.colourName, quantity(s.shades->low, s.data.colourUnit),
                                    quantity(s.shades->high, s.data.colourUnit)),
                           LegendEntry::Sign::Ramp,
                           colours.muted,
                           0,
                           {}});
    if (s.cloud->placed > kMarkersUpTo)
        entries.push_back({tr("few to many of %1 points").arg(countInWords(s.cloud->placed)),
                           LegendEntry::Sign::Ramp,
                           colours.muted,
                           0,
                           {}});
    return entries;
}

QString ScatterChart::note() const
{
    const State &s = *m_state;
    QStringList parts{notShownInWords(s.cloud->absent, s.cloud->notPositive)};
    if (s.ghostCount > 0)
        parts << tr("%1 filtered out (grey).").arg(countInWords(s.ghostCount));
    if (s.data.size && s.sizes && s.cloud->placed > 0 && s.cloud->placed <= kMarkersUpTo)
        parts << tr("Size: %1, %2 to %3.")
                     .arg(s.data.sizeName, quantity(s.sizes->low, s.data.sizeUnit),
                          quantity(s.sizes->high, s.data.sizeUnit));
    return sentences(parts);
}

QString ScatterChart::whyEmpty() const
{
    const State &s = *m_state;
    if (s.cloud->placed > 0 || s.cloud->size() == 0)
        return {};
    if (s.ghostCount == s.cloud->size())
        return tr("The filter leaves no result.");
    return tr("No result has a place here. %1").arg(note());
}

QString ScatterChart::description() const
{
    const State &s = *m_state;
    if (isEmpty())
        return whyEmpty().isEmpty() ? tr("Scatter chart without points.") : whyEmpty();
    QStringList parts{
        tr("Scatter chart of %1 points: %2; %3.")
            .arg(countInWords(s.cloud->placed), rangeInWords(xAxis(), s.u.range), rangeInWords(yAxis(), s.v.range))};
    QStringList series;
    for (std::size_t i = 0; i < s.categoryCounts.size(); ++i)
        if (s.categoryCounts[i] > 0)
            series << QStringLiteral("%1 %2").arg(s.data.categories[static_cast<qsizetype>(i)],
                                                  countInWords(s.categoryCounts[i]));
    if (!series.isEmpty())
        parts << tr("Series: %1.").arg(series.join(QStringLiteral(", ")));
    parts << note();
    if (!s.frontRows.empty())
        parts << tr("%1 of them on the front.").arg(countInWords(s.frontRows.size()));
    if (s.baselineRow)
        parts << tr("Baseline: %1.").arg(s.baselineName.isEmpty() ? QString::number(*s.baseline) : s.baselineName);
    for (const IsoLine &line : s.isoLines)
        parts << tr("Line: %1.").arg(line.label);
    if (!s.selectedRows.empty())
        parts << tr("%1 selected.").arg(countInWords(s.selectedRows.size()));
    if (const QString here = currentText(); !here.isEmpty())
        parts << tr("Current point: %1.").arg(QString(here).replace(QLatin1Char('\n'), QStringLiteral(", ")));
    return sentences(parts);
}

ChartTable ScatterChart::table() const
{
    const ScatterData &d = m_state->data;
    struct Column {
        QString name;
        const Values &values;
    };
    const std::vector<Column> all{
        {withUnit(xAxis().name, xAxis().unit), d.x}, {tr("%1 low").arg(xAxis().name), d.xLow},
        {tr("%1 high").arg(xAxis().name), d.xHigh},  {withUnit(yAxis().name, yAxis().unit), d.y},
        {tr("%1 low").arg(yAxis().name), d.yLow},    {tr("%1 high").arg(yAxis().name), d.yHigh},
        {withUnit(d.sizeName, d.sizeUnit), d.size},  {withUnit(d.colourName, d.colourUnit), d.colour}};
    ChartTable table;
    table.header << tr("result");
    if (d.category)
        table.header << tr("series");
    if (d.looks)
        table.header << tr("evidence") << tr("notes");
    for (const Column &column : all)
        if (column.values)
            table.header << column.name;
    const std::size_t rows = d.ids ? d.ids->size() : 0;
    for (std::size_t row = 0; row < rows; ++row) {
        QStringList cells{QString::number((*d.ids)[row])};
        if (d.category)
            cells << d.categories.value(static_cast<qsizetype>(categoryOf(row)));
        if (d.looks) {
            const PointLook look = lookOf(row);
            QStringList notes;
            notes << (look.crossed ? d.crossedName : QString()) << (look.badged ? d.badgeName : QString())
                  << (look.ghost ? tr("filtered out") : QString());
            notes.removeAll(QString());
            cells << d.fillNames.value(static_cast<qsizetype>(look.fill)) << notes.join(QStringLiteral(", "));
        }
        for (const Column &column : all)
            if (column.values)
                cells << cell(at(column.values, row));
        table.rows.push_back(std::move(cells));
    }
    return table;
}

} // namespace assay::charts
