#pragma once

#include <stop_token>

namespace assay::app {

/// Turns Ctrl-C and SIGTERM into a stop request while it lives; the second one ends the program at once.
class InterruptGuard {
public:
    InterruptGuard();
    InterruptGuard(const InterruptGuard &) = delete;
    InterruptGuard &operator=(const InterruptGuard &) = delete;
    ~InterruptGuard();
    [[nodiscard]] std::stop_token token() const { return m_source.get_token(); }

private:
    std::stop_source m_source;
};

} // namespace assay::app
