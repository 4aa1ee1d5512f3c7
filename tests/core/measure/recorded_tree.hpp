#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace assay::measure {

/// A folder of its own that stands for /sys or /proc, gone at the end of the test.
class RecordedTree {
public:
    RecordedTree()
    {
        std::string pattern = (std::filesystem::temp_directory_path() / "assay-tree-XXXXXX").string();
        m_root = mkdtemp(pattern.data());
    }
    ~RecordedTree() { std::filesystem::remove_all(m_root); }
    RecordedTree(const RecordedTree &) = delete;
    RecordedTree &operator=(const RecordedTree &) = delete;

    void write(const std::string &file, const std::string &content) const
    {
        const auto target = m_root / file;
        std::filesystem::create_directories(target.parent_path());
        std::ofstream(target) << content;
    }
    [[nodiscard]] std::string path(const std::string &folder = "") const { return (m_root / folder).string(); }

private:
    std::filesystem::path m_root;
};

} // namespace assay::measure
