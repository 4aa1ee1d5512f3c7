#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace assay::measure {

/// The whole number that a file of /sys or /proc starts with; empty when it cannot be read or holds none.
[[nodiscard]] std::optional<std::int64_t> readNumber(const std::filesystem::path &file);

} // namespace assay::measure
