#pragma once

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QTableView>
#include <QTableWidget>
#include <QWidget>

#include "ui/models/catalogue_table.hpp"

namespace assay::ui {

/// The hardware catalogue: a list to search, and everything about the chosen target with its sources.
class CataloguePage : public QWidget {
    Q_OBJECT
public:
    explicit CataloguePage(HardwareShelf &shelf, QWidget *parent = nullptr);
    /// Chooses the target with this id; "": the first one of which something is known.
    void choose(const QString &id);
    [[nodiscard]] QString chosen() const;

private:
    void showCounts();
    void showTarget();
    void editOwn();
    [[nodiscard]] QWidget *listPart();
    [[nodiscard]] QWidget *targetPart();

    HardwareShelf &m_shelf;
    CatalogueTable m_table;
    CatalogueFilter m_filter;
    QLineEdit *m_words;
    QComboBox *m_kind;
    QLabel *m_counts, *m_title, *m_about;
    QTableView *m_list;
    QTabWidget *m_tabs;
    QTableWidget *m_figures, *m_published;
    QPushButton *m_edit;
    QString m_wanted; ///< chosen before the list was read anew
};

} // namespace assay::ui
