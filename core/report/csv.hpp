#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::report {

/// Rows of RFC 4180: comma, CRLF, double quotes where needed; UTF-8 without a mark.
///
/// Text cells that a spreadsheet would take for a formula (they start with = + - @ tab or CR) get an apostrophe in
/// front. Numbers are never touched: they are the shortest decimal that reads back as the same double, "." as decimal
/// mark in every locale; a missing number is an empty cell, never 0.
class CsvTable {
public:
    explicit CsvTable(const std::vector<std::string> &columnNames);

    CsvTable &text(std::string_view value);
    CsvTable &number(std::optional<double> value);
    CsvTable &integer(std::int64_t value);
    CsvTable &flag(bool value); ///< "yes" or "no"
    /// Ends the row; the number of its cells must be that of the columns.
    void endRow();
    [[nodiscard]] const std::string &content() const { return m_content; }

private:
    void cell(std::string_view ready);

    std::size_t m_columns;
    std::size_t m_inRow = 0;
    std::string m_content;
};

} // namespace assay::report
