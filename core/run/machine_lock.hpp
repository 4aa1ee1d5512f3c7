#pragma once

#include <stop_token>
#include <string>

#include "core/base/result.hpp"

namespace assay::run {

/// Held during a run, so that two Assay processes never measure each other.
/// An advisory lock on a file in the machine's temporary folder; it vanishes with the process.
class MachineLock {
public:
    enum class Mode {
        Timed,    ///< the run is timed: nothing else runs beside it
        Emulated, ///< virtual time: beside other emulated runs, but not beside a timed one, which it would disturb
    };
    /// Waits for it; `onWait` is told once who holds it. Cancelled when `stop` is requested.
    template <class OnWait>
    [[nodiscard]] static Result<MachineLock> acquire(Mode mode, const std::stop_token &stop, OnWait &&onWait)
    {
        MachineLock lock(mode);
        bool told = false;
        while (true) {
            auto taken = lock.tryTake();
            if (!taken)
                return failure(taken.error());
            if (*taken)
                return lock;
            if (!told)
                onWait(lock.holder());
            told = true;
            if (stop.stop_requested())
                return failure(ErrorCode::Cancelled, "cancelled while waiting for another measurement");
            pause();
        }
    }
    MachineLock(MachineLock &&other) noexcept : m_mode(other.m_mode), m_descriptor(other.m_descriptor)
    {
        other.m_descriptor = -1;
    }
    MachineLock &operator=(MachineLock &&) = delete;
    ~MachineLock();

private:
    explicit MachineLock(Mode mode) : m_mode(mode) {}
    [[nodiscard]] Result<bool> tryTake();
    [[nodiscard]] std::string holder() const; ///< "process 1234"
    static void pause();
    Mode m_mode;
    int m_descriptor = -1;
};

} // namespace assay::run
