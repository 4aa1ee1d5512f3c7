#include "core/model/batching.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>

#include "core/model/evidence.hpp"
#include "core/model/headline.hpp"
#include "core/model/standing.hpp"

namespace assay::model {
namespace {

constexpr const char *kBatch = "batch";
constexpr std::size_t kLeastSizes = 3;

struct Point {
    std::int64_t result = 0;
    double batch = 0, seconds = 0;
    Evidence evidence = Evidence::Measured;
    bool invalid = false;
};

/// Sums for the weighted least squares of seconds = alpha + beta batch, each point by 1/seconds².
struct Sums {
    double w = 0, x = 0, y = 0, xx = 0, xy = 0;

    explicit Sums(const std::vector<Point> &points)
    {
        for (const Point &point : points) {
            const double weight = 1 / (point.seconds * point.seconds);
            w += weight;
            x += weight * point.batch;
            y += weight * point.seconds;
            xx += weight * point.batch * point.batch;
            xy += weight * point.batch * point.seconds;
        }
    }
};

void fit(const std::vector<Point> &points, BatchLine &line)
{
    const Sums sums(points);
    line.beta = (sums.w * sums.xy - sums.x * sums.y) / (sums.w * sums.xx - sums.x * sums.x);
    line.alpha = (sums.y - line.beta * sums.x) / sums.w;
    if (line.alpha < 0) { // then through the origin
        line.alpha = 0;
        line.beta = sums.xy / sums.xx;
    } else if (line.beta < 0) {
        line.beta = 0;
        line.alpha = sums.y / sums.w;
    }
    for (const Point &point : points)
        line.worstDeviation =
            std::max(line.worstDeviation, std::abs(point.seconds - line.serviceSeconds(point.batch)) / point.seconds);
}

/// The result's point, if it can be one.
std::optional<Point> pointOf(const study::ResultRecord &result)
{
    const auto batch = result.point.workloadParameters.find(kBatch);
    if (batch == result.point.workloadParameters.end() ||
        result.point.scenario.kind != measure::ScenarioKind::SingleStream)
        return std::nullopt;
    const Metric median = headlineValue(result, "latency.p50");
    if (!(batch->second.number() > 0) || !median.value || !(*median.value > 0))
        return std::nullopt;
    return Point{result.number, batch->second.number(), *median.value, median.evidence, standing(result).invalid()};
}

std::size_t distinctSizes(const std::vector<Point> &points)
{
    std::set<double> sizes;
    for (const Point &point : points)
        sizes.insert(point.batch);
    return sizes.size();
}

BatchLine lineThrough(std::string what, std::vector<Point> points)
{
    std::sort(points.begin(), points.end(), [](const Point &a, const Point &b) { return a.batch < b.batch; });
    BatchLine line;
    line.what = std::move(what);
    std::vector<Evidence> marks;
    for (const Point &point : points) {
        line.results.push_back(point.result);
        line.sizes.push_back(point.batch);
        marks.push_back(point.evidence);
        line.invalid += point.invalid ? 1 : 0;
    }
    line.measuredBy = *weakest(marks);
    fit(points, line);
    return line;
}

} // namespace

double fillWait(double batch, double arrivalsPerSecond, double timeoutSeconds)
{
    const double fill = (batch - 1) / arrivalsPerSecond;
    return timeoutSeconds > 0 ? std::min(fill, timeoutSeconds) : fill;
}

std::vector<BatchLine> batchLines(std::span<const study::ResultRecord> results)
{
    std::map<std::string, std::pair<std::string, std::vector<Point>>> families;
    for (const auto &result : results) {
        const auto point = pointOf(result);
        if (!point)
            continue;
        study::DesignPoint rest = result.point;
        rest.workloadParameters.erase(kBatch);
        auto &[what, points] = families[rest.key()];
        what = rest.describe();
        points.push_back(*point);
    }
    std::vector<BatchLine> lines;
    for (auto &[key, family] : families)
        if (distinctSizes(family.second) >= kLeastSizes)
            lines.push_back(lineThrough(std::move(family.first), std::move(family.second)));
    std::sort(lines.begin(), lines.end(),
              [](const BatchLine &a, const BatchLine &b) { return a.results.front() < b.results.front(); });
    return lines;
}

} // namespace assay::model
