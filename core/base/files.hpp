#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace assay {

[[nodiscard]] Result<std::string> readFile(const std::filesystem::path &file);

/// The folder's files with this extension (".toml"), sorted by name; none when it cannot be read.
[[nodiscard]] std::vector<std::filesystem::path> filesIn(const std::filesystem::path &folder,
                                                         std::string_view extension);

/// Whether an errno says that there is no room: disk full, quota, file size limit.
[[nodiscard]] bool meansDiskFull(int systemErrno);

/// Writes to a temporary file beside `file`, fsyncs and renames: the file is whole or untouched.
[[nodiscard]] Status writeFileAtomically(const std::filesystem::path &file, std::string_view content);

} // namespace assay
