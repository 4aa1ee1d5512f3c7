#include "core/base/subprocess.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/clock.hpp"

namespace assay {
namespace {

constexpr std::size_t kOutputKept = 1u << 20;

/// Reads until the pipe closes or the time is over; returns whether it was over.
bool collect(int descriptor, std::int64_t deadline, std::string &output)
{
    std::array<char, 16384> buffer{};
    while (true) {
        const std::int64_t left = (deadline - nowNanoseconds()) / 1'000'000;
        if (left <= 0)
            return true;
        pollfd waiting{descriptor, POLLIN, 0};
        if (::poll(&waiting, 1, static_cast<int>(std::min<std::int64_t>(left, 1000))) <= 0)
            continue;
        const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return false;
        output.append(buffer.data(),
                      std::min(static_cast<std::size_t>(count), kOutputKept - std::min(kOutputKept, output.size())));
    }
}

// From here to runSubprocess: what happens after a fork. Async-signal-safe calls only.

[[noreturn]] void execute(char *const *arguments, int output, int failed)
{
    const int null = ::open("/dev/null", O_RDONLY);
    ::dup2(null, 0);
    ::dup2(output, 1);
    ::dup2(output, 2);
    ::execvp(arguments[0], arguments);
    const int error = errno;
    [[maybe_unused]] const ssize_t written = ::write(failed, &error, sizeof error);
    ::_exit(127);
}

extern "C" void killGroup(int)
{
    ::kill(0, SIGKILL);
}

/// A process between caller and program, which leads their process group: when the caller ends, even by SIGKILL, it
/// ends the whole group. PR_SET_PDEATHSIG alone would leave behind what the program started.
[[noreturn]] void guard(char *const *arguments, int output, int failed, pid_t caller)
{
    ::setpgid(0, 0);
    ::signal(SIGTERM, killGroup);
    sigset_t wanted;
    sigemptyset(&wanted);
    sigaddset(&wanted, SIGTERM);
    ::sigprocmask(SIG_UNBLOCK, &wanted, nullptr);
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (::getppid() != caller)
        ::_exit(127);
    const pid_t program = ::fork();
    if (program == 0)
        execute(arguments, output, failed);
    if (program < 0) {
        const int error = errno;
        [[maybe_unused]] const ssize_t written = ::write(failed, &error, sizeof error);
        ::_exit(127);
    }
    ::close_range(0, ~0U, 0); // the caller's files and locks must not live on here
    int status = 0;
    while (::waitpid(program, &status, 0) < 0 && errno == EINTR) {}
    ::_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

} // namespace

Result<SubprocessResult> runSubprocess(const std::vector<std::string> &command, double timeoutSeconds)
{
    std::array<int, 2> output{}, failed{};
    if (::pipe2(output.data(), O_CLOEXEC) != 0 || ::pipe2(failed.data(), O_CLOEXEC) != 0)
        return failure(ErrorCode::Io, fmt::format("cannot make a pipe: {}", std::strerror(errno)));
    std::vector<std::string> texts = command;
    std::vector<char *> arguments;
    for (auto &text : texts)
        arguments.push_back(text.data());
    arguments.push_back(nullptr);
    const pid_t caller = ::getpid(), child = ::fork();
    if (child == 0)
        guard(arguments.data(), output[1], failed[1], caller);
    ::close(output[1]);
    ::close(failed[1]);
    int execError = 0;
    const bool notStarted = child < 0 || ::read(failed[0], &execError, sizeof execError) == sizeof execError;
    ::close(failed[0]);
    SubprocessResult result;
    if (!notStarted) {
        const auto limit = static_cast<std::int64_t>(timeoutSeconds * 1e9);
        result.timedOut = collect(output[0], nowNanoseconds() + limit, result.output);
    }
    ::close(output[0]);
    if (result.timedOut)
        ::kill(-child, SIGKILL);
    int status = 0;
    while (child > 0 && ::waitpid(child, &status, 0) < 0 && errno == EINTR) {}
    if (notStarted)
        return failure(ErrorCode::NotFound, fmt::format("cannot start '{}': {}", command.front(),
                                                        std::strerror(child < 0 ? errno : execError)));
    result.exitCode = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return result;
}

} // namespace assay
