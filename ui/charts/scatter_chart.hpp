#pragma once

#include <memory>
#include <vector>

#include <QPointF>
#include <QRectF>

#include "ui/charts/chart.hpp"
#include "ui/charts/point_cloud.hpp"

namespace assay::charts {

/// Points of a scatter chart: columns of one length. Null columns are absent; `ids`, `x` and `y` are needed.
struct ScatterData {
    Ids ids;
    Values x, y;
    Values xLow, xHigh, yLow, yHigh; ///< intervals, drawn as bars
    Values size;                     ///< the marker's area grows with it
    QString sizeName, sizeUnit;
    Values colour; ///< along a ramp; without it a category has its own colour
    QString colourName, colourUnit;
    std::shared_ptr<const std::vector<std::uint16_t>> category; ///< shape; index into `categories`
    QStringList categories;
    std::shared_ptr<const std::vector<PointLook>> looks;
    QStringList fillNames; ///< what Fill::Filled, Half and Hollow mean: "measured", "emulated or published", "modelled"
    QString crossedName;   ///< "invalid"
    QString badgeName;     ///< "same CPU"
};

/// A line of equal something, or a threshold.
struct IsoLine {
    enum class Kind : std::uint8_t {
        Product, ///< x · y = value
        Ratio,   ///< y / x = value
        AtX,     ///< x = value
        AtY      ///< y = value
    };
    Kind kind = Kind::AtX;
    double value = 0;
    QString label;
    bool beyondIsBad = false; ///< what lies above the value is shaded
};

/// Points over two axes: markers as long as they can be told apart, above that a raster of how many lie where, with
/// real markers for the front, the baseline and the selection.
///
/// The owner holds selection and baseline: a click or a brush only says what the user did. Keys beside those of Chart:
/// Ctrl+Space clicks with Ctrl (toggles), Ctrl+A brushes all that is in view, A and B set the cursors on the current
/// point, C shows or hides them.
class ScatterChart : public Chart {
    Q_OBJECT
public:
    static constexpr std::size_t kMarkersUpTo = 20'000; ///< points in view; above, a raster
    static constexpr std::size_t kBarsUpTo = 400;       ///< points in view whose intervals are drawn
    enum class Drag { Brush, Pan };

    explicit ScatterChart(QWidget *parent = nullptr);
    ~ScatterChart() override;

    void setAxes(const Axis &x, const Axis &y);
    void setData(ScatterData data);
    [[nodiscard]] const ScatterData &data() const;
    /// One new column of the same points, as of a slider's step.
    void setX(Values x);
    void setY(Values y);

    /// Ids on the front; "" as the name hides it from the legend. `xIsMaximised`: more is better along x, so that its
    /// steps lie on the other side.
    void setFront(std::vector<Id> front, const QString &name, bool xIsMaximised = false);
    void setBaseline(std::optional<Id> baseline, const QString &name = {});
    void setSelection(std::vector<Id> selection);
    void setIsoLines(std::vector<IsoLine> lines);
    void setDrag(Drag drag); ///< what the left button does; Brush at first

    /// Two places to measure between; empty: hidden.
    struct Cursors {
        QPointF a, b;
        friend bool operator==(const Cursors &, const Cursors &) = default;
    };
    [[nodiscard]] std::optional<Cursors> cursors() const;
    void setCursors(const std::optional<Cursors> &cursors);
    /// "Δ Latency 12.0 µs (×1.30), Δ Cost …"; "" without cursors.
    [[nodiscard]] QString cursorText() const;

    [[nodiscard]] QString description() const override;
    [[nodiscard]] ChartTable table() const override;
    [[nodiscard]] std::size_t markCount() const override;
    [[nodiscard]] std::optional<Id> markId(std::size_t mark) const override;
    [[nodiscard]] QString markText(std::size_t mark) const override;
    /// Whether the points in view are painted as a raster now.
    [[nodiscard]] bool isRaster() const;

signals:
    /// The user drew a rectangle: what is inside, and its ends as values.
    void brushed(const std::vector<assay::charts::Id> &ids, assay::charts::Range x, assay::charts::Range y,
                 Qt::KeyboardModifiers modifiers);
    void cursorsChanged();

protected:
    [[nodiscard]] std::optional<Range> xExtent() const override;
    [[nodiscard]] std::optional<Range> yExtent() const override;
    void paintMarks(QPainter &painter, const Frame &frame) override;
    void paintOver(QPainter &painter, const Frame &frame) override;
    void paintCurrent(QPainter &painter, const Frame &frame, std::size_t mark) const override;
    [[nodiscard]] std::vector<LegendEntry> legend(const Colours &colours) const override;
    [[nodiscard]] QString note() const override;
    [[nodiscard]] QString whyEmpty() const override;
    [[nodiscard]] QPointF markPlace(std::size_t mark, const Frame &frame) const override;
    [[nodiscard]] std::optional<std::size_t> markAt(const QPointF &pixel, const Frame &frame) const override;
    [[nodiscard]] std::optional<std::size_t> stepped(std::size_t from, Step step) const override;
    bool dragBegins(const QPointF &at, Qt::KeyboardModifiers modifiers) override;
    void dragged(const QPointF &from, const QPointF &to) override;
    void dragEnds(const QPointF &from, const QPointF &to, Qt::KeyboardModifiers modifiers) override;
    bool keyPressed(int key, Qt::KeyboardModifiers modifiers) override;

private:
    struct State;
    void placeColumns(bool x, bool y); ///< after these columns, their axes or looks changed
    void splitGhosts(PointCloud cloud);
    void countLooks();
    void findHighlights(); ///< rows of front, baseline and selection
    void buildGridLater();
    [[nodiscard]] PointLook lookOf(std::size_t row) const;
    [[nodiscard]] std::size_t categoryOf(std::size_t row) const;
    [[nodiscard]] QColor colourOf(std::size_t row, const Colours &colours) const;
    [[nodiscard]] double sizeOf(std::size_t row) const;
    void paintPoints(QPainter &painter, const Frame &frame);
    void paintGhosts(QPainter &painter, const Frame &frame) const;
    void paintMarkerOf(QPainter &painter, const Frame &frame, std::size_t row, double enlarged = 0);
    void paintBars(QPainter &painter, const Frame &frame, std::size_t row) const;
    void paintIsoLines(QPainter &painter, const Frame &frame) const;
    void paintFront(QPainter &painter, const Frame &frame);
    void paintHighlights(QPainter &painter, const Frame &frame);
    void paintCursors(QPainter &painter, const Frame &frame) const;
    void brush(const QRectF &pixels, Qt::KeyboardModifiers modifiers);

    std::unique_ptr<State> m_state;
};

} // namespace assay::charts
