#include "ui/views/home_page.hpp"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLocale>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/views/icons.hpp"

namespace assay::ui {
namespace {

constexpr int kWidth = 720; ///< wider lines are hard to read

QToolButton *bigButton(QAction *action)
{
    auto *button = new QToolButton;
    button->setDefaultAction(action);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setIconSize(QSize(22, 22));
    button->setMinimumSize(176, 44);
    button->setFocusPolicy(Qt::StrongFocus);
    return button;
}

QLabel *heading(const QString &text, int points)
{
    auto *label = new QLabel(text);
    QFont font = label->font();
    font.setPointSize(font.pointSize() + points);
    font.setBold(true);
    label->setFont(font);
    return label;
}

QString homeShortened(const QString &file)
{
    const QString folder = QFileInfo(file).absolutePath();
    const QString home = QDir::homePath();
    return folder.startsWith(home + "/") || folder == home ? "~" + folder.mid(home.size()) : folder;
}

} // namespace

HomePage::HomePage(FileMemory &memory, QAction *open, QAction *newStudy, QWidget *parent)
    : QWidget(parent), m_memory(memory), m_recent(new QListWidget), m_none(new QLabel)
{
    auto *column = new QWidget;
    column->setMaximumWidth(kWidth);
    auto *layout = new QVBoxLayout(column);
    layout->setSpacing(12);
    layout->addWidget(heading(tr("What is this silicon worth for my workload?"), 6));
    auto *lead = new QLabel(tr("Open a study to see latency, throughput, energy and cost side by side, with what each "
                               "number rests on. You can also drop a study file (*.assay) on this window."));
    lead->setWordWrap(true);
    layout->addWidget(lead);

    auto *buttons = new QHBoxLayout;
    buttons->addWidget(bigButton(open));
    buttons->addWidget(bigButton(newStudy));
    buttons->addStretch();
    layout->addLayout(buttons);
    if (!newStudy->isEnabled()) {
        auto *why = new QLabel(newStudy->statusTip());
        why->setWordWrap(true);
        why->setEnabled(false);
        layout->addWidget(why);
    }

    auto *title = heading(tr("Recent studies"), 1);
    layout->addWidget(title);
    title->setBuddy(m_recent);
    m_recent->setAccessibleName(tr("Recent studies"));
    m_recent->setUniformItemSizes(true);
    m_recent->setIconSize(QSize(22, 22));
    m_recent->setSpacing(2);
    connect(m_recent, &QListWidget::itemActivated, this,
            [this](const QListWidgetItem *item) { emit fileChosen(item->data(Qt::UserRole).toString()); });
    connect(m_recent, &QListWidget::itemClicked, this,
            [this](const QListWidgetItem *item) { emit fileChosen(item->data(Qt::UserRole).toString()); });
    layout->addWidget(m_recent, 1);
    m_none->setWordWrap(true);
    m_none->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_none->setText(tr("None yet. New study makes one in a few seconds, and so does a terminal:\n\n"
                       "assay run -w vector-transform -t cpu:native,opencl:pocl --quick -o first.assay"));
    layout->addWidget(m_none);
    layout->addStretch();

    auto *outer = new QHBoxLayout(this);
    outer->setContentsMargins(32, 32, 32, 24);
    outer->addWidget(column, 1);
    outer->addStretch(0);
    refresh();
}

void HomePage::refresh()
{
    m_recent->clear();
    for (const QString &file : m_memory.recentFiles()) {
        const QFileInfo info(file);
        const QString when = QLocale().toString(info.lastModified(), QLocale::ShortFormat);
        auto *item = new QListWidgetItem(
            themedIcon("file"),
            QStringLiteral("%1\n%2   ·   %3").arg(info.completeBaseName(), homeShortened(file), when),
            m_recent); // the list owns it
        item->setData(Qt::UserRole, file);
        item->setData(Qt::AccessibleTextRole,
                      tr("%1 in %2, changed %3").arg(info.completeBaseName(), homeShortened(file), when));
        item->setToolTip(file);
        item->setSizeHint(QSize(0, 44));
    }
    m_recent->setVisible(m_recent->count() > 0);
    m_none->setVisible(m_recent->count() == 0);
}

} // namespace assay::ui
