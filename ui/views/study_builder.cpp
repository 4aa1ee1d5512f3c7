#include "ui/views/study_builder.hpp"

#include <QDir>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QShowEvent>
#include <QSplitter>
#include <QVBoxLayout>

#include "core/base/json_text.hpp"
#include "core/base/units.hpp"
#include "core/desk/study_sink.hpp"

namespace assay::ui {
namespace {

constexpr int kPlanMilliseconds = 150;
constexpr std::size_t kShownReasons = 4;

QString toQt(const std::string &text)
{
    return QString::fromStdString(text);
}

QLabel *partTitle(const QString &text, QWidget *buddy)
{
    auto *label = new QLabel(text);
    QFont font = label->font();
    font.setBold(true);
    label->setFont(font);
    label->setBuddy(buddy);
    return label;
}

/// The keyboard goes on from a line that is shown.
void goToShown(QListWidget &list)
{
    if (list.currentRow() >= 0 && !list.isRowHidden(list.currentRow()))
        return;
    for (int row = 0; row < list.count(); ++row)
        if (!list.isRowHidden(row) && list.item(row)->flags().testFlag(Qt::ItemIsUserCheckable))
            return list.setCurrentRow(row);
}

/// Qt tells screen readers of a line that it can be ticked, but not that it is.
void tellTick(QListWidgetItem &item)
{
    const QString told = item.checkState() == Qt::Checked ? StudyBuilder::tr("%1, chosen").arg(item.text())
                                                          : StudyBuilder::tr("%1, not chosen").arg(item.text());
    if (item.data(Qt::AccessibleTextRole).toString() != told)
        item.setData(Qt::AccessibleTextRole, told);
}

void showOnly(QListWidget &list, const QString &words)
{
    for (int row = 0; row < list.count(); ++row) {
        const QListWidgetItem *item = list.item(row);
        const QString all =
            item->text() + " " + item->data(Qt::UserRole).toString() + " " + item->data(Qt::UserRole + 1).toString();
        list.setRowHidden(row, !all.contains(words, Qt::CaseInsensitive));
    }
    goToShown(list);
}

QLineEdit *searchField(const QString &text, QListWidget *list)
{
    auto *field = new QLineEdit;
    field->setPlaceholderText(text);
    field->setAccessibleName(text);
    field->setClearButtonEnabled(true);
    QObject::connect(field, &QLineEdit::textChanged, list, [list](const QString &words) { showOnly(*list, words); });
    return field;
}

std::set<std::string> checkedIds(const QListWidget &list)
{
    std::set<std::string> ids;
    for (int row = 0; row < list.count(); ++row)
        if (list.item(row)->checkState() == Qt::Checked)
            ids.insert(list.item(row)->data(Qt::UserRole).toString().toStdString());
    return ids;
}

void addItem(QListWidget *list, const QString &text, const QString &id, const QString &words, bool checked)
{
    auto *item = new QListWidgetItem(text, list); // the list owns it
    item->setData(Qt::UserRole, id);
    item->setData(Qt::UserRole + 1, words);
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
    item->setCheckState(checked ? Qt::Checked : Qt::Unchecked);
    item->setSizeHint(QSize(0, 24));
    item->setToolTip(words);
    tellTick(*item);
}

void addHeading(QListWidget *list, const QString &text)
{
    auto *item = new QListWidgetItem(text, list);
    QFont font = item->font();
    font.setBold(true);
    item->setFont(font);
    item->setFlags(Qt::NoItemFlags);
    item->setSizeHint(QSize(0, 28));
}

} // namespace

StudyBuilder::StudyBuilder(Machine &machine, HardwareShelf &shelf, QWidget *parent)
    : QWidget(parent), m_machine(machine), m_shelf(shelf), m_file(new QLineEdit), m_workloads(new QListWidget),
      m_targets(new QListWidget), m_about(new QLabel), m_looking(new QLabel), m_summary(new QLabel),
      m_look(new QPushButton(tr("Look again"))), m_run(new QPushButton(tr("&Run"))), m_parameters(new QTableWidget),
      m_scenario(new QComboBox), m_slo(new QDoubleSpinBox), m_quick(new QRadioButton(tr("&Quick look"))),
      m_full(new QRadioButton(tr("F&ull rule")))
{
    m_findWorkload = searchField(tr("Find a workload"), m_workloads);
    m_findTarget = searchField(tr("Find a target"), m_targets);
    auto *split = new QSplitter;
    split->setChildrenCollapsible(false);
    split->addWidget(workloadPart());
    split->addWidget(targetPart());
    split->addWidget(planPart());
    split->setSizes({330, 330, 480});
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->addWidget(split);
    m_planSoon.setSingleShot(true);
    m_planSoon.setInterval(kPlanMilliseconds);
    connect(&m_planSoon, &QTimer::timeout, this, &StudyBuilder::plan);
    connect(&m_machine, &Machine::found, this, [this] {
        fillWorkloads();
        fillTargets();
    });
    connect(&m_machine, &Machine::lookingChanged, this, &StudyBuilder::fillTargets);
    connect(&m_shelf, &HardwareShelf::changed, this, &StudyBuilder::fillTargets);
    fillWorkloads();
    fillTargets();
    setOpenStudy({});
    plan();
}

QWidget *StudyBuilder::workloadPart()
{
    m_workloads->setAccessibleName(tr("Workloads"));
    m_about->setWordWrap(true);
    m_about->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_about->setAlignment(Qt::AlignTop);
    auto *part = new QWidget;
    auto *layout = new QVBoxLayout(part);
    layout->addWidget(partTitle(tr("What is run"), m_workloads));
    layout->addWidget(m_findWorkload);
    layout->addWidget(m_workloads, 3);
    layout->addWidget(m_about, 2);
    connect(m_workloads, &QListWidget::currentRowChanged, this, &StudyBuilder::showWorkload);
    connect(m_workloads, &QListWidget::itemChanged, this, [this](QListWidgetItem *item) {
        if (m_filling)
            return;
        tellTick(*item);
        m_workloads->setCurrentItem(item);
        m_planSoon.start();
    });
    return part;
}

QWidget *StudyBuilder::targetPart()
{
    m_targets->setAccessibleName(tr("Targets"));
    auto *part = new QWidget;
    auto *layout = new QVBoxLayout(part);
    layout->addWidget(partTitle(tr("What it is run on"), m_targets));
    layout->addWidget(m_findTarget);
    layout->addWidget(m_targets, 1);
    auto *foot = new QHBoxLayout;
    foot->addWidget(m_looking, 1);
    foot->addWidget(m_look);
    layout->addLayout(foot);
    m_looking->setWordWrap(true);
    m_look->setToolTip(tr("Ask all backends again what they have"));
    connect(m_look, &QPushButton::clicked, &m_machine, &Machine::look);
    connect(m_targets, &QListWidget::itemChanged, this, [this](QListWidgetItem *item) {
        if (m_filling)
            return;
        tellTick(*item);
        m_planSoon.start();
    });
    return part;
}

QWidget *StudyBuilder::planPart()
{
    m_parameters->setColumnCount(4);
    m_parameters->setHorizontalHeaderLabels({tr("Parameter"), tr("Values"), tr("Unless said"), tr("Meaning")});
    m_parameters->setAccessibleName(tr("Parameters"));
    m_parameters->setToolTip(tr("Several values make a grid: 64,128,256 or 64:1024:x2 or 1:9:2"));
    m_parameters->verticalHeader()->hide();
    m_parameters->horizontalHeader()->setStretchLastSection(true);
    m_parameters->setTabKeyNavigation(false);
    m_parameters->setColumnWidth(1, 120);
    m_parameters->setColumnWidth(2, 110);
    m_parameters->setWordWrap(false);
    for (const auto kind :
         {measure::ScenarioKind::SingleStream, measure::ScenarioKind::Offline, measure::ScenarioKind::MultiStream,
          measure::ScenarioKind::Server, measure::ScenarioKind::SloSearch})
        m_scenario->addItem(toQt(measure::toText(kind)), static_cast<int>(kind));
    m_scenario->setAccessibleName(tr("Load scenario"));
    m_slo->setRange(0.001, 1e6);
    m_slo->setDecimals(3);
    m_slo->setValue(10);
    m_slo->setSuffix(tr(" ms at p99"));
    m_slo->setAccessibleName(tr("Latency objective"));
    m_quick->setChecked(true);
    m_quick->setToolTip(tr("One short run each: good for a first look, never names a winner"));
    m_full->setToolTip(tr("Five fresh processes each, until the numbers are steady"));
    m_file->setAccessibleName(tr("Study file"));
    auto *browse = new QPushButton(tr("Choose…"));
    browse->setAccessibleName(tr("Choose the study file"));
    auto *fileRow = new QHBoxLayout;
    fileRow->addWidget(m_file, 1);
    fileRow->addWidget(browse);
    auto *load = new QHBoxLayout;
    load->addWidget(m_scenario);
    load->addWidget(m_slo);
    load->addStretch();
    auto *rule = new QHBoxLayout;
    rule->addWidget(m_quick);
    rule->addWidget(m_full);
    rule->addStretch();
    auto *form = new QFormLayout;
    form->addRow(tr("Load"), load);
    form->addRow(tr("Measured by"), rule);
    form->addRow(tr("Results go to"), fileRow);
    m_summary->setWordWrap(true);
    m_summary->setObjectName("summary");
    m_run->setDefault(true);
    m_run->setMinimumSize(120, 36);
    auto *part = new QWidget;
    auto *layout = new QVBoxLayout(part);
    layout->addWidget(partTitle(tr("Parameters and load"), m_parameters));
    layout->addWidget(m_parameters, 1);
    layout->addLayout(form);
    layout->addWidget(m_summary);
    layout->addWidget(m_run, 0, Qt::AlignRight);
    connect(m_parameters, &QTableWidget::itemChanged, this, [this] {
        if (!m_filling)
            m_planSoon.start();
    });
    connect(m_scenario, &QComboBox::currentIndexChanged, this, &StudyBuilder::plan);
    connect(m_slo, &QDoubleSpinBox::valueChanged, this, &StudyBuilder::plan);
    connect(m_quick, &QRadioButton::toggled, this, &StudyBuilder::plan);
    connect(m_run, &QPushButton::clicked, this, &StudyBuilder::run);
    connect(browse, &QPushButton::clicked, this, &StudyBuilder::chooseFile);
    return part;
}

void StudyBuilder::showEvent(QShowEvent *event)
{
    m_findWorkload->setFocus();
    QWidget::showEvent(event);
}

void StudyBuilder::setOpenStudy(const QString &file)
{
    m_file->setText(file.isEmpty() ? toQt(desk::defaultStudyFile().string()) : file);
}

void StudyBuilder::setRunning(bool running)
{
    m_running = running;
    showPlan();
}

void StudyBuilder::fillWorkloads()
{
    const auto before = checkedIds(*m_workloads);
    const int row = m_workloads->currentRow();
    m_filling = true;
    m_workloads->clear();
    if (m_machine.facts())
        for (const catalog::Workload &workload : m_machine.facts()->around.workloads.workloads) {
            QStringList words{toQt(catalog::title(workload.kind)), toQt(workload.title)};
            for (const std::string &tag : workload.tags)
                words << toQt(tag);
            addItem(m_workloads, toQt(workload.id), toQt(workload.id), words.join(", "), before.contains(workload.id));
        }
    m_filling = false;
    m_workloads->setCurrentRow(std::max(row, 0));
    showOnly(*m_workloads, m_findWorkload->text());
    m_planSoon.start();
}

void StudyBuilder::fillTargets()
{
    const auto before = checkedIds(*m_targets);
    m_filling = true;
    m_targets->clear();
    if (const MachinePointer &machine = m_machine.facts()) {
        addHeading(m_targets,
                   machine->around.plugins.plugins.empty() ? tr("No backend is installed") : tr("On this machine"));
        for (const auto &[id, device] : machine->around.devices)
            addItem(m_targets, tr("%1   %2").arg(toQt(id), toQt(device.name)), toQt(id),
                    device.emulated ? tr("%1, emulated").arg(toQt(device.name))
                                    : tr("%1 %2").arg(toQt(device.vendor), toQt(device.driver)),
                    before.contains(id));
        for (const auto &[backend, why] : machine->without) {
            addItem(m_targets, tr("%1   no device").arg(toQt(backend)), toQt(backend), toQt(why), false);
            m_targets->item(m_targets->count() - 1)->setFlags(Qt::NoItemFlags);
        }
    }
    if (m_shelf.shelf()) {
        addHeading(m_targets, tr("Catalogue: projected, not run"));
        for (const Json &entry : m_shelf.shelf()->hardware.targets) {
            const std::string id = "catalog:" + textAt(entry, "id");
            addItem(m_targets, tr("%1   %2").arg(toQt(id), toQt(textAt(entry, "name"))), toQt(id),
                    tr("%1, projected").arg(toQt(textAt(entry, "class"))), before.contains(id));
        }
    }
    m_filling = false;
    showOnly(*m_targets, m_findTarget->text());
    m_look->setEnabled(!m_machine.isLooking());
    m_looking->setText(m_machine.isLooking() ? tr("Looking for devices …") : QString());
    m_planSoon.start();
}

void StudyBuilder::showWorkload()
{
    const QListWidgetItem *item = m_workloads->currentItem();
    const catalog::Workload *workload =
        item != nullptr && m_machine.facts()
            ? m_machine.facts()->around.workloads.find(item->data(Qt::UserRole).toString().toStdString())
            : nullptr;
    m_about->setText(workload == nullptr
                         ? QString()
                         : tr("<b>%1</b><br>%2<br><br>Operations of a query: %3 (%4)")
                               .arg(toQt(workload->title).toHtmlEscaped(), toQt(workload->summary).toHtmlEscaped(),
                                    toQt(workload->operations.text()).toHtmlEscaped(),
                                    toQt(workload->operationUnit).toHtmlEscaped()));
}

StudyChoice StudyBuilder::choice() const
{
    StudyChoice choice;
    choice.workloads = checkedIds(*m_workloads);
    choice.targets = checkedIds(*m_targets);
    for (int row = 0; row < m_parameters->rowCount(); ++row) {
        const QString values = m_parameters->item(row, 1)->text().trimmed();
        if (!values.isEmpty())
            choice.parameters[m_parameters->item(row, 0)->text().toStdString()] = values.toStdString();
    }
    choice.scenario = static_cast<measure::ScenarioKind>(m_scenario->currentData().toInt());
    if (choice.scenario == measure::ScenarioKind::SloSearch)
        choice.sloSeconds = m_slo->value() / 1000;
    choice.quick = m_quick->isChecked();
    return choice;
}

void StudyBuilder::fillParameters()
{
    const StudyChoice chosen = choice();
    const auto parameters = choosableParameters(chosen, m_machine.facts()->around);
    QStringList wanted, shown;
    for (const ChoosableParameter &parameter : parameters)
        wanted << toQt(parameter.spec.name) + "=" + toQt(parameter.usualText());
    for (int row = 0; row < m_parameters->rowCount(); ++row)
        shown << m_parameters->item(row, 0)->text() + "=" + m_parameters->item(row, 2)->text();
    if (wanted == shown)
        return;
    m_filling = true;
    m_parameters->setRowCount(static_cast<int>(parameters.size()));
    for (int row = 0; row < m_parameters->rowCount(); ++row) {
        const ChoosableParameter &parameter = parameters[static_cast<std::size_t>(row)];
        const auto given = chosen.parameters.find(parameter.spec.name);
        const QStringList cells{toQt(parameter.spec.name),
                                given == chosen.parameters.end() ? QString() : toQt(given->second),
                                toQt(parameter.usualText()), toQt(parameter.spec.meaning)};
        for (int column = 0; column < cells.size(); ++column) {
            auto *item = new QTableWidgetItem(cells[column]);
            item->setToolTip(cells[column]);
            if (column != 1)
                item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
            m_parameters->setItem(row, column, item);
        }
    }
    m_filling = false;
}

void StudyBuilder::plan()
{
    if (m_machine.facts()) {
        fillParameters();
        m_planned = planStudy(choice(), m_machine.facts()->around);
    } else {
        m_planned = {};
        m_planned.lacks = tr("Looking for workloads and devices …").toStdString();
    }
    showPlan();
}

void StudyBuilder::showPlan()
{
    m_slo->setEnabled(static_cast<measure::ScenarioKind>(m_scenario->currentData().toInt()) ==
                      measure::ScenarioKind::SloSearch);
    QStringList lines;
    if (!m_planned.lacks.empty()) {
        lines << toQt(m_planned.lacks);
    } else {
        std::size_t projected = 0;
        for (const study::DesignPoint &point : m_planned.plan.points)
            projected += point.target.isCatalogue() ? 1 : 0;
        lines << tr("Design points: %1, runs: %2, about %3. Projected: %4")
                     .arg(m_planned.plan.points.size() - projected)
                     .arg(m_planned.runs)
                     .arg(toQt(formatWait(m_planned.seconds)))
                     .arg(projected);
    }
    const auto &skipped = m_planned.plan.skipped;
    if (!skipped.empty())
        lines << tr("Left out: %1").arg(skipped.size());
    for (std::size_t i = 0; i < std::min(skipped.size(), kShownReasons); ++i)
        lines << tr("  %1: %2").arg(toQt(skipped[i].what), toQt(skipped[i].reason));
    if (m_running)
        lines << tr("Another study is being run: wait for it or cancel it below");
    m_summary->setText(lines.join('\n'));
    m_run->setEnabled(m_planned.lacks.empty() && !m_running);
}

void StudyBuilder::chooseFile()
{
    auto *dialog = new QFileDialog(this, tr("Results go to"), m_file->text(), tr("Studies (*.assay)"));
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setOption(QFileDialog::DontConfirmOverwrite); // results are added, nothing is overwritten
    dialog->setDefaultSuffix("assay");
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::fileSelected, m_file, &QLineEdit::setText);
    dialog->open();
}

void StudyBuilder::run()
{
    plan();
    if (!m_run->isEnabled())
        return;
    QDir().mkpath(QFileInfo(m_file->text()).absolutePath());
    emit runWanted(QFileInfo(m_file->text()).absoluteFilePath());
}

} // namespace assay::ui
