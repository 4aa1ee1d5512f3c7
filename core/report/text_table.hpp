#pragma once

#include <cstddef>
#include <optional>
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
    /// Fits the table into a terminal of so many columns (0: as wide as it is), with the least that helps: the last
    /// column is broken at blanks, or goes under its row, or all cells are broken (those aligned right before their
    /// bracket only), or each row becomes a block of "title  cell" lines.
    void fitInto(std::size_t columns) { m_fit = columns; }
    /// Breaks the cells of the last column so that lines stay within `columns` where it leaves them 24 or more.
    void wrapLastAt(std::size_t columns) { m_wrapAt = columns; }
    /// Every line ends with a line end. `bold` writes the titles in bold (for a terminal).
    [[nodiscard]] std::string render(bool bold = false) const;

private:
    using Widths = std::vector<std::size_t>; ///< by column, 0 = left out
    struct Layout {
        Widths widths;
        bool lastBelow = false; ///< the last column stands under its row
    };
    [[nodiscard]] std::optional<Layout> layout() const; ///< nothing when no table fits
    [[nodiscard]] std::string asCards() const;
    [[nodiscard]] Widths natural() const;
    [[nodiscard]] Widths least() const;
    [[nodiscard]] Widths fitted(Widths widths) const;
    [[nodiscard]] Widths tightened(const Widths &widths) const;
    [[nodiscard]] std::string line(const std::vector<std::string> &cells, const Widths &widths) const;
    [[nodiscard]] std::string row(const std::vector<std::string> &cells, const Widths &widths) const;

    std::vector<Column> m_columns;
    std::vector<std::vector<std::string>> m_rows;
    std::size_t m_wrapAt = 0, m_fit = 0;
};

/// "name   value" lines: names of equal width, values as they are, or broken under themselves where they do not fit
/// into `columns` (0: any width); pairs with an empty value are left out.
[[nodiscard]] std::string renderPairs(const std::vector<std::pair<std::string, std::string>> &pairs,
                                      std::size_t indent = 0, std::size_t columns = 0);

/// A line of text, broken at blanks where it does not fit into `columns` (0: any width); the first line starts with
/// `indent` blanks, further ones with two more.
[[nodiscard]] std::string paragraph(const std::string &text, std::size_t columns, std::size_t indent = 0);
/// The same with a line end.
[[nodiscard]] std::string sentence(const std::string &text, std::size_t columns, std::size_t indent = 0);

} // namespace assay::report
