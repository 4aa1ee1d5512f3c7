#include "app/assay/interrupt.hpp"

#include <array>
#include <csignal>
#include <thread>

#include <fcntl.h>
#include <unistd.h>

namespace assay::app {
namespace {

std::array<int, 2> g_pipe{-1, -1};
volatile std::sig_atomic_t g_count = 0;

void onSignal(int signal)
{
    g_count = g_count + 1;
    if (g_count > 1) {
        std::signal(signal, SIG_DFL);
        ::raise(signal);
    }
    [[maybe_unused]] const ssize_t written = ::write(g_pipe[1], "x", 1);
}

} // namespace

InterruptGuard::InterruptGuard()
{
    if (::pipe2(g_pipe.data(), O_CLOEXEC) != 0)
        return;
    // a signal handler may only write a byte; this thread does the rest
    std::thread([source = m_source, descriptor = g_pipe[0]]() mutable {
        char byte = 0;
        if (::read(descriptor, &byte, 1) == 1 && byte == 'x')
            source.request_stop();
        ::close(descriptor);
    }).detach();
    std::signal(SIGINT, onSignal);
    std::signal(SIGTERM, onSignal);
}

InterruptGuard::~InterruptGuard()
{
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
    if (g_pipe[1] >= 0) {
        [[maybe_unused]] const ssize_t written = ::write(g_pipe[1], "q", 1);
        ::close(g_pipe[1]);
    }
}

} // namespace assay::app
