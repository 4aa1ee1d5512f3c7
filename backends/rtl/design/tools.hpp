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

/// "verilator", "g++", "yosys", "nextpnr-ice40": looked up and asked for its version once a process (and PATH). When it
/// is missing: ErrorCode::Unsupported, and which Debian package has it.
[[nodiscard]] Result<Tool> findTool(const std::string &name);

/// Runs a tool with a hard limit and returns what it wrote (both streams, first MiB). A failure (exit code, abort) has
/// ErrorCode::Failed and the lines of the output that matter, first error first; a time-out has ErrorCode::Failed and
/// says "took more than N s". What says nothing of the design has other codes: DiskFull, Io (killed, out of memory),
/// NotFound (no such program). The tool ends with this process, however this process ends.
[[nodiscard]] Result<std::string> runTool(const std::vector<std::string> &command, double timeoutSeconds);

/// The lines of a failed tool's output that matter: those with "error", at most `most`; without any, the last ones.
[[nodiscard]] std::string linesThatMatter(const std::string &output, std::size_t most = 8);

} // namespace assay::rtl
