#include "core/run/runner_process.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstring>
#include <fstream>
#include <sstream>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/clock.hpp"

extern char **environ;

namespace assay::run {
namespace {

constexpr const char *kTokenVariable = "ASSAY_RUN_TOKEN";

struct Pipe {
    int read = -1, write = -1;
    bool open()
    {
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0)
            return false;
        read = ends[0];
        write = ends[1];
        return true;
    }
    void close()
    {
        for (int descriptor : {read, write})
            if (descriptor >= 0)
                ::close(descriptor);
    }
};

/// What happens in the child between fork and exec: async-signal-safe calls only.
[[noreturn]] void becomeRunner(const char *program, char *const *arguments, char *const *environment, const Pipe &in,
                               const Pipe &out, const Pipe &log, pid_t parent)
{
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent)
        ::_exit(127);
    ::dup2(in.read, 0);
    ::dup2(out.write, 1);
    ::dup2(log.write, 2);
    // the desk side may ignore or block signals (Ctrl-C while a study runs); the runner starts clean
    for (int signal = 1; signal < 32; ++signal)
        ::signal(signal, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    // first victim when the machine runs out of memory; failure does no harm
    const int score = ::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (score >= 0) {
        [[maybe_unused]] const ssize_t written = ::write(score, "1000", 4);
        ::close(score);
    }
    ::execve(program, arguments, environment);
    ::_exit(127);
}

bool numeric(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// All process ids of this machine.
std::vector<pid_t> allProcesses()
{
    std::vector<pid_t> pids;
    std::error_code error;
    for (const auto &entry : std::filesystem::directory_iterator("/proc", error)) {
        const std::string name = entry.path().filename().string();
        pid_t pid = 0;
        if (numeric(name) && std::from_chars(name.data(), name.data() + name.size(), pid).ec == std::errc())
            pids.push_back(pid);
    }
    return pids;
}

std::string slurp(const std::string &path)
{
    std::ifstream stream(path, std::ios::binary);
    std::ostringstream content;
    content << stream.rdbuf();
    return content.str();
}

/// A process and everything below it. Reads the kernel's children lists instead of all of /proc: this runs while
/// something is being measured.
void addTree(pid_t pid, std::vector<pid_t> &tree)
{
    if (tree.size() > 4096)
        return;
    tree.push_back(pid);
    std::error_code error;
    for (const auto &task : std::filesystem::directory_iterator(fmt::format("/proc/{}/task", pid), error)) {
        std::istringstream children(slurp((task.path() / "children").string()));
        for (pid_t child = 0; children >> child;)
            addTree(child, tree);
    }
}

} // namespace

Result<RunnerProcess> RunnerProcess::start(const std::filesystem::path &program,
                                           const std::vector<std::string> &arguments)
{
    if (::access(program.c_str(), X_OK) != 0)
        return failure(ErrorCode::NotFound, fmt::format("cannot start {}: {}. Build it, or point ASSAY_RUNNER at it",
                                                        program.string(), std::strerror(errno)));
    Pipe in, out, log;
    if (!in.open() || !out.open() || !log.open()) {
        in.close(), out.close(), log.close();
        return failure(ErrorCode::Io, fmt::format("cannot make pipes for a runner: {}", std::strerror(errno)));
    }
    RunnerProcess process;
    process.m_token = fmt::format("{}-{}-{}", ::getpid(), nowNanoseconds(), in.read);
    std::vector<std::string> texts{program.string()};
    texts.insert(texts.end(), arguments.begin(), arguments.end());
    std::vector<char *> argumentPointers, environmentPointers;
    for (auto &text : texts)
        argumentPointers.push_back(text.data());
    argumentPointers.push_back(nullptr);
    std::string token = fmt::format("{}={}", kTokenVariable, process.m_token);
    for (char **variable = environ; *variable != nullptr; ++variable)
        environmentPointers.push_back(*variable);
    environmentPointers.push_back(token.data());
    environmentPointers.push_back(nullptr);

    const pid_t parent = ::getpid();
    process.m_pid = ::fork();
    if (process.m_pid == 0)
        becomeRunner(texts[0].c_str(), argumentPointers.data(), environmentPointers.data(), in, out, log, parent);
    ::close(in.read);
    ::close(out.write);
    ::close(log.write);
    process.m_in = in.write;
    process.m_out = out.read;
    process.m_log = log.read;
    if (process.m_pid < 0)
        return failure(ErrorCode::Io, fmt::format("cannot start a process: {}", std::strerror(errno)));
    ::setpgid(process.m_pid, process.m_pid);
    ::fcntl(process.m_out, F_SETFL, O_NONBLOCK);
    ::fcntl(process.m_log, F_SETFL, O_NONBLOCK);
    return process;
}

RunnerProcess::RunnerProcess(RunnerProcess &&other) noexcept
    : m_pid(std::exchange(other.m_pid, -1)), m_in(std::exchange(other.m_in, -1)), m_out(std::exchange(other.m_out, -1)),
      m_log(std::exchange(other.m_log, -1)), m_status(other.m_status), m_reaped(other.m_reaped),
      m_token(std::move(other.m_token))
{
}

RunnerProcess::~RunnerProcess()
{
    if (m_pid > 0) {
        kill();
        while (!m_reaped && !reap()) // killed: it ends, unless a driver holds it in the kernel
            ::usleep(1000);
    }
    for (int descriptor : {m_in, m_out, m_log})
        if (descriptor >= 0)
            ::close(descriptor);
}

void RunnerProcess::closeInput()
{
    if (m_in >= 0)
        ::close(std::exchange(m_in, -1));
}

std::vector<pid_t> RunnerProcess::members() const
{
    std::vector<pid_t> tree;
    addTree(m_pid, tree);
    return tree;
}

void RunnerProcess::kill()
{
    if (m_pid <= 0)
        return;
    ::kill(-m_pid, SIGKILL);
    const std::string token = fmt::format("{}={}", kTokenVariable, m_token);
    // twice: a fork may have raced the first pass
    for (int pass = 0; pass < 2; ++pass)
        for (const pid_t pid : allProcesses())
            if (pid != ::getpid() && pid != m_pid &&
                slurp(fmt::format("/proc/{}/environ", pid)).find(token) != std::string::npos)
                ::kill(pid, SIGKILL);
}

bool RunnerProcess::reap()
{
    if (m_reaped)
        return true;
    const pid_t ended = ::waitpid(m_pid, &m_status, WNOHANG);
    m_reaped = ended == m_pid || (ended < 0 && errno == ECHILD);
    return m_reaped;
}

std::uint64_t RunnerProcess::residentBytes() const
{
    const auto pageSize = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    std::uint64_t pages = 0;
    for (const pid_t pid : members()) {
        std::istringstream fields(slurp(fmt::format("/proc/{}/statm", pid)));
        std::uint64_t total = 0, resident = 0;
        fields >> total >> resident;
        pages += resident;
    }
    return pages * pageSize;
}

unsigned RunnerProcess::processCount() const
{
    return static_cast<unsigned>(members().size());
}

} // namespace assay::run
