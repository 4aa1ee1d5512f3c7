#pragma once

#include <vector>

#include "ui/charts/chart.hpp"

namespace assay::charts {

/// One phase of one result.
struct PhasePart {
    double value = kAbsent; ///< not below zero
    Fill fill = Fill::Filled;
    QString absentReason; ///< "the backend does not report it"
};

struct PhaseRow {
    Id id = 0;
    QString name;
    std::vector<PhasePart> parts; ///< by phase; what is not there is absent
};

/// Stacked bars of phases, a result a row from the top; a phase without a value is a hatched stub at the end of its bar
/// and is told, never a zero. A pale part with an edge is not measured.
class PhaseChart : public Chart {
    Q_OBJECT
public:
    explicit PhaseChart(QWidget *parent = nullptr);
    void setData(const Axis &quantity, QStringList phases, std::vector<PhaseRow> rows);
    void setSelection(std::vector<Id> selection);

    [[nodiscard]] QString description() const override;
    [[nodiscard]] ChartTable table() const override;
    /// Row by row, all phases of each.
    [[nodiscard]] std::size_t markCount() const override;
    [[nodiscard]] std::optional<Id> markId(std::size_t mark) const override;
    [[nodiscard]] QString markText(std::size_t mark) const override;

protected:
    [[nodiscard]] std::optional<Range> xExtent() const override { return m_extent; }
    [[nodiscard]] std::optional<Range> yExtent() const override { return std::nullopt; }
    void paintMarks(QPainter &painter, const Frame &frame) override;
    void paintCurrent(QPainter &painter, const Frame &frame, std::size_t mark) const override;
    [[nodiscard]] std::vector<LegendEntry> legend(const Colours &colours) const override;
    [[nodiscard]] QString note() const override;
    [[nodiscard]] QPointF markPlace(std::size_t mark, const Frame &frame) const override;
    [[nodiscard]] std::optional<std::size_t> markAt(const QPointF &pixel, const Frame &frame) const override;
    [[nodiscard]] std::optional<std::size_t> stepped(std::size_t from, Step step) const override;

private:
    [[nodiscard]] const PhasePart &part(std::size_t row, std::size_t phase) const;
    [[nodiscard]] QRectF boxOf(std::size_t row, std::size_t phase, const Frame &frame) const;
    void paintRow(QPainter &painter, const Frame &frame, std::size_t row) const;

    QStringList m_phases;
    std::vector<PhaseRow> m_rows;
    std::vector<Id> m_selection; ///< sorted
    std::optional<Range> m_extent;
    std::size_t m_absent = 0;
    bool m_anyEstimated = false;
};

} // namespace assay::charts
