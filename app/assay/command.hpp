#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/base/json.hpp"
#include "core/base/result.hpp"

namespace CLI { // NOLINT(readability-identifier-naming): the library's own
class App;
} // namespace CLI

namespace assay::app {

/// What every command has: where its output goes and what it must return.
///
/// A command prints its human text or, with --json, exactly one document {schema, command, data, warnings} to stdout;
/// errors and progress go to stderr. Exit codes: 0 done, 1 a run failed or was cancelled, 2 wrong use or input.
class CommandContext {
public:
    bool json = false;
    std::vector<std::string> warnings; ///< shown on stderr, or in the document's "warnings"

    /// Colour only on a terminal, never with NO_COLOR set.
    [[nodiscard]] bool colour() const;
    /// Width of the terminal that the text goes to; 0 when it goes to a file or a program: as wide as it is.
    [[nodiscard]] std::size_t columns() const;
    /// Text for people; does nothing with --json.
    void print(const std::string &text) const;
    /// The one JSON document; does nothing without --json.
    void document(const std::string &command, Json data) const;
    /// Prints the error ("assay: …" and its next step) and returns its exit code.
    [[nodiscard]] int fail(const Error &error) const;
};

/// Text of several lines from files, drivers or compilers, made safe for a terminal line by line (report::printable).
[[nodiscard]] std::string printableLines(const std::string &text);

/// Registers one command: its options on a new subcommand of `app`, and `*action` set when it was chosen. The action
/// returns the process exit code. Each file in commands/ defines one; commands/all.hpp lists them.
using Action = std::function<int()>;
using RegisterCommand = void (*)(CLI::App &app, CommandContext &context, Action &action);

} // namespace assay::app
