#include "ui/views/top_bar.hpp"

#include <QMenu>

namespace assay::ui {
namespace {

QWidget *stretch()
{
    auto *widget = new QWidget;
    widget->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    return widget;
}

/// A tool bar's buttons leave the keyboard out unless told otherwise.
void reachByTab(QToolBar &bar)
{
    for (QAction *action : bar.actions())
        if (auto *button = qobject_cast<QToolButton *>(bar.widgetForAction(action))) {
            button->setFocusPolicy(Qt::TabFocus);
            button->setAccessibleName(plainText(*action));
        }
}

} // namespace

TopBar::TopBar(StudySession &session, WindowActions &actions, QWidget *parent)
    : QToolBar(parent), m_session(session), m_name(new QLabel), m_pill(new QToolButton)
{
    setObjectName("topBar");
    setWindowTitle(tr("Study"));
    setMovable(false);
    setContextMenuPolicy(Qt::PreventContextMenu);
    setIconSize(QSize(20, 20));
    QFont font = m_name->font();
    font.setBold(true);
    font.setPointSize(font.pointSize() + 1);
    m_name->setFont(font);
    m_name->setTextFormat(Qt::PlainText);
    m_name->setContentsMargins(8, 0, 16, 0);
    addWidget(m_name);

    m_pill->setObjectName("pill");
    m_pill->setPopupMode(QToolButton::InstantPopup);
    m_pill->setFocusPolicy(Qt::TabFocus);
    auto *menu = new QMenu(m_pill);
    menu->addActions({actions.setBaseline, actions.clearBaseline});
    m_pill->setMenu(menu);
    m_pillPlace = addWidget(m_pill);
    addWidget(stretch());
    addActions({actions.undo, actions.redo});
    addSeparator();
    addActions({actions.open, actions.palette});
    reachByTab(*this);
    connect(&session, &StudySession::viewChanged, this, &TopBar::show);
    connect(&session, &StudySession::snapshotChanged, this, &TopBar::show);
    connect(&session, &StudySession::closed, this, &TopBar::show);
    show();
}

void TopBar::show()
{
    const auto &snapshot = m_session.snapshot();
    m_name->setText(snapshot ? QString::fromStdString(snapshot->name) : tr("No study"));
    m_name->setToolTip(snapshot ? QString::fromStdString(snapshot->file) : QString());
    const auto baseline = m_session.view().baseline;
    m_pillPlace->setVisible(snapshot != nullptr);
    if (!snapshot)
        return;
    const auto row = baseline ? snapshot->rowOf(*baseline) : std::nullopt;
    m_pill->setText(!baseline ? tr("No baseline")
                    : row     ? tr("▲ base: %1").arg(QString::fromStdString(snapshot->rows[*row].title))
                              : tr("▲ base: #%1 (not in this file)").arg(*baseline));
    m_pill->setAccessibleName(baseline ? tr("Baseline: %1").arg(m_pill->text()) : tr("No baseline"));
    m_pill->setToolTip(baseline ? tr("Every result is compared with this one")
                                : tr("Select a result and press Ctrl+B"));
}

Rail::Rail(const QList<QAction *> &pages, QWidget *parent) : QToolBar(parent)
{
    setObjectName("rail");
    setWindowTitle(tr("Pages"));
    setMovable(false);
    setContextMenuPolicy(Qt::PreventContextMenu);
    setToolButtonStyle(Qt::ToolButtonTextUnderIcon);
    setIconSize(QSize(22, 22));
    addActions(pages);
    reachByTab(*this);
}

} // namespace assay::ui
