#include "ui/models/study_reader.hpp"

#include "core/model/standing.hpp"

namespace assay::ui {

StudyReader::Stamp StudyReader::stampOf(const std::filesystem::path &file)
{
    std::error_code none; // a file that is not there has no size: that is a change, too
    Stamp stamp;
    stamp.size = std::filesystem::file_size(file, none);
    stamp.time = std::filesystem::last_write_time(file, none);
    std::filesystem::path log = file;
    log += "-wal";
    if (std::filesystem::exists(log, none)) {
        stamp.logSize = std::filesystem::file_size(log, none);
        stamp.logTime = std::filesystem::last_write_time(log, none);
    }
    return stamp;
}

Result<SnapshotPointer> StudyReader::read(const store::StudyFile &file)
{
    const Stamp before = stampOf(file.path()); // what comes in between is read again next time
    auto results = file.results();
    if (!results)
        return failure(results.error());
    m_stamp = before;
    return makeSnapshot(file.path().string(), std::move(*results), ++m_generation);
}

Result<SnapshotPointer> StudyReader::open(const std::filesystem::path &path)
{
    auto opened = store::StudyFile::open(path, store::StudyFile::Mode::ReadOnly);
    if (!opened)
        return failure(opened.error());
    auto file = std::make_unique<store::StudyFile>(std::move(*opened));
    auto snapshot = read(*file);
    if (snapshot)
        m_file = std::move(file);
    return snapshot;
}

void StudyReader::close()
{
    m_file.reset();
}

Result<SnapshotPointer> StudyReader::refresh()
{
    if (!m_file || stampOf(m_file->path()) == m_stamp)
        return SnapshotPointer();
    return read(*m_file);
}

Result<std::shared_ptr<const report::ResultDetail>> StudyReader::detail(std::int64_t number)
{
    if (!m_file)
        return failure(ErrorCode::NotFound, "no study is open");
    auto result = m_file->result(number);
    if (!result)
        return failure(result.error());
    auto detail = std::make_shared<report::ResultDetail>();
    detail->result = std::move(*result);
    if (const auto used = model::usedRuns(detail->result); !used.empty()) {
        const std::int64_t run = used.front()->id;
        auto start = m_file->environment(run, false), end = m_file->environment(run, true);
        auto details = m_file->details(run);
        if (!start || !end || !details)
            return failure(!start ? start.error() : !end ? end.error() : details.error());
        detail->environmentStart = std::move(*start);
        detail->environmentEnd = std::move(*end);
        detail->details = std::move(*details);
    }
    if (!detail->result.runs.empty()) {
        auto log = m_file->log(detail->result.runs.back().id);
        if (!log)
            return failure(log.error());
        detail->log = std::move(*log);
    }
    return detail;
}

} // namespace assay::ui
