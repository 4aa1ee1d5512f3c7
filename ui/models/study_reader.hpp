#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include <QObject>

#include "core/base/result.hpp"
#include "core/report/result_detail.hpp"
#include "core/store/study_file.hpp"
#include "ui/models/result_samples.hpp"
#include "ui/models/study_snapshot.hpp"

namespace assay::ui {

/// Owns the open study file on the store thread. Its functions are called there only (QMetaObject::invokeMethod) and
/// answer by value; none is called from the UI thread.
class StudyReader : public QObject {
    Q_OBJECT
public:
    /// Opens for reading and makes the first snapshot. A failure leaves what was open before.
    [[nodiscard]] Result<SnapshotPointer> open(const std::filesystem::path &file);
    void close();
    /// A new snapshot when the file changed since the last one, null when it did not.
    [[nodiscard]] Result<SnapshotPointer> refresh();
    /// A result with environment, session facts and the log of its last run.
    [[nodiscard]] Result<std::shared_ptr<const report::ResultDetail>> detail(std::int64_t number);
    /// Latencies of all used runs, and every column of the first of them.
    [[nodiscard]] Result<SamplesPointer> samples(std::int64_t number);
    /// All raw samples of the result's used runs as tab-separated text (report::samplesTsv), into a new file.
    [[nodiscard]] Status exportSamples(std::int64_t number, const std::filesystem::path &file);

private:
    /// Size and time of change of the file and of its write-ahead log.
    struct Stamp {
        std::uintmax_t size = 0, logSize = 0;
        std::filesystem::file_time_type time, logTime;
        friend bool operator==(const Stamp &, const Stamp &) = default;
    };
    [[nodiscard]] static Stamp stampOf(const std::filesystem::path &file);
    [[nodiscard]] Result<SnapshotPointer> read(const store::StudyFile &file);

    std::unique_ptr<store::StudyFile> m_file;
    Stamp m_stamp;
    std::uint64_t m_generation = 0;
};

} // namespace assay::ui
