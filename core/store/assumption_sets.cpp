#include "core/base/json_text.hpp"
#include "core/store/insert.hpp"
#include "core/store/state.hpp"

namespace assay::store {

Status StudyFile::saveAssumptions(const Json &set, const std::string &savedAt)
{
    return m_state->write("store assumptions in", [&](SQLite::Database &database) -> Status {
        SQLite::Statement saved(database,
                                "INSERT OR REPLACE INTO assumption_set(name, content, saved_at) VALUES (?, ?, ?)");
        insert(saved, set.at("name").get<std::string>(), jsonLine(set), savedAt);
        return {};
    });
}

Result<std::vector<Json>> StudyFile::assumptionSets() const
{
    return m_state->read("read assumptions in", [&](SQLite::Database &database) -> Result<std::vector<Json>> {
        std::vector<Json> sets;
        SQLite::Statement rows(database, "SELECT name, content, saved_at FROM assumption_set ORDER BY name");
        while (rows.executeStep()) {
            Json set = Json::parse(textOf(rows, 1), nullptr, false);
            if (!set.is_object())
                throw DamagedContent("the assumptions '" + textOf(rows, 0) + "' are no JSON object");
            set["name"] = textOf(rows, 0);
            set["saved_at"] = textOf(rows, 2);
            sets.push_back(std::move(set));
        }
        return sets;
    });
}

} // namespace assay::store
