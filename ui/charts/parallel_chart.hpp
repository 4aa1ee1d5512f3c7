#pragma once

#include <memory>
#include <vector>

#include "ui/charts/chart.hpp"

namespace assay::charts {

struct ParallelAxis {
    Axis axis; ///< with categories: values are places 0, 1, 2, …
    Values values;
};

struct ParallelData {
    Ids ids;
    std::vector<ParallelAxis> axes;
    std::shared_ptr<const std::vector<std::uint16_t>> category; ///< colour; index into `categories`
    QStringList categories;
};

/// Keeps the results within a range of one axis, or excludes them. A missing value is not within any range.
struct AxisBrush {
    std::size_t axis = 0;
    Range range;
    bool keep = true;
    friend bool operator==(const AxisBrush &, const AxisBrush &) = default;
};

/// Results as lines over parallel axes. Brushes filter: what they leave out stays as a ghost. A missing value is drawn
/// below its axis at "–", never at zero. Above kLinesUpTo results, bundles of lines stand for them, the stronger the
/// more they are.
///
/// Mouse: a drag along an axis keeps a range, with Alt it excludes one; a click on the axis removes its brush; a drag
/// of an axis' name moves the axis. Keys beside those of Chart: left and right choose an axis, Ctrl with them moves it,
/// up and down go to the next result along the axis, Shift with them grows a range that is kept, X turns it into an
/// excluded one and back, Delete removes it.
class ParallelChart : public Chart {
    Q_OBJECT
public:
    static constexpr std::size_t kLinesUpTo = 4000;
    explicit ParallelChart(QWidget *parent = nullptr);
    ~ParallelChart() override;

    void setData(ParallelData data);
    /// At most one an axis. The chart changes them itself, too, and says so.
    void setBrushes(std::vector<AxisBrush> brushes);
    [[nodiscard]] const std::vector<AxisBrush> &brushes() const;
    /// Axes from the left; those not named follow.
    void setOrder(const std::vector<std::size_t> &order);
    [[nodiscard]] const std::vector<std::size_t> &order() const;
    void setSelection(std::vector<Id> selection);
    void setBaseline(std::optional<Id> baseline);
    /// Rows that all brushes keep, rising.
    [[nodiscard]] std::vector<std::size_t> kept() const;

    [[nodiscard]] QString description() const override;
    [[nodiscard]] ChartTable table() const override;
    [[nodiscard]] std::size_t markCount() const override;
    [[nodiscard]] std::optional<Id> markId(std::size_t mark) const override;
    [[nodiscard]] QString markText(std::size_t mark) const override;

signals:
    void brushesChanged();
    void orderChanged();

protected:
    [[nodiscard]] std::optional<Range> xExtent() const override { return std::nullopt; }
    [[nodiscard]] std::optional<Range> yExtent() const override { return std::nullopt; }
    void paintMarks(QPainter &painter, const Frame &frame) override;
    void paintOver(QPainter &painter, const Frame &frame) override;
    void paintCurrent(QPainter &painter, const Frame &frame, std::size_t mark) const override;
    [[nodiscard]] std::vector<LegendEntry> legend(const Colours &colours) const override;
    [[nodiscard]] QString note() const override;
    [[nodiscard]] QPointF markPlace(std::size_t mark, const Frame &frame) const override;
    [[nodiscard]] std::optional<std::size_t> markAt(const QPointF &pixel, const Frame &frame) const override;
    [[nodiscard]] std::optional<std::size_t> stepped(std::size_t from, Step step) const override;
    bool dragBegins(const QPointF &at, Qt::KeyboardModifiers modifiers) override;
    void dragged(const QPointF &from, const QPointF &to) override;
    void dragEnds(const QPointF &from, const QPointF &to, Qt::KeyboardModifiers modifiers) override;
    bool keyPressed(int key, Qt::KeyboardModifiers modifiers) override;
    void wheelEvent(QWheelEvent *event) override;

private:
    struct State;
    void applyBrushes(std::vector<AxisBrush> brushes);
    void filter();
    void moveAxis(std::size_t from, std::size_t to);
    void growBrush(Step step);
    [[nodiscard]] AxisBrush *brushOf(std::size_t axis);
    /// Places of axes are counted from the left.
    [[nodiscard]] double placeX(std::size_t place, const Frame &frame) const;
    [[nodiscard]] std::optional<std::size_t> placeAt(double x, const Frame &frame) const;
    [[nodiscard]] QPointF pointOf(std::size_t row, std::size_t place, const Frame &frame) const;
    [[nodiscard]] double valueAt(std::size_t axis, double y, const Frame &frame) const;
    [[nodiscard]] Scale scaleOf(std::size_t axis, const Frame &frame) const;
    [[nodiscard]] QPolygonF lineOf(std::size_t row, const Frame &frame) const;
    [[nodiscard]] QColor colourOf(std::size_t row, const Colours &colours) const;
    void paintLines(QPainter &painter, const Frame &frame, bool ghosts) const;
    void paintBundles(QPainter &painter, const Frame &frame, bool ghosts) const;
    void paintAxis(QPainter &painter, const Frame &frame, std::size_t place) const;
    void paintBrush(QPainter &painter, const Frame &frame, std::size_t place) const;

    std::unique_ptr<State> m_state;
};

} // namespace assay::charts
