#include "ui/views/roofline_panel.hpp"

#include <map>
#include <set>

#include "core/base/clock.hpp"
#include "core/catalog/figure.hpp"
#include "core/model/evidence.hpp"
#include "ui/views/scatter_columns.hpp"

namespace assay::ui {
namespace {

/// The peak that counts operations of this type; "" when none does.
std::string peakOf(const study::DesignPoint &point)
{
    static const std::map<std::string, std::string> peaks{{"f64", "peak_fp64_gflops"},
                                                          {"f32", "peak_fp32_gflops"},
                                                          {"f16", "peak_fp16_gflops"},
                                                          {"int8", "peak_int8_gops"}};
    const auto type = point.workloadParameters.find("dtype");
    const auto found = type == point.workloadParameters.end() ? peaks.end() : peaks.find(type->second.text());
    return found == peaks.end() ? "" : found->second;
}

std::optional<double> siFigure(const Json &entry, const std::string &id)
{
    const auto figure = catalog::figure(entry, id, today());
    if (!figure || !figure->typical)
        return std::nullopt;
    return *figure->typical * figure->info->toSi;
}

/// Ceilings, each once, and why a target has none.
class Ceilings {
public:
    Ceilings(const ShelfPointer &shelf, const std::map<std::string, std::string> &named)
        : m_shelf(shelf), m_named(named)
    {
    }
    std::optional<std::size_t> of(const study::DesignPoint &point)
    {
        const std::string target = point.target.text(), peak = peakOf(point);
        const auto [known, isNew] = m_places.try_emplace({target, peak});
        if (isNew)
            known->second = make(target, peak);
        return known->second;
    }
    std::vector<charts::Ceiling> list;
    std::set<std::string> without; ///< targets that the catalogue does not know

private:
    std::optional<std::size_t> make(const std::string &target, const std::string &peak)
    {
        const Json *entry = m_shelf ? m_shelf->entryOf(target, m_named) : nullptr;
        const auto operations = entry == nullptr || peak.empty() ? std::nullopt : siFigure(*entry, peak);
        const auto bandwidth = entry == nullptr ? std::nullopt : siFigure(*entry, "mem_bw_gbs");
        if (!operations || !bandwidth) {
            without.insert(target);
            return std::nullopt;
        }
        const auto title = catalog::figureInfo(peak)->title;
        list.push_back({QStringLiteral("%1, %2").arg(QString::fromStdString((*entry)["name"].get<std::string>()),
                                                     QString::fromUtf8(title.data(), qsizetype(title.size()))),
                        *operations, *bandwidth});
        return list.size() - 1;
    }
    const ShelfPointer &m_shelf;
    const std::map<std::string, std::string> &m_named;
    std::map<std::pair<std::string, std::string>, std::optional<std::size_t>> m_places;
};

} // namespace

RooflinePanel::RooflinePanel(StudySession &session, HardwareShelf &shelf, QWidget *parent)
    : ChartPanel(session, parent), m_shelf(shelf), m_chart(new charts::RooflineChart)
{
    m_chart->setName(tr("Roofline"));
    m_chart->setEmptyState(tr("No shown result counts its operations and bytes."));
    place(*m_chart);
    connect(&shelf, &HardwareShelf::changed, this, &RooflinePanel::refreshLater);
}

void RooflinePanel::refresh()
{
    const SnapshotPointer &snapshot = session().snapshot();
    Ceilings ceilings(m_shelf.shelf(), session().view().whatIf.hardware);
    std::vector<charts::RooflinePoint> points;
    const MetricColumn *operations = snapshot ? snapshot->metric("throughput.ops") : nullptr;
    const MetricColumn *bytes = snapshot ? snapshot->metric("throughput.bytes") : nullptr;
    const auto &shown = session().shown();
    std::size_t left = 0;
    for (std::size_t row = 0; operations != nullptr && bytes != nullptr && row < shown.size(); ++row) {
        const MetricCell &speed = operations->cells[row], &traffic = bytes->cells[row];
        if (!shown[row] || !speed.value || !traffic.value || *traffic.value <= 0)
            continue;
        if (points.size() == kMostResults) {
            ++left;
            continue;
        }
        charts::RooflinePoint point{snapshot->rows[row].number, titleOf(row), *speed.value / *traffic.value,
                                    *speed.value, ceilings.of((*snapshot->results)[row].point)};
        point.look.fill = fillOf(model::weakest(speed.evidence, traffic.evidence));
        point.look.crossed = snapshot->rows[row].standing.invalid();
        point.look.badged = snapshot->rows[row].standing.sameCpu;
        points.push_back(std::move(point));
    }
    m_chart->setData(std::move(ceilings.list), std::move(points));
    QStringList about;
    if (!ceilings.without.empty()) {
        QStringList names;
        for (const std::string &target : ceilings.without)
            names << QString::fromStdString(target);
        about << tr("no ceiling of these operations is known for %1; the what-if page says what a target is in the "
                    "catalogue")
                     .arg(names.join(", "));
    }
    if (left > 0)
        about << tr("%1 more are shown in the table").arg(left);
    setAbout(about.join("; "));
}

} // namespace assay::ui
