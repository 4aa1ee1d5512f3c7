#pragma once

#include <csignal>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace assay::store {

/// The writer program on one file, with pipes at its standard input and output.
class WriterProcess {
public:
    WriterProcess(const std::string &file, const std::string &task, rlim_t fileSizeLimit = RLIM_INFINITY)
    {
        int input[2];
        int output[2];
        if (::pipe2(input, O_CLOEXEC) != 0 || ::pipe2(output, O_CLOEXEC) != 0)
            std::abort();
        m_pid = ::fork();
        if (m_pid == 0) {
            ::dup2(input[0], STDIN_FILENO);
            ::dup2(output[1], STDOUT_FILENO);
            ::dup2(output[1], STDERR_FILENO);
            ::signal(SIGXFSZ, SIG_IGN);
            const rlimit limit{fileSizeLimit, fileSizeLimit};
            ::setrlimit(RLIMIT_FSIZE, &limit);
            ::execl(ASSAY_STORE_WRITER, ASSAY_STORE_WRITER, file.c_str(), task.c_str(), nullptr);
            ::_exit(127);
        }
        ::close(input[0]);
        ::close(output[1]);
        m_input = input[1];
        m_output = output[0];
    }
    WriterProcess(const WriterProcess &) = delete;
    WriterProcess &operator=(const WriterProcess &) = delete;
    ~WriterProcess()
    {
        if (m_pid > 0)
            kill();
        ::close(m_output);
    }

    [[nodiscard]] pid_t pid() const { return m_pid; }

    std::string readLine()
    {
        std::string line;
        for (char c = 0; ::read(m_output, &c, 1) == 1 && c != '\n';)
            line += c;
        return line;
    }
    /// All that is left, until the process has gone.
    std::string readAll()
    {
        std::string text;
        char buffer[4096];
        for (ssize_t got = 0; (got = ::read(m_output, buffer, sizeof buffer)) > 0;)
            text.append(buffer, static_cast<std::size_t>(got));
        return text;
    }
    void kill()
    {
        ::kill(m_pid, SIGKILL);
        wait();
    }
    /// Ends its input and waits; returns the exit status.
    int finish() { return wait(); }

private:
    int wait()
    {
        ::close(m_input);
        int status = 0;
        ::waitpid(m_pid, &status, 0);
        m_pid = -1;
        return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }

    pid_t m_pid = -1;
    int m_input = -1;
    int m_output = -1;
};

} // namespace assay::store
