#include "ui/views/chart_panel.hpp"

#include <QTimer>
#include <QVBoxLayout>

#include "ui/models/chart_rows.hpp"
#include "ui/views/theme.hpp"

namespace assay::ui {

ChartPanel::ChartPanel(StudySession &session, QWidget *parent)
    : QWidget(parent), m_session(session), m_bar(new QHBoxLayout), m_about(new QLabel)
{
    m_about->setTextFormat(Qt::PlainText);
    m_about->setAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_about->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->setSpacing(4);
    layout->addLayout(m_bar);
    for (const auto signal : {&StudySession::snapshotChanged, &StudySession::intervalsChanged,
                              &StudySession::shownChanged, &StudySession::viewChanged, &StudySession::closed})
        connect(&session, signal, this, &ChartPanel::refreshLater);
}

void ChartPanel::place(charts::Chart &chart)
{
    m_bar->addWidget(m_about, 1);
    layout()->addWidget(&chart);
    static_cast<QVBoxLayout *>(layout())->setStretchFactor(&chart, 1);
    connect(&chart, &charts::Chart::tableRequested, this, &ChartPanel::tableRequested);
    connect(&chart, &charts::Chart::clicked, this, [this](charts::Id id, Qt::KeyboardModifiers modifiers) {
        if (m_session.snapshot() && m_session.snapshot()->rowOf(id))
            selectClicked(m_session, {id}, modifiers);
    });
}

void ChartPanel::setAbout(const QString &text)
{
    m_about->setText(text);
    m_about->setToolTip(text);
}

void ChartPanel::refreshLater()
{
    m_stale = true;
    if (!isVisible() || std::exchange(m_queued, true))
        return;
    QTimer::singleShot(0, this, [this] {
        m_queued = false;
        if (isVisible())
            flush();
    });
}

void ChartPanel::flush()
{
    if (std::exchange(m_stale, false))
        refresh();
}

void ChartPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    flush();
}

void ChartPanel::changeCharts(const QString &what, const std::function<void(ChartsView &)> &edit)
{
    m_session.history().change(what, [&](ViewState &state) { edit(state.charts); });
}

QString ChartPanel::titleOf(std::size_t row) const
{
    return QString::fromStdString(m_session.snapshot()->rows[row].title);
}

void addLabelled(QHBoxLayout &row, const QString &text, QComboBox *box, int characters)
{
    auto *label = new QLabel(text);
    label->setBuddy(box);
    row.addWidget(label);
    row.addWidget(box);
    const QString name = QString(text).remove('&');
    box->setAccessibleName(name);
    box->setAccessibleDescription(name);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(characters);
}

void fillBox(QComboBox &box, const QList<QPair<QString, QString>> &entries, const QString &chosen)
{
    QStringList wanted, present;
    for (const auto &entry : entries)
        wanted << entry.second;
    for (int i = 0; i < box.count(); ++i)
        present << box.itemData(i).toString();
    if (wanted != present) {
        box.clear();
        for (const auto &[title, data] : entries)
            box.addItem(title, data);
    }
    box.setCurrentIndex(box.findData(chosen));
}

} // namespace assay::ui
