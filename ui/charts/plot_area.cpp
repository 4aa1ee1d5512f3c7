#include "ui/charts/plot_area.hpp"

#include <algorithm>
#include <utility>

#include <QSvgGenerator>

#include <qcustomplot.h>

namespace assay::charts {
namespace {

constexpr int kPixelsAcross = 96, kPixelsUp = 48;  ///< room a tick wants
constexpr int kAroundAcross = 110, kAroundUp = 90; ///< labels, legend and notes beside the axes, about
constexpr int kLabelWidth = 160;                   ///< longer names of categories are shortened

/// Ticks at round numbers with SI prefixes.
class SiTicker : public QCPAxisTicker {
public:
    explicit SiTicker(const QCPAxis *axis) : m_axis(axis) {}
    void show(const Axis &spec, const Range &range, const QFont &font)
    {
        m_spec = spec;
        m_font = font;
        m_prefix = prefixOf(range, spec.unit);
    }
    [[nodiscard]] QString label() const
    {
        if (m_spec.unit.isEmpty() || m_spec.unit == QLatin1String("1") || m_spec.logarithmic)
            return m_spec.name;
        return withUnit(m_spec.name, m_prefix.letter + m_spec.unit);
    }

    void generate(const QCPRange &range, const QLocale &, QChar, int, QVector<double> &ticks, QVector<double> *subTicks,
                  QVector<QString> *tickLabels) override
    {
        const bool across = m_axis->orientation() == Qt::Horizontal;
        // Of the whole plot: ticks are asked for before the layout knows how long the axis will be.
        const QSize whole = m_axis->parentPlot()->viewport().size();
        const int length = std::max(1, across ? whole.width() - kAroundAcross : whole.height() - kAroundUp);
        const int wanted = std::max(2, length / (across ? kPixelsAcross : kPixelsUp));
        ticks.clear();
        if (m_spec.categories.isEmpty()) {
            for (const double tick : niceTicks({range.lower, range.upper}, m_spec.logarithmic, wanted))
                ticks.append(tick);
        } else {
            const auto count = static_cast<int>(m_spec.categories.size());
            const int stride = std::max(1, count / std::max(1, length / (across ? 60 : 16)));
            for (int i = 0; i < count; i += stride)
                ticks.append(i);
        }
        if (subTicks)
            *subTicks = between(range);
        if (tickLabels) {
            tickLabels->clear();
            for (const double tick : ticks)
                tickLabels->append(textOf(tick));
        }
    }

private:
    [[nodiscard]] QString textOf(double tick) const
    {
        if (!m_spec.categories.isEmpty())
            return QFontMetrics(m_font).elidedText(m_spec.categories.value(static_cast<int>(std::lround(tick))),
                                                   Qt::ElideMiddle, kLabelWidth);
        if (!m_spec.logarithmic)
            return tickNumber(tick / m_prefix.factor);
        const Prefix prefix = prefixOf({tick, tick}, m_spec.unit);
        const QString number = tickNumber(tick / prefix.factor);
        const bool plain = m_spec.unit.isEmpty() || m_spec.unit == QLatin1String("1");
        return plain ? number : number + QChar(0x00a0) + prefix.letter + m_spec.unit;
    }
    [[nodiscard]] QVector<double> between(const QCPRange &range) const
    {
        QVector<double> marks;
        if (!m_spec.logarithmic || !(range.lower > 0) || range.upper / range.lower > 1e9)
            return marks;
        for (double decade = std::pow(10, std::floor(std::log10(range.lower))); decade < range.upper; decade *= 10)
            for (int step = 2; step < 10; ++step)
                if (const double mark = step * decade; mark > range.lower && mark < range.upper)
                    marks.append(mark);
        return marks;
    }

