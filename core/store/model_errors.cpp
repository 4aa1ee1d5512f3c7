#include "core/base/json_text.hpp"
#include "core/store/insert.hpp"
#include "core/store/state.hpp"

namespace assay::store {

Status StudyFile::saveModelErrors(const std::vector<Json> &errors, const std::string &recordedAt)
{
    return m_state->write("store model errors in", [&](SQLite::Database &database) -> Status {
        SQLite::Statement saved(
            database, "INSERT OR REPLACE INTO model_error(prediction, content, recorded_at) VALUES (?, ?, ?)");
        for (const Json &error : errors)
            insert(saved, error.at("prediction").get<std::string>(), jsonLine(error), recordedAt);
        return {};
    });
}

Result<std::vector<Json>> StudyFile::modelErrors() const
{
    return m_state->read("read model errors in", [&](SQLite::Database &database) -> Result<std::vector<Json>> {
        std::vector<Json> errors;
        SQLite::Statement rows(database,
                               "SELECT prediction, content, recorded_at FROM model_error ORDER BY prediction");
        while (rows.executeStep()) {
            Json error = Json::parse(textOf(rows, 1), nullptr, false);
            if (!error.is_object())
                throw DamagedContent("the model error of '" + textOf(rows, 0) + "' is no JSON object");
            error["prediction"] = textOf(rows, 0);
            error["recorded_at"] = textOf(rows, 2);
            errors.push_back(std::move(error));
        }
        return errors;
    });
}

} // namespace assay::store
