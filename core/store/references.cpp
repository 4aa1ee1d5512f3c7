#include "core/base/json_text.hpp"
#include "core/store/insert.hpp"
#include "core/store/state.hpp"

namespace assay::store {

Result<StudyFile::Imported> StudyFile::addReferences(const std::vector<catalog::PublishedResult> &references)
{
    return m_state->write("store published results in", [&](SQLite::Database &database) -> Result<Imported> {
        Imported imported;
        SQLite::Statement known(database, "SELECT 1 FROM reference_result WHERE name = ?");
        SQLite::Statement added(database,
                                "INSERT OR REPLACE INTO reference_result(name, kind, target, workload, scenario, "
                                "source, content) VALUES (?, ?, ?, ?, ?, ?, ?)");
        for (const catalog::PublishedResult &one : references) {
            known.reset();
            known.bind(1, one.id);
            ++(known.executeStep() ? imported.replaced : imported.added);
            insert(added, one.id, one.kind, one.targetId, one.workload, one.scenario, one.source,
                   jsonLine(one.toJson()));
        }
        return imported;
    });
}

Result<std::vector<catalog::PublishedResult>> StudyFile::references() const
{
    using References = std::vector<catalog::PublishedResult>;
    return m_state->read("read published results in", [&](SQLite::Database &database) -> Result<References> {
        References references;
        SQLite::Statement rows(database, "SELECT content FROM reference_result ORDER BY name");
        while (rows.executeStep()) {
            auto one = catalog::PublishedResult::fromJson(Json::parse(textOf(rows, 0)));
            if (!one)
                throw DamagedContent(one.error().text());
            references.push_back(std::move(*one));
        }
        return references;
    });
}

} // namespace assay::store
