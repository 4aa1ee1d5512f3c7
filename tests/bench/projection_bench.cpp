// How good projections are: the calibration is fitted on published results of some devices (or workloads) and forecasts
// those of the others. Split by device and by workload, never by row. Prints every forecast with --rows.
#include <algorithm>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "core/model/projection/published_rows.hpp"

using namespace assay;
using namespace assay::model;

namespace {

double medianOf(std::vector<double> values)
{
    if (values.empty())
        return 0;
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

void line(const std::string &what, const std::vector<const HeldOut *> &rows)
{
    std::vector<double> errors, factors;
    std::size_t inside = 0;
    for (const HeldOut *row : rows) {
        inside += row->inside;
        errors.push_back(row->relativeError());
        factors.push_back(row->forecast.seconds.high / row->forecast.medianSeconds);
    }
    const double covered = rows.empty() ? 0 : 100.0 * static_cast<double>(inside) / static_cast<double>(rows.size());
    std::printf("  %-34s %3zu rows  inside 80 %%: %5.1f %%   median |error| %5.1f %%   median upper end x %.2f\n",
                what.c_str(), rows.size(), covered, 100 * medianOf(errors), medianOf(factors));
}

void report(const char *title, const std::vector<HeldOut> &held, bool each)
{
    std::printf("left out by %s (goals: inside >= 80 %%, median |error| <= 35 %%)\n", title);
    std::map<std::string, std::vector<const HeldOut *>> parts;
    for (const HeldOut &row : held) {
        const RoofWork &roof = row.row.roof;
        parts["all"].push_back(&row);
        parts[roof.deviceClass + ", " + toText(roof.kind)].push_back(&row);
        if (!row.quarantined)
            parts["all that pass the gates"].push_back(&row);
        if (each)
            std::printf("  %-20s %-30.30s %-13s found %.3g s  forecast %.3g s (%.3g to %.3g)%s%s\n",
                        roof.device.c_str(), roof.workload.c_str(), toText(roof.kind).c_str(), row.row.foundSeconds,
                        row.forecast.medianSeconds, row.forecast.seconds.low, row.forecast.seconds.high,
                        row.inside ? "" : "  outside", row.quarantined ? "  (faster than the roof)" : "");
    }
    for (const auto &[name, rows] : parts)
        line(name, rows);
}

} // namespace

int main(int argc, char **argv)
{
    const bool each = argc > 1 && std::string(argv[1]) == "--rows";
    const std::filesystem::path resources = std::filesystem::path(ASSAY_SOURCE_DIR) / "resources";
    const catalog::HardwareCatalogue catalogue = catalog::readHardware({resources / "hardware"});
    const catalog::PublishedData published = catalog::readPublished({resources / "published"});
    for (const auto &errors : {catalogue.errors, published.errors})
        for (const Error &error : errors)
            std::printf("left out: %s\n", error.text().c_str());
    const PublishedRows rows = calibrationRows(published, catalogue);
    std::printf("%zu rows of %zu published results; %zu results tell nothing\n", rows.rows.size(),
                published.results.size(), rows.left.size());
    for (const auto &[id, reason] : rows.left)
        std::printf("  %s: %s\n", id.c_str(), reason.c_str());
    const Calibration calibration(rows.rows);
    for (const auto &quarantined : calibration.quarantined())
        std::printf("quarantined: %s on %s: %s\n", quarantined.row.roof.workload.c_str(),
                    quarantined.row.roof.device.c_str(), quarantined.reason.c_str());
    report("device", leaveOut(rows.rows, SplitBy::Device), each);
    report("workload", leaveOut(rows.rows, SplitBy::Workload), each);
    return 0;
}