    const QCPAxis *m_axis;
    Axis m_spec;
    Prefix m_prefix;
    QFont m_font;
};

class MarkLayer : public QCPLayerable {
public:
    MarkLayer(QCustomPlot *plot, std::function<void(QPainter &)> paint)
        : QCPLayerable(plot, QStringLiteral("main")), m_paint(std::move(paint))
    {
    }

protected:
    [[nodiscard]] QRect clipRect() const override { return mParentPlot->axisRect()->rect(); }
    void applyDefaultAntialiasingHint(QCPPainter *) const override {}
    void draw(QCPPainter *painter) override { m_paint(*painter); }

private:
    std::function<void(QPainter &)> m_paint;
};

class StripElement : public QCPLayoutElement {
public:
    StripElement(QCustomPlot *plot, Strip strip, const Colours *colours)
        : QCPLayoutElement(plot), m_strip(std::move(strip)), m_colours(colours)
    {
        setMinimumMargins({});
        setMargins({});
        setLayer(QStringLiteral("legend"));
    }
    [[nodiscard]] QSize minimumOuterSizeHint() const override { return {0, height()}; }
    [[nodiscard]] QSize maximumOuterSizeHint() const override { return {QWIDGETSIZE_MAX, height()}; }

protected:
    [[nodiscard]] QRect clipRect() const override { return rect(); }
    void draw(QCPPainter *painter) override
    {
        if (rect().height() > 1)
            m_strip.paint(*painter, rect(), *m_colours);
    }

private:
    [[nodiscard]] int height() const { return m_strip.height(mParentPlot->viewport().size()); }
    Strip m_strip;
    const Colours *m_colours;
};

} // namespace

struct PlotArea::Parts {
    QCustomPlot *plot = nullptr; ///< owned by the parent widget
    QSharedPointer<SiTicker> xTicker, yTicker;
    Axis x, y;
    Colours colours;
    QFont font;
    bool vector = false;
    bool shown = true;
    double scale = 0; ///< of an image being exported; 0: on screen

