#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include "app/assay/command.hpp"
#include "app/assay/commands/all.hpp"
#include "app/assay/window.hpp"
#include "core/base/suggest.hpp"

namespace {

using namespace assay::app; // NOLINT(google-build-using-namespace): this file only wires them up

constexpr RegisterCommand kCommands[] = {
    registerDevices, registerWorkloads, registerMetrics,   registerRun,    registerShow,      registerCompare,
    registerExport,  registerMerge,     registerPublished, registerImport, registerPlugin,    registerAssumptions,
    registerWhatIf,  registerBreakEven, registerPareto,    registerAdvise, registerCompletion};

std::string suggestionFor(const CLI::App &app, int count, char **arguments)
{
    std::vector<std::string> names;
    for (const CLI::App *command : app.get_subcommands([](const CLI::App *) { return true; }))
        names.push_back(command->get_name());
    for (int i = 1; i < count; ++i)
        if (arguments[i][0] != '-')
            return assay::didYouMean(arguments[i], names);
    return "";
}

int run(int count, char **arguments)
{
    if (const auto request = windowRequest(count, arguments))
        return showWindow(*request, count, arguments);
    CLI::App app("Assay measures what a piece of silicon is worth for a workload.", "assay");
    app.set_version_flag("--version", "assay " ASSAY_VERSION);
    app.require_subcommand(0, 1);
    app.footer("Exit codes: 0 done, 1 a run failed or was cancelled, 2 wrong use or input.");
    CommandContext context;
    Action action;
    for (const RegisterCommand command : kCommands)
        command(app, context, action);
    for (CLI::App *command : app.get_subcommands([](const CLI::App *) { return true; }))
        command->add_flag("--json", context.json, "One JSON document on standard output");
    try {
        app.parse(count, arguments);
    } catch (const CLI::CallForHelp &help) {
        return app.exit(help);
    } catch (const CLI::CallForAllHelp &help) {
        return app.exit(help);
    } catch (const CLI::CallForVersion &version) {
        return app.exit(version);
    } catch (const CLI::ParseError &error) {
        const bool noCommand = app.get_subcommands().empty();
        const bool unknown = noCommand && count > 1 && arguments[1][0] != '-';
        const std::string what = unknown ? fmt::format("there is no command '{}'", arguments[1]) : error.what();
        fmt::print(stderr, "assay: {}.{}\n", printableLines(what),
                   noCommand ? suggestionFor(app, count, arguments) : "");
        fmt::print(stderr, "`assay{} --help` shows what is possible.\n",
                   noCommand ? "" : " " + app.get_subcommands().front()->get_name());
        return 2;
    }
    return action ? action() : showWindow({}, count, arguments);
}

bool readerHasLeft()
{
    pollfd output{STDOUT_FILENO, POLLOUT, 0};
    return ::poll(&output, 1, 0) == 1 && (output.revents & POLLERR) != 0;
}

/// Output that could not be written must not look like success. A reader that had enough (`| head`) is no failure.
int withOutputWritten(int code)
{
    errno = 0;
    const bool written = std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
    const int reason = errno; // 0 when an earlier write failed
    if (written || readerHasLeft())
        return code;
    fmt::print(stderr, "assay: cannot write the output{}{}: what was printed is not whole\n", reason != 0 ? ": " : "",
               reason != 0 ? std::strerror(reason) : "");
    return code == 0 ? 1 : code;
}

} // namespace

int main(int count, char **arguments)
{
    std::signal(SIGPIPE, SIG_IGN); // a runner that died, or `assay show | head`
    std::signal(SIGXFSZ, SIG_IGN); // a file size limit: the write fails and is told like a full disk
    try {
        return withOutputWritten(run(count, arguments));
    } catch (const std::exception &exception) {
        fmt::print(stderr, "assay: unexpected: {}. This is a bug in Assay; please report it\n", exception.what());
        return 1;
    }
}
