#pragma once

#include <vector>

#include <QWidget>

namespace assay::ui {

/// What one number alone does to the cost of each option, small: a line an option, and where the number is now. Its
/// tool tip and description say the same.
class MiniCurve : public QWidget {
    Q_OBJECT
public:
    explicit MiniCurve(QWidget *parent = nullptr);
    /// Costs evenly by ratio from `from` to `to`; empty: nothing is drawn.
    void setCosts(double from, double to, double now, std::vector<std::vector<double>> costs);
    [[nodiscard]] QSize sizeHint() const override { return {84, 36}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    double m_from = 0, m_to = 0, m_now = 0;
    std::vector<std::vector<double>> m_costs; ///< [option][place]
};

} // namespace assay::ui
