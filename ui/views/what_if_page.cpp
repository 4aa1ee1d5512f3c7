#include "ui/views/what_if_page.hpp"

#include <algorithm>

#include <QCoreApplication>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QInputDialog>
#include <QSplitter>
#include <QTabBar>

#include "ui/charts/band_chart.hpp"
#include "ui/charts/regime_map.hpp"
#include "ui/charts/tornado_chart.hpp"
#include "ui/models/what_if_words.hpp"
#include "ui/views/chart_panel.hpp"

namespace assay::ui {
namespace {

/// In the order of the tabs: what a session keeps.
const std::vector<std::string> kTabs{"crossover", "tornado", "map", "decides", "advice"};

constexpr int kRankingRows = 6; ///< seen at once

/// The part of an id that groups it: "demand", or the target's name.
QString groupOf(const AssumptionRow &row)
{
    const QString id = QString::fromStdString(row.id);
    return id.startsWith("target.") ? id.section('.', 1, -2) : id.section('.', 0, 0);
}

/// Rows of targets first where one of them is missing: nothing can be priced before.
std::vector<AssumptionRow> inReadingOrder(std::vector<AssumptionRow> rows)
{
    if (std::ranges::any_of(rows, [](const AssumptionRow &row) { return !row.known; }))
        std::ranges::stable_partition(rows, [](const AssumptionRow &row) { return row.id.starts_with("target."); });
    return rows;
}

QString groupTitle(const QString &group)
{
    static const std::map<QString, const char *> titles{{"demand", QT_TRANSLATE_NOOP("WhatIfPage", "Demand")},
                                                        {"slo", QT_TRANSLATE_NOOP("WhatIfPage", "Latency limit")},
                                                        {"price", QT_TRANSLATE_NOOP("WhatIfPage", "Prices")},
                                                        {"host", QT_TRANSLATE_NOOP("WhatIfPage", "Share of a host")},
                                                        {"operations", QT_TRANSLATE_NOOP("WhatIfPage", "Operation")},
                                                        {"effort", QT_TRANSLATE_NOOP("WhatIfPage", "Engineering")},
                                                        {"textbook", QT_TRANSLATE_NOOP("WhatIfPage", "Textbook mode")}};
    const auto found = titles.find(group);
    return found == titles.end() ? group : QCoreApplication::translate("WhatIfPage", found->second);
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

WhatIfPage::WhatIfPage(WhatIf &whatIf, StudySession &session, HardwareShelf &shelf, QWidget *parent)
    : QWidget(parent), m_whatIf(whatIf), m_session(session), m_shelf(shelf), m_set(new QComboBox),
      m_axis(new QComboBox), m_mapX(new QComboBox), m_mapY(new QComboBox), m_resetAll(new QPushButton(tr("Reset all"))),
      m_saveAs(new QPushButton(tr("Save as…"))), m_verdict(new QLabel), m_find(new QLabel), m_ranking(new QTableWidget),
      m_tabs(new QTabWidget), m_crossover(new charts::BandChart), m_tornado(new charts::TornadoChart),
      m_map(new charts::RegimeMap), m_advice(new AdviceView), m_scroll(new QScrollArea)
{
    auto *split = new QSplitter(Qt::Horizontal);
    split->addWidget(rowsPart());
    split->addWidget(answerPart());
    split->setChildrenCollapsible(false);
    split->setStretchFactor(0, 2);
    split->setStretchFactor(1, 3);
    split->setSizes({440, 720});
    split->setHandleWidth(16);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->addWidget(split);

    connect(&whatIf, &WhatIf::setsChanged, this, &WhatIfPage::showSets);
    connect(&whatIf, &WhatIf::rowsChanged, this, &WhatIfPage::showRows);
    connect(&whatIf, &WhatIf::answerChanged, this, &WhatIfPage::showAnswer);
    connect(&whatIf, &WhatIf::failed, m_verdict, &QLabel::setText);
    connect(&shelf, &HardwareShelf::changed, this, [this] {
        m_targetNames.clear();
        showTargets();
    });
    connect(&session, &StudySession::viewChanged, this, [this] {
        showTargets();
        showTab();
    });
    connect(m_set, &QComboBox::textActivated, &whatIf, &WhatIf::chooseSet);
    connect(m_axis, &QComboBox::activated, this,
            [this] { m_whatIf.setAxis(m_axis->currentData().toString().toStdString()); });
    for (const QComboBox *box : {m_mapX, m_mapY})
        connect(box, &QComboBox::activated, this, [this] {
            m_whatIf.setMapAxes(m_mapX->currentData().toString().toStdString(),
                                m_mapY->currentData().toString().toStdString());
        });
    connect(m_resetAll, &QPushButton::clicked, &whatIf, &WhatIf::resetAll);
    connect(m_saveAs, &QPushButton::clicked, this, &WhatIfPage::askForName);
    connect(m_advice, &AdviceView::resultsChosen, this, &WhatIfPage::resultsChosen);
    connect(m_crossover, &charts::BandChart::positionDragged, this,
            [this](double x) { m_whatIf.setValue(m_whatIf.axis(), x); });
    connect(m_tabs, &QTabWidget::currentChanged, this, [this](int tab) {
        const std::string id = kTabs[static_cast<std::size_t>(tab)];
        if (id != m_session.view().whatIf.tab)
            m_session.history().change(tr("Choose a view of the decision"),
                                       [&](ViewState &state) { state.whatIf.tab = id; });
    });
    showSets();
    showRows();
    showAnswer();
}

QWidget *WhatIfPage::answerPart()
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
    connect(m_ranking, &QTableWidget::cellActivated, this,
            [this](int row, int) { m_session.select({m_ranking->item(row, 0)->data(Qt::UserRole).toLongLong()}); });

    m_tornado->setName(tr("Tornado"));
    m_tornado->setEmptyState(tr("Nothing here has a range that matters."));
    m_find->setWordWrap(true);
    m_find->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_find->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_find->setMargin(8);
    m_find->setAccessibleName(tr("What decides it"));
    m_tabs->addTab(crossoverTab(), tr("Crossover"));
    m_tabs->addTab(m_tornado, tr("Tornado"));
    m_tabs->addTab(mapTab(), tr("Regime map"));
    auto *find = new QScrollArea;
    find->setWidget(m_find);
    find->setWidgetResizable(true);
    find->setFrameShape(QFrame::NoFrame);
    find->setAccessibleName(tr("What decides it"));
    m_tabs->addTab(find, tr("What decides it"));
    m_tabs->addTab(m_advice, tr("Advice"));
    m_tabs->tabBar()->setAccessibleName(tr("Views of the decision"));
    m_tabs->setAccessibleName(tr("Views of the decision"));

    auto *part = new QWidget;
    auto *layout = new QVBoxLayout(part);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_verdict);
    layout->addWidget(m_ranking);
    layout->addWidget(m_tabs, 1);
    return part;
}

QWidget *WhatIfPage::crossoverTab()
{
    auto *bar = new QHBoxLayout;
    addLabelled(*bar, tr("&Over"), m_axis, 24);
    bar->addStretch();
    auto *tab = new QWidget;
    auto *layout = new QVBoxLayout(tab);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->addLayout(bar);
    layout->addWidget(m_crossover, 1);
    m_crossover->setName(tr("Crossover"));
    m_crossover->setEmptyState(tr("Two options with prices make a crossover: give what is missing at the left."));
    return tab;
}

QWidget *WhatIfPage::mapTab()
{
    auto *bar = new QHBoxLayout;
    addLabelled(*bar, tr("Map across"), m_mapX, 18);
    addLabelled(*bar, tr("Map up"), m_mapY, 18);
    bar->addStretch();
    auto *tab = new QWidget;
    auto *layout = new QVBoxLayout(tab);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->addLayout(bar);
    layout->addWidget(m_map, 1);
    m_map->setName(tr("Regime map"));
    m_map->setEmptyState(tr("Two options with prices make a map: give what is missing at the left."));
    return tab;
}

void WhatIfPage::askForName()
{
    auto *dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Keep these assumptions"));
    dialog->setLabelText(tr("Name of the set; it is kept in the study file:"));
    if (m_session.view().whatIf.set != "standard")
        dialog->setTextValue(QString::fromStdString(m_session.view().whatIf.set));
    connect(dialog, &QInputDialog::textValueSelected, this, [this](const QString &name) {
        if (!name.trimmed().isEmpty() && name.trimmed() != "standard")
            m_whatIf.saveAs(name);
    });
    dialog->open();
}

/// A combo box for each target: what it is in the catalogue, so that its price and power are known.
void WhatIfPage::showTargets()
{
    QStringList names;
    for (const std::string &target : m_whatIf.targets())
        names << QString::fromStdString(target);
    auto *form = static_cast<QFormLayout *>(m_targets->layout());
    if (names != m_targetNames) {
        m_targetNames = names;
        while (form->rowCount() > 0)
            form->removeRow(0);
        for (const QString &name : names) {
            auto *box = new QComboBox;
            box->setAccessibleName(tr("What %1 is in the catalogue").arg(name));
            box->setAccessibleDescription(box->accessibleName());
            box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
            box->setMinimumContentsLength(18);
            box->addItem(tr("as the backend says, else your own figures"), "");
            if (m_shelf.shelf())
                for (const Json &entry : m_shelf.shelf()->hardware.targets)
                    box->addItem(QString::fromStdString(entry["name"].get<std::string>()),
                                 QString::fromStdString(entry["id"].get<std::string>()));
            connect(box, &QComboBox::activated, this, [this, box, name] {
                m_whatIf.setHardware(name.toStdString(), box->currentData().toString().toStdString());
            });
            auto *label = new QLabel(tr("%1 is").arg(name));
            label->setBuddy(box);
            form->addRow(label, box);
        }
    }
    const auto &hardware = m_session.view().whatIf.hardware;
    for (int row = 0; row < form->rowCount(); ++row) {
        auto *box = qobject_cast<QComboBox *>(form->itemAt(row, QFormLayout::FieldRole)->widget());
        const auto named = hardware.find(m_targetNames[row].toStdString());
        box->setCurrentIndex(
            std::max(0, box->findData(named == hardware.end() ? QString() : QString::fromStdString(named->second))));
    }
    m_targets->setVisible(!names.isEmpty());
}

void WhatIfPage::showTab()
{
    const auto found = std::ranges::find(kTabs, m_session.view().whatIf.tab);
    if (found != kTabs.end())
        m_tabs->setCurrentIndex(static_cast<int>(found - kTabs.begin()));
}

QWidget *WhatIfPage::rowsPart()
{
    auto *label = new QLabel(tr("&Assumptions"));
    label->setBuddy(m_set);
    m_set->setAccessibleName(tr("Set of assumptions"));
    m_set->setAccessibleDescription(tr("Set of assumptions"));
    m_resetAll->setAccessibleName(tr("Reset all assumptions"));
    auto *bar = new QHBoxLayout;
    bar->addWidget(label);
    bar->addWidget(m_set, 1);
    m_saveAs->setAccessibleName(tr("Save these assumptions as a set"));
    m_saveAs->setToolTip(tr("Keep what is in force under a name, in the study file"));
    bar->addWidget(m_saveAs);
    bar->addWidget(m_resetAll);
    m_targets = new QWidget;
    auto *form = new QFormLayout(m_targets);
    form->setContentsMargins(0, 4, 0, 4);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    auto *part = new QWidget;
    auto *layout = new QVBoxLayout(part);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(bar);
    layout->addWidget(m_targets);
    layout->addWidget(m_scroll, 1);
    return part;
}

void WhatIfPage::showSets()
{
    const QStringList names = m_whatIf.sets();
    m_set->clear();
    m_set->addItems(names);
    m_set->setCurrentText(QString::fromStdString(m_session.view().whatIf.set));
}

void WhatIfPage::showRows()
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

void WhatIfPage::rebuildRows()
{
    m_views.clear();
    m_rows = new QWidget;
    auto *layout = new QVBoxLayout(m_rows);
    layout->setContentsMargins(0, 0, 8, 0);
    layout->setSpacing(0);
    QString group;
    for (const AssumptionRow &row : inReadingOrder(m_whatIf.rows())) {
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
        connect(view, &AssumptionRowView::rangeChanged, this,
                [this, id](double low, double value, double high) { m_whatIf.setRange(id, low, value, high); });
        connect(view, &AssumptionRowView::lockChanged, this, [this, id](bool on) { m_whatIf.setLocked(id, on); });
        connect(view, &AssumptionRowView::resetRequested, this, [this, id] { m_whatIf.reset(id); });
        connect(view, &AssumptionRowView::settled, this, [this] { m_session.history().settle(); });
        layout->addWidget(view);
        m_views.emplace(id, view);
    }
    layout->addStretch(1);
    m_scroll->setWidget(m_rows); // deletes the one before
}

void WhatIfPage::showAnswer()
{
    const WhatIfPointer &answer = m_whatIf.answer();
    if (!answer) {
        m_verdict->setText(tr("Open a study with results to see what they are worth."));
        m_ranking->setRowCount(0);
        m_crossover->setData({});
        m_tornado->setData({}, 0, {});
        m_map->setData({}, {}, {});
        m_find->clear();
        m_advice->setAnswer(nullptr);
        showTargets();
        return;
    }
    showTargets();
    m_advice->setAnswer(answer.get());
    m_verdict->setText(verdictText(*answer));
    showRanking(*answer);
    showAxes(*answer);
    showCharts(*answer);
}

void WhatIfPage::showRanking(const WhatIfAnswer &answer)
{
    m_ranking->setRowCount(static_cast<int>(answer.ranking.size()));
    int row = 0;
    for (const RankedOption &option : answer.ranking) {
        QStringList cells{QString::fromStdString(option.name), costText(option),
                          option.usdPerMillion ? QString::fromStdString(toText(option.performance))
                                               : QString::fromStdString(option.absentReason)};
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
    const int rows = std::clamp(row, 2, kRankingRows);
    m_ranking->setFixedHeight(m_ranking->horizontalHeader()->sizeHint().height() +
                              rows * m_ranking->verticalHeader()->defaultSectionSize() + 2 * m_ranking->frameWidth());
}

void WhatIfPage::showAxes(const WhatIfAnswer &answer)
{
    QList<QPair<QString, QString>> knobs;
    for (const model::Knob &knob : answer.decision.knobs)
        knobs.push_back({knobText(knob), QString::fromStdString(knob.id)});
    const auto id = [](const model::Knob *knob) {
        return knob == nullptr ? QString() : QString::fromStdString(knob->id);
    };
    fillBox(*m_axis, knobs, id(answer.axis));
    if (answer.complete || knobs.isEmpty()) {
        fillBox(*m_mapX, knobs, id(answer.mapX));
        fillBox(*m_mapY, knobs, id(answer.mapY));
    }
    for (QComboBox *box : {m_axis, m_mapX, m_mapY})
        box->setEnabled(!knobs.isEmpty());
}

void WhatIfPage::showMap(const WhatIfAnswer &answer)
{
    if (!answer.map) {
        m_map->setData({}, {}, {});
        return;
    }
    const auto axis = [](const model::Knob &knob, const std::vector<double> &values) {
        const bool byRatio = values.front() > 0 && values.back() / values.front() > 20;
        return charts::Axis{knobText(knob), QString::fromStdString(knob.unit), byRatio};
    };
    charts::RegimeData regimes;
    for (const model::Option &option : answer.decision.options)
        regimes.options << QString::fromStdString(option.name);
    regimes.x = answer.map->x;
    regimes.y = answer.map->y;
    for (const auto &row : answer.map->cells)
        for (const model::RegimeMap::Cell &cell : row) {
            charts::RegimeCell made;
            if (cell.cheapest)
                made.winner = static_cast<std::uint16_t>(*cell.cheapest);
            made.share = cell.share;
            made.decided = cell.decided();
            regimes.cells.push_back(made);
        }
    const charts::Axis x = axis(*answer.mapX, regimes.x), y = axis(*answer.mapY, regimes.y);
    m_map->setData(x, y, std::move(regimes));
    m_map->setPosition(QPointF(answer.decision.at(*answer.mapX), answer.decision.at(*answer.mapY)));
}

void WhatIfPage::showMiniCurves(const WhatIfAnswer &answer)
{
    for (const auto &[id, view] : m_views) {
        const auto found = answer.miniCurves.find(id);
        if (found == answer.miniCurves.end())
            view->curve().setCosts(0, 0, 0, {});
        else
            view->curve().setCosts(found->second.from, found->second.to, answer.decision.at(*answer.decision.find(id)),
                                   found->second.costs);
    }
}

void WhatIfPage::showCharts(const WhatIfAnswer &answer)
{
    if (!answer.problem.empty()) {
        m_crossover->setData({});
        m_tornado->setData({}, 0, {});
        m_map->setData({}, {}, {});
        m_find->setText(verdictText(answer));
        showMiniCurves(answer);
        return;
    }
    m_crossover->setPosition(answer.decision.at(*answer.axis));
    if (!answer.complete)
        return; // the slower part follows; until then the earlier one stays
    const bool decades = answer.from > 0 && answer.to / answer.from > 20;
    charts::Axis x{knobText(*answer.axis), QString::fromStdString(answer.axis->unit), decades};
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

    showMap(answer);
    showMiniCurves(answer);
    std::vector<charts::TornadoBar> bars;
    for (const model::Swing &swing : answer.swings)
        bars.push_back({static_cast<charts::Id>(bars.size()), knobText(*swing.knob), swing.atLow, swing.atHigh,
                        assumptionText(swing.knob->range.low, swing.knob->unit),
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
