#include "core/study/search/space.hpp"

#include <set>
#include <utility>

#include <fmt/format.h>

namespace assay::study {
namespace {

constexpr std::uint64_t kMostPoints = 1ULL << 62;

/// One step up or down in a dimension that has more than one value; nothing where none has.
void step(const std::vector<SearchDimension> &dimensions, SearchPoint &point, Random &random)
{
    const auto start = static_cast<std::size_t>(random.below(dimensions.size()));
    const bool up = random.below(2) == 1;
    for (std::size_t i = 0; i < dimensions.size(); ++i) {
        const std::size_t d = (start + i) % dimensions.size();
        const std::uint32_t last = dimensions[d].values - 1;
        if (last == 0)
            continue;
        // At an end the only way is back.
        const bool rises = point[d] == 0 || (up && point[d] < last);
        point[d] = rises ? point[d] + 1 : point[d] - 1;
        return;
    }
}

} // namespace

Result<SearchSpace> SearchSpace::create(std::vector<SearchDimension> dimensions)
{
    if (dimensions.empty())
        return failure(ErrorCode::InvalidInput,
                       "there is nothing to search: give at least one parameter with several values");
    std::set<std::string> names;
    SearchSpace space(std::move(dimensions));
    for (const SearchDimension &dimension : space.m_dimensions) {
        if (dimension.values == 0)
            return failure(ErrorCode::InvalidInput,
                           fmt::format("parameter {} has no values: give at least one", dimension.name));
        if (!names.insert(dimension.name).second)
            return failure(
                ErrorCode::InvalidInput,
                fmt::format("parameter {} is there twice: name it once with all its values", dimension.name));
        if (space.m_size > kMostPoints / dimension.values)
            return failure(ErrorCode::InvalidInput,
                           fmt::format("with parameter {} the space has more than 2^62 points: give fewer values",
                                       dimension.name));
        space.m_size *= dimension.values;
    }
    return space;
}

bool SearchSpace::holds(const SearchPoint &point) const
{
    if (point.size() != m_dimensions.size())
        return false;
    for (std::size_t d = 0; d < point.size(); ++d)
        if (point[d] >= m_dimensions[d].values)
            return false;
    return true;
}

std::uint64_t SearchSpace::number(const SearchPoint &point) const
{
    std::uint64_t number = 0;
    for (std::size_t d = 0; d < m_dimensions.size(); ++d)
        number = number * m_dimensions[d].values + point[d];
    return number;
}

SearchPoint SearchSpace::point(std::uint64_t number) const
{
    SearchPoint point(m_dimensions.size());
    for (std::size_t d = m_dimensions.size(); d-- > 0;) {
        point[d] = static_cast<std::uint32_t>(number % m_dimensions[d].values);
        number /= m_dimensions[d].values;
    }
    return point;
}

SearchPoint SearchSpace::untaken(SearchPoint near, const PointSet &taken, Random &random) const
{
    const std::size_t steps = 16 * m_dimensions.size();
    for (std::size_t i = 0; i < steps && taken.contains(number(near)); ++i)
        step(m_dimensions, near, random);
    std::uint64_t next = number(near);
    while (taken.contains(next))
        next = (next + 1) % m_size;
    return point(next);
}

} // namespace assay::study
