#include "ui/views/evidence_mark.hpp"

namespace assay::ui {

void paintEvidence(QPainter &painter, const QRectF &area, Evidence evidence, const QColor &colour)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour, 1.2));
    painter.setBrush(evidence == Evidence::Measured ? QBrush(colour) : QBrush(Qt::NoBrush));
    painter.drawEllipse(area);
    if (evidence != Evidence::Measured && evidence != Evidence::Modelled) {
        constexpr int kQuarter = 90 * 16; // Qt counts sixteenths of a degree
        painter.setBrush(colour);
        painter.drawPie(area, kQuarter, 2 * kQuarter);
    }
    painter.restore();
}

} // namespace assay::ui
