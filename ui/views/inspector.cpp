#include "ui/views/inspector.hpp"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPointer>
#include <QScrollBar>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include "core/report/printable.hpp"
#include "core/report/result_text.hpp"
#include "ui/models/study_reader.hpp"
#include "ui/views/evidence_mark.hpp"
#include "ui/views/theme.hpp"

namespace assay::ui {
namespace {

constexpr int kMark = 8;

/// Section titles bold; an evidence mark at the right of a value.
class FactDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::paint(painter, option, index);
        const QVariant evidence = index.data(DetailTree::EvidenceRole);
        if (!evidence.isValid())
            return;
        const bool selected = (option.state & QStyle::State_Selected) != 0;
        const QRectF area(option.rect.left() + 2, option.rect.center().y() - kMark / 2, kMark, kMark);
        paintEvidence(*painter, area, static_cast<Evidence>(evidence.toInt()),
                      selected ? option.palette.color(QPalette::HighlightedText) : shadesOf(option.palette).accent);
    }
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        QSize size = QStyledItemDelegate::sizeHint(option, index);
        size.setHeight(std::max(size.height(), 22));
        return size;
    }

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        option->font.setBold(!index.parent().isValid());
        if (index.column() == DetailTree::EvidenceColumn)
            option->palette.setColor(QPalette::Text, shadesOf(option->palette).muted);
        if (index.column() == DetailTree::ValueColumn && index.parent().isValid())
            option->text.prepend(QStringLiteral("    "));
    }
};

QString logText(const std::string &log)
{
    QString text;
    std::string_view rest = log;
    while (!rest.empty()) {
        const std::size_t end = rest.find('\n');
        text += QString::fromStdString(report::printable(rest.substr(0, end))) + "\n";
        rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    }
    return text;
}

} // namespace

Inspector::Inspector(StudySession &session, QWidget *parent)
    : QWidget(parent), m_session(session), m_title(new QLabel), m_remarks(new QLabel), m_tabs(new QTabWidget),
      m_facts(new QTreeView), m_log(new QPlainTextEdit), m_export(new QPushButton(tr("Export samples…"))),
      m_rerun(new QPushButton(tr("Run again")))
{
    m_title->setWordWrap(true);
    m_title->setTextFormat(Qt::PlainText);
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    QFont bold = m_title->font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_remarks->setWordWrap(true);
    m_remarks->setTextFormat(Qt::PlainText);

    m_facts->setModel(&m_model);
    m_facts->setItemDelegate(new FactDelegate(m_facts));
    m_facts->setAccessibleName(tr("Facts about the result"));
    m_facts->setAlternatingRowColors(true);
    m_facts->setRootIsDecorated(true);
    m_facts->setIndentation(14);
    m_facts->setAllColumnsShowFocus(true);
    m_facts->header()->setStretchLastSection(true);
    connect(m_facts, &QTreeView::collapsed, this,
            [this](const QModelIndex &index) { m_closed.append(index.data(DetailTree::SectionIdRole).toString()); });
    connect(m_facts, &QTreeView::expanded, this,
            [this](const QModelIndex &index) { m_closed.removeAll(index.data(DetailTree::SectionIdRole).toString()); });

    m_log->setReadOnly(true);
    m_log->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_log->setAccessibleName(tr("Log of the last run"));
    m_log->setPlaceholderText(tr("The last run of this result wrote no log."));
    QFont fixed("DejaVu Sans Mono");
    fixed.setStyleHint(QFont::Monospace);
    m_log->setFont(fixed);

    m_tabs->addTab(m_facts, tr("Facts"));
    m_tabs->addTab(m_log, tr("Log"));
    m_tabs->setAccessibleName(tr("About the result"));
    m_tabs->tabBar()->setAccessibleName(tr("Facts or log"));

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->addWidget(m_title);
    layout->addWidget(m_remarks);
    layout->addWidget(m_tabs, 1);
    m_export->setToolTip(tr("Every raw sample of the result's runs as tab-separated text"));
    m_rerun->setToolTip(tr("Measure this result again, beside the runs that there are"));
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_export);
    buttons->addWidget(m_rerun);
    buttons->addStretch();
    layout->addLayout(buttons);
    connect(m_export, &QPushButton::clicked, this, &Inspector::exportSamples);
    connect(m_rerun, &QPushButton::clicked, this, [this] { emit rerunRequested(m_wanted); });
    layout->addStretch(0);
    layout->setAlignment(Qt::AlignTop);
    connect(&session, &StudySession::viewChanged, this, &Inspector::follow);
    connect(&session, &StudySession::snapshotChanged, this, &Inspector::follow);
    connect(&session, &StudySession::closed, this, &Inspector::follow);
    connect(&session, &StudySession::detailReady, this, &Inspector::show);
    connect(&session, &StudySession::detailFailed, this,
            [this](std::int64_t, const QString &reason) { showEmpty(reason); });
    follow();
}

