#include "core/report/csv.hpp"

#include <cstdlib>
#include <iostream>

#include <fmt/format.h>

namespace assay::report {
namespace {

std::string inQuotes(std::string_view value)
{
    if (value.find_first_of(",\"\r\n") == std::string_view::npos)
        return std::string(value);
    std::string out = "\"";
    for (const char c : value) {
        if (c == '"')
            out += '"';
        out += c;
    }
    return out + "\"";
}

} // namespace

CsvTable::CsvTable(const std::vector<std::string> &columnNames) : m_columns(columnNames.size())
{
    for (const auto &name : columnNames)
        text(name);
    endRow();
}

void CsvTable::cell(std::string_view ready)
{
    if (m_inRow++ > 0)
        m_content += ',';
    m_content += ready;
}

CsvTable &CsvTable::text(std::string_view value)
{
    constexpr std::string_view kFormulaStarts = "=+-@\t\r";
    const bool formula = !value.empty() && kFormulaStarts.find(value.front()) != std::string_view::npos;
    cell(inQuotes(fmt::format("{}{}", formula ? "'" : "", value)));
    return *this;
}

CsvTable &CsvTable::number(std::optional<double> value)
{
    cell(value ? fmt::format("{}", *value) : std::string());
    return *this;
}

CsvTable &CsvTable::integer(std::int64_t value)
{
    cell(fmt::format("{}", value));
    return *this;
}

CsvTable &CsvTable::flag(bool value)
{
    cell(value ? "yes" : "no");
    return *this;
}

void CsvTable::endRow()
{
    if (m_inRow != m_columns) {
        std::cerr << "assay: internal error: a CSV row has " << m_inRow << " cells for " << m_columns << " columns\n";
        std::abort();
    }
    m_content += "\r\n";
    m_inRow = 0;
}

} // namespace assay::report
