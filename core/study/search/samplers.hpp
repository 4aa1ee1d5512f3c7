#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/study/search/space.hpp"

namespace assay::study {

/// The first `count` points of the space in a random order: all different, and those of a smaller count come first in
/// those of a larger one. Fewer when the space has fewer.
[[nodiscard]] std::vector<SearchPoint> randomPoints(const SearchSpace &space, std::size_t count, std::uint64_t seed);

/// A Latin hypercube (McKay, Beckman, Conover 1979) on the grid: each dimension is cut into `count` equal layers, and
/// each layer is used once, so that values come equally often as far as the numbers allow. Points that the grid makes
/// equal are moved to free neighbours: all points are different. Fewer when the space has fewer.
[[nodiscard]] std::vector<SearchPoint> latinHypercube(const SearchSpace &space, std::size_t count, std::uint64_t seed);

} // namespace assay::study
