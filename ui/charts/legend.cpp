#include "ui/charts/legend.hpp"

#include <algorithm>

#include <QCoreApplication>
#include <QFontMetrics>
#include <QLinearGradient>

namespace assay::charts {
namespace {

constexpr int kSign = 14, kGap = 6, kBetween = 18, kSide = 16, kRows = 3, kNameWidth = 220;
constexpr int kStripPadding = 8;
constexpr int kVeryLow = 170, kLow = 300; ///< pixels of a whole chart

struct Placed {
    QPoint at;
    QString name;
};
struct Layout {
    std::vector<Placed> places;
    int rows = 0;
    std::size_t left = 0; ///< entries without a place
};

int rowHeight(const QFont &font)
{
    return std::max(kSign, QFontMetrics(font).height()) + 4;
}

Layout layoutOf(const std::vector<LegendEntry> &entries, const QFont &font, int width, int mostRows)
{
    Layout layout;
    if (entries.empty() || mostRows == 0)
        return layout;
    const QFontMetrics metrics(font);
    const int row = rowHeight(font);
    int x = kSide, y = 0;
    layout.rows = 1;
    for (const LegendEntry &entry : entries) {
        const QString name = metrics.elidedText(entry.name, Qt::ElideMiddle, kNameWidth);
        const int needed = kSign + kGap + metrics.horizontalAdvance(name);
        const bool lastRow = layout.rows >= mostRows;
        const int reserve = lastRow ? 60 : 0; // for "+12"
        if (x > kSide && x + needed > width - kSide - reserve) {
            if (lastRow)
                break;
            ++layout.rows;
            x = kSide;
            y += row;
        }
        layout.places.push_back({QPoint(x, y), name});
        x += needed + kBetween;
    }
    layout.left = entries.size() - layout.places.size();
    return layout;
}

void paintSign(QPainter &painter, const QRectF &box, const LegendEntry &entry, const Colours &colours)
{
    const QPointF middle = box.center();
    switch (entry.sign) {
    case LegendEntry::Sign::Marker:
        paintMarker(painter, middle, kMarkerSize, entry.shape, entry.look, entry.colour, colours.background);
        return;
    case LegendEntry::Sign::Line:
    case LegendEntry::Sign::Dashed:
        painter.setPen(QPen(entry.colour, 2, entry.sign == LegendEntry::Sign::Line ? Qt::SolidLine : Qt::DashLine));
        painter.drawLine(QPointF(box.left(), middle.y()), QPointF(box.right(), middle.y()));
        return;
    case LegendEntry::Sign::Hatched:
        paintHatching(painter, box.adjusted(1, 1, -1, -1), entry.colour, 4);
        painter.setPen(QPen(entry.colour, 1));
        painter.drawRect(box.adjusted(1, 1, -1, -1));
        return;
    case LegendEntry::Sign::Ramp: {
        QLinearGradient gradient(box.topLeft(), box.topRight());
        for (const double part : {0.0, 0.33, 0.66, 1.0})
            gradient.setColorAt(part, colours.ramp(part));
        painter.fillRect(box.adjusted(0, 2, 0, -2), gradient);
        return;
    }
    case LegendEntry::Sign::Band:
        painter.fillRect(box, colours.faint(entry.colour, 0.35));
        return;
    case LegendEntry::Sign::Box:
        painter.fillRect(box.adjusted(1, 1, -1, -1), entry.colour);
        return;
    }
}

} // namespace

int legendHeight(const std::vector<LegendEntry> &entries, const QFont &font, const QSize &whole)
{
    const int fitting = whole.height() < kVeryLow ? 0 : whole.height() / 5 / rowHeight(font); // a fifth at most
    const int rows = layoutOf(entries, font, whole.width(), std::min(kRows, fitting)).rows;
    return rows == 0 ? 0 : rows * rowHeight(font) + kStripPadding;
}

void paintLegend(QPainter &painter, const QRect &area, const std::vector<LegendEntry> &entries, const QFont &font,
                 const Colours &colours)
{
    const int row = rowHeight(font);
    const Layout layout = layoutOf(entries, font, area.width(), (area.height() - kStripPadding) / row);
    painter.save();
    painter.setFont(font);
    painter.setRenderHint(QPainter::Antialiasing);
    QRect text;
    for (std::size_t i = 0; i < layout.places.size(); ++i) {
        const QPoint at = area.topLeft() + layout.places[i].at + QPoint(0, 6);
        paintSign(painter, QRectF(at.x(), at.y() + (row - kSign) / 2.0, kSign, kSign), entries[i], colours);
        text = QRect(at.x() + kSign + kGap, at.y(), kNameWidth + 40, row);
        painter.setPen(colours.text);
        painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter, layout.places[i].name, &text);
    }
    if (layout.left > 0) {
        painter.setPen(colours.muted);
        const QRect rest(text.right() + kBetween, area.top() + 6 + (layout.rows - 1) * row, 80, row);
        painter.drawText(rest, Qt::AlignLeft | Qt::AlignVCenter, QStringLiteral("+%1").arg(layout.left));
    }
    painter.restore();
}

int noteHeight(const QString &note, const QFont &font, const QSize &whole)
{
    if (note.isEmpty() || whole.height() < kVeryLow)
        return 0;
    const QFontMetrics metrics(font);
    const QRect wide(0, 0, std::max(40, whole.width() - 2 * kSide), 1000);
    const int height = metrics.boundingRect(wide, Qt::TextWordWrap, note).height();
    return (whole.height() < kLow ? std::min(height, metrics.height()) : height) + kStripPadding;
}

void paintNote(QPainter &painter, const QRect &area, const QString &note, const QFont &font, const Colours &colours)
{
    painter.save();
    painter.setFont(font);
    painter.setPen(colours.muted);
    const QRect box = area.adjusted(kSide, 0, -kSide, 0);
    const QFontMetrics metrics(font);
    const bool oneLine = area.height() < 2 * metrics.height();
    painter.drawText(box, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap,
                     oneLine ? metrics.elidedText(note, Qt::ElideRight, box.width()) : note);
    painter.restore();
}

void paintHatching(QPainter &painter, const QRectF &area, const QColor &colour, double distance)
{
    if (!(area.width() > 0) || !(area.height() > 0))
        return;
    painter.save();
    painter.setClipRect(area, Qt::IntersectClip);
    painter.setPen(QPen(colour, 1));
    painter.setRenderHint(QPainter::Antialiasing);
    // Lines lie on one raster of the whole picture, so that neighbours join.
    const double first = std::floor((area.left() - area.bottom()) / distance) * distance;
    for (double offset = first; offset < area.right() - area.top(); offset += distance)
        painter.drawLine(QPointF(area.top() + offset, area.top()), QPointF(area.bottom() + offset, area.bottom()));
    painter.restore();
}

} // namespace assay::charts
