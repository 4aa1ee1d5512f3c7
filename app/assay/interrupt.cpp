#include "app/assay/interrupt.hpp"

#include <array>
#include <csignal>
#include <thread>

#include <fcntl.h>
#include <unistd.h>

namespace assay::app {
namespace {

std::array<int, 2> signalPipe{-1, -1};
volatile std::sig_atomic_t signalCount = 0;

void onSignal(int signal)
{
    signalCount = signalCount + 1;
    if (signalCount > 1) {
        std::signal(signal, SIG_DFL);
        ::raise(signal);
    }
    [[maybe_unused]] const ssize_t written = ::write(signalPipe[1], "x", 1);
}

} // namespace

InterruptGuard::InterruptGuard()
{
    if (::pipe2(signalPipe.data(), O_CLOEXEC) != 0)
        return;
    // a signal handler may only write a byte; this thread does the rest
    std::thread([source = m_source, descriptor = signalPipe[0]]() mutable {
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
    if (signalPipe[1] >= 0) {
        [[maybe_unused]] const ssize_t written = ::write(signalPipe[1], "q", 1);
        ::close(signalPipe[1]);
    }
}

} // namespace assay::app
