#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace assay {

/// SHA-256 of the bytes as 64 lower-case hex digits.
[[nodiscard]] std::string sha256Hex(std::string_view bytes);

/// SHA-256 of one file's content.
[[nodiscard]] Result<std::string> sha256File(const std::filesystem::path &file);

/// SHA-256 over names (relative to `folder`) and contents of all regular files below `folder`, in name order.
[[nodiscard]] Result<std::string> sha256Folder(const std::filesystem::path &folder);

/// The seed of one run: the first eight bytes, big endian, of SHA-256("seed/key/repeat").
[[nodiscard]] std::uint64_t runSeed(std::uint64_t seed, std::string_view key, unsigned repeat);

} // namespace assay
