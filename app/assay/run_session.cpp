#include "app/assay/run_session.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/desk/study_sink.hpp"

namespace assay::app {

std::string counted(std::size_t count, const char *what)
{
    return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

run::StudyOptions studyOptions(const RunOptions &options, const desk::Surroundings &around,
                               const std::map<std::string, std::filesystem::path> &libraries,
                               const std::string &traceFile)
{
    run::StudyOptions study = desk::studyOptions(around, libraries);
    study.again = options.again;
    study.limits.wallSeconds = options.timeout;
    if (options.timeout > 0)
        study.limits.silenceSeconds = std::min(options.timeout, study.limits.silenceSeconds);
    study.limits.memoryBytes = static_cast<std::uint64_t>(options.memoryLimitMiB * 1048576.0);
    study.sysfsRoot = options.sysfsRoot;
    study.traceFile = traceFile;
    study.traceCycles = options.vcdCycles;
    return study;
}

Result<store::StudyFile> openForRuns(const RunOptions &options)
{
    const std::filesystem::path path =
        options.output.empty() ? desk::defaultStudyFile() : std::filesystem::path(options.output);
    std::error_code ignored;
    if (options.output.empty())
        std::filesystem::create_directories(path.parent_path(), ignored);
    auto file = store::StudyFile::open(path, store::StudyFile::Mode::Create);
    if (!file)
        return failure(file.error());
    if (auto settled = file->settleInterruptedRuns(); !settled)
        return failure(settled.error());
    return file;
}

std::filesystem::path namedFile(const RunOptions &options, const store::StudyFile &file)
{
    return options.output.empty() ? file.path() : std::filesystem::path(options.output);
}

} // namespace assay::app
