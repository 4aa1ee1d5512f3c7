#include "ui/views/scatter_columns.hpp"

#include <algorithm>
#include <map>

#include <QCoreApplication>

#include "core/model/evidence.hpp"
#include "ui/models/table_columns.hpp"

namespace assay::ui {
namespace {

class Texts {
    Q_DECLARE_TR_FUNCTIONS(assay::ui::ScatterColumns)
};

bool hasValues(const StudySnapshot &snapshot, const std::string &id)
{
    const MetricColumn *column = snapshot.metric(id);
    return column != nullptr && std::any_of(column->cells.begin(), column->cells.end(),
                                            [](const MetricCell &cell) { return cell.value.has_value(); });
}

/// The first of these that has values and is not `other`, else any metric that has.
std::string firstWithValues(const StudySnapshot &snapshot, std::initializer_list<const char *> wished,
                            const std::string &other)
{
    for (const char *id : wished)
        if (id != other && hasValues(snapshot, id))
            return id;
    for (const auto &column : snapshot.metrics)
        if (column->id != other && hasValues(snapshot, column->id))
            return column->id;
    return "";
}

charts::Values pick(const MetricColumn &column, std::optional<double> MetricCell::*part)
{
    std::vector<double> values;
    values.reserve(column.cells.size());
    for (const MetricCell &cell : column.cells)
        values.push_back((cell.*part).value_or(charts::kAbsent));
    return charts::values(std::move(values));
}

/// Size and colour by a metric, where the state asks for one that the study has.
void addLooks(const StudySnapshot &snapshot, const ScatterLooks &looks, charts::ScatterData &data)
{
    const auto title = [](const std::string &id) { return ColumnTexts::title({TableColumn::Kind::Metric, id}); };
    if (const MetricColumn *size = snapshot.metric(looks.size)) {
        data.size = pick(*size, &MetricCell::value);
        data.sizeName = title(looks.size);
        data.sizeUnit = QString::fromStdString(size->unit);
    }
    if (const MetricColumn *colour = snapshot.metric(looks.colour)) {
        data.colour = pick(*colour, &MetricCell::value);
        data.colourName = title(looks.colour);
        data.colourUnit = QString::fromStdString(colour->unit);
    }
}

} // namespace

charts::Fill fillOf(Evidence evidence)
{
    if (evidence == Evidence::Measured)
        return charts::Fill::Filled;
    return evidence == Evidence::Modelled ? charts::Fill::Hollow : charts::Fill::Half;
}

TargetCategories targetCategories(const StudySnapshot &snapshot)
{
    TargetCategories made;
    std::map<std::string, std::uint16_t> places;
    for (const ResultRow &row : snapshot.rows) {
        const auto [place, isNew] = places.try_emplace(row.target, static_cast<std::uint16_t>(places.size()));
        if (isNew)
            made.names << QString::fromStdString(row.target);
        made.ofRow.push_back(place->second);
    }
    return made;
}

ScatterMetrics scatterMetrics(const StudySnapshot &snapshot, const std::string &x, const std::string &y)
{
    ScatterMetrics metrics;
    metrics.x = snapshot.metric(x) != nullptr
                    ? x
                    : firstWithValues(snapshot, {"latency.p50", "latency.p99", "throughput.queries"}, y);
    metrics.y = snapshot.metric(y) != nullptr
                    ? y
                    : firstWithValues(snapshot, {"energy.gross_per_query", "throughput.items", "throughput.queries"},
                                      metrics.x);
    return metrics;
}

charts::ScatterData scatterData(const StudySnapshot &snapshot, const std::vector<bool> &shown,
                                const ScatterMetrics &metrics, const ScatterLooks &looks)
{
    charts::ScatterData data;
    const MetricColumn *x = snapshot.metric(metrics.x), *y = snapshot.metric(metrics.y);
    if (x == nullptr || y == nullptr)
        return data;
    data.x = pick(*x, &MetricCell::value);
    data.y = pick(*y, &MetricCell::value);
    data.xLow = pick(*x, &MetricCell::low);
    data.xHigh = pick(*x, &MetricCell::high);
    data.yLow = pick(*y, &MetricCell::low);
    data.yHigh = pick(*y, &MetricCell::high);
    std::vector<charts::Id> ids;
    std::vector<charts::PointLook> pointLooks;
    for (std::size_t row = 0; row < snapshot.size(); ++row) {
        const model::Standing &standing = snapshot.rows[row].standing;
        ids.push_back(snapshot.rows[row].number);
        charts::PointLook look;
        look.fill = fillOf(model::weakest(x->cells[row].evidence, y->cells[row].evidence));
        look.crossed = standing.invalid();
        look.badged = standing.sameCpu;
        look.ghost = row < shown.size() && !shown[row];
        pointLooks.push_back(look);
    }
    data.ids = charts::ids(std::move(ids));
    data.looks = std::make_shared<const std::vector<charts::PointLook>>(std::move(pointLooks));
    TargetCategories targets = targetCategories(snapshot);
    data.categories = std::move(targets.names);
    data.category = std::make_shared<const std::vector<std::uint16_t>>(std::move(targets.ofRow));
    addLooks(snapshot, looks, data);
    data.fillNames = {Texts::tr("measured"), Texts::tr("emulated or published"), Texts::tr("modelled")};
    data.crossedName = Texts::tr("invalid");
    data.badgeName = Texts::tr("same CPU");
    return data;
}

charts::Axis metricAxis(const StudySnapshot &snapshot, const std::string &metric, bool logarithmic)
{
    charts::Axis axis;
    const MetricColumn *column = snapshot.metric(metric);
    axis.name = ColumnTexts::title({TableColumn::Kind::Metric, metric});
    axis.unit = column == nullptr ? QString() : QString::fromStdString(column->unit);
    axis.logarithmic = logarithmic;
    return axis;
}

} // namespace assay::ui
