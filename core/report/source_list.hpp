#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace assay::report {

/// Sources that a table refers to by number: "[1]" in a cell, the source below the table, each once.
class SourceList {
public:
    /// "[2]"; of an empty text "".
    std::string mark(const std::string &source);
    /// "  [1] …" lines; a source that is wider than `columns` (0: any width) stays in one piece, to be copied.
    [[nodiscard]] std::string render(std::size_t columns = 0) const;

private:
    std::vector<std::string> m_sources;
};

} // namespace assay::report
