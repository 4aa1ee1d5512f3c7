#include "ui/views/column_chooser.hpp"

#include <algorithm>

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/models/table_columns.hpp"

namespace assay::ui {
namespace {

std::vector<std::string> idsOf(const std::vector<TableColumn> &columns)
{
    std::vector<std::string> ids;
    for (const auto &column : columns)
        ids.push_back(column.id());
    return ids;
}

} // namespace

ColumnChooser::ColumnChooser(StudySession &session, QWidget *parent)
    : QDialog(parent), m_session(session), m_filter(new QLineEdit), m_list(new QListWidget)
{
    setWindowTitle(tr("Columns of the table"));
    resize(480, 520);
    m_filter->setPlaceholderText(tr("Find a column"));
    m_filter->setAccessibleName(tr("Find a column"));
    m_filter->setClearButtonEnabled(true);
    connect(m_filter, &QLineEdit::textChanged, this, &ColumnChooser::filter);
    m_list->setAccessibleName(tr("Columns"));
    m_list->setDragDropMode(QAbstractItemView::InternalMove);

    auto *up = new QPushButton(tr("Move &up")), *down = new QPushButton(tr("Move &down"));
    auto *defaults = new QPushButton(tr("De&faults"));
    connect(up, &QPushButton::clicked, this, [this] { move(-1); });
    connect(down, &QPushButton::clicked, this, [this] { move(1); });
    connect(defaults, &QPushButton::clicked, this, &ColumnChooser::useDefaults);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
    connect(buttons, &QDialogButtonBox::accepted, this, &ColumnChooser::apply);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

    auto *order = new QHBoxLayout;
    for (QPushButton *button : {up, down, defaults})
        order->addWidget(button);
    order->addStretch();
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_filter);
    layout->addWidget(m_list, 1);
    layout->addLayout(order);
    layout->addWidget(buttons);
    if (m_session.snapshot()) {
        const auto &chosen = m_session.view().table.columns;
        fill(chosen.empty() ? idsOf(defaultColumns(*m_session.snapshot())) : chosen);
    }
}

void ColumnChooser::fill(const std::vector<std::string> &chosen)
{
    m_list->clear();
    std::vector<TableColumn> columns;
    for (const auto &id : chosen)
        if (const auto column = columnFromId(id))
            columns.push_back(*column);
    const std::size_t ticked = columns.size();
    for (const auto &column : possibleColumns(*m_session.snapshot()))
        if (std::find(columns.begin(), columns.end(), column) == columns.end())
            columns.push_back(column);
    for (std::size_t i = 0; i < columns.size(); ++i) {
        auto *item = new QListWidgetItem(ColumnTexts::title(columns[i]), m_list); // the list owns it
        item->setSizeHint(QSize(0, 22));
        item->setToolTip(ColumnTexts::meaning(columns[i]));
        item->setData(Qt::UserRole, QString::fromStdString(columns[i].id()));
        item->setFlags(item->flags() | Qt::ItemIsUserCheckable);
        item->setCheckState(i < ticked ? Qt::Checked : Qt::Unchecked);
    }
    m_list->setCurrentRow(0);
    filter(m_filter->text());
}

void ColumnChooser::filter(const QString &text)
{
    for (int row = 0; row < m_list->count(); ++row) {
        const QListWidgetItem *item = m_list->item(row);
        const bool found = item->text().contains(text, Qt::CaseInsensitive) ||
                           item->data(Qt::UserRole).toString().contains(text, Qt::CaseInsensitive) ||
                           item->toolTip().contains(text, Qt::CaseInsensitive);
        m_list->setRowHidden(row, !found);
    }
}

void ColumnChooser::move(int by)
{
    const int from = m_list->currentRow(), to = from + by;
    if (from < 0 || to < 0 || to >= m_list->count())
        return;
    m_list->insertItem(to, m_list->takeItem(from));
    m_list->setCurrentRow(to);
}

void ColumnChooser::useDefaults()
{
    if (m_session.snapshot())
        fill(idsOf(defaultColumns(*m_session.snapshot())));
}

void ColumnChooser::apply()
{
    if (!m_session.snapshot())
        return;
    TableView table = m_session.view().table;
    table.columns.clear();
    for (int row = 0; row < m_list->count(); ++row)
        if (m_list->item(row)->checkState() == Qt::Checked)
            table.columns.push_back(m_list->item(row)->data(Qt::UserRole).toString().toStdString());
    if (table.columns == idsOf(defaultColumns(*m_session.snapshot())))
        table.columns.clear();
    m_session.setTable(table, tr("Choose columns"));
    accept();
}

} // namespace assay::ui
