#include "ui/models/study_reader.hpp"

#include <algorithm>
#include <fstream>

#include "core/model/standing.hpp"
#include "core/report/result_detail.hpp"

namespace assay::ui {
namespace {

/// The first run's columns are kept, too.
void addRun(ResultSamples &samples, unsigned repeat, bool thinned, const std::vector<measure::Column> &columns,
            std::vector<double> &latencies)
{
    const bool first = samples.runs++ == 0;
    samples.thinned = samples.thinned || thinned;
    if (first)
        samples.shownRun = repeat;
    for (const measure::Column &column : columns) {
        std::vector<double> values = report::sampleValues(column);
        if (column.name == "latency")
            latencies.insert(latencies.end(), values.begin(), values.end());
        if (first)
            samples.columns.push_back(
                {column.name, column.unit, std::make_shared<const std::vector<double>>(std::move(values))});
    }
}

} // namespace

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

Result<SamplesPointer> StudyReader::samples(std::int64_t number)
{
    if (!m_file)
        return failure(ErrorCode::NotFound, "no study is open");
    const auto result = m_file->result(number);
    if (!result)
        return failure(result.error());
    auto samples = std::make_shared<ResultSamples>();
    samples->number = number;
    std::vector<double> latencies;
    for (const study::RunRecord *run : model::usedRuns(*result)) {
        const auto columns = m_file->samples(run->id);
        const auto thinned = m_file->samplesAreReservoir(run->id);
        if (!columns || !thinned)
            return failure(columns ? thinned.error() : columns.error());
        addRun(*samples, run->repeat, *thinned, *columns, latencies);
    }
    std::ranges::sort(latencies);
    samples->latencies = std::make_shared<const std::vector<double>>(std::move(latencies));
    return samples;
}

Status StudyReader::exportSamples(std::int64_t number, const std::filesystem::path &file)
{
    if (!m_file)
        return failure(ErrorCode::NotFound, "no study is open");
    const auto result = m_file->result(number);
    if (!result)
        return failure(result.error());
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    for (const study::RunRecord *run : model::usedRuns(*result)) {
        const auto columns = m_file->samples(run->id);
        if (!columns)
            return failure(columns.error());
        out << report::samplesTsv(run->repeat, *columns);
    }
    out.close();
    if (!out)
        return failure(ErrorCode::Io, "cannot write " + file.string() + ": choose another folder");
    return {};
}

} // namespace assay::ui
