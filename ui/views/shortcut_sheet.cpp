#include "ui/views/shortcut_sheet.hpp"

#include <QClipboard>
#include <QDialogButtonBox>
#include <QGuiApplication>
#include <QHeaderView>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace assay::ui {
namespace {

constexpr int kLine = 22; ///< height of a line
constexpr int kNameWidth = 240;

QString keysOf(const QAction &action)
{
    QStringList keys;
    for (const QKeySequence &sequence : action.shortcuts())
        keys << sequence.toString(QKeySequence::NativeText);
    return keys.join(QStringLiteral(", "));
}

/// What the table and the tree understand without any action.
QList<QPair<QString, QString>> tableKeys()
{
    return {{QStringLiteral("↑ ↓"), ShortcutSheet::tr("Next and previous result")},
            {QStringLiteral("Shift+↑ ↓"), ShortcutSheet::tr("Select several results")},
            {QStringLiteral("Return"), ShortcutSheet::tr("Inspect the result")},
            {QStringLiteral("Menu, Shift+F10"), ShortcutSheet::tr("What can be done with the result")},
            {QStringLiteral("Tab, Shift+Tab"), ShortcutSheet::tr("Next and previous part of the window")}};
}

} // namespace

ShortcutSheet::ShortcutSheet(const QList<NamedAction> &actions, QWidget *parent) : QDialog(parent)
{
    setWindowTitle(tr("Keyboard shortcuts"));
    resize(560, 560);
    auto *tree = new QTreeWidget;
    tree->setAccessibleName(tr("Keyboard shortcuts"));
    tree->setColumnCount(2);
    tree->setHeaderLabels({tr("Action"), tr("Keys")});
    tree->setRootIsDecorated(false);
    QString text;
    QTreeWidgetItem *group = nullptr;
    const auto addGroup = [&](const QString &name) {
        group = new QTreeWidgetItem(tree, {name});
        QFont bold = tree->font();
        bold.setBold(true);
        group->setFont(0, bold);
        group->setFirstColumnSpanned(true);
        text += name + "\n";
    };
    const auto addKeys = [&](const QString &name, const QString &keys) {
        auto *item = new QTreeWidgetItem(group, {name, keys}); // the group owns it
        item->setSizeHint(0, QSize(kNameWidth, kLine));
        text += "\t" + name + "\t" + keys + "\n";
    };
    QString menu;
    for (const NamedAction &named : actions) {
        const QString keys = keysOf(*named.action);
        if (keys.isEmpty())
            continue;
        const QString first = named.path.section(QStringLiteral(" › "), 0, 0);
        if (first != menu)
            addGroup(menu = first);
        addKeys(named.path.section(QStringLiteral(" › "), 1), keys);
    }
    addGroup(tr("In the table"));
    for (const auto &[keys, what] : tableKeys())
        addKeys(what, keys);
    tree->expandAll();
    tree->header()->setStretchLastSection(true);
    tree->resizeColumnToContents(0);
    tree->setColumnWidth(0, tree->columnWidth(0) + 24);
    tree->setCurrentItem(tree->topLevelItem(0));

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    auto *copy = buttons->addButton(tr("&Copy as text"), QDialogButtonBox::ActionRole);
    connect(copy, &QPushButton::clicked, this, [text] { QGuiApplication::clipboard()->setText(text); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(tree, 1);
    layout->addWidget(buttons);
}

} // namespace assay::ui
