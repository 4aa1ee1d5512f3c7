#include "ui/views/what_if_panel.hpp"

#include <algorithm>

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QSplitter>

#include "ui/charts/band_chart.hpp"
#include "ui/charts/tornado_chart.hpp"
#include "ui/models/what_if_words.hpp"

namespace assay::ui {
namespace {

/// The part of an id that groups it: "demand", or the target's name.
QString groupOf(const AssumptionRow &row)
{
    const QString id = QString::fromStdString(row.id);
    return id.startsWith("target.") ? id.section('.', 1, -2) : id.section('.', 0, 0);
}

QString groupTitle(const QString &group)
{
    static const std::map<QString, const char *> titles{
        {"demand", QT_TRANSLATE_NOOP("WhatIfPanel", "Demand")},
        {"slo", QT_TRANSLATE_NOOP("WhatIfPanel", "Latency limit")},
        {"price", QT_TRANSLATE_NOOP("WhatIfPanel", "Prices")},
        {"host", QT_TRANSLATE_NOOP("WhatIfPanel", "Share of a host")},
        {"operations", QT_TRANSLATE_NOOP("WhatIfPanel", "Operation")},
        {"effort", QT_TRANSLATE_NOOP("WhatIfPanel", "Engineering")},
        {"textbook", QT_TRANSLATE_NOOP("WhatIfPanel", "Textbook mode")}};
    const auto found = titles.find(group);
    return found == titles.end() ? group : QCoreApplication::translate("WhatIfPanel", found->second);
}

QString costText(const RankedOption &option)
{
    if (!option.usdPerMillion)
        return QStringLiteral("–");
    return option.low ? QStringLiteral("%1 (%2–%3)")
                            .arg(moneyText(*option.usdPerMillion), moneyText(*option.low), moneyText(*option.high))
                      : moneyText(*option.usdPerMillion);
}

} // namespace

WhatIfPanel::WhatIfPanel(WhatIf &whatIf, StudySession &session, QWidget *parent)
    : QWidget(parent), m_whatIf(whatIf), m_session(session), m_set(new QComboBox), m_axis(new QComboBox),
      m_resetAll(new QPushButton(tr("Reset all"))), m_verdict(new QLabel), m_find(new QLabel),
      m_ranking(new QTableWidget), m_tabs(new QTabWidget), m_crossover(new charts::BandChart),
      m_tornado(new charts::TornadoChart), m_scroll(new QScrollArea)
{
    auto *split = new QSplitter(Qt::Vertical);
    split->addWidget(answerPart());
    split->addWidget(rowsPart());
    split->setChildrenCollapsible(false);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 2);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->addWidget(split);

    connect(&whatIf, &WhatIf::setsChanged, this, &WhatIfPanel::showSets);
    connect(&whatIf, &WhatIf::rowsChanged, this, &WhatIfPanel::showRows);
    connect(&whatIf, &WhatIf::answerChanged, this, &WhatIfPanel::showAnswer);
    connect(&whatIf, &WhatIf::failed, m_verdict, &QLabel::setText);
    connect(m_set, &QComboBox::textActivated, &whatIf, &WhatIf::chooseSet);
    connect(m_axis, &QComboBox::activated, this,
            [this] { m_whatIf.setAxis(m_axis->currentData().toString().toStdString()); });
    connect(m_resetAll, &QPushButton::clicked, &whatIf, &WhatIf::resetAll);
    connect(m_crossover, &charts::BandChart::positionDragged, this,
            [this](double x) { m_whatIf.setValue(m_whatIf.axis(), x); });
    showSets();
    showRows();
    showAnswer();
}

