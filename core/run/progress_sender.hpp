#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

#include "core/base/json.hpp"
#include "core/run/channel.hpp"

namespace assay::run {

/// In the runner: tells the desk side three times a second where the work is, on a thread of its own, until it is
/// stopped. Ends the process when nobody listens any more.
class ProgressSender {
public:
    /// `describe` is called from that thread.
    ProgressSender(Channel &channel, std::function<Json()> describe);
    ~ProgressSender() { stop(); }
    ProgressSender(const ProgressSender &) = delete;
    ProgressSender &operator=(const ProgressSender &) = delete;
    void stop();

private:
    void loop();

    Channel &m_channel;
    std::function<Json()> m_describe;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_stop = false;
    std::thread m_thread; // last: it uses all of the above
};

/// In the runner, on a detached thread: when the desk side closes the pipe or says "cancel", `stop` is requested and,
/// half a second later, the process ends, whatever a driver still does.
void watchInput(Channel &channel, const std::stop_source &stop);

} // namespace assay::run
