#include "ui/views/command_palette.hpp"

#include <algorithm>

#include <QKeyEvent>
#include <QMenu>
#include <QTimer>
#include <QVBoxLayout>

#include "ui/views/window_actions.hpp"

namespace assay::ui {
namespace {

constexpr int kIcon = 16;

/// So that names stand below each other.
QIcon iconOf(const QAction &action)
{
    if (!action.icon().isNull())
        return action.icon();
    QPixmap empty(kIcon, kIcon);
    empty.fill(Qt::transparent);
    return empty;
}

void collect(const QList<QAction *> &actions, const QString &path, QList<NamedAction> &found)
{
    for (QAction *action : actions) {
        const QString here = path.isEmpty() ? plainText(*action) : path + QStringLiteral(" › ") + plainText(*action);
        if (action->menu() != nullptr)
            collect(action->menu()->actions(), here, found);
        else if (!action->isSeparator() && std::none_of(found.begin(), found.end(), [&](const NamedAction &other) {
                     return other.action == action;
                 }))
            found.append({action, here});
    }
}

} // namespace

QList<NamedAction> actionsOf(const QMenuBar &bar)
{
    QList<NamedAction> found;
    collect(bar.actions(), {}, found);
    return found;
}

int fuzzyScore(const QString &query, const QString &text)
{
    constexpr int kFollows = 3, kStartsWord = 5, kAnywhere = 1;
    int score = 0;
    qsizetype from = 0, last = -2;
    for (const QChar letter : query) {
        if (letter.isSpace())
            continue;
        const qsizetype at = text.indexOf(letter, from, Qt::CaseInsensitive);
        if (at < 0)
            return -1;
        const bool startsWord = at == 0 || !text[at - 1].isLetterOrNumber();
        score += at == last + 1 ? kFollows : startsWord ? kStartsWord : kAnywhere;
        last = at;
        from = at + 1;
    }
    if (!query.trimmed().isEmpty() && text.contains(query.trimmed(), Qt::CaseInsensitive))
        score += 2 * kStartsWord;
    return score;
}

CommandPalette::CommandPalette(const QList<NamedAction> &actions, QWidget *parent)
    : QDialog(parent), m_actions(actions), m_query(new QLineEdit), m_list(new QListWidget)
{
    setWindowTitle(tr("Command palette"));
    resize(560, 420);
    m_query->setPlaceholderText(tr("Type a part of an action's name"));
    m_query->setAccessibleName(tr("Find an action"));
    m_query->installEventFilter(this);
    m_list->setAccessibleName(tr("Actions"));
    m_list->setUniformItemSizes(true);
    m_list->setIconSize(QSize(kIcon, kIcon));
    m_list->setSpacing(2);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_query);
    layout->addWidget(m_list, 1);
    connect(m_query, &QLineEdit::textChanged, this, &CommandPalette::filter);
    connect(m_query, &QLineEdit::returnPressed, this, &CommandPalette::run);
    connect(m_list, &QListWidget::itemClicked, this, &CommandPalette::run);
    connect(m_list, &QListWidget::itemActivated, this, &CommandPalette::run);
    filter({});
}

void CommandPalette::filter(const QString &query)
{
    struct Fit {
        int score;
        const NamedAction *named;
    };
    std::vector<Fit> fits;
    for (const NamedAction &named : m_actions)
        if (const int score = fuzzyScore(query, named.path); score >= 0)
            fits.push_back({score, &named});
    std::stable_sort(fits.begin(), fits.end(), [](const Fit &a, const Fit &b) { return a.score > b.score; });
    m_list->clear();
    for (const Fit &fit : fits) {
        const QAction &action = *fit.named->action;
        const QString keys = action.shortcut().toString(QKeySequence::NativeText);
        auto *item =
            new QListWidgetItem(iconOf(action), keys.isEmpty() ? fit.named->path : fit.named->path + "    " + keys,
                                m_list); // the list owns it
        item->setData(Qt::UserRole, static_cast<int>(fit.named - m_actions.constData()));
        item->setToolTip(action.statusTip());
        if (!action.isEnabled())
            item->setFlags(item->flags() & ~Qt::ItemIsEnabled);
    }
    m_list->setCurrentRow(0);
}

void CommandPalette::run()
{
    const QListWidgetItem *item = m_list->currentItem();
    if (item == nullptr)
        return;
    QAction *action = m_actions[item->data(Qt::UserRole).toInt()].action;
    if (!action->isEnabled())
        return;
    accept();
    QTimer::singleShot(0, action, &QAction::trigger); // after this dialog is gone: the action may open another
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        const int by = key == Qt::Key_Down ? 1 : key == Qt::Key_Up ? -1 : 0;
        if (by != 0 && m_list->count() > 0) {
            m_list->setCurrentRow(std::clamp(m_list->currentRow() + by, 0, m_list->count() - 1));
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

} // namespace assay::ui
