#include "ui/views/catalogue_page.hpp"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QSplitter>
#include <QTabBar>
#include <QVBoxLayout>

#include "ui/views/chart_panel.hpp"
#include "ui/views/icons.hpp"
#include "ui/views/own_hardware_dialog.hpp"

namespace assay::ui {
namespace {

constexpr int kPowerColumn = 7; ///< of a target that has it, other figures are known, too

void prepare(QTableWidget &table, const QStringList &titles, const QString &name)
{
    table.setColumnCount(static_cast<int>(titles.size()));
    table.setHorizontalHeaderLabels(titles);
    table.setAccessibleName(name);
    table.setEditTriggers(QAbstractItemView::NoEditTriggers);
    table.setSelectionBehavior(QAbstractItemView::SelectRows);
    table.setTabKeyNavigation(false);
    table.setShowGrid(false);
    table.setWordWrap(false);
    table.setAlternatingRowColors(true);
    table.verticalHeader()->hide();
    table.verticalHeader()->setDefaultSectionSize(24);
    table.horizontalHeader()->setStretchLastSection(true);
    table.horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
}

void addRow(QTableWidget &table, const QStringList &cells)
{
    const int row = table.rowCount();
    table.insertRow(row);
    for (int column = 0; column < cells.size(); ++column) {
        auto *item = new QTableWidgetItem(cells[column]);
        item->setToolTip(cells[column]);
        table.setItem(row, column, item);
    }
}

void fitColumns(QTableWidget &table, int most)
{
    table.resizeColumnsToContents();
    for (int column = 0; column < table.columnCount(); ++column)
        table.setColumnWidth(column, std::min(most, table.columnWidth(column) + 8));
}

QString entryText(const Json &target, const char *key)
{
    const auto found = target.find(key);
    return found == target.end() || !found->is_string() ? QString() : QString::fromStdString(found->get<std::string>());
}

} // namespace

CataloguePage::CataloguePage(HardwareShelf &shelf, QWidget *parent)
    : QWidget(parent), m_shelf(shelf), m_table(shelf), m_words(new QLineEdit), m_kind(new QComboBox),
      m_counts(new QLabel), m_title(new QLabel), m_about(new QLabel), m_list(new QTableView), m_tabs(new QTabWidget),
      m_figures(new QTableWidget), m_published(new QTableWidget), m_edit(new QPushButton(tr("Own figures…")))
{
    m_filter.setSourceModel(&m_table);
    auto *split = new QSplitter(Qt::Vertical);
    split->addWidget(listPart());
    split->addWidget(targetPart());
    split->setChildrenCollapsible(false);
    split->setStretchFactor(0, 1);
    split->setStretchFactor(1, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->addWidget(split);
    connect(m_words, &QLineEdit::textChanged, this, [this](const QString &words) {
        m_filter.setWords(words);
        showCounts();
    });
    connect(m_kind, &QComboBox::activated, this, [this] {
        m_filter.setKind(m_kind->currentData().toString());
        showCounts();
    });
    connect(m_list->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &CataloguePage::showTarget);
    connect(&m_table, &QAbstractItemModel::modelAboutToBeReset, this, [this] { m_wanted = chosen(); });
    connect(&m_table, &QAbstractItemModel::modelReset, this, [this] {
        showCounts();
        choose(m_wanted);
    });
    connect(m_edit, &QPushButton::clicked, this, &CataloguePage::editOwn);
    showCounts();
    choose({});
}

QWidget *CataloguePage::listPart()
{
    m_words->setPlaceholderText(tr("Search: words of name, vendor, class"));
    m_words->setAccessibleName(tr("Search the catalogue"));
    m_words->setClearButtonEnabled(true);
    m_words->addAction(themedIcon("search"), QLineEdit::LeadingPosition);
    m_words->setMaximumWidth(480);
    auto *bar = new QHBoxLayout;
    bar->addWidget(m_words, 1);
    addLabelled(*bar, tr("Class"), m_kind, 8);
    bar->addWidget(m_counts);
    bar->addStretch(1);
    m_edit->setToolTip(tr("Figures of your own, in a file that overrides the catalogue"));
    bar->addWidget(m_edit);
    m_list->setModel(&m_filter);
    m_list->setAccessibleName(tr("Targets of the catalogue"));
    m_list->setSortingEnabled(true);
    m_list->sortByColumn(0, Qt::AscendingOrder);
    m_list->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_list->setSelectionMode(QAbstractItemView::SingleSelection);
    m_list->setTabKeyNavigation(false);
    m_list->setShowGrid(false);
    m_list->setAlternatingRowColors(true);
    m_list->setWordWrap(false);
    m_list->verticalHeader()->hide();
    m_list->verticalHeader()->setDefaultSectionSize(24);
    m_list->horizontalHeader()->setStretchLastSection(true);
    auto *part = new QWidget;
    auto *layout = new QVBoxLayout(part);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(bar);
    layout->addWidget(m_list, 1);
    return part;
}

QWidget *CataloguePage::targetPart()
{
    QFont bold = m_title->font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_title->setTextFormat(Qt::PlainText);
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_about->setTextFormat(Qt::PlainText);
    m_about->setWordWrap(true);
    m_about->setTextInteractionFlags(Qt::TextSelectableByMouse);
    prepare(*m_figures, {tr("Figure"), tr("Value"), tr("Quality"), tr("Date"), tr("Remarks"), tr("Source")},
            tr("Figures of the target"));
    prepare(*m_published, {tr("Workload"), tr("Load"), tr("Metric"), tr("Value"), tr("Source")},
            tr("What others published of the target"));
    m_tabs->addTab(m_figures, tr("Figures"));
    m_tabs->addTab(m_published, tr("Published results"));
    m_tabs->setAccessibleName(tr("About the target"));
    m_tabs->tabBar()->setAccessibleName(tr("About the target"));
    auto *part = new QWidget;
    auto *layout = new QVBoxLayout(part);
    layout->setContentsMargins(0, 8, 0, 0);
    layout->addWidget(m_title);
    layout->addWidget(m_about);
    layout->addWidget(m_tabs, 1);
    return part;
}

void CataloguePage::showCounts()
{
    QList<QPair<QString, QString>> kinds{{tr("all"), ""}};
    for (int row = 0; row < m_table.rowCount(); ++row) {
        const QString kind = m_table.index(row, 0).data(CatalogueTable::ClassRole).toString();
        if (std::ranges::find(kinds, kind, [](const auto &entry) { return entry.second; }) == kinds.end())
            kinds.push_back({kind, kind});
    }
    fillBox(*m_kind, kinds, m_kind->currentData().toString());
    if (m_kind->currentIndex() < 0)
        m_kind->setCurrentIndex(0);
    const int all = m_table.rowCount(), shown = m_filter.rowCount();
    QString text = shown == all ? tr("Targets: %1").arg(all) : tr("Targets: %1 of %2").arg(shown).arg(all);
    if (m_shelf.shelf() && !m_shelf.shelf()->hardware.errors.empty())
        text +=
            "; " +
            tr("a file was left out: %1").arg(QString::fromStdString(m_shelf.shelf()->hardware.errors.front().text()));
    m_counts->setText(text + "   " + tr("? unverified, † stale"));
    m_list->resizeColumnsToContents();
    m_list->setColumnWidth(0, std::max(260, m_list->columnWidth(0)));
}

QString CataloguePage::chosen() const
{
    return m_list->currentIndex().data(CatalogueTable::IdRole).toString();
}

void CataloguePage::choose(const QString &id)
{
    for (int row = 0; row < m_filter.rowCount(); ++row)
        if ((id.isEmpty() && m_filter.index(row, kPowerColumn).data(CatalogueTable::SortRole).isValid()) ||
            m_filter.index(row, 0).data(CatalogueTable::IdRole).toString() == id) {
            m_list->setCurrentIndex(m_filter.index(row, 0));
            break;
        }
    showTarget();
}

void CataloguePage::showTarget()
{
    const std::string id = chosen().toStdString();
    const Json *target = m_shelf.shelf() ? m_shelf.shelf()->hardware.find(id) : nullptr;
    m_figures->setRowCount(0);
    m_published->setRowCount(0);
    if (target == nullptr) {
        m_title->setText(m_shelf.shelf() ? tr("Choose a target in the list: everything known about it appears here.")
                                         : tr("Reading the catalogue …"));
        m_about->clear();
        return;
    }
    m_title->setText(QStringLiteral("%1 (%2)").arg(entryText(*target, "name"), entryText(*target, "id")));
    m_about->setText(entryText(*target, "notes"));
    m_about->setVisible(!m_about->text().isEmpty());
    for (const FigureRow &row : figureRows(*target))
        addRow(*m_figures, {row.name, row.value, row.quality, row.date, row.remarks, row.source});
    for (const PublishedRow &row : publishedRows(m_shelf.shelf()->published, id))
        addRow(*m_published, {row.workload, row.scenario, row.metric, row.value, row.source});
    fitColumns(*m_figures, 320);
    fitColumns(*m_published, 320);
    m_tabs->setTabText(1, tr("Published results (%1)").arg(m_published->rowCount()));
    m_tabs->setTabEnabled(1, m_published->rowCount() > 0);
}

void CataloguePage::editOwn()
{
    auto *dialog = new OwnHardwareDialog(OwnHardwareDialog::ownFile(), chosen(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &OwnHardwareDialog::saved, this, [this] { m_shelf.load(); });
    dialog->open();
}

} // namespace assay::ui
