#pragma once

#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace assay {

struct SubprocessResult {
    int exitCode = -1;     ///< or 128 + signal
    bool timedOut = false; ///< killed with its whole process group
    std::string output;    ///< stdout and stderr together, first MiB
};

/// Runs a program (searched in PATH, no shell) and waits for it. Standard input is empty. An abort or a time-out of
/// the program is a normal outcome; the error is for a program that cannot be started. The program and what it started
/// end with this process, however this process ends.
[[nodiscard]] Result<SubprocessResult> runSubprocess(const std::vector<std::string> &command, double timeoutSeconds);

} // namespace assay
