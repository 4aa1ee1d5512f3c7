#pragma once

#include <QAction>
#include <QDialog>
#include <QLineEdit>
#include <QListWidget>
#include <QMenuBar>

namespace assay::ui {

/// An action with where it is found: "File › Open study".
struct NamedAction {
    QAction *action = nullptr;
    QString path;
};
/// Every action below a menu bar, each once, in menu order; separators and menus left out.
[[nodiscard]] QList<NamedAction> actionsOf(const QMenuBar &bar);

/// How well `query` fits `text`: all its letters in order; better when they follow each other or start words. −1 when
/// it does not fit.
[[nodiscard]] int fuzzyScore(const QString &query, const QString &text);

/// Finds any action by typing a part of its name; Return does it.
class CommandPalette : public QDialog {
    Q_OBJECT
public:
    explicit CommandPalette(const QList<NamedAction> &actions, QWidget *parent = nullptr);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void filter(const QString &query);
    void run();

    QList<NamedAction> m_actions;
    QLineEdit *m_query;
    QListWidget *m_list;
};

} // namespace assay::ui
