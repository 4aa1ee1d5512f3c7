#include <QAccessible>
#include <QAccessibleWidget>

#include "ui/charts/chart_state.hpp"

namespace assay::charts {
namespace {

class ChartAccessible : public QAccessibleWidget {
public:
    explicit ChartAccessible(Chart *chart) : QAccessibleWidget(chart, QAccessible::Chart, chart->name()) {}

    [[nodiscard]] QString text(QAccessible::Text kind) const override
    {
        const auto *chart = qobject_cast<const Chart *>(object());
        switch (kind) {
        case QAccessible::Name:
            return chart->name();
        case QAccessible::Description:
            return chart->description();
        case QAccessible::Value:
            return chart->currentText();
        case QAccessible::Help:
            return Chart::tr("Arrow keys move between points, Enter pins, plus and minus zoom, 0 shows all, "
                             "Ctrl+Shift+T shows the data as a table.");
        default:
            return QAccessibleWidget::text(kind);
        }
    }
    /// The plot below is one thing to a reader; only the text and the button of an empty chart are children.
    [[nodiscard]] int childCount() const override
    {
        const auto *chart = qobject_cast<const Chart *>(object());
        return chart->isEmpty() ? QAccessibleWidget::childCount() : 0;
    }
};

QAccessibleInterface *chartInterface(const QString &, QObject *object)
{
    auto *chart = qobject_cast<Chart *>(object);
    return chart ? new ChartAccessible(chart) : nullptr;
}

} // namespace

void installChartAccessibility()
{
    static const bool kInstalled = (QAccessible::installFactory(chartInterface), true);
    static_cast<void>(kInstalled);
}

} // namespace assay::charts
