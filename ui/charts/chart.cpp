#include "ui/charts/chart.hpp"

#include <algorithm>
#include <utility>

#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QEvent>
#include <QMenu>
#include <QTimer>
#include <QVBoxLayout>

#include "ui/charts/chart_state.hpp"

namespace assay::charts {

Chart::Chart(QWidget *parent) : QWidget(parent), m_state(std::make_unique<State>())
{
    installChartAccessibility();
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    const Strip legendStrip{[this](const QSize &whole) { return legendHeight(m_state->legend, font(), whole); },
                            [this](QPainter &painter, const QRect &area, const Colours &shades) {
                                paintLegend(painter, area, m_state->legend, font(), shades);
                            }};
    const Strip noteStrip{[this](const QSize &whole) { return noteHeight(m_state->note, font(), whole); },
                          [this](QPainter &painter, const QRect &area, const Colours &shades) {
                              paintNote(painter, area, m_state->note, font(), shades);
                          }};
    m_state->plot = std::make_unique<PlotArea>(
        this, [this](QPainter &painter, const Frame &frame) { paintMarks(painter, frame); }, legendStrip, noteStrip);
    m_state->overlay = new ChartOverlay(*this);
    makeEmptyPanel();
    makeActions();
    applyLook();
    m_state->emptyText = tr("Nothing to show yet.");
    dataChanged();
}

Chart::~Chart() = default;

void Chart::makeEmptyPanel()
{
    m_state->emptyPanel = new QWidget(this);
    auto *column = new QVBoxLayout(m_state->emptyPanel);
    m_state->emptyLabel = new QLabel(m_state->emptyPanel);
    m_state->emptyLabel->setWordWrap(true);
    m_state->emptyLabel->setAlignment(Qt::AlignCenter);
    m_state->emptyButton = new QPushButton(m_state->emptyPanel);
    connect(m_state->emptyButton, &QPushButton::clicked, this, &Chart::emptyActionTriggered);
    column->addStretch();
    column->addWidget(m_state->emptyLabel);
    column->addSpacing(8);
    column->addWidget(m_state->emptyButton, 0, Qt::AlignHCenter);
    column->addStretch();
    m_state->emptyPanel->setAutoFillBackground(true);
    m_state->emptyPanel->setBackgroundRole(QPalette::Base);
}

void Chart::makeActions()
{
    const auto make = [this](const QString &text, const QKeySequence &keys, auto slot) {
        auto *action = new QAction(text, this);
        action->setShortcut(keys);
        action->setShortcutContext(Qt::WidgetShortcut);
        connect(action, &QAction::triggered, this, slot);
        addAction(action);
        m_state->actions.append(action);
    };
    make(tr("Copy picture"), QKeySequence::Copy, &Chart::copyPicture);
    make(tr("Copy data"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C), &Chart::copyData);
    make(tr("Save chart as…"), {}, &Chart::saveWithDialog);
    make(tr("Show as table"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_T), &Chart::tableRequested);
    make(tr("Zoom in"), {}, [this] { zoom(0.7); });
    make(tr("Zoom out"), {}, [this] { zoom(1 / 0.7); });
    make(tr("Show all"), {}, &Chart::showAll);
}

void Chart::setName(const QString &name)
{
    m_state->name = name;
    setAccessibleName(name);
}

QString Chart::name() const
{
    return m_state->name.isEmpty() ? tr("Chart") : m_state->name;
}

void Chart::setEmptyState(const QString &text, const QString &action)
{
    m_state->emptyText = text;
    m_state->emptyAction = action;
    refreshEmptyPanel();
}

void Chart::setReadOut(ReadOut readOut)
{
    m_state->readOut = std::move(readOut);
    overlayChanged();
}

const Axis &Chart::xAxis() const
{
    return m_state->x;
}

const Axis &Chart::yAxis() const
{
    return m_state->y;
}

const Colours &Chart::colours() const
{
    return m_state->colours;
}

void Chart::setAxes(const Axis &x, const Axis &y)
{
    m_state->x = x;
    m_state->y = y;
    m_state->plot->setAxes(x, y);
    dataChanged();
}

void Chart::setAxesShown(bool shown)
{
    m_state->plot->setAxesShown(shown);
}

void Chart::setReadOutShown(bool shown)
{
    m_state->readOutShown = shown;
}

void Chart::dataChanged()
{
    m_state->stale = true;
    if (m_state->queued)
        return;
    m_state->queued = true;
    QTimer::singleShot(0, this, [this] {
        if (!std::exchange(m_state->queued, false))
            return;
        if (isVisible()) // else when it is shown
            flush();
    });
}

void Chart::marksChanged()
{
    if (!m_state->stale)
        m_state->plot->queue();
    overlayChanged();
}

void Chart::overlayChanged()
{
    m_state->overlay->update();
}

void Chart::flush()
{
    m_state->queued = false;
    if (m_state->stale)
        refresh();
    m_state->plot->paintNow();
    overlayChanged();
}

void Chart::refresh()
{
    m_state->stale = false;
    const std::size_t count = markCount();
    const auto keep = [&](std::optional<std::size_t> &mark, const std::optional<Id> &id) {
        if (mark && (*mark >= count || markId(*mark) != id))
            mark.reset();
    };
    keep(m_state->current, m_state->currentId);
    keep(m_state->pinned, m_state->pinnedId);
    m_state->legend = legend(m_state->colours);
    m_state->note = note();
    refreshRanges();
    refreshEmptyPanel();
}

void Chart::refreshRanges()
{
    const auto valid = [](const Range &range, const Axis &axis) {
        return axis.places(range.low) && axis.places(range.high) && range.high > range.low;
    };
    if (m_state->window && valid(m_state->window->x, m_state->x) && valid(m_state->window->y, m_state->y))
        m_state->plot->setRanges(m_state->window->x, m_state->window->y);
    else
        m_state->plot->setRanges(roomy(m_state->x, xExtent()), roomy(m_state->y, yExtent()));
}

void Chart::refreshEmptyPanel()
{
    const QString why = whyEmpty();
    m_state->emptyLabel->setText(why.isEmpty() ? m_state->emptyText : why);
    m_state->emptyButton->setText(m_state->emptyAction);
    m_state->emptyButton->setVisible(!m_state->emptyAction.isEmpty());
    m_state->emptyPanel->setVisible(isEmpty());
}

bool Chart::isEmpty() const
{
    return markCount() == 0;
}

Frame Chart::frame() const
{
    return m_state->plot->frame();
}

void Chart::applyLook()
{
    m_state->colours = coloursOf(palette());
    QPalette muted = palette();
    muted.setColor(QPalette::WindowText, m_state->colours.muted);
    m_state->emptyLabel->setPalette(muted);
    m_state->plot->setLook(m_state->colours, font());
}

void Chart::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (m_state && (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)) {
        applyLook();
        dataChanged();
    }
}

