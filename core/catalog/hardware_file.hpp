#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <toml++/toml.h>

#include "core/base/json.hpp"
#include "core/base/result.hpp"
#include "core/catalog/manifest_table.hpp"

/// Private to the hardware catalogue: one file of it.
namespace assay::catalog {

using Sources = std::map<std::string, Json>; ///< by id: {"source", "quality", "date", "note"}

/// The entries of one file, before they meet those of others. Sources are read first, of all files of a folder: which
/// of them names a source does not matter.
class HardwareFile {
public:
    HardwareFile(std::filesystem::path file, bool own, Sources &sources)
        : m_file(std::move(file)), m_own(own), m_sources(sources), m_diagnostics(m_file)
    {
    }

    /// Errors: not readable, not TOML.
    Status readSources();
    struct Entries {
        std::vector<Json> targets, segments;
    };
    /// After readSources() of this and all other files of the folder.
    Result<Entries> readEntries();
    [[nodiscard]] const std::filesystem::path &file() const { return m_file; }

private:
    void readId(ManifestTable &table, const char *what, Json &entry);
    Json readSegment(ManifestTable &table);
    /// Without `high` nobody knows how large it may be.
    Json openFigure(ManifestTable &table, const char *key, const toml::node &node);
    Json readTarget(ManifestTable &table);
    void readNames(ManifestTable &table, const char *key, Json &entry);
    /// What `notes` rests on.
    void readNoteSources(ManifestTable &table, Json &entry);
    Json readInstance(const ManifestTable &target, const toml::table &node);
    std::optional<double> positive(ManifestTable &table, const char *key);
    /// The price's own date and note count; the source's note is beside them.
    void addInstanceSource(ManifestTable &table, const toml::table &node, Json &instance);
    void readEmulation(ManifestTable &table, Json &entry);
    void readFigures(ManifestTable &table, Json &entry);
    /// What the peaks are peaks of: operations of matrix or of vector units.
    void readClasses(ManifestTable &table, Json &entry);
    void addFigure(ManifestTable &table, const char *key, const toml::node *node, const toml::table *sources,
                   const toml::table *derived, Json figure, Json &entry);
    static Json textFigure(ManifestTable &table, const char *key);
    Json figure(ManifestTable &table, const char *key, const toml::node &node);
    void addSource(ManifestTable &table, const char *key, const toml::node &node, const toml::table *sources,
                   Json &figure);
    [[nodiscard]] Json ownSource(const toml::node &node) const;
    static void markUnverified(Json &figure);
    /// Null, and noted, when no file has it.
    const Json *namedSource(ManifestTable &table, const char *key, const std::string &id) const;
    /// A source or derivation of a figure that is not there is a slip.
    void checkNames(const ManifestTable &table, const toml::table *named, const char *what);

    std::filesystem::path m_file;
    bool m_own;
    Sources &m_sources;
    Diagnostics m_diagnostics;
    toml::table m_parsed;
    std::optional<ManifestTable> m_root; ///< of m_parsed
};

} // namespace assay::catalog
