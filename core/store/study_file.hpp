#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/catalog/published.hpp"
#include "core/measure/observation.hpp"
#include "core/study/result.hpp"

namespace assay::store {

inline constexpr std::int32_t kApplicationId = 0x41535359; ///< "ASSY"
inline constexpr int kSchemaVersion = 4;

/// One study in one SQLite file (*.assay), WAL, synchronous=FULL. A sample counts as kept only after the call that
/// stored it returned. Not thread-safe: one thread owns it. One writer: a second process is told who has it.
class StudyFile {
public:
    enum class Mode { ReadOnly, ReadWrite, Create }; ///< Create: open or make

    /// Errors (nothing is changed): not a database, a foreign database, truncated or damaged, a newer schema,
    /// locked by another process (who: program, pid, host, since), no permission, disk full. Create makes a study of a
    /// missing or empty file.
    [[nodiscard]] static Result<StudyFile> open(const std::filesystem::path &file, Mode mode);
    StudyFile(StudyFile &&) noexcept;
    StudyFile &operator=(StudyFile &&) noexcept;
    ~StudyFile(); ///< checkpoints: a clean close leaves one file without WAL

    [[nodiscard]] const std::filesystem::path &path() const;

    /// Finds or adds the point; returns the result's number in this file. The same key on another device is another
    /// result; a point stored before its device was known ("") takes the first name reported.
    [[nodiscard]] Result<std::int64_t> addPoint(const study::DesignPoint &point, const std::string &deviceName,
                                                bool sameCpu);
    /// Starts a run (state running); returns its id.
    [[nodiscard]] Result<std::int64_t> beginRun(std::int64_t point, unsigned repeat, std::uint64_t seed,
                                                const std::string &startedAt);
    /// Adds chunks of raw samples while a run is going on, in one commit.
    [[nodiscard]] Status appendSamples(std::int64_t run, const std::vector<measure::Column> &columns);
    /// Stores everything of a finished run and marks it complete, in one commit. Columns already appended are not
    /// in `observation.columns` again.
    [[nodiscard]] Status completeRun(std::int64_t run, const measure::Observation &observation, double wallSeconds,
                                     const std::string &log);
    /// Marks a run failed with exactly one cause; what was appended before is kept.
    [[nodiscard]] Status failRun(std::int64_t run, measure::Cause cause, const std::string &text, double wallSeconds,
                                 const std::string &log);
    /// Runs left `running` by a killed process become failed (exited early); returns how many. Call it after opening,
    /// before starting runs.
    [[nodiscard]] Result<int> settleInterruptedRuns();
    [[nodiscard]] Status addWorkloadSource(const std::string &hash, const std::string &id, const std::string &manifest);
    [[nodiscard]] Status addPlugin(const std::string &hash, const std::string &id, const std::string &version);

    /// All results with their runs and metrics, by number; 10,000 runs in ≤ 50 ms.
    [[nodiscard]] Result<std::vector<study::ResultRecord>> results() const;
    [[nodiscard]] Result<study::ResultRecord> result(std::int64_t number) const;
    /// Repeats of this key that are complete (quick and full runs have different keys); with a device name, on it only.
    /// By how much the point does not fit its device, where its last run found that out; nothing otherwise.
    [[nodiscard]] Result<std::optional<std::string>> misfit(const std::string &key,
                                                            const std::string &deviceName) const;
    [[nodiscard]] Result<std::set<unsigned>> completeRepeats(const std::string &key,
                                                             const std::string &deviceName = {}) const;
    /// In the order in which they were stored.
    [[nodiscard]] Result<std::vector<measure::Column>> samples(std::int64_t run) const;
    [[nodiscard]] Result<bool> samplesAreReservoir(std::int64_t run) const;
    [[nodiscard]] Result<std::optional<measure::Histogram>> histogram(std::int64_t run, const std::string &name) const;
    [[nodiscard]] Result<std::vector<measure::Histogram>> perSecond(std::int64_t run) const;
    /// Null when the run has none (it failed, or is still going on).
    [[nodiscard]] Result<Json> environment(std::int64_t run, bool atEnd) const;
    [[nodiscard]] Result<Json> details(std::int64_t run) const;
    [[nodiscard]] Result<std::string> log(std::int64_t run) const;

    struct Imported {
        int added = 0, replaced = 0;
    };
    /// Stores what others published, in one commit; what has the same id replaces what was there.
    [[nodiscard]] Result<Imported> addReferences(const std::vector<catalog::PublishedResult> &references);
    /// By id.
    [[nodiscard]] Result<std::vector<catalog::PublishedResult>> references() const;

    /// Keeps a set of assumptions under its "name", in place of one of that name. Results are not touched.
    [[nodiscard]] Status saveAssumptions(const Json &set, const std::string &savedAt);
    /// By name, each with "saved_at". Errors: unreadable content.
    [[nodiscard]] Result<std::vector<Json>> assumptionSets() const;

    /// Keeps what predictions turned out to be, each under its "prediction", in place of what it had there. Results are
    /// not touched.
    [[nodiscard]] Status saveModelErrors(const std::vector<Json> &errors, const std::string &recordedAt);
    /// By prediction. Errors: unreadable content.
    [[nodiscard]] Result<std::vector<Json>> modelErrors() const;

    /// Keeps what a search was asked, so that it can go on: settings that are there already stay as they are.
    [[nodiscard]] Status saveSearch(const Json &settings, const std::string &startedAt);
    /// {"settings", "started_at"} of each. Errors: unreadable content.
    [[nodiscard]] Result<std::vector<Json>> searches() const;

    /// Copies the references, searches, model errors, sets of assumptions it has no name of, and every finished run of
    /// `other` that this file has not (same key, device, seed and start time = the same run), in one commit; doing it
    /// again copies nothing. Returns the count of runs.
    [[nodiscard]] Result<int> mergeFrom(const StudyFile &other);

private:
    struct State;
    explicit StudyFile(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace assay::store
