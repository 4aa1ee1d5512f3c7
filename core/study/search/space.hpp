#pragma once

#include <cstdint>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "core/base/random.hpp"
#include "core/base/result.hpp"

namespace assay::study {

/// One dimension of a discrete grid: a name, and how many values it has, in an order in which neighbours are alike.
struct SearchDimension {
    std::string name;
    std::uint32_t values = 0;
};

/// A point of the grid: the index of its value in each dimension.
using SearchPoint = std::vector<std::uint32_t>;

/// Points by their number in the space.
using PointSet = std::unordered_set<std::uint64_t>;

/// All points of a grid, numbered from 0 with the last dimension fastest (as `grid` orders its sets).
class SearchSpace {
public:
    /// At least one dimension, each with a name of its own and a value, and at most 2^62 points.
    [[nodiscard]] static Result<SearchSpace> create(std::vector<SearchDimension> dimensions);

    [[nodiscard]] const std::vector<SearchDimension> &dimensions() const { return m_dimensions; }
    [[nodiscard]] std::uint64_t size() const { return m_size; }
    /// Whether a point has an index for each dimension, each in range.
    [[nodiscard]] bool holds(const SearchPoint &point) const;
    [[nodiscard]] std::uint64_t number(const SearchPoint &point) const; ///< of a point that it holds
    [[nodiscard]] SearchPoint point(std::uint64_t number) const;        ///< of a number below size()

    /// The point itself when `taken` lacks it, else a point near it that `taken` lacks: by a random walk along single
    /// steps, and when that finds none, the next one in numbers. `taken` must leave at least one point.
    [[nodiscard]] SearchPoint untaken(SearchPoint near, const PointSet &taken, Random &random) const;

private:
    explicit SearchSpace(std::vector<SearchDimension> dimensions) : m_dimensions(std::move(dimensions)) {}

    std::vector<SearchDimension> m_dimensions;
    std::uint64_t m_size = 1;
};

} // namespace assay::study
