#pragma once

#include <QAbstractItemModel>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

#include "ui/models/study_session.hpp"

namespace assay::ui {

/// Everything about one result as sections of facts: what was measured, each number with interval, evidence and
/// meaning, phases, checks, runs, environment, where emulated figures come from, session. Two levels; columns name,
/// value, evidence. Read-only.
class DetailTree : public QAbstractItemModel {
    Q_OBJECT
public:
    enum Role { EvidenceRole = Qt::UserRole, SectionIdRole };
    enum Column { NameColumn, ValueColumn, EvidenceColumn, ColumnCount };

    explicit DetailTree(QObject *parent = nullptr);
    /// Null: empty.
    void setDetail(const DetailPointer &detail);
    [[nodiscard]] const DetailPointer &detail() const { return m_detail; }
    /// "Name<tab>value<tab>evidence" lines below their section titles: what copying everything gives.
    [[nodiscard]] QString asText() const;

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &index) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    struct Fact {
        QString name, value, origin, explanation;
        std::optional<Evidence> evidence;
    };
    struct Section {
        const char *id; ///< language-neutral
        QString title;
        std::vector<Fact> facts;
    };

private:
    [[nodiscard]] const Fact *factAt(const QModelIndex &index) const;
    DetailPointer m_detail;
    std::vector<Section> m_sections;
};

} // namespace assay::ui
