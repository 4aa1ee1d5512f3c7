#include "ui/models/view_history.hpp"

#include <utility>

#include <QUndoCommand>

namespace assay::ui {
namespace {

/// Steps deeper than this are forgotten: a state may name ten thousand selected results.
constexpr int kMostSteps = 500;

} // namespace

class ViewHistory::Step : public QUndoCommand {
public:
    Step(ViewHistory &history, const QString &text, ViewState before, ViewState after, QString mergeKey)
        : QUndoCommand(text), m_history(history), m_before(std::move(before)), m_after(std::move(after)),
          m_mergeKey(std::move(mergeKey)), m_settled(history.m_settled)
    {
    }
    void undo() override { m_history.take(m_before); }
    void redo() override { m_history.take(m_after); }
    [[nodiscard]] int id() const override { return m_mergeKey.isEmpty() ? -1 : 1; }
    bool mergeWith(const QUndoCommand *other) override
    {
        const auto *next = static_cast<const Step *>(other); // id() says so
        if (next->m_mergeKey != m_mergeKey || next->m_settled != m_settled)
            return false;
        m_after = next->m_after;
        setObsolete(m_after == m_before);
        return true;
    }

private:
    ViewHistory &m_history;
    ViewState m_before, m_after;
    QString m_mergeKey;
    int m_settled;
};

ViewHistory::ViewHistory(QObject *parent) : QObject(parent)
{
    m_stack.setUndoLimit(kMostSteps);
}

void ViewHistory::change(const QString &text, const std::function<void(ViewState &)> &edit, const QString &mergeKey)
{
    ViewState after = m_state;
    edit(after);
    if (after == m_state)
        return;
    m_stack.push(new Step(*this, text, m_state, std::move(after), mergeKey)); // the stack owns it and redoes it
}

void ViewHistory::adjust(const std::function<void(ViewState &)> &edit)
{
    ViewState after = m_state;
    edit(after);
    if (after != m_state)
        take(after);
}

void ViewHistory::restart(ViewState state)
{
    m_stack.clear();
    m_state = std::move(state);
    emit changed();
}

void ViewHistory::take(const ViewState &state)
{
    m_state = state;
    emit changed();
}

} // namespace assay::ui
