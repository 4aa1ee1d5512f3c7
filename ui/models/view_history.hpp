#pragma once

#include <functional>

#include <QObject>
#include <QUndoStack>

#include "ui/models/view_state.hpp"

namespace assay::ui {

/// The view state with undo and redo of every change. UI thread.
class ViewHistory : public QObject {
    Q_OBJECT
public:
    explicit ViewHistory(QObject *parent = nullptr);

    [[nodiscard]] const ViewState &state() const { return m_state; }
    [[nodiscard]] QUndoStack *stack() { return &m_stack; }

    /// Applies `edit` to the state as one step named `text` ("Set baseline"). A step that changes nothing is none.
    /// Steps with the same non-empty `mergeKey` in a row become one: a dragged slider, a walk through the rows.
    void change(const QString &text, const std::function<void(ViewState &)> &edit, const QString &mergeKey = {});
    /// A change that is no step of the user's work: which page is seen. Undoing a step goes back to where it was made.
    void adjust(const std::function<void(ViewState &)> &edit);
    /// Another study: its state, with nothing to undo.
    void restart(ViewState state);
    /// Ends the merging of steps: the next one stands for itself.
    void settle() { ++m_settled; }

signals:
    void changed();

private:
    class Step;
    void take(const ViewState &state);
    ViewState m_state;
    QUndoStack m_stack;
    int m_settled = 0;
};

} // namespace assay::ui
