#pragma once

#include <optional>

#include <QTableView>

#include "ui/models/results_table.hpp"

namespace assay::ui {

/// The results table on screen: its sorting, selection and columns are the session's view.
class ResultsView : public QTableView {
    Q_OBJECT
public:
    explicit ResultsView(StudySession &session, QWidget *parent = nullptr);

    /// The result under the cursor, else the first selected one.
    [[nodiscard]] std::optional<std::int64_t> currentNumber() const;
    /// The selected rows as tab-separated text with a line of titles; all rows without a selection.
    [[nodiscard]] QString selectionAsText() const;
    [[nodiscard]] SortedResults &sorted() { return m_sorted; }

signals:
    void menuWanted(const QPoint &globalPosition);
    void activatedResult(std::int64_t number);

protected:
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void sortBy(int section);
    void keepSelection();
    void showSelection();
    void fitColumns();
    void showSortMark();

    StudySession &m_session;
    ResultsTable m_table;
    SortedResults m_sorted;
    bool m_showing = false; ///< the selection is being set from the view: no step of the user's
    QString m_fitted;       ///< the file and columns that the widths were made for
};

} // namespace assay::ui
