#include "tests/plugins/faulty/faults.hpp"

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>
#include <stdexcept>
#include <thread>
#include <vector>

#include <unistd.h>

namespace assay::faulty {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::minutes kAtMost{5};
constexpr std::size_t kBlock = std::size_t{16} << 20;
constexpr int kBlocks = 256; // 4 GiB
constexpr int kProcesses = 300;

assay_status report(assay_error *error, assay_status status, const char *text)
{
    error->status = status;
    std::snprintf(error->text, sizeof error->text, "%s", text);
    return status;
}

void segfault()
{
    // a real one, with the default action, also under a sanitizer that would report it and exit
    std::signal(SIGSEGV, SIG_DFL);
    volatile int *nowhere = nullptr;
    *nowhere = 1;
}

void hang()
{
    const auto end = Clock::now() + kAtMost;
    while (Clock::now() < end) {}
}

void stopSelf()
{
    std::raise(SIGSTOP);
}

// Memory counts once it is written to.
assay_status allocate(assay_error *error)
{
    for (int i = 0; i < kBlocks; ++i) {
        void *block = std::malloc(kBlock);
        if (block == nullptr)
            return report(error, ASSAY_OUT_OF_MEMORY, "the faulty backend found no more host memory");
        std::memset(block, 1, kBlock);
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    hang();
    return ASSAY_OK;
}

void forkMany()
{
    for (int i = 0; i < kProcesses; ++i)
        if (::fork() == 0) {
            ::sleep(std::chrono::duration_cast<std::chrono::seconds>(kAtMost).count());
            ::_exit(0);
        }
    hang();
}

void flood()
{
    const std::string line(1000, '!');
    const auto end = Clock::now() + kAtMost;
    while (Clock::now() < end) {
        std::fprintf(stdout, "%s\n", line.c_str());
        std::fprintf(stderr, "%s\n", line.c_str());
    }
}

// Not text, and what looks like frames of the runner's protocol: all of it must end up in the log.
void printGarbage()
{
    for (int i = 0; i < 4096; ++i) {
        const char bytes[] = {char(i), 0, 0, 0, 0, char(0xA1), char(0xFF), 'x', char(0x1B), '[', '\n'};
        for (const int descriptor : {STDOUT_FILENO, STDERR_FILENO})
            if (::write(descriptor, bytes, sizeof bytes) < 0)
                return;
    }
}

assay_status misbehave(const Plan &plan, assay_error *error)
{
    if (plan.fault == "segv")
        segfault();
    else if (plan.fault == "abort")
        std::abort();
    else if (plan.fault == "exit")
        std::exit(0);
    else if (plan.fault == "loop")
        hang();
    else if (plan.fault == "stop")
        stopSelf();
    else if (plan.fault == "alloc")
        return allocate(error);
    else if (plan.fault == "fork")
        forkMany();
    else if (plan.fault == "flood")
        flood();
    else if (plan.fault == "garbage")
        printGarbage();
    else if (plan.fault == "throw")
        throw std::runtime_error("an exception out of the faulty backend");
    else if (plan.fault == "device-error")
        return report(error, ASSAY_DEVICE_ERROR, "the faulty device reports error 42");
    else if (plan.fault == "device-lost")
        return report(error, ASSAY_DEVICE_LOST, "the faulty device fell off the bus");
    else if (plan.fault == "unsupported")
        return report(error, ASSAY_UNSUPPORTED, "the faulty device has no counting unit");
    else if (plan.fault == "slow")
        std::this_thread::sleep_for(std::chrono::seconds(2));
    else if (plan.fault == "leak")
        std::memset(new char[100'000], 1, 100'000);
    return ASSAY_OK;
}

} // namespace

assay_status strike(Plan &plan, const char *when, assay_error *error)
{
    if (plan.when != when || plan.after-- > 0)
        return ASSAY_OK;
    return misbehave(plan, error);
}

bool spoils(const Plan &plan, const char *fault)
{
    return plan.fault == fault && plan.after < 0;
}

} // namespace assay::faulty