void Chart::resizeEvent(QResizeEvent *)
{
    m_state->plot->widget()->setGeometry(rect());
    m_state->overlay->setGeometry(rect());
    m_state->emptyPanel->setGeometry(rect());
    dataChanged();
}

void Chart::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    flush();
}

QSize Chart::sizeHint() const
{
    return {560, 360};
}

QSize Chart::minimumSizeHint() const
{
    return {200, 140};
}

std::optional<ChartWindow> Chart::chartWindow() const
{
    return m_state->window;
}

void Chart::setChartWindow(const std::optional<ChartWindow> &window)
{
    if (window == m_state->window)
        return;
    m_state->window = window;
    dataChanged();
    emit windowChanged();
}

void Chart::showAll()
{
    setChartWindow(std::nullopt);
}

void Chart::zoom(double factor)
{
    if (m_state->stale)
        flush();
    const Frame now = frame();
    const QPointF centre = now.toValue(m_state->current ? markPixel(*m_state->current) : now.area.center());
    setChartWindow(ChartWindow{zoomed(now.x.range, now.x.logarithmic, factor, centre.x()),
                               zoomed(now.y.range, now.y.logarithmic, factor, centre.y())});
}

std::optional<Id> Chart::markId(std::size_t) const
{
    return std::nullopt;
}

std::vector<LegendEntry> Chart::legend(const Colours &) const
{
    return {};
}

QString Chart::note() const
{
    return {};
}

QString Chart::whyEmpty() const
{
    return {};
}

const QList<QAction *> &Chart::chartActions() const
{
    return m_state->actions;
}

} // namespace assay::charts
