#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace assay::rtl {

/// A program that is looked up in PATH.
struct Tool {
    std::filesystem::path program;
    std::string version; ///< its own words, one line: "Yosys 0.23 (git sha1 …)"
};

/// "verilator", "g++", "yosys", "nextpnr-ice40": looked up and asked for its version once a process. The error says
/// which Debian package has it.
[[nodiscard]] Result<Tool> findTool(const std::string &name);

/// Runs a tool with a hard limit. A failure (exit code, signal, abort) has ErrorCode::Failed and the lines of the
/// output that matter, first error first; a time-out has ErrorCode::Failed and says "took more than N s".
/// The tool ends with this process, however this process ends.
[[nodiscard]] Result<std::string> runTool(const std::vector<std::string> &command, double timeoutSeconds);

} // namespace assay::rtl
