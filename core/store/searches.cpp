#include "core/base/hash.hpp"
#include "core/base/json_text.hpp"
#include "core/store/insert.hpp"
#include "core/store/state.hpp"

namespace assay::store {
namespace {

constexpr const char *kPrefix = "search:"; ///< of keys in `meta`, before the hash of the settings

} // namespace

Status StudyFile::saveSearch(const Json &settings, const std::string &startedAt)
{
    return m_state->write("store a search in", [&](SQLite::Database &database) -> Status {
        const Json content{{"settings", settings}, {"started_at", startedAt}};
        SQLite::Statement saved(database, "INSERT OR IGNORE INTO meta(key, value) VALUES (?, ?)");
        insert(saved, kPrefix + sha256Hex(jsonLine(settings)), jsonLine(content));
        return {};
    });
}

Result<std::vector<Json>> StudyFile::searches() const
{
    return m_state->read("read searches in", [&](SQLite::Database &database) -> Result<std::vector<Json>> {
        std::vector<Json> found;
        SQLite::Statement rows(database, "SELECT key, value FROM meta WHERE key GLOB 'search:*' ORDER BY key");
        while (rows.executeStep()) {
            Json search = Json::parse(textOf(rows, 1), nullptr, false);
            if (!search.is_object() || !search.contains("settings") || !search.contains("started_at"))
                throw DamagedContent("'" + textOf(rows, 0) + "' holds no settings of a search");
            found.push_back(std::move(search));
        }
        return found;
    });
}

} // namespace assay::store
