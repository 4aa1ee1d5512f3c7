#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/base/json.hpp"

namespace assay::report {

/// Text that came from a file, a driver or another machine, made safe to show on a terminal: C0 and C1 control
/// characters, DEL, line and paragraph separators and the characters that change text direction become visible
/// escapes ("\x1b", "\u202e"), bytes that are not UTF-8 become U+FFFD. All other text is unchanged. The result is one
/// line and valid UTF-8.
[[nodiscard]] std::string printable(std::string_view text);

/// Breaks at blanks so that no line is wider than `columns` (a longer word keeps a line to itself); every line starts
/// with `indent` blanks. Line ends in the text count as blanks. No line end after the last line.
[[nodiscard]] std::string wrap(std::string_view text, std::size_t columns, std::size_t indent = 0);

/// The text under a key of an object, made printable; "" when there is none.
[[nodiscard]] std::string printableAt(const Json &object, const char *key);

} // namespace assay::report
