#pragma once

#include <QColor>

namespace assay::test {

enum class Vision { Normal, NoRed, NoGreen, NoBlue };

/// What somebody without red, green or blue cones sees (Machado, Oliveira, Fernandes 2009, severity 1).
QColor seenBy(Vision vision, const QColor &colour);
/// Difference of two colours as people see it: CIEDE2000 (Sharma, Wu, Dalal 2005).
double difference(const QColor &a, const QColor &b);
/// Contrast of WCAG 2: 1 to 21.
double contrast(const QColor &a, const QColor &b);

} // namespace assay::test