    void dress(QCPAxis *axis)
    {
        const QPen line(colours.axis, 1), faint(colours.grid, 1);
        axis->setBasePen(line);
        axis->setTickPen(line);
        axis->setSubTickPen(line);
        axis->setTickLabelColor(colours.muted);
        axis->setLabelColor(colours.text);
        axis->setTickLabelFont(font);
        axis->setLabelFont(font);
        axis->grid()->setPen(faint);
        axis->grid()->setZeroLinePen(QPen(colours.axis, 1));
        axis->grid()->setSubGridVisible(false);
        axis->setTickLengthIn(0);
        axis->setTickLengthOut(4);
        axis->setSubTickLengthIn(0);
        axis->setSubTickLengthOut(2);
    }
    void setAxis(QCPAxis *axis, SiTicker &ticker, const Axis &spec)
    {
        axis->setScaleType(spec.logarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
        axis->setSubTicks(spec.logarithmic);
        axis->setTicks(true);
        axis->grid()->setVisible(shown && (spec.categories.isEmpty() || spec.categoryGrid));
        ticker.show(spec, {axis->range().lower, axis->range().upper}, font);
        axis->setLabel(ticker.label());
    }
    /// SVG files of Qt have no clipping: what marks left outside of the axes is covered, before labels are painted.
    void coverMargins(QPainter &painter) const
    {
        const QRect all = plot->viewport(), area = plot->axisRect()->rect();
        painter.setClipping(false);
        painter.fillRect(QRect(all.left(), all.top(), all.width(), area.top() - all.top()), colours.background);
        painter.fillRect(QRect(all.left(), area.bottom() + 1, all.width(), all.bottom() - area.bottom()),
                         colours.background);
        painter.fillRect(QRect(all.left(), all.top(), area.left() - all.left(), all.height()), colours.background);
        painter.fillRect(QRect(area.right() + 1, all.top(), all.right() - area.right(), all.height()),
                         colours.background);
    }
    /// Draws for an export with `draw`, which then finds these settings.
    template <class Draw> auto exported(bool asVector, double atScale, Draw draw)
    {
        vector = asVector;
        scale = atScale;
        auto result = draw();
        vector = false;
        scale = 0;
        return result;
    }
};

PlotArea::PlotArea(QWidget *parent, PaintMarks marks, Strip above, Strip below) : m_parts(std::make_unique<Parts>())
{
    Parts &parts = *m_parts;
    parts.plot = new QCustomPlot(parent);
    QCustomPlot *plot = parts.plot;
    plot->setAttribute(Qt::WA_TransparentForMouseEvents);
    plot->setFocusPolicy(Qt::NoFocus);
    plot->setPlottingHint(QCP::phImmediateRefresh, false);
    plot->layer(QStringLiteral("overlay"))->setMode(QCPLayer::lmLogical); // one buffer to copy instead of two
    parts.xTicker.reset(new SiTicker(plot->xAxis));
    parts.yTicker.reset(new SiTicker(plot->yAxis));
    plot->xAxis->setTicker(parts.xTicker);
    plot->yAxis->setTicker(parts.yTicker);
    plot->plotLayout()->insertRow(0);
    plot->plotLayout()->setRowSpacing(0);
    plot->plotLayout()->addElement(0, 0, new StripElement(plot, std::move(above), &parts.colours));
    plot->plotLayout()->addElement(2, 0, new StripElement(plot, std::move(below), &parts.colours));
    plot->axisRect()->setMinimumMargins(QMargins(12, 10, 18, 8));
    plot->axisRect()->setMinimumSize(24, 24);
    // Owned by the plot's layer.
    new MarkLayer(plot, [this, paint = std::move(marks)](QPainter &painter) {
        paint(painter, frame());
        if (m_parts->vector)
            m_parts->coverMargins(painter);
    });
}

PlotArea::~PlotArea() = default;

QWidget *PlotArea::widget() const
{
    return m_parts->plot;
}

void PlotArea::setAxes(const Axis &x, const Axis &y)
{
    m_parts->x = x;
    m_parts->y = y;
    m_parts->setAxis(m_parts->plot->xAxis, *m_parts->xTicker, x);
    m_parts->setAxis(m_parts->plot->yAxis, *m_parts->yTicker, y);
}

void PlotArea::setAxesShown(bool shown)
{
    m_parts->shown = shown;
    for (QCPAxis *axis : {m_parts->plot->xAxis, m_parts->plot->yAxis}) {
        axis->setVisible(shown);
        axis->grid()->setVisible(shown);
    }
    if (!shown) {
        m_parts->plot->axisRect()->setAutoMargins(QCP::msNone);
        m_parts->plot->axisRect()->setMargins({});
    }
}

void PlotArea::setRanges(const Range &x, const Range &y)
{
    m_parts->plot->xAxis->setRange(x.low, x.high);
    m_parts->plot->yAxis->setRange(y.low, y.high);
    setAxes(m_parts->x, m_parts->y); // prefixes follow what is shown
}

void PlotArea::setLook(const Colours &colours, const QFont &font)
{
    m_parts->colours = colours;
    m_parts->font = font;
    m_parts->plot->setBackground(QBrush(colours.background));
    m_parts->dress(m_parts->plot->xAxis);
    m_parts->dress(m_parts->plot->yAxis);
}

void PlotArea::queue()
{
    m_parts->plot->replot(QCustomPlot::rpQueuedReplot);
}

void PlotArea::paintNow()
{
    QCustomPlot *plot = m_parts->plot;
    if (!qFuzzyCompare(plot->bufferDevicePixelRatio(), plot->devicePixelRatioF()))
        plot->setBufferDevicePixelRatio(plot->devicePixelRatioF());
    plot->replot(QCustomPlot::rpQueuedRefresh);
}

Frame PlotArea::frame() const
{
    const QCustomPlot &plot = *m_parts->plot;
    const QRectF area = plot.axisRect()->rect();
    Frame frame;
    frame.area = area;
    frame.x = {m_parts->x.logarithmic,
               {plot.xAxis->range().lower, plot.xAxis->range().upper},
               area.left(),
               area.left() + area.width()};
    frame.y = {m_parts->y.logarithmic,
               {plot.yAxis->range().lower, plot.yAxis->range().upper},
               area.top() + area.height(),
               area.top()};
    frame.colours = m_parts->colours;
    frame.font = m_parts->font;
    frame.vector = m_parts->vector;
    frame.pixelRatio = m_parts->scale > 0 ? m_parts->scale : plot.devicePixelRatioF();
    return frame;
}

QImage PlotArea::image(const QSize &size, double scale)
{
    return m_parts->exported(false, scale, [&] {
        QImage image(size * scale, QImage::Format_ARGB32_Premultiplied);
        image.setDevicePixelRatio(scale);
        image.fill(m_parts->colours.background);
        QCPPainter painter(&image);
        m_parts->plot->toPainter(&painter, size.width(), size.height());
        painter.end();
        return image;
    });
}

QPicture PlotArea::picture(const QSize &size)
{
    return m_parts->exported(true, 1, [&] {
        QPicture picture;
        QCPPainter painter(&picture);
        painter.setMode(QCPPainter::pmVectorized);
        m_parts->plot->toPainter(&painter, size.width(), size.height());
        painter.end();
        return picture;
    });
}

bool PlotArea::saveSvg(const QString &path, const QSize &size, const QString &title)
{
    return m_parts->exported(true, 1, [&] {
        QSvgGenerator generator;
        generator.setFileName(path);
        generator.setSize(size);
        generator.setResolution(m_parts->plot->logicalDpiX()); // texts as large as on screen
        generator.setViewBox(QRect(QPoint(), size));
        generator.setTitle(title);
        QCPPainter painter;
        if (!painter.begin(&generator))
            return false;
        painter.setMode(QCPPainter::pmVectorized);
        m_parts->plot->toPainter(&painter, size.width(), size.height());
        return painter.end();
    });
}

bool PlotArea::savePdf(const QString &path, const QSize &size, const QString &title)
{
    return m_parts->exported(true, 1, [&] {
        return m_parts->plot->savePdf(path, size.width(), size.height(), QCP::epAllowCosmetic, QStringLiteral("Assay"),
                                      title);
    });
}

} // namespace assay::charts
