#include "core/report/text_table.hpp"

#include <algorithm>
#include <optional>

#include "core/base/units.hpp"
#include "core/report/printable.hpp"

namespace assay::report {
namespace {

std::string padded(const std::string &cell, std::size_t width, Align align)
{
    const std::size_t used = displayWidth(cell);
    const std::string blanks(width > used ? width - used : 0, ' ');
    return align == Align::Right ? blanks + cell : cell + blanks;
}

/// Where a cell may be broken: text at blanks; of a number with its interval, before the bracket.
std::vector<std::string> pieces(const std::string &cell, Align align)
{
    std::vector<std::string> found;
    const std::string mark = align == Align::Right ? " (" : " ";
    std::size_t from = std::min(cell.find_first_not_of(' '), cell.size()); // blanks in front belong to the first
    for (std::size_t start = 0; start < cell.size(); from = start) {
        const std::size_t end = std::min(cell.find(mark, from), cell.size());
        if (end > start)
            found.push_back(cell.substr(start, end - start));
        start = end + 1;
    }
    return found;
}

/// The cell in lines of at most `width`; a piece that is longer keeps a line to itself. What fits stays as it is.
std::vector<std::string> brokenCell(const std::string &cell, std::size_t width, Align align)
{
    if (width == 0 || displayWidth(cell) <= width)
        return {cell};
    std::vector<std::string> lines;
    for (const auto &piece : pieces(cell, align)) {
        if (!lines.empty() && displayWidth(lines.back()) + 1 + displayWidth(piece) <= width)
            lines.back() += " " + piece;
        else
            lines.push_back(piece);
    }
    return lines;
}

std::size_t total(const std::vector<std::size_t> &widths)
{
    std::size_t sum = 0, shown = 0;
    for (const std::size_t width : widths) {
        sum += width;
        shown += width > 0 ? 1 : 0;
    }
    return sum + (shown > 1 ? 2 * (shown - 1) : 0);
}

constexpr std::size_t kUnder = 4; ///< blanks before what stands under a row

} // namespace

TextTable::TextTable(std::vector<Column> columns) : m_columns(std::move(columns)) {}

void TextTable::add(std::vector<std::string> cells)
{
    cells.resize(m_columns.size());
    m_rows.push_back(std::move(cells));
}

TextTable::Widths TextTable::natural() const
{
    Widths widest(m_columns.size(), 0);
    for (const auto &row : m_rows)
        for (std::size_t i = 0; i < row.size(); ++i)
            widest[i] = std::max(widest[i], displayWidth(row[i]));
    for (std::size_t i = 0; i < widest.size(); ++i)
        if (widest[i] > 0)
            widest[i] = std::max(widest[i], displayWidth(m_columns[i].title));
    return widest;
}

TextTable::Widths TextTable::least() const
{
    Widths least(m_columns.size(), 0);
    for (std::size_t i = 0; i < least.size(); ++i) {
        const auto consider = [&](const std::string &cell) {
            for (const auto &piece : pieces(cell, m_columns[i].align))
                least[i] = std::max(least[i], displayWidth(piece));
        };
        consider(m_columns[i].title);
        for (const auto &row : m_rows)
            consider(row[i]);
    }
    return least;
}

TextTable::Widths TextTable::fitted(Widths widths) const
{
    const Widths smallest = least();
    for (std::size_t wide = total(widths); wide > m_fit; --wide) {
        std::size_t most = widths.size(), room = 0;
        for (std::size_t i = 0; i < widths.size(); ++i)
            if (widths[i] > smallest[i] && widths[i] - smallest[i] > room) {
                most = i;
                room = widths[i] - smallest[i];
            }
        if (most == widths.size())
            break;
        --widths[most];
    }
    return tightened(widths);
}

/// What the broken cells need.
TextTable::Widths TextTable::tightened(const Widths &widths) const
{
    Widths needed(widths.size(), 0);
    for (std::size_t i = 0; i < widths.size(); ++i) {
        const auto consider = [&](const std::string &cell) {
            for (const auto &piece : brokenCell(cell, widths[i], m_columns[i].align))
                needed[i] = std::max(needed[i], widths[i] == 0 ? 0 : displayWidth(piece));
        };
        consider(m_columns[i].title);
        for (const auto &row : m_rows)
            consider(row[i]);
    }
    return needed;
}

std::string TextTable::line(const std::vector<std::string> &cells, const Widths &widths) const
{
    std::string text;
    bool first = true;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (widths[i] == 0)
            continue;
        if (!first)
            text += "  ";
        first = false;
        text += padded(cells[i], widths[i], m_columns[i].align);
    }
    text.erase(text.find_last_not_of(' ') + 1);
    return text + "\n";
}

