#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <toml++/toml.h>

#include "core/base/result.hpp"
#include "core/catalog/expression.hpp"
#include "core/catalog/parameter.hpp"

/// Private to the manifest sources: reading TOML tables strictly, with every mistake noted by line.
namespace assay::catalog {

/// Collects what is wrong with one manifest.
class Diagnostics {
public:
    explicit Diagnostics(std::filesystem::path file) : m_file(std::move(file)) {}
    void add(std::uint32_t line, std::string reason) { m_entries.push_back({line, std::move(reason)}); }
    void add(const toml::node &node, std::string reason) { add(node.source().begin.line, std::move(reason)); }
    [[nodiscard]] bool empty() const { return m_entries.empty(); }
    [[nodiscard]] std::size_t count() const { return m_entries.size(); }
    /// "file:line: reason", one a line, in the order of the file.
    [[nodiscard]] Error error() const;

private:
    struct Entry {
        std::uint32_t line;
        std::string reason;
    };
    std::filesystem::path m_file;
    std::vector<Entry> m_entries;
};

/// The file's TOML. Errors: it cannot be read; its first mistake, by line.
[[nodiscard]] Result<toml::table> parseToml(const std::filesystem::path &file);

/// What formulas may name, and the values to try them with.
struct FormulaScope {
    std::vector<std::string> names;
    std::vector<std::string> aliases; ///< names that parameters may be given by besides; no formula uses them
    ParameterSet defaults;
    bool evaluable = true; ///< false when a parameter could not be read: names are checked, values are not
};

enum class Need { Required, Optional };

/// Parses a formula, checks its names and evaluates it once at the defaults; notes what is wrong.
std::optional<Expression> readFormula(const toml::node &node, const std::string &what, const FormulaScope &scope,
                                      Diagnostics &diagnostics);
/// The same for a text; `node` gives the line.
std::optional<Expression> readFormula(std::string_view text, const toml::node &node, const std::string &what,
                                      const FormulaScope &scope, Diagnostics &diagnostics);

/// One table of a manifest. Every key that is asked for is known; finish() notes all others.
class ManifestTable {
public:
    /// `what` names the table in messages: "parameter 'n'". The TOML table and the diagnostics must outlive it.
    ManifestTable(const toml::table &table, std::string what, Diagnostics &diagnostics)
        : m_table(table), m_what(std::move(what)), m_diagnostics(diagnostics)
    {
    }

    void rename(std::string what) { m_what = std::move(what); }
    [[nodiscard]] const std::string &what() const { return m_what; }
    [[nodiscard]] Diagnostics &diagnostics() const { return m_diagnostics; }

    /// nullptr when the key is absent (noted if it is required).
    const toml::node *find(std::string_view key, Need need = Need::Optional);
    /// Absent, or of another type (noted): nothing. Required texts are not empty.
    std::optional<std::string> text(std::string_view key, Need need = Need::Required);
    std::optional<double> number(std::string_view key, Need need = Need::Required);
    bool flag(std::string_view key);
    std::optional<Expression> formula(std::string_view key, const FormulaScope &scope, Need need = Need::Required);
    const toml::array *array(std::string_view key, Need need = Need::Optional);
    const toml::table *table(std::string_view key, Need need = Need::Optional);
    /// The tables of [[key]]; none when absent.
    std::vector<const toml::table *> tables(std::string_view key);
    /// The index of the text among `words`.
    std::optional<std::size_t> word(std::string_view key, const std::vector<std::string> &words);

    void error(const std::string &reason) const { m_diagnostics.add(m_table, m_what + ": " + reason); }
    /// At the key's line if it is there.
    void error(std::string_view key, const std::string &reason) const;
    /// Notes keys that nobody asked for.
    void finish() const;

private:
    void wrongType(const toml::node &node, std::string_view key, const char *expected) const;

    const toml::table &m_table;
    std::string m_what;
    Diagnostics &m_diagnostics;
    std::vector<std::string> m_known;
};

/// [a-z0-9._-]+
[[nodiscard]] bool isId(std::string_view text);
/// [a-z][a-z0-9_]*
[[nodiscard]] bool isParameterName(std::string_view text);
/// Relative and not leading out of the folder.
[[nodiscard]] bool isInnerPath(const std::filesystem::path &path);

} // namespace assay::catalog
