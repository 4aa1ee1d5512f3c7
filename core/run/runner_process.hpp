#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <sys/types.h>

#include "core/base/result.hpp"

namespace assay::run {

/// One assay-runner child in a process group of its own, with three pipes: messages in, messages out, log.
/// The whole tree is killed on destruction: the group, and every process that carries this run's token in its
/// environment (a driver's helper that left the group).
class RunnerProcess {
public:
    [[nodiscard]] static Result<RunnerProcess> start(const std::filesystem::path &program,
                                                     const std::vector<std::string> &arguments);
    RunnerProcess(RunnerProcess &&other) noexcept;
    RunnerProcess &operator=(RunnerProcess &&other) = delete;
    ~RunnerProcess();

    [[nodiscard]] int writeDescriptor() const { return m_in; } ///< blocking
    [[nodiscard]] int readDescriptor() const { return m_out; } ///< non-blocking
    [[nodiscard]] int logDescriptor() const { return m_log; }  ///< non-blocking
    [[nodiscard]] pid_t pid() const { return m_pid; }
    void closeInput();

    /// SIGKILL to the whole tree.
    void kill();
    /// True once the child has ended; then its wait status is known.
    [[nodiscard]] bool reap();
    [[nodiscard]] int waitStatus() const { return m_status; }
    /// Resident bytes of the runner and all processes below it now.
    [[nodiscard]] std::uint64_t residentBytes() const;
    /// Number of processes in that tree now.
    [[nodiscard]] unsigned processCount() const;

private:
    RunnerProcess() = default;
    [[nodiscard]] std::vector<pid_t> members() const;
    pid_t m_pid = -1;
    int m_in = -1, m_out = -1, m_log = -1;
    int m_status = 0;
    bool m_reaped = false;
    std::string m_token;
};

} // namespace assay::run