QWidget *WhatIfPanel::answerPart()
{
    m_verdict->setWordWrap(true);
    m_verdict->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_verdict->setAccessibleName(tr("Answer"));
    m_ranking->setColumnCount(3);
    m_ranking->setHorizontalHeaderLabels({tr("Option"), tr("USD a million queries"), tr("Speed is")});
    m_ranking->setAccessibleName(tr("Options, the cheapest first"));
    m_ranking->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_ranking->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_ranking->setTabKeyNavigation(false);
    m_ranking->setShowGrid(false);
    m_ranking->verticalHeader()->hide();
    m_ranking->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_ranking->horizontalHeader()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_ranking->horizontalHeader()->setSectionResizeMode(2, QHeaderView::ResizeToContents);
    m_ranking->setMinimumHeight(96);
    connect(m_ranking, &QTableWidget::cellActivated, this,
            [this](int row, int) { m_session.select({m_ranking->item(row, 0)->data(Qt::UserRole).toLongLong()}); });

    auto *axisLabel = new QLabel(tr("&Over"));
    axisLabel->setBuddy(m_axis);
    m_axis->setAccessibleName(tr("Crossover over"));
    m_axis->setAccessibleDescription(tr("Crossover over"));
    auto *axisRow = new QHBoxLayout;
    axisRow->addWidget(axisLabel);
    axisRow->addWidget(m_axis, 1);
    auto *crossover = new QWidget;
    auto *crossoverLayout = new QVBoxLayout(crossover);
    crossoverLayout->setContentsMargins(0, 4, 0, 0);
    crossoverLayout->addLayout(axisRow);
    crossoverLayout->addWidget(m_crossover, 1);
    m_crossover->setName(tr("Crossover"));
    m_crossover->setEmptyState(tr("Two options with prices make a crossover: give what is missing below."));
    m_tornado->setName(tr("Tornado"));
    m_tornado->setEmptyState(tr("Nothing here has a range that matters."));
    m_find->setWordWrap(true);
    m_find->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_find->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_find->setMargin(8);
    m_find->setAccessibleName(tr("What decides it"));
    m_tabs->addTab(crossover, tr("Crossover"));
    m_tabs->addTab(m_tornado, tr("Tornado"));
    m_tabs->addTab(m_find, tr("What decides it"));
    m_tabs->setAccessibleName(tr("Views of the decision"));

    auto *part = new QWidget;
    auto *layout = new QVBoxLayout(part);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_verdict);
    layout->addWidget(m_ranking, 1);
    layout->addWidget(m_tabs, 2);
    return part;
}

QWidget *WhatIfPanel::rowsPart()
{
    auto *label = new QLabel(tr("&Assumptions"));
    label->setBuddy(m_set);
    m_set->setAccessibleName(tr("Set of assumptions"));
    m_set->setAccessibleDescription(tr("Set of assumptions"));
    m_resetAll->setAccessibleName(tr("Reset all assumptions"));
    auto *bar = new QHBoxLayout;
    bar->addWidget(label);
    bar->addWidget(m_set, 1);
    bar->addWidget(m_resetAll);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    auto *part = new QWidget;
    auto *layout = new QVBoxLayout(part);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(bar);
    layout->addWidget(m_scroll, 1);
    return part;
}

void WhatIfPanel::showSets()
{
    const QStringList names = m_whatIf.sets();
    m_set->clear();
    m_set->addItems(names);
    m_set->setCurrentText(QString::fromStdString(m_session.view().whatIf.set));
}

void WhatIfPanel::showRows()
{
    std::vector<std::string> ids;
    for (const AssumptionRow &row : m_whatIf.rows())
        ids.push_back(row.id);
    if (ids != m_ids) {
        m_ids = ids;
        rebuildRows();
    }
    for (const AssumptionRow &row : m_whatIf.rows())
        m_views.at(row.id)->show(row);
    m_resetAll->setEnabled(
        std::ranges::any_of(m_whatIf.rows(), [](const AssumptionRow &row) { return row.changed && !row.locked; }));
}

void WhatIfPanel::rebuildRows()
{
    m_views.clear();
    m_rows = new QWidget;
    auto *layout = new QVBoxLayout(m_rows);
    layout->setContentsMargins(0, 0, 8, 0);
    layout->setSpacing(0);
    QString group;
    for (const AssumptionRow &row : m_whatIf.rows()) {
        if (groupOf(row) != group) {
            group = groupOf(row);
            auto *title = new QLabel(groupTitle(group));
            QFont font = title->font();
            font.setBold(true);
            title->setFont(font);
            title->setContentsMargins(0, 8, 0, 0);
            layout->addWidget(title);
        }
        auto *view = new AssumptionRowView(row);
        const std::string id = row.id;
        connect(view, &AssumptionRowView::valueChanged, this,
                [this, id](double value) { m_whatIf.setValue(id, value); });
        connect(view, &AssumptionRowView::lockChanged, this, [this, id](bool on) { m_whatIf.setLocked(id, on); });
        connect(view, &AssumptionRowView::resetRequested, this, [this, id] { m_whatIf.reset(id); });
        connect(view, &AssumptionRowView::settled, this, [this] { m_session.history().settle(); });
        layout->addWidget(view);
        m_views.emplace(id, view);
    }
    layout->addStretch(1);
    m_scroll->setWidget(m_rows); // deletes the one before
}

void WhatIfPanel::showAnswer()
{
    const WhatIfPointer &answer = m_whatIf.answer();
    if (!answer) {
        m_verdict->setText(tr("Open a study with results to see what they are worth."));
        m_ranking->setRowCount(0);
        m_crossover->setData({});
        m_tornado->setData({}, 0, {});
        m_find->clear();
        return;
    }
    m_verdict->setText(verdictText(*answer));
    showRanking(*answer);
    showAxes(*answer);
    showCharts(*answer);
}

