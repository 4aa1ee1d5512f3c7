#pragma once

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QWidget>

#include "ui/charts/chart.hpp"
#include "ui/models/study_session.hpp"

namespace assay::ui {

/// A chart of the session's study with its controls above. It is made anew when study, filter, selection or baseline
/// change, once a turn of the event loop and only while it is on screen.
class ChartPanel : public QWidget {
    Q_OBJECT
public:
    /// Shows now what otherwise is shown with the next turn of the event loop.
    void flush();
    [[nodiscard]] virtual charts::Chart &chart() = 0;

signals:
    void tableRequested();

protected:
    explicit ChartPanel(StudySession &session, QWidget *parent);
    /// Below the controls; a click selects what it is about.
    void place(charts::Chart &chart);
    void refreshLater();
    virtual void refresh() = 0;
    void showEvent(QShowEvent *event) override;

    [[nodiscard]] StudySession &session() const { return m_session; }
    [[nodiscard]] QHBoxLayout &bar() const { return *m_bar; }
    /// What the chart shows, in words, at the right of its controls.
    void setAbout(const QString &text);
    void changeCharts(const QString &what, const std::function<void(ChartsView &)> &edit);
    /// "#3 gemm on cpu:native variant=simd".
    [[nodiscard]] QString titleOf(std::size_t row) const;

private:
    StudySession &m_session;
    QHBoxLayout *m_bar;
    QLabel *m_about;
    bool m_stale = true, m_queued = false;
};

/// Adds a combo box with its label, which is its accessible name, too.
void addLabelled(QHBoxLayout &row, const QString &text, QComboBox *box, int characters = 14);
/// Fills the box with these (title, data), if they are others, and chooses the one with that data.
void fillBox(QComboBox &box, const QList<QPair<QString, QString>> &entries, const QString &chosen);

} // namespace assay::ui
