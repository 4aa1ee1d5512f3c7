#include "core/study/search/samplers.hpp"

#include <algorithm>
#include <numeric>
#include <unordered_map>
#include <utility>

namespace assay::study {
namespace {

std::size_t atMost(const SearchSpace &space, std::size_t count)
{
    return static_cast<std::size_t>(std::min<std::uint64_t>(space.size(), count));
}

std::vector<std::size_t> shuffled(std::size_t count, Random &random)
{
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t i = count; i > 1; --i)
        std::swap(order[i - 1], order[static_cast<std::size_t>(random.below(i))]);
    return order;
}

} // namespace

std::vector<SearchPoint> randomPoints(const SearchSpace &space, std::size_t count, std::uint64_t seed)
{
    Random random(seed);
    std::vector<SearchPoint> points;
    // Fisher and Yates' shuffle of all numbers, of which only the moved ones are kept.
    std::unordered_map<std::uint64_t, std::uint64_t> moved;
    const auto at = [&](std::uint64_t place) {
        const auto found = moved.find(place);
        return found == moved.end() ? place : found->second;
    };
    for (std::uint64_t i = 0; i < atMost(space, count); ++i) {
        const std::uint64_t other = i + random.below(space.size() - i);
        points.push_back(space.point(at(other)));
        moved[other] = at(i);
    }
    return points;
}

std::vector<SearchPoint> latinHypercube(const SearchSpace &space, std::size_t count, std::uint64_t seed)
{
    Random random(seed);
    std::vector<SearchPoint> points(atMost(space, count), SearchPoint(space.dimensions().size()));
    const auto layers = static_cast<double>(points.size());
    for (std::size_t d = 0; d < space.dimensions().size(); ++d) {
        const std::uint32_t values = space.dimensions()[d].values;
        const std::vector<std::size_t> order = shuffled(points.size(), random);
        for (std::size_t i = 0; i < points.size(); ++i) {
            const double within = (static_cast<double>(order[i]) + random.uniform()) / layers;
            points[i][d] = std::min(values - 1, static_cast<std::uint32_t>(within * values));
        }
    }
    PointSet taken;
    for (SearchPoint &point : points) {
        point = space.untaken(std::move(point), taken, random);
        taken.insert(space.number(point));
    }
    return points;
}

} // namespace assay::study
