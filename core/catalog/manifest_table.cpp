#include "core/catalog/manifest_table.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/files.hpp"
#include "core/base/suggest.hpp"

namespace assay::catalog {
namespace {

bool isLower(char c)
{
    return c >= 'a' && c <= 'z';
}
bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

} // namespace

Error Diagnostics::error() const
{
    std::vector<Entry> sorted = m_entries;
    std::stable_sort(sorted.begin(), sorted.end(), [](const Entry &a, const Entry &b) { return a.line < b.line; });
    std::string text;
    for (const auto &entry : sorted)
        text += fmt::format("{}{}{}: {}", text.empty() ? "" : "\n", m_file.string(),
                            entry.line > 0 ? fmt::format(":{}", entry.line) : "", entry.reason);
    return {ErrorCode::InvalidInput, text};
}

Result<toml::table> parseToml(const std::filesystem::path &file)
{
    const auto content = readFile(file);
    if (!content)
        return failure(content.error());
    try {
        return toml::parse(*content, file.string());
    } catch (const toml::parse_error &error) {
        Diagnostics diagnostics(file);
        diagnostics.add(error.source().begin.line, std::string(error.description()));
        return failure(diagnostics.error());
    }
}

std::optional<Expression> readFormula(std::string_view text, const toml::node &node, const std::string &what,
                                      const FormulaScope &scope, Diagnostics &diagnostics)
{
    auto formula = Expression::parse(text);
    if (!formula) {
        diagnostics.add(node, fmt::format("{}: {}", what, formula.error().text()));
        return std::nullopt;
    }
    for (const auto &name : formula->names())
        if (std::find(scope.names.begin(), scope.names.end(), name) == scope.names.end()) {
            diagnostics.add(node, fmt::format("{}: formula \"{}\" names '{}', which is not a declared parameter.{}",
                                              what, text, name, didYouMean(name, scope.names)));
            return std::nullopt;
        }
    if (scope.evaluable)
        if (const auto value = formula->evaluate(scope.defaults); !value) {
            diagnostics.add(node, fmt::format("{}: at the default parameters, {}", what, value.error().text()));
            return std::nullopt;
        }
    return std::move(*formula);
}

std::optional<Expression> readFormula(const toml::node &node, const std::string &what, const FormulaScope &scope,
                                      Diagnostics &diagnostics)
{
    if (const auto text = node.value_exact<std::string>())
        return readFormula(*text, node, what, scope, diagnostics);
    if (node.is_number())
        return readFormula(fmt::format("{}", *node.value<double>()), node, what, scope, diagnostics);
    diagnostics.add(node, fmt::format("{} must be a formula (a text) or a number", what));
    return std::nullopt;
}

const toml::node *ManifestTable::find(std::string_view key, Need need)
{
    m_known.emplace_back(key);
    const toml::node *node = m_table.get(key);
    if (node == nullptr && need == Need::Required)
        error(fmt::format("'{}' is missing", key));
    return node;
}

std::optional<std::string> ManifestTable::text(std::string_view key, Need need)
{
    const toml::node *node = find(key, need);
    if (node == nullptr)
        return std::nullopt;
    auto value = node->value_exact<std::string>();
    if (!value)
        wrongType(*node, key, "a text");
    else if (value->empty() && need == Need::Required)
        error(key, fmt::format("'{}' is empty", key));
    return value;
}

std::optional<double> ManifestTable::number(std::string_view key, Need need)
{
    const toml::node *node = find(key, need);
    if (node == nullptr)
        return std::nullopt;
    if (node->is_number())
        return node->value<double>();
    wrongType(*node, key, "a number");
    return std::nullopt;
}

bool ManifestTable::flag(std::string_view key)
{
    const toml::node *node = find(key);
    if (node == nullptr)
        return false;
    const auto value = node->value_exact<bool>();
    if (!value)
        wrongType(*node, key, "true or false");
    return value.value_or(false);
}

std::optional<Expression> ManifestTable::formula(std::string_view key, const FormulaScope &scope, Need need)
{
    const toml::node *node = find(key, need);
    if (node == nullptr)
        return std::nullopt;
    return readFormula(*node, fmt::format("{}, '{}'", m_what, key), scope, m_diagnostics);
}

const toml::array *ManifestTable::array(std::string_view key, Need need)
{
    const toml::node *node = find(key, need);
    if (node == nullptr)
        return nullptr;
    if (!node->is_array())
        wrongType(*node, key, "a list");
    return node->as_array();
}

const toml::table *ManifestTable::table(std::string_view key, Need need)
{
    const toml::node *node = find(key, need);
    if (node == nullptr)
        return nullptr;
    if (!node->is_table())
        wrongType(*node, key, "a table");
    return node->as_table();
}

std::vector<const toml::table *> ManifestTable::tables(std::string_view key)
{
    std::vector<const toml::table *> list;
    const toml::node *node = find(key);
    if (node == nullptr)
        return list;
    if (const toml::array *elements = node->as_array())
        for (const auto &element : *elements)
            if (const toml::table *entry = element.as_table())
                list.push_back(entry);
    if (!node->is_array() || list.size() != node->as_array()->size()) {
        error(key, fmt::format("'{0}' must be a list of tables: write [[{0}]]", key));
        list.clear();
    }
    return list;
}

std::optional<std::size_t> ManifestTable::word(std::string_view key, const std::vector<std::string> &words)
{
    const auto value = text(key);
    if (!value || value->empty())
        return std::nullopt;
    const auto found = std::find(words.begin(), words.end(), *value);
    if (found != words.end())
        return static_cast<std::size_t>(found - words.begin());
    error(key, fmt::format("'{}' is '{}', which is none of {}.{}", key, *value, fmt::join(words, ", "),
                           didYouMean(*value, words)));
    return std::nullopt;
}

void ManifestTable::error(std::string_view key, const std::string &reason) const
{
    const toml::node *node = m_table.get(key);
    m_diagnostics.add(node != nullptr ? *node : m_table, m_what + ": " + reason);
}

void ManifestTable::wrongType(const toml::node &node, std::string_view key, const char *expected) const
{
    m_diagnostics.add(node, fmt::format("{}: '{}' must be {}", m_what, key, expected));
}

void ManifestTable::finish() const
{
    for (const auto &[key, node] : m_table)
        if (std::find(m_known.begin(), m_known.end(), key.str()) == m_known.end())
            m_diagnostics.add(key.source().begin.line, fmt::format("{}: unknown key '{}'.{}", m_what, key.str(),
                                                                   didYouMean(key.str(), m_known)));
}

bool isId(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return isLower(c) || isDigit(c) || c == '.' || c == '_' || c == '-';
    });
}

bool isParameterName(std::string_view text)
{
    return !text.empty() && isLower(text.front()) &&
           std::all_of(text.begin(), text.end(), [](char c) { return isLower(c) || isDigit(c) || c == '_'; });
}

bool isInnerPath(const std::filesystem::path &path)
{
    return !path.empty() && path.is_relative() &&
           std::none_of(path.begin(), path.end(), [](const auto &part) { return part == ".."; });
}

} // namespace assay::catalog
