#include "app/assay/command.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "core/report/printable.hpp"

namespace assay::app {

std::string printableLines(const std::string &text)
{
    std::string out;
    for (std::size_t start = 0; start <= text.size();) {
        const std::size_t end = std::min(text.find('\n', start), text.size());
        out += (start > 0 ? "\n" : "") + report::printable(std::string_view(text).substr(start, end - start));
        start = end + 1;
    }
    return out;
}

bool CommandContext::colour() const
{
    const char *refused = std::getenv("NO_COLOR");
    return !json && ::isatty(STDOUT_FILENO) == 1 && (refused == nullptr || *refused == '\0');
}

std::size_t CommandContext::columns() const
{
    constexpr std::size_t kUsable = 40;
    winsize size{};
    const bool known = ::isatty(STDOUT_FILENO) == 1 && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0;
    return known && size.ws_col >= kUsable ? size.ws_col : 0;
}

void CommandContext::print(const std::string &text) const
{
    if (json)
        return;
    std::fputs(text.c_str(), stdout);
    if (text.empty() || text.back() != '\n')
        std::fputc('\n', stdout);
}

void CommandContext::document(const std::string &command, Json data) const
{
    if (!json) {
        for (const auto &warning : warnings)
            fmt::print(stderr, "assay: warning: {}\n", printableLines(warning));
        return;
    }
    const Json document = {
        {"schema", "assay.command/1"}, {"command", command}, {"data", std::move(data)}, {"warnings", warnings}};
    // names from files may hold bytes that are not UTF-8: replaced, never a crash
    fmt::print("{}\n", document.dump(2, ' ', false, Json::error_handler_t::replace));
}

int CommandContext::fail(const Error &error) const
{
    std::fflush(stdout);
    for (const auto &warning : warnings)
        fmt::print(stderr, "assay: warning: {}\n", printableLines(warning));
    fmt::print(stderr, "assay: {}\n", printableLines(error.text()));
    return exitCodeFor(error.code);
}

} // namespace assay::app