void WhatIfPanel::showRanking(const WhatIfAnswer &answer)
{
    m_ranking->setRowCount(static_cast<int>(answer.ranking.size()));
    int row = 0;
    for (const RankedOption &option : answer.ranking) {
        QStringList cells{QString::fromStdString(option.name), costText(option),
                          QString::fromStdString(toText(option.performance))};
        if (!option.cannotWin.empty())
            cells[0] += " " + tr("(%1)").arg(QString::fromStdString(option.cannotWin));
        QString tip = QString::fromStdString(option.absentReason);
        if (option.usdPerMillion)
            tip = option.unverifiedPrice ? tr("Modelled; a price has no verified source") : tr("Modelled");
        for (int column = 0; column < cells.size(); ++column) {
            auto *item = new QTableWidgetItem(cells[column]);
            item->setToolTip(column == 1 ? tip : cells[column]);
            if (column == 1)
                item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
            item->setData(Qt::UserRole, static_cast<qlonglong>(option.result));
            m_ranking->setItem(row, column, item);
        }
        ++row;
    }
}

void WhatIfPanel::showAxes(const WhatIfAnswer &answer)
{
    QStringList ids;
    for (const model::Knob &knob : answer.decision.knobs)
        ids << QString::fromStdString(knob.id);
    QStringList present;
    for (int i = 0; i < m_axis->count(); ++i)
        present << m_axis->itemData(i).toString();
    if (ids != present) {
        m_axis->clear();
        for (const model::Knob &knob : answer.decision.knobs)
            m_axis->addItem(QString::fromStdString(knob.name), QString::fromStdString(knob.id));
    }
    if (answer.axis != nullptr)
        m_axis->setCurrentIndex(m_axis->findData(QString::fromStdString(answer.axis->id)));
    m_axis->setEnabled(!ids.isEmpty());
}

void WhatIfPanel::showCharts(const WhatIfAnswer &answer)
{
    if (!answer.problem.empty()) {
        m_crossover->setData({});
        m_tornado->setData({}, 0, {});
        m_find->setText(verdictText(answer));
        return;
    }
    m_crossover->setPosition(answer.decision.at(*answer.axis));
    if (!answer.complete)
        return; // the slower part follows; until then the earlier one stays
    const bool decades = answer.from > 0 && answer.to / answer.from > 20;
    charts::Axis x{QString::fromStdString(answer.axis->name), QString::fromStdString(answer.axis->unit), decades};
    charts::Axis y{tr("Cost over the life"), "USD", true};
    std::vector<charts::BandSeries> series;
    for (std::size_t option = 0; option < answer.decision.options.size(); ++option) {
        std::vector<double> low, median, high;
        for (const auto &cost : answer.curve.costs[option]) {
            low.push_back(cost.low);
            median.push_back(cost.median);
            high.push_back(cost.high);
        }
        series.push_back({QString::fromStdString(answer.decision.options[option].name), charts::values(answer.curve.x),
                          charts::values(median), charts::values(low), charts::values(high),
                          answer.decision.options[option].result});
    }
    std::vector<charts::BandMark> marks;
    for (const double crossing : answer.crossings.points())
        marks.push_back({crossing, std::nullopt, assumptionText(crossing, answer.axis->unit)});
    std::vector<charts::BandRegion> regions;
    for (const model::Stretch &stretch : answer.crossings.stretches)
        regions.push_back({{stretch.from, stretch.to}, {}, stretch.cheapest});
    m_crossover->setAxes(x, y);
    m_crossover->setData(std::move(series), std::move(regions), std::move(marks));

    std::vector<charts::TornadoBar> bars;
    for (const model::Swing &swing : answer.swings)
        bars.push_back({static_cast<charts::Id>(bars.size()), QString::fromStdString(swing.knob->name), swing.atLow,
                        swing.atHigh, assumptionText(swing.knob->range.low, swing.knob->unit),
                        assumptionText(swing.knob->range.high, swing.knob->unit), swing.flips});
    m_tornado->setData({tr("Lead of the cheapest"), "USD"}, model::advantage(answer.decision, answer.cheapest),
                       std::move(bars));
    const auto list = [](const QString &title, const QStringList &lines, const QString &none) {
        return "<b>" + title.toHtmlEscaped() + "</b><br>" +
               (lines.isEmpty() ? none.toHtmlEscaped() : lines.join("\n").toHtmlEscaped().replace("\n", "<br>"));
    };
    m_find->setText(list(tr("The answer flips with"), flipTexts(answer), tr("no single number that is possible")) +
                    "<br><br>" +
                    list(tr("Find out first"), informationTexts(answer),
                         tr("nothing: no number that is unsure would change the choice")));
}

} // namespace assay::ui
