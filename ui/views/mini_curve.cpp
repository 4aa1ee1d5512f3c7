#include "ui/views/mini_curve.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <QPainter>

#include "ui/charts/palette.hpp"

namespace assay::ui {
namespace {

constexpr double kMargin = 2;

/// Along the axis as model::axisValues() has its places: by ratio where both ends are above zero and far apart.
double placeOf(double value, double from, double to)
{
    const bool byRatio = from > 0 && to / from > 4;
    const double part = byRatio ? std::log(value / from) / std::log(to / from) : (value - from) / (to - from);
    return std::clamp(part, 0.0, 1.0);
}

} // namespace

MiniCurve::MiniCurve(QWidget *parent) : QWidget(parent)
{
    setFixedSize(MiniCurve::sizeHint());
    hide();
    setToolTip(
        tr("Cost of each option while this number alone goes from a tenth to ten times its value; the upright line "
           "is where it is now"));
    setAccessibleName(tr("Cost of the options over this number"));
}

void MiniCurve::setCosts(double from, double to, double now, std::vector<std::vector<double>> costs)
{
    m_from = from;
    m_to = to;
    m_now = now;
    m_costs = std::move(costs);
    setVisible(!m_costs.empty());
    update();
}

void MiniCurve::paintEvent(QPaintEvent *)
{
    double least = std::numeric_limits<double>::infinity(), most = -least;
    for (const auto &line : m_costs)
        for (const double cost : line)
            if (std::isfinite(cost) && cost > 0) {
                least = std::min(least, std::log(cost));
                most = std::max(most, std::log(cost));
            }
    if (!(most >= least))
        return;
    const charts::Colours colours = charts::coloursOf(palette());
    const QRectF area = QRectF(rect()).adjusted(kMargin, kMargin, -kMargin, -kMargin);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colours.grid, 1));
    painter.drawLine(area.bottomLeft(), area.bottomRight());
    const double height = std::max(most - least, 1e-6);
    for (std::size_t option = 0; option < m_costs.size(); ++option) {
        QPolygonF line;
        const auto &costs = m_costs[option];
        for (std::size_t i = 0; i < costs.size(); ++i)
            if (std::isfinite(costs[i]) && costs[i] > 0 && costs.size() > 1)
                line << QPointF(area.left() +
                                    area.width() * static_cast<double>(i) / static_cast<double>(costs.size() - 1),
                                area.bottom() - area.height() * (std::log(costs[i]) - least) / height);
        painter.setPen(QPen(colours.series(option), 1.5));
        painter.drawPolyline(line);
    }
    const double now = area.left() + area.width() * placeOf(m_now, m_from, m_to);
    painter.setPen(QPen(colours.accent, 1));
    painter.drawLine(QPointF(now, area.top()), QPointF(now, area.bottom()));
}

} // namespace assay::ui
