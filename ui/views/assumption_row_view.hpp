#pragma once

#include <QLabel>
#include <QLineEdit>
#include <QSlider>
#include <QToolButton>
#include <QWidget>

#include "ui/models/assumption_rows.hpp"
#include "ui/views/mini_curve.hpp"

namespace assay::ui {

/// One assumption: what it means, a slider, a box for its value (or "low:typical:high") with the unit,
/// lock, reset, and what it does to the costs.
class AssumptionRowView : public QWidget {
    Q_OBJECT
public:
    explicit AssumptionRowView(const AssumptionRow &row, QWidget *parent = nullptr);
    void show(const AssumptionRow &row);
    [[nodiscard]] const std::string &id() const { return m_row.id; }
    [[nodiscard]] MiniCurve &curve() { return *m_curve; }

signals:
    void valueChanged(double value);
    void rangeChanged(double low, double value, double high);
    void lockChanged(bool locked);
    void resetRequested();
    void settled(); ///< the slider was let go: the next move is another step

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void takeSlider(int position);
    void takeText();
    [[nodiscard]] int positionOf(double value) const;
    [[nodiscard]] double valueAt(int position) const;

    AssumptionRow m_row;
    QLabel *m_name;
    QSlider *m_slider;
    QLineEdit *m_value;
    QLabel *m_unit;
    QToolButton *m_lock, *m_reset;
    MiniCurve *m_curve;
};

} // namespace assay::ui
