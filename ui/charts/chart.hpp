#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include <QList>
#include <QPicture>
#include <QString>
#include <QWidget>

#include "core/base/result.hpp"
#include "ui/charts/chart_types.hpp"
#include "ui/charts/frame.hpp"
#include "ui/charts/legend.hpp"

class QAction;
class QMenu;
class QMouseEvent;

namespace assay::charts {

/// What is shown of both axes; a session keeps it.
struct ChartWindow {
    Range x, y;
    friend bool operator==(const ChartWindow &, const ChartWindow &) = default;
};

/// What all charts have: axes, legend, note, the text of an empty chart with its next action, hover and pinned
/// read-outs, zoom, keyboard, context menu, export, and a description for screen readers. Each chart is made of
/// *marks*, numbered from 0: what a pointer or an arrow key can stand on.
///
/// Keyboard: arrows, Home, End, Page Up and Page Down walk over marks, Enter pins, Escape lets go, + and - zoom, 0
/// shows all, Ctrl+C copies the picture, Ctrl+Shift+C the data, Ctrl+Shift+T asks for the table. Mouse: wheel zooms,
/// right or middle button drags the view, click picks, double click shows all.
///
/// Colours follow the palette. Nothing is painted twice in one turn of the event loop. UI thread.
class Chart : public QWidget {
    Q_OBJECT
public:
    using ReadOut = std::function<QString(Id)>;
    static constexpr double kReach = 14; ///< pixels within which a pointer picks
    enum class Step { Left, Right, Up, Down, First, Last, Back, Ahead };

    ~Chart() override;

    /// Accessible name and title of exported files: "Trade-off".
    void setName(const QString &name);
    [[nodiscard]] QString name() const;
    /// What stands there while there is nothing to show, and the next action's button ("" for none).
    void setEmptyState(const QString &text, const QString &action = {});
    /// Lines of a read-out for a mark's id, the first one is its heading; without it charts tell what they know.
    void setReadOut(ReadOut readOut);

    [[nodiscard]] const Axis &xAxis() const;
    [[nodiscard]] const Axis &yAxis() const;

    /// Kind of chart, series, counts, ranges and the current mark, in words.
    [[nodiscard]] virtual QString description() const = 0;
    /// The data behind the chart.
    [[nodiscard]] virtual ChartTable table() const = 0;

    [[nodiscard]] std::optional<std::size_t> current() const;
    void setCurrent(std::optional<std::size_t> mark);
    [[nodiscard]] std::optional<std::size_t> pinned() const;
    void pin(std::optional<std::size_t> mark);
    /// Read-out of the current mark, the owner's where there is one; "" when there is none.
    [[nodiscard]] QString currentText() const;
    [[nodiscard]] virtual std::size_t markCount() const = 0;
    [[nodiscard]] virtual std::optional<Id> markId(std::size_t mark) const;
    [[nodiscard]] virtual QString markText(std::size_t mark) const = 0;
    /// Of the frame() on screen.
    [[nodiscard]] QPointF markPixel(std::size_t mark) const;
    /// The mark at a place of the widget, or the nearest within reach.
    [[nodiscard]] std::optional<std::size_t> markNear(const QPointF &pixel) const;

    void zoom(double factor); ///< < 1: nearer
    void showAll();
    [[nodiscard]] std::optional<ChartWindow> chartWindow() const; ///< empty: all of the data
    void setChartWindow(const std::optional<ChartWindow> &window);

    [[nodiscard]] bool isEmpty() const;
    [[nodiscard]] Frame frame() const;
    /// Paints now what otherwise is painted with the next turn of the event loop.
    void flush();

    /// In light colours whatever the window has.
    [[nodiscard]] QImage image(const QSize &size, double scale = 1);
    [[nodiscard]] QPicture picture(const QSize &size);
    [[nodiscard]] QByteArray csv() const;
    /// By the suffix: .svg, .pdf, .png (twice the size) or .csv.
    [[nodiscard]] Status save(const QString &path);
    void copyPicture();
    void copyData();
    /// For menus and the command palette; owned by the chart.
    [[nodiscard]] const QList<QAction *> &chartActions() const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

signals:
    void hovered(assay::charts::Id id);
    void left(); ///< nothing is hovered any more
    void clicked(assay::charts::Id id, Qt::KeyboardModifiers modifiers);
    void pinChanged();
    void windowChanged();
    void tableRequested();
    void emptyActionTriggered();
    /// A context menu is about to be shown; more can be added to it. `mark`'s id where it was asked for one.
    void menuRequested(QMenu *menu, std::optional<assay::charts::Id> id);

protected:
    explicit Chart(QWidget *parent);

    void setAxes(const Axis &x, const Axis &y);
    void setAxesShown(bool shown);
    void setReadOutShown(bool shown); ///< beside the current and the pinned mark
    /// Everything may have changed: lays out and paints once, later.
    void dataChanged();
    /// Only what overlays the marks has changed.
    void overlayChanged();
    void marksChanged(); ///< the looks of marks have changed, neither data nor axes
    [[nodiscard]] const Colours &colours() const;

    [[nodiscard]] virtual std::optional<Range> xExtent() const = 0;
    [[nodiscard]] virtual std::optional<Range> yExtent() const = 0;
    virtual void paintMarks(QPainter &painter, const Frame &frame) = 0;
    virtual void paintOver(QPainter &painter, const Frame &frame); ///< on screen only: cursors, brushes
    [[nodiscard]] virtual std::vector<LegendEntry> legend(const Colours &colours) const;
    [[nodiscard]] virtual QString note() const; ///< small print below: what is not shown and why
    /// Why there are no marks although there is data; "" when there is no data.
    [[nodiscard]] virtual QString whyEmpty() const;
    [[nodiscard]] virtual QPointF markPlace(std::size_t mark, const Frame &frame) const = 0;
    /// By default the nearest place within reach.
    [[nodiscard]] virtual std::optional<std::size_t> markAt(const QPointF &pixel, const Frame &frame) const;
    [[nodiscard]] virtual std::optional<std::size_t> stepped(std::size_t from, Step step) const;
    /// What stands out: a ring by default.
    virtual void paintCurrent(QPainter &painter, const Frame &frame, std::size_t mark) const;

    /// A left button's drag; true takes it. Positions are the widget's.
    virtual bool dragBegins(const QPointF &at, Qt::KeyboardModifiers modifiers);
    virtual void dragged(const QPointF &from, const QPointF &to);
    virtual void dragEnds(const QPointF &from, const QPointF &to, Qt::KeyboardModifiers modifiers);
    virtual bool keyPressed(int key, Qt::KeyboardModifiers modifiers);

    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    struct State;
    friend class ChartOverlay;

    void makeActions();
    void makeEmptyPanel();
    void refresh();
    void refreshEmptyPanel();
    void refreshRanges();
    void applyLook();
    void paintOverlay(QPainter &painter);
    void paintReadOut(QPainter &painter, const Frame &frame, std::size_t mark) const;
    void panTo(const QPointF &pixel);
    [[nodiscard]] QString readOutOf(std::size_t mark) const;
    void openMenu(std::optional<std::size_t> mark, const QPoint &globalAt);
    void saveWithDialog();
    void announce();
    /// Draws in light colours with `draw`.
    template <class Draw> auto inPrint(Draw draw);

    std::unique_ptr<State> m_state;
};

} // namespace assay::charts
