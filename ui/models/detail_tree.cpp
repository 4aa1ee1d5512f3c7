#include "ui/models/detail_tree.hpp"

#include "ui/models/detail_sections.hpp"

namespace assay::ui {
namespace {

/// The internal id of a section's index; a fact's is its section's place.
constexpr quintptr kSection = static_cast<quintptr>(-1);

} // namespace

DetailTree::DetailTree(QObject *parent) : QAbstractItemModel(parent) {}

void DetailTree::setDetail(const DetailPointer &detail)
{
    beginResetModel();
    m_detail = detail;
    m_sections = detail ? detailSections(*detail) : std::vector<Section>();
    endResetModel();
}

QString DetailTree::asText() const
{
    QString text;
    for (const Section &section : m_sections) {
        text += section.title + "\n";
        for (const Fact &fact : section.facts)
            text +=
                (QStringLiteral("\t") + fact.name + "\t" + fact.value + "\t" + fact.origin).trimmed().prepend('\t') +
                "\n";
    }
    return text;
}

QModelIndex DetailTree::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? static_cast<quintptr>(parent.row()) : kSection);
}

QModelIndex DetailTree::parent(const QModelIndex &index) const
{
    if (!index.isValid() || index.internalId() == kSection)
        return {};
    return createIndex(static_cast<int>(index.internalId()), 0, kSection);
}

int DetailTree::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return static_cast<int>(m_sections.size());
    if (parent.internalId() != kSection || parent.column() != 0)
        return 0;
    return static_cast<int>(m_sections[static_cast<std::size_t>(parent.row())].facts.size());
}

int DetailTree::columnCount(const QModelIndex & /*parent*/) const
{
    return ColumnCount;
}

const DetailTree::Fact *DetailTree::factAt(const QModelIndex &index) const
{
    if (!index.isValid() || index.internalId() == kSection)
        return nullptr;
    return &m_sections[static_cast<std::size_t>(index.internalId())].facts[static_cast<std::size_t>(index.row())];
}

QVariant DetailTree::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Fact *fact = factAt(index);
    if (fact == nullptr) {
        const Section &section = m_sections[static_cast<std::size_t>(index.row())];
        if (role == SectionIdRole)
            return QString::fromLatin1(section.id);
        return index.column() == NameColumn && (role == Qt::DisplayRole || role == Qt::AccessibleTextRole)
                   ? QVariant(section.title)
                   : QVariant();
    }
    const QString &text = index.column() == NameColumn    ? fact->name
                          : index.column() == ValueColumn ? fact->value
                                                          : fact->origin;
    if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole)
        return text;
    if (role == Qt::ToolTipRole)
        return fact->explanation.isEmpty() ? text : fact->explanation;
    if (role == EvidenceRole && index.column() == ValueColumn && fact->evidence)
        return static_cast<int>(*fact->evidence);
    return {};
}

QVariant DetailTree::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == NameColumn ? tr("Fact") : section == ValueColumn ? tr("Value") : tr("Evidence, boundary");
}

} // namespace assay::ui
