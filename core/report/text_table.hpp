#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace assay::report {

enum class Align { Left, Right };

/// A table for people: columns of equal width apart by two blanks, no lines drawn, trailing blanks removed. Cells are
/// UTF-8 and must be printable() where they came from outside. A column in which all cells are empty is left out.
class TextTable {
public:
    struct Column {
        std::string title;
        Align align = Align::Left;
    };
    explicit TextTable(std::vector<Column> columns);

    /// Missing cells at the end are empty.
    void add(std::vector<std::string> cells);
    [[nodiscard]] bool empty() const { return m_rows.empty(); }
    /// Breaks the cells of the last column so that lines stay within `columns` where it leaves them 24 or more.
    void wrapLastAt(std::size_t columns) { m_wrapAt = columns; }
    /// Every line ends with a line end. `bold` writes the titles in bold (for a terminal).
    [[nodiscard]] std::string render(bool bold = false) const;

private:
    [[nodiscard]] std::vector<std::size_t> widths() const;
    [[nodiscard]] std::string line(const std::vector<std::string> &cells, const std::vector<std::size_t> &widths) const;

    [[nodiscard]] std::string row(std::vector<std::string> cells, const std::vector<std::size_t> &widths) const;

    std::vector<Column> m_columns;
    std::vector<std::vector<std::string>> m_rows;
    std::size_t m_wrapAt = 0;
};

/// "name   value" lines: names of equal width, values as they are; pairs with an empty value are left out.
[[nodiscard]] std::string renderPairs(const std::vector<std::pair<std::string, std::string>> &pairs,
                                      std::size_t indent = 0);

} // namespace assay::report
