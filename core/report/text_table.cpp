#include "core/report/text_table.hpp"

#include <algorithm>
#include <sstream>

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

} // namespace

TextTable::TextTable(std::vector<Column> columns) : m_columns(std::move(columns)) {}

void TextTable::add(std::vector<std::string> cells)
{
    cells.resize(m_columns.size());
    m_rows.push_back(std::move(cells));
}

std::vector<std::size_t> TextTable::widths() const
{
    std::vector<std::size_t> widest(m_columns.size(), 0);
    for (const auto &row : m_rows)
        for (std::size_t i = 0; i < row.size(); ++i)
            widest[i] = std::max(widest[i], displayWidth(row[i]));
    for (std::size_t i = 0; i < widest.size(); ++i)
        if (widest[i] > 0)
            widest[i] = std::max(widest[i], displayWidth(m_columns[i].title));
    return widest;
}

std::string TextTable::line(const std::vector<std::string> &cells, const std::vector<std::size_t> &widths) const
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
    return text;
}

std::string TextTable::row(std::vector<std::string> cells, const std::vector<std::size_t> &widths) const
{
    constexpr std::size_t kNarrowest = 24;
    std::size_t before = 0;
    for (std::size_t i = 0; i + 1 < widths.size(); ++i)
        before += widths[i] == 0 ? 0 : widths[i] + 2;
    if (m_wrapAt == 0)
        return line(cells, widths) + "\n";
    std::istringstream pieces(wrap(cells.back(), std::max(kNarrowest, m_wrapAt - std::min(m_wrapAt, before))));
    std::string text, piece;
    for (bool first = true; std::getline(pieces, piece) || first; first = false) {
        cells.back() = piece;
        text += line(cells, widths) + "\n";
        std::fill(cells.begin(), cells.end(), std::string());
    }
    return text;
}

std::string TextTable::render(bool bold) const
{
    const auto widest = widths();
    std::vector<std::string> titles;
    for (const auto &column : m_columns)
        titles.push_back(column.title);
    std::string text = line(titles, widest);
    text = bold ? "\x1b[1m" + text + "\x1b[0m\n" : text + "\n";
    for (const auto &cells : m_rows)
        text += row(cells, widest);
    return text;
}

std::string renderPairs(const std::vector<std::pair<std::string, std::string>> &pairs, std::size_t indent)
{
    std::size_t widest = 0;
    for (const auto &[name, value] : pairs)
        if (!value.empty())
            widest = std::max(widest, displayWidth(name));
    std::string text;
    for (const auto &[name, value] : pairs)
        if (!value.empty())
            text += std::string(indent, ' ') + padded(name, widest, Align::Left) + "  " + value + "\n";
    return text;
}

} // namespace assay::report
