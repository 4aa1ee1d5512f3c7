#include "core/run/progress_sender.hpp"

#include <chrono>
#include <utility>

#include <unistd.h>

#include "core/wire/frame.hpp"

namespace assay::run {
namespace {

constexpr auto kProgressInterval = std::chrono::milliseconds(330);

} // namespace

ProgressSender::ProgressSender(Channel &channel, std::function<Json()> describe)
    : m_channel(channel), m_describe(std::move(describe)), m_thread([this] { loop(); })
{
}

void ProgressSender::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stop = true;
    }
    m_wake.notify_all();
    if (m_thread.joinable())
        m_thread.join();
}

void ProgressSender::loop()
{
    std::unique_lock lock(m_mutex);
    while (!m_stop) {
        lock.unlock();
        if (!m_channel.send(m_describe()))
            ::_exit(3); // nobody listens any more: end the run with everything it started
        lock.lock();
        m_wake.wait_for(lock, kProgressInterval, [this] { return m_stop; });
    }
}

void watchInput(Channel &channel, const std::stop_source &stop)
{
    while (true) {
        auto frame = channel.receive();
        if (!frame)
            break;
        auto message = wire::decodeMessage(*frame);
        if (!message || message->at("type") == "cancel")
            break;
    }
    stop.request_stop();
    std::this_thread::sleep_for(std::chrono::milliseconds(500)); // a load loop stops by itself; a stuck driver does not
    ::_exit(4);
}

} // namespace assay::run
