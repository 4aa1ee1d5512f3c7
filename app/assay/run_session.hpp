#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "app/assay/run_plan.hpp"
#include "core/run/study_runner.hpp"
#include "core/store/study_file.hpp"

namespace assay::app {

/// "1 run", "3 runs".
[[nodiscard]] std::string counted(std::size_t count, const char *what);

/// How runs are done: desk::studyOptions with the limits of the command line. `traceFile` "": no waveform.
[[nodiscard]] run::StudyOptions studyOptions(const RunOptions &options, const desk::Surroundings &around,
                                             const std::map<std::string, std::filesystem::path> &libraries,
                                             const std::string &traceFile);

/// The study file that runs go to (a dated one where none is named), without runs that a killed process left.
[[nodiscard]] Result<store::StudyFile> openForRuns(const RunOptions &options);
/// The file as the user named it; where nobody did, as it was made.
[[nodiscard]] std::filesystem::path namedFile(const RunOptions &options, const store::StudyFile &file);

} // namespace assay::app
