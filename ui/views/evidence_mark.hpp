#pragma once

#include <QColor>
#include <QPainter>
#include <QRectF>

#include "core/measure/metric.hpp"

namespace assay::ui {

/// The mark of a number's evidence: a disc that is filled (measured), half filled (emulated, published, datasheet) or
/// hollow (modelled).
void paintEvidence(QPainter &painter, const QRectF &area, Evidence evidence, const QColor &colour);

} // namespace assay::ui
