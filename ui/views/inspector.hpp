#pragma once

#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QTreeView>
#include <QWidget>

#include "ui/models/detail_tree.hpp"

namespace assay::ui {

/// Everything about the selected result: facts with evidence, and the log of its last run. Follows the session's
/// selection; with several results selected it shows the first of them.
class Inspector : public QWidget {
    Q_OBJECT
public:
    explicit Inspector(StudySession &session, QWidget *parent = nullptr);

    [[nodiscard]] const DetailPointer &detail() const { return m_model.detail(); }
    [[nodiscard]] QString asText() const { return m_model.asText(); }
    /// Asks for a file, and writes the raw samples of the shown result there.
    void exportSamples();
    /// Writes them to this file on the store thread; `exported` or a notice of the failure follows.
    void exportSamplesTo(const QString &file);
    /// Offers to measure the shown result again; off at first.
    void allowRerun(bool allowed);

signals:
    void rerunRequested(std::int64_t number);
    void exported(const QString &file);
    void exportFailed(const QString &reason);

private:
    void follow();
    void show(const DetailPointer &detail);
    void showEmpty(const QString &why);
    void expandSections();

    StudySession &m_session;
    DetailTree m_model;
    QLabel *m_title, *m_remarks;
    QTabWidget *m_tabs;
    QTreeView *m_facts;
    QPlainTextEdit *m_log;
    QPushButton *m_export, *m_rerun;
    bool m_mayRerun = false;
    std::int64_t m_wanted = 0;
    std::uint64_t m_generation = 0;
    QStringList m_closed; ///< ids of sections the user folded
};

} // namespace assay::ui
