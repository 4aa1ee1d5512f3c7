#include "ui/models/catalogue_table.hpp"

#include <algorithm>
#include <array>

#include "core/base/clock.hpp"
#include "core/base/units.hpp"
#include "core/catalog/figure.hpp"
#include "core/report/printable.hpp"
#include "core/report/reference_text.hpp"
#include "core/report/result_text.hpp"
#include "ui/models/core_model.hpp"

namespace assay::ui {
namespace {

constexpr std::array kFigures{"peak_fp32_gflops", "peak_int8_gops", "mem_bw_gbs", "tdp_w", "list_price_usd"};

QString catalogueWord(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

std::string figureQuantity(const catalog::Figure &figure, double value)
{
    if (figure.info->siUnit == "USD")
        return report::money(value);
    if (figure.info->siUnit == "1")
        return QString::number(value, 'g', 9).toStdString();
    return formatQuantity(value * figure.info->toSi, figure.info->siUnit);
}

/// "8 µs (5 to 20)", in a readable unit.
std::string figureText(const catalog::Figure &figure)
{
    if (figure.info->text)
        return report::printable(figure.text);
    if (figure.low && figure.high)
        return figureQuantity(figure, figure.typical.value_or(*figure.low)) + " (" +
               figureQuantity(figure, *figure.low) + " to " + figureQuantity(figure, *figure.high) + ")";
    return figure.typical ? figureQuantity(figure, *figure.typical) : "–";
}

QString entryWord(const Json &target, const char *key)
{
    const auto found = target.find(key);
    return found == target.end() || !found->is_string() ? QString() : catalogueWord(found->get<std::string>());
}

QString provenanceMarks(const catalog::Provenance &provenance)
{
    return QString(provenance.unverified ? "?" : "") + (provenance.stale ? QStringLiteral("†") : QString());
}

QStringList provenanceRemarks(const catalog::Provenance &provenance)
{
    QStringList remarks;
    if (provenance.unverified)
        remarks << CatalogueTable::tr("unverified");
    if (provenance.stale)
        remarks << CatalogueTable::tr("stale: more than %1 days old, or of no known date").arg(catalog::kStaleDays);
    return remarks;
}

} // namespace

CatalogueTable::CatalogueTable(HardwareShelf &shelf, QObject *parent) : QAbstractTableModel(parent), m_shelf(shelf)
{
    connect(&shelf, &HardwareShelf::changed, this, [this] {
        beginResetModel();
        rebuild();
        endResetModel();
    });
    rebuild();
}

void CatalogueTable::rebuild()
{
    m_rows.clear();
    if (!m_shelf.shelf())
        return;
    for (const Json &target : m_shelf.shelf()->hardware.targets) {
        Row row{entryWord(target, "id"), entryWord(target, "class"), {}, {}};
        for (const char *key : {"name", "class", "vendor", "deployment"})
            row.cells.push_back({entryWord(target, key), {}, entryWord(target, key)});
        row.searched = row.id + " " + row.cells[0].text + " " + row.cells[1].text + " " + row.cells[2].text + " " +
                       row.cells[3].text;
        for (const char *id : kFigures) {
            const auto figure = catalog::figure(target, id, today());
            if (!figure || !figure->typical) {
                row.cells.push_back({QStringLiteral("–"), tr("not known; never taken to be zero"), {}});
                continue;
            }
            const catalog::Provenance &provenance = figure->provenance;
            QStringList tip{provenance.source.empty() ? tr("no source") : catalogueWord(provenance.source)};
            row.cells.push_back({catalogueWord(figureText(*figure)) + provenanceMarks(provenance),
                                 (tip + provenanceRemarks(provenance)).join('\n'), *figure->typical});
        }
        m_rows.push_back(std::move(row));
    }
}

int CatalogueTable::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int CatalogueTable::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : 4 + static_cast<int>(kFigures.size());
}

QVariant CatalogueTable::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Row &row = m_rows[static_cast<std::size_t>(index.row())];
    const Cell &cell = row.cells[static_cast<std::size_t>(index.column())];
    switch (role) {
    case Qt::DisplayRole:
        return cell.text;
    case Qt::ToolTipRole:
        return cell.tip.isEmpty() ? QVariant() : cell.tip;
    case Qt::AccessibleTextRole:
        return cell.tip.isEmpty() ? cell.text
                                  : cell.text + ", " + QString(cell.tip).replace('\n', QStringLiteral(", "));
    case Qt::TextAlignmentRole:
        return index.column() >= 4 ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    case SortRole:
        return cell.sorted;
    case IdRole:
        return row.id;
    case SearchRole:
        return row.searched;
    case ClassRole:
        return row.kind;
    default:
        return {};
    }
}

