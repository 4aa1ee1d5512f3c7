#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace assay {

/// The candidate nearest to `name` by edit distance if it is near enough to be a typing slip, else "".
[[nodiscard]] std::string nearest(std::string_view name, const std::vector<std::string> &candidates);

/// " Did you mean 'gemm'?" or "".
[[nodiscard]] std::string didYouMean(std::string_view name, const std::vector<std::string> &candidates);

} // namespace assay
