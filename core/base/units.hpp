#pragma once

#include <string>
#include <string_view>

namespace assay {

/// A value in its SI unit for people: three to four significant digits and a prefix, "12.3 µs", "4.56 Gop/s",
/// "1.50 MiB" for unit "B", "98.2 %" for unit "1" never happens: dimensionless numbers stay plain.
/// Units known to take prefixes: s, Hz, op/s, query/s, item/s, B/s, J, W; others are printed after the number.
[[nodiscard]] std::string formatQuantity(double value, std::string_view unit);

/// "12.3 µs (11.9–12.8)": value and 95 % interval under one prefix; with prefixes of their own where the interval is so
/// wide that one does not suit all: "105 µs (53.3 µs–137 ms)".
[[nodiscard]] std::string formatInterval(double value, double low, double high, std::string_view unit);

/// "2 h 05 min", "3 min 20 s", "4.2 s": a duration a person waits for.
[[nodiscard]] std::string formatWait(double seconds);

/// Number of terminal columns of a UTF-8 text (counts code points; good for the Latin, Greek and symbol ranges used
/// here).
[[nodiscard]] std::size_t displayWidth(std::string_view utf8);

} // namespace assay
