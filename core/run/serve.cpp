#include "core/run/serve.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include <fmt/format.h>
#include <unistd.h>

#include "core/base/clock.hpp"
#include "core/base/paths.hpp"
#include "core/plugin/plugin_library.hpp"
#include "core/run/channel.hpp"
#include "core/run/execute_job.hpp"

namespace assay::run {
namespace {

constexpr auto kProgressInterval = std::chrono::milliseconds(330);

/// Sends where the job is, until told to stop.
class ProgressSender {
public:
    ProgressSender(Channel &channel, const measure::Progress &progress)
        : m_channel(channel), m_progress(progress), m_thread([this] { loop(); })
    {
    }
    ~ProgressSender() { stop(); }
    void phase(const std::string &name)
    {
        const std::lock_guard lock(m_mutex);
        m_phase = name;
    }
    void stop()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_stop = true;
        }
        m_wake.notify_all();
        if (m_thread.joinable())
            m_thread.join();
    }

private:
    void loop()
    {
        std::unique_lock lock(m_mutex);
        while (!m_stop) {
            const Json message = describe();
            lock.unlock();
            if (!m_channel.send(message))
                ::_exit(3); // nobody listens any more: end the run with everything it started
            lock.lock();
            m_wake.wait_for(lock, kProgressInterval, [this] { return m_stop; });
        }
    }
    [[nodiscard]] Json describe() const
    {
        if (m_phase != "measure")
            return {{"type", "progress"}, {"phase", m_phase}};
        const double expected = m_progress.expectedSeconds.load();
        const double spent = 1e-9 * static_cast<double>(nowNanoseconds() - m_progress.stageStart.load());
        const double fraction = expected > 0 ? std::min(1.0, spent / expected) : 0.0;
        // the fraction follows the clock even when the device hangs, so it is sent apart from what shows advance
        return {{"type", "progress"},
                {"phase", measure::toText(m_progress.stage.load())},
                {"clock_fraction", fraction},
                {"queries", m_progress.queries.load()}};
    }

    Channel &m_channel;
    const measure::Progress &m_progress;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::string m_phase = "start";
    bool m_stop = false;
    std::thread m_thread; // last: it uses all of the above
};

/// Ends the process when the desk side closes the pipe or says "cancel".
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

Json failedMessage(const RunFailure &failed)
{
    return {{"type", "failed"}, {"cause", measure::toText(failed.cause)}, {"text", failed.text}};
}

Status serveJob(Channel &channel, const Json &request)
{
    auto job = Job::fromJson(request.at("job"));
    if (!job)
        return channel.send(failedMessage({measure::Cause::NotSupported, job.error().text()}));
    std::stop_source stop;
    std::thread(watchInput, std::ref(channel), stop).detach();
    measure::Progress progress;
    ProgressSender sender(channel, progress);
    JobListener listener;
    listener.progress = &progress;
    listener.phase = [&](const std::string &name) { sender.phase(name); };
    listener.device = [&](const plugin::Device &device) {
        [[maybe_unused]] const auto sent = channel.send({{"type", "device"}, {"device", device.toJson()}});
    };
    const auto observation = executeJob(*job, listener, stop.get_token());
    sender.stop();
    if (!observation)
        return channel.send(failedMessage(observation.error()));
    if (auto sent = sendObservation(channel, *observation); !sent)
        return sent;
    return channel.send({{"type", "done"}});
}

Status serveInventory(Channel &channel, const Json &request)
{
    Json message = {{"type", "devices"}, {"devices", Json::array()}, {"none", ""}};
    const auto answer = [&](const std::string &none) {
        message["none"] = none;
        return channel.send(message);
    };
    const auto manifest = plugin::readPluginManifest(request.at("plugin_manifest").get<std::string>());
    if (!manifest)
        return answer(manifest.error().text());
    auto loaded = plugin::LoadedPlugin::load(*manifest, paths::userCache() / manifest->id);
    if (!loaded)
        return answer(loaded.error().text());
    auto devices = loaded->devices();
    if (!devices)
        return answer(devices.error().text());
    for (const auto &device : *devices)
        message["devices"].push_back(device.toJson());
    loaded->shutdown();
    return answer("");
}

Result<Json> firstRequest(Channel &channel)
{
    bool greeted = false;
    while (true) {
        auto frame = channel.receive();
        if (!frame)
            return failure(frame.error());
        auto message = wire::decodeMessage(*frame);
        if (!message)
            return message;
        if (greeted)
            return message;
        if ((*message)["type"] != "hello" || message->value("protocol", 0U) != wire::kProtocolVersion)
            return failure(
                ErrorCode::InvalidInput,
                fmt::format("this runner speaks protocol {}; the desk side does not", wire::kProtocolVersion));
        greeted = true;
    }
}

} // namespace

int serve(const PrivateDescriptors &descriptors)
{
    // outlives everything: the input watcher is still waiting on it when the process ends
    static Channel channel(descriptors.read, descriptors.write);
    Status answered = channel.send({{"type", "hello"}, {"protocol", wire::kProtocolVersion}});
    auto request = answered ? firstRequest(channel) : Result<Json>(failure(answered.error()));
    if (!request) {
        fmt::print(stderr, "assay-runner: {}\n", request.error().text());
        return 1;
    }
    try {
        const std::string type = request->at("type");
        if (type == "job")
            answered = serveJob(channel, *request);
        else if (type == "inventory")
            answered = serveInventory(channel, *request);
        else
            answered = failure(ErrorCode::InvalidInput, fmt::format("unknown request '{}'", type));
    } catch (const std::bad_alloc &) {
        answered = channel.send(failedMessage({measure::Cause::OutOfMemory, "the runner ran out of memory"}));
    } catch (const std::exception &exception) {
        answered =
            channel.send(failedMessage({measure::Cause::DeviceError, fmt::format("unexpected: {}", exception.what())}));
    }
    if (!answered)
        fmt::print(stderr, "assay-runner: {}\n", answered.error().text());
    return answered ? 0 : 1;
}

} // namespace assay::run
