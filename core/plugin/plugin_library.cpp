#include "core/plugin/plugin_library.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/files.hpp"
#include "core/base/hash.hpp"
#include "core/base/paths.hpp"
#include "core/catalog/workload.hpp"

namespace assay::plugin {
namespace {

constexpr std::string_view kSchema = "assay.plugin/1";
constexpr std::string_view kIdCharacters = "abcdefghijklmnopqrstuvwxyz0123456789._-";

/// Reads keys one by one and keeps the first thing that is wrong.
class ManifestReader {
public:
    ManifestReader(const std::filesystem::path &file, Json json) : m_file(file), m_json(std::move(json)) {}

    void wrong(std::string_view key, const std::string &reason)
    {
        if (m_wrong.empty())
            m_wrong = fmt::format("{}: '{}' {}", m_file.string(), key, reason);
    }
    std::string text(const char *key)
    {
        const Json *value = required(key);
        if (value == nullptr)
            return {};
        if (!value->is_string() || value->get_ref<const std::string &>().empty()) {
            wrong(key, "must be a text that is not empty");
            return {};
        }
        return *value;
    }
    std::string optionalText(const char *key) { return m_json.contains(key) ? text(key) : std::string(); }
    std::uint32_t number(const char *key)
    {
        const Json *value = required(key);
        if (value == nullptr)
            return 0;
        if (!value->is_number_unsigned() || value->get<std::uint64_t>() > UINT32_MAX) {
            wrong(key, "must be a whole number");
            return 0;
        }
        return *value;
    }
    bool flag(const char *key, bool otherwise)
    {
        if (!m_json.contains(key))
            return otherwise;
        if (!m_json[key].is_boolean()) {
            wrong(key, "must be true or false");
            return otherwise;
        }
        return m_json[key];
    }
    std::vector<std::string> texts(const char *key)
    {
        const Json *value = required(key);
        if (value == nullptr)
            return {};
        const bool good = value->is_array() && !value->empty() &&
                          std::all_of(value->begin(), value->end(), [](const Json &item) { return item.is_string(); });
        if (!good) {
            wrong(key, "must be a list of texts that is not empty");
            return {};
        }
        return *value;
    }
    std::vector<ParameterSpec> parameters(const char *key)
    {
        if (!m_json.contains(key))
            return {};
        auto specs = catalog::readParameterList(m_json[key], m_file);
        if (!specs && m_wrong.empty())
            m_wrong = specs.error().text();
        return specs ? *specs : std::vector<ParameterSpec>();
    }
    [[nodiscard]] const std::string &firstWrong() const { return m_wrong; }

private:
    const Json *required(const char *key)
    {
        const auto found = m_json.find(key);
        if (found == m_json.end()) {
            wrong(key, "is missing");
            return nullptr;
        }
        return &*found;
    }

    const std::filesystem::path &m_file;
    Json m_json;
    std::string m_wrong;
};

PluginManifest readKeys(ManifestReader &reader, const std::filesystem::path &file)
{
    PluginManifest manifest;
    manifest.manifestPath = file;
    if (const std::string schema = reader.text("schema"); schema != kSchema)
        reader.wrong("schema", fmt::format("must be \"{}\", not \"{}\"", kSchema, schema));
    manifest.id = reader.text("id");
    if (manifest.id.find_first_not_of(kIdCharacters) != std::string::npos)
        reader.wrong("id", fmt::format("is \"{}\": only the characters a-z 0-9 . _ - are allowed", manifest.id));
    manifest.name = reader.text("name");
    manifest.version = reader.text("version");
    manifest.abiMajor = reader.number("abi_major");
    const std::string library = reader.text("library");
    if (library.find('/') != std::string::npos)
        reader.wrong("library", "must be the name of a file beside the manifest, without a folder");
    manifest.libraryPath = file.parent_path() / library;
    manifest.implementations = reader.texts("implementations");
    manifest.parameters = reader.parameters("parameters");
    manifest.description = reader.optionalText("description");
    manifest.sharesHostCpu = reader.flag("shares_host_cpu", true);
    return manifest;
}

std::vector<std::filesystem::path> manifestsIn(const std::filesystem::path &folder)
{
    std::vector<std::filesystem::path> files;
    std::error_code error;
    for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
        if (entry->path().extension() == ".json")
            files.push_back(entry->path());
    std::sort(files.begin(), files.end());
    return files;
}

void addFolder(PluginList &list, const std::filesystem::path &folder)
{
    std::vector<std::string> idsHere;
    for (const std::filesystem::path &file : manifestsIn(folder)) {
        Result<PluginManifest> manifest = readPluginManifest(file);
        if (!manifest) {
            list.errors.push_back(manifest.error());
            continue;
        }
        if (std::find(idsHere.begin(), idsHere.end(), manifest->id) != idsHere.end()) {
            list.errors.emplace_back(
                ErrorCode::InvalidInput,
                fmt::format("{}: 'id' is \"{}\", as in another manifest of this folder", file.string(), manifest->id));
            continue;
        }
        idsHere.push_back(manifest->id);
        if (list.find(manifest->id) == nullptr)
            list.plugins.push_back(std::move(*manifest));
    }
}

} // namespace

Result<PluginManifest> readPluginManifest(const std::filesystem::path &file)
{
    const Result<std::string> content = readFile(file);
    if (!content)
        return failure(content.error());
    Json json;
    try {
        json = Json::parse(*content);
    } catch (const Json::exception &exception) {
        return failure(ErrorCode::InvalidInput, fmt::format("{} is not JSON: {}", file.string(), exception.what()));
    }
    if (!json.is_object())
        return failure(ErrorCode::InvalidInput, fmt::format("{}: must be a JSON object", file.string()));
    ManifestReader reader(file, std::move(json));
    PluginManifest manifest = readKeys(reader, file);
    if (!reader.firstWrong().empty())
        return failure(ErrorCode::InvalidInput, reader.firstWrong());
    const Result<std::string> hash = sha256File(manifest.libraryPath);
    if (!hash)
        return failure(ErrorCode::NotFound,
                       fmt::format("{}: 'library' is {}, which cannot be read: put the library beside its manifest",
                                   file.string(), manifest.libraryPath.string()));
    manifest.hash = *hash;
    return manifest;
}

const PluginManifest *PluginList::find(std::string_view id) const
{
    const auto found =
        std::find_if(plugins.begin(), plugins.end(), [&](const PluginManifest &plugin) { return plugin.id == id; });
    return found == plugins.end() ? nullptr : &*found;
}

PluginList findPlugins(const std::vector<std::filesystem::path> &extraFolders)
{
    PluginList list;
    for (const std::filesystem::path &folder : extraFolders) {
        std::error_code error;
        if (!std::filesystem::is_directory(folder, error))
            list.errors.emplace_back(ErrorCode::NotFound,
                                     fmt::format("plugin folder {} does not exist", folder.string()));
        addFolder(list, folder);
    }
    for (const std::filesystem::path &folder : paths::pluginFolders())
        addFolder(list, folder);
    std::sort(list.plugins.begin(), list.plugins.end(),
              [](const PluginManifest &left, const PluginManifest &right) { return left.id < right.id; });
    return list;
}

} // namespace assay::plugin
