#include "core/report/source_list.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/report/printable.hpp"
#include "core/report/text_table.hpp"

namespace assay::report {

std::string SourceList::mark(const std::string &source)
{
    if (source.empty())
        return "";
    const auto known = std::find(m_sources.begin(), m_sources.end(), source);
    const auto place = known - m_sources.begin();
    if (known == m_sources.end())
        m_sources.push_back(source);
    return fmt::format("[{}]", place + 1);
}

std::string SourceList::render(std::size_t columns) const
{
    std::string text;
    for (std::size_t i = 0; i < m_sources.size(); ++i)
        text += paragraph(fmt::format("[{}] {}", i + 1, printable(m_sources[i])), columns, 2) + "\n";
    return text;
}

} // namespace assay::report