QVariant CatalogueTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    const QStringList titles{tr("Target"),    tr("Class"),     tr("Vendor"), tr("Deployment"), tr("Peak fp32"),
                             tr("Peak int8"), tr("Bandwidth"), tr("Power"),  tr("List price")};
    return titles.value(section);
}

CatalogueFilter::CatalogueFilter(QObject *parent) : QSortFilterProxyModel(parent)
{
    setSortRole(CatalogueTable::SortRole);
}

void CatalogueFilter::setWords(const QString &wanted)
{
    m_words = wanted.simplified().split(' ', Qt::SkipEmptyParts);
    invalidateFilter();
}

void CatalogueFilter::setKind(const QString &kind)
{
    m_kind = kind;
    invalidateFilter();
}

bool CatalogueFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    const QModelIndex index = sourceModel()->index(row, 0, parent);
    if (!m_kind.isEmpty() && index.data(CatalogueTable::ClassRole).toString() != m_kind)
        return false;
    const QString searched = index.data(CatalogueTable::SearchRole).toString();
    return std::ranges::all_of(m_words,
                               [&](const QString &word) { return searched.contains(word, Qt::CaseInsensitive); });
}

bool CatalogueFilter::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const QVariant a = left.data(sortRole()), b = right.data(sortRole());
    if (a.isValid() != b.isValid())
        return a.isValid() == (sortOrder() == Qt::AscendingOrder); // what is not known stays last
    if (a.typeId() == QMetaType::Double && b.typeId() == QMetaType::Double)
        return a.toDouble() < b.toDouble();
    return QString::localeAwareCompare(a.toString(), b.toString()) < 0;
}

std::vector<FigureRow> figureRows(const Json &target)
{
    std::vector<FigureRow> rows;
    const auto fill = [](FigureRow &row, const catalog::Provenance &provenance) {
        row.source = provenance.source.empty() ? CatalogueTable::tr("no source") : catalogueWord(provenance.source);
        row.quality = catalogueWord(provenance.quality);
        row.date = catalogueWord(provenance.date);
        row.unverified = provenance.unverified;
        row.stale = provenance.stale;
    };
    for (const catalog::Figure &figure : catalog::figures(target, today())) {
        FigureRow row{catalogueWord(figure.info->title), catalogueWord(figureText(figure)), {}, {}, {}, {}};
        fill(row, figure.provenance);
        QStringList remarks = provenanceRemarks(figure.provenance);
        if (!figure.operationClass.empty())
            remarks << CatalogueTable::tr("of %1 units").arg(catalogueWord(figure.operationClass));
        if (!figure.derived.empty())
            remarks << CatalogueTable::tr("derived: %1").arg(catalogueWord(figure.derived));
        if (!figure.provenance.note.empty())
            remarks << catalogueWord(figure.provenance.note);
        row.remarks = remarks.join("; ");
        rows.push_back(std::move(row));
    }
    for (const catalog::CloudInstance &instance : catalog::cloudInstances(target, today())) {
        FigureRow row{CatalogueTable::tr("rent: %1 %2, %3")
                          .arg(catalogueWord(instance.provider), catalogueWord(instance.instance),
                               catalogueWord(instance.region)),
                      CatalogueTable::tr("$%1 an hour and device").arg(instance.usdPerDeviceHour, 0, 'g', 4),
                      {},
                      {},
                      {},
                      {}};
        fill(row, instance.provenance);
        QStringList remarks = provenanceRemarks(instance.provenance);
        if (!instance.note.empty())
            remarks << catalogueWord(instance.note);
        row.remarks = remarks.join("; ");
        rows.push_back(std::move(row));
    }
    for (const std::string &id : catalog::unknownFigures(target)) {
        const catalog::FigureInfo *info = catalog::figureInfo(id);
        rows.push_back({info == nullptr ? catalogueWord(id) : catalogueWord(info->title),
                        QStringLiteral("–"),
                        {},
                        {},
                        {},
                        CatalogueTable::tr("looked for and not found")});
    }
    return rows;
}

std::vector<PublishedRow> publishedRows(const catalog::PublishedData &data, const std::string &target)
{
    std::vector<PublishedRow> rows;
    for (const catalog::PublishedResult &result : data.results) {
        if (result.targetId != target)
            continue;
        for (const Metric &metric : report::referenceMetrics(result))
            rows.push_back({catalogueWord(result.workload + (result.inputSize.empty() ? "" : " " + result.inputSize)),
                            catalogueWord(result.scenario.empty() ? "–" : result.scenario), catalogueWord(metric.id),
                            catalogueWord(report::describe(metric)), catalogueWord(result.source)});
    }
    return rows;
}

} // namespace assay::ui
