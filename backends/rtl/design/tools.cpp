#include "backends/rtl/design/tools.hpp"

#include <algorithm>
#include <cctype>
#include <csignal>
#include <cstdlib>
#include <map>
#include <mutex>
#include <optional>
#include <sstream>

#include <fmt/format.h>
#include <unistd.h>

#include "core/base/subprocess.hpp"

namespace assay::rtl {
namespace {

constexpr double kVersionSeconds = 20;

struct Known {
    const char *name, *versionOption, *package;
};
constexpr Known kTools[] = {{"verilator", "--version", "verilator"},
                            {"g++", "--version", "g++"},
                            {"yosys", "-V", "yosys"},
                            {"nextpnr-ice40", "--version", "nextpnr-ice40"}};

std::string searchPath()
{
    const char *path = std::getenv("PATH");
    return path == nullptr ? "/usr/local/bin:/usr/bin:/bin" : path;
}

std::optional<std::filesystem::path> lookUp(const std::string &name)
{
    std::istringstream folders(searchPath());
    for (std::string folder; std::getline(folders, folder, ':');) {
        const std::filesystem::path file = std::filesystem::path(folder.empty() ? "." : folder) / name;
        std::error_code error;
        if (std::filesystem::is_regular_file(file, error) && ::access(file.c_str(), X_OK) == 0)
            return std::filesystem::absolute(file);
    }
    return std::nullopt;
}

Result<Tool> askTool(const Known &known)
{
    const auto program = lookUp(known.name);
    if (!program)
        return failure(ErrorCode::Unsupported,
                       fmt::format("{} is not installed (Debian: apt install {})", known.name, known.package));
    auto answer = runTool({program->string(), known.versionOption}, kVersionSeconds);
    if (!answer)
        return failure(answer.error().within(fmt::format("asking {} for its version", program->string())));
    std::istringstream lines(*answer);
    std::string line;
    while (line.empty() && std::getline(lines, line)) {}
    return Tool{*program, line};
}

std::vector<std::string> splitLines(const std::string &text)
{
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);)
        if (line.find_first_not_of(" \t\r") != std::string::npos)
            lines.push_back(line);
    return lines;
}

bool namesError(const std::string &line)
{
    std::string lower = line;
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    // The sum at the end of Verilator's and nextpnr's output says nothing new.
    return lower.find("error") != std::string::npos && lower.find("exiting due to") == std::string::npos &&
           lower.find(" 0 errors") == std::string::npos;
}

bool contains(const std::string &text, const char *part)
{
    return text.find(part) != std::string::npos;
}

/// What the machine did to a tool, which a second try may not meet again.
std::optional<Error> machineTrouble(const std::string &name, const SubprocessResult &ended)
{
    if (contains(ended.output, "No space left on device") || contains(ended.output, "Disk quota exceeded"))
        return Error(ErrorCode::DiskFull, fmt::format("{}: no room left for its files", name));
    if (ended.exitCode == 128 + SIGKILL || ended.exitCode == 128 + SIGTERM || contains(ended.output, "Killed signal"))
        return Error(ErrorCode::Io, fmt::format("{} was killed; too little memory is the usual cause", name));
    for (const char *words : {"std::bad_alloc", "annot allocate memory", "virtual memory exhausted", "out of memory"})
        if (contains(ended.output, words))
            return Error(ErrorCode::Io, fmt::format("{} ran out of memory", name));
    return std::nullopt;
}

} // namespace

std::string linesThatMatter(const std::string &output, std::size_t most)
{
    const std::vector<std::string> lines = splitLines(output);
    std::vector<std::string> chosen;
    std::copy_if(lines.begin(), lines.end(), std::back_inserter(chosen), namesError);
    if (chosen.empty()) {
        chosen = lines;
        if (chosen.size() > most)
            chosen.erase(chosen.begin(), chosen.end() - static_cast<std::ptrdiff_t>(most));
    }
    const std::size_t left = chosen.size() - std::min(chosen.size(), most);
    chosen.resize(chosen.size() - left);
    if (left > 0)
        chosen.push_back(fmt::format("… and {} more", left));
    return fmt::format("{}", fmt::join(chosen, "\n"));
}

Result<Tool> findTool(const std::string &name)
{
    const auto *known = std::find_if(std::begin(kTools), std::end(kTools),
                                     [&](const Known &candidate) { return candidate.name == name; });
    if (known == std::end(kTools))
        return failure(ErrorCode::Internal, fmt::format("'{}' is not a tool that Assay knows", name));
    static std::mutex mutex;
    static std::map<std::pair<std::string, std::string>, Result<Tool>> answers;
    const std::scoped_lock lock(mutex);
    const std::pair key{name, searchPath()};
    auto found = answers.find(key);
    if (found == answers.end())
        found = answers.emplace(key, askTool(*known)).first;
    return found->second;
}

Result<std::string> runTool(const std::vector<std::string> &command, double timeoutSeconds)
{
    const std::string name = std::filesystem::path(command.front()).filename().string();
    std::vector<std::string> english{"env", "LC_ALL=C"}; // messages are searched for words
    english.insert(english.end(), command.begin(), command.end());
    auto ended = runSubprocess(english, timeoutSeconds);
    if (!ended)
        return failure(ended.error());
    if (ended->timedOut)
        return failure(ErrorCode::Failed, fmt::format("{} took more than {:g} s", name, timeoutSeconds));
    if (ended->exitCode == 0)
        return std::move(ended->output);
    if (ended->exitCode == 127 && contains(ended->output, "env:"))
        return failure(ErrorCode::NotFound,
                       fmt::format("cannot start '{}': {}", command.front(), linesThatMatter(ended->output)));
    if (auto trouble = machineTrouble(name, *ended))
        return failure(*trouble);
    const bool bySignal = ended->exitCode > 128 && ended->exitCode <= 128 + SIGRTMAX; // 255 is an exit code
    const std::string how = bySignal ? fmt::format("{} was ended by signal {}", name, ended->exitCode - 128)
                                     : fmt::format("{} failed", name);
    const std::string words = linesThatMatter(ended->output);
    return failure(ErrorCode::Failed, words.empty() ? how : how + ":\n" + words);
}

} // namespace assay::rtl