void Inspector::follow()
{
    const auto &selection = m_session.view().selection;
    if (!m_session.snapshot() || selection.empty()) {
        m_wanted = 0;
        showEmpty(m_session.snapshot() ? tr("Select a result in the table: everything about it appears here.")
                                       : tr("No study is open."));
        return;
    }
    const std::int64_t number = *selection.begin();
    const std::uint64_t generation = m_session.snapshot()->generation;
    if (number == m_wanted && generation == m_generation)
        return;
    m_wanted = number;
    m_generation = generation;
    m_session.requestDetail(number);
}

void Inspector::showEmpty(const QString &why)
{
    m_title->clear();
    m_title->hide();
    m_remarks->setText(why);
    m_remarks->show();
    m_tabs->hide();
    m_export->hide();
    m_rerun->hide();
    m_model.setDetail(nullptr);
    m_log->clear();
}

void Inspector::show(const DetailPointer &detail)
{
    if (detail->result.number != m_wanted)
        return;
    const int scrolled = m_facts->verticalScrollBar()->value();
    const bool same = m_model.detail() && m_model.detail()->result.number == detail->result.number;
    m_model.setDetail(detail);
    m_title->setText(QString::fromStdString(report::title(detail->result)));
    m_title->show();
    m_remarks->setText(QString::fromStdString(report::badges(detail->result)));
    m_remarks->setVisible(!m_remarks->text().isEmpty());
    m_log->setPlainText(logText(detail->log));
    m_tabs->show();
    m_export->show();
    m_export->setEnabled(!detail->result.completeRuns().empty());
    m_rerun->setVisible(m_mayRerun);
    expandSections();
    if (same)
        m_facts->verticalScrollBar()->setValue(scrolled);
}

void Inspector::allowRerun(bool allowed)
{
    m_mayRerun = allowed;
    m_rerun->setVisible(allowed && m_model.detail());
}

void Inspector::exportSamples()
{
    if (!m_model.detail())
        return;
    auto *dialog = new QFileDialog(this, tr("Export samples"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilter(tr("Tab-separated text (*.tsv)"));
    dialog->setDefaultSuffix("tsv");
    dialog->selectFile(QStringLiteral("%1-result-%2.tsv")
                           .arg(QString::fromStdString(m_session.snapshot()->name), QString::number(m_wanted)));
    connect(dialog, &QFileDialog::fileSelected, this, &Inspector::exportSamplesTo);
    dialog->open();
}

void Inspector::exportSamplesTo(const QString &file)
{
    m_session.onStore([self = QPointer<Inspector>(this), number = m_wanted, file](StudyReader &reader) {
        Status written = reader.exportSamples(number, file.toStdString());
        return std::function<void()>([self, file, written = std::move(written)] {
            if (!self)
                return;
            if (written)
                emit self->exported(file);
            else
                emit self->exportFailed(QString::fromStdString(written.error().text()));
        });
    });
}

void Inspector::expandSections()
{
    const QStringList closed = m_closed; // expanding changes it
    for (int row = 0; row < m_model.rowCount(); ++row) {
        const QModelIndex section = m_model.index(row, 0);
        m_facts->setFirstColumnSpanned(row, {}, true);
        m_facts->setExpanded(section, !closed.contains(section.data(DetailTree::SectionIdRole).toString()));
    }
    m_facts->resizeColumnToContents(DetailTree::NameColumn);
    m_facts->setColumnWidth(DetailTree::NameColumn, std::min(190, m_facts->columnWidth(DetailTree::NameColumn)));
    m_facts->resizeColumnToContents(DetailTree::ValueColumn);
    m_facts->setColumnWidth(DetailTree::ValueColumn, std::min(230, m_facts->columnWidth(DetailTree::ValueColumn)));
}

} // namespace assay::ui