std::string TextTable::row(const std::vector<std::string> &cells, const Widths &widths) const
{
    std::vector<std::vector<std::string>> broken;
    std::size_t height = 1;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        broken.push_back(brokenCell(cells[i], widths[i], m_columns[i].align));
        if (widths[i] > 0)
            height = std::max(height, broken.back().size());
    }
    std::string text;
    for (std::size_t j = 0; j < height; ++j) {
        std::vector<std::string> parts;
        for (const auto &cell : broken)
            parts.push_back(j < cell.size() ? cell[j] : "");
        text += line(parts, widths);
    }
    return text;
}

std::optional<TextTable::Layout> TextTable::layout() const
{
    constexpr std::size_t kNarrowest = 24; // in which a sentence can be read
    const Widths full = natural();
    const std::size_t limit = m_wrapAt != 0 && m_fit != 0 ? std::min(m_wrapAt, m_fit) : std::max(m_wrapAt, m_fit);
    if (full.empty() || limit == 0 || total(full) <= limit)
        return Layout{full, false};
    Widths others = full, lastWrapped = full;
    others.back() = 0;
    const std::size_t before = total(others) + 2;
    lastWrapped.back() = std::max(kNarrowest, limit - std::min(limit, before));
    if (total(lastWrapped) <= limit || m_fit == 0)
        return Layout{lastWrapped, false};
    if (total(others) <= m_fit)
        return Layout{others, true};
    if (const Widths narrow = fitted(full); total(narrow) <= m_fit)
        return Layout{narrow, false};
    if (const Widths narrow = fitted(others); total(narrow) <= m_fit)
        return Layout{narrow, true};
    return std::nullopt;
}

std::string TextTable::asCards() const
{
    std::string text;
    for (const auto &cells : m_rows) {
        std::vector<std::pair<std::string, std::string>> lines;
        for (std::size_t i = 0; i < cells.size(); ++i)
            lines.emplace_back(m_columns[i].title, cells[i]);
        text += (text.empty() ? "" : "\n") + renderPairs(lines, 0, m_fit);
    }
    return text;
}

std::string TextTable::render(bool bold) const
{
    const auto found = layout();
    if (!found)
        return asCards();
    std::vector<std::string> titles;
    for (const auto &column : m_columns)
        titles.push_back(column.title);
    std::string text = row(titles, found->widths);
    if (bold)
        text = "\x1b[1m" + text.substr(0, text.size() - 1) + "\x1b[0m\n";
    for (const auto &cells : m_rows) {
        text += row(cells, found->widths);
        if (found->lastBelow && !cells.back().empty())
            text += paragraph(cells.back(), m_fit, kUnder) + "\n";
    }
    return text;
}

std::string renderPairs(const std::vector<std::pair<std::string, std::string>> &pairs, std::size_t indent,
                        std::size_t columns)
{
    constexpr std::size_t kNarrowest = 24;
    std::size_t widest = 0;
    for (const auto &[name, value] : pairs)
        if (!value.empty())
            widest = std::max(widest, displayWidth(name));
    const std::size_t before = indent + widest + 2;
    std::string text;
    for (const auto &[name, value] : pairs) {
        if (value.empty())
            continue;
        const bool fits = columns == 0 || before + displayWidth(value) <= columns;
        text += std::string(indent, ' ') + padded(name, widest, Align::Left) + "  ";
        text += fits ? value : wrap(value, std::max(columns, before + kNarrowest), before).substr(before);
        text += "\n";
    }
    return text;
}

std::string paragraph(const std::string &text, std::size_t columns, std::size_t indent)
{
    if (columns == 0 || indent + displayWidth(text) <= columns)
        return std::string(indent, ' ') + text;
    return wrap(text, columns, indent + 2).substr(2);
}

std::string sentence(const std::string &text, std::size_t columns, std::size_t indent)
{
    return paragraph(text, columns, indent) + "\n";
}

} // namespace assay::report
