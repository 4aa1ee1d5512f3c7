#include "core/run/serve.hpp"

#include <algorithm>
#include <mutex>
#include <thread>

#include <fmt/format.h>
#include <unistd.h>

#include "core/base/clock.hpp"
#include "core/plugin/plugin_library.hpp"
#include "core/run/channel.hpp"
#include "core/run/execute_job.hpp"
#include "core/run/prepare.hpp"
#include "core/run/progress_sender.hpp"
#include "core/run/session_config.hpp"

namespace assay::run {
namespace {

/// Where a job is: what ProgressSender tells of it.
class JobProgress {
public:
    void enter(const std::string &phase)
    {
        const std::lock_guard lock(m_mutex);
        m_phase = phase;
    }
    [[nodiscard]] Json describe(const measure::Progress &progress) const
    {
        const std::lock_guard lock(m_mutex);
        if (m_phase != "measure")
            return {{"type", "progress"}, {"phase", m_phase}};
        const double expected = progress.expectedSeconds.load();
        const double spent = 1e-9 * static_cast<double>(nowNanoseconds() - progress.stageStart.load());
        const double fraction = expected > 0 ? std::min(1.0, spent / expected) : 0.0;
        // the fraction follows the clock even when the device hangs, so it is sent apart from what shows advance
        return {{"type", "progress"},
                {"phase", measure::toText(progress.stage.load())},
                {"clock_fraction", fraction},
                {"queries", progress.queries.load()}};
    }

private:
    mutable std::mutex m_mutex;
    std::string m_phase = "start";
};

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
    JobProgress where;
    ProgressSender sender(channel, [&] { return where.describe(progress); });
    JobListener listener;
    listener.progress = &progress;
    listener.phase = [&](const std::string &name) { where.enter(name); };
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
    auto loaded = loadBackend(*manifest);
    if (!loaded)
        return answer(loaded.error().text());
    auto devices = loaded->devices();
    if (!devices)
        return answer(devices.error().text());
    for (const auto &device : *devices)
        message["devices"].push_back(device.toJson());
    message["prepares"] = loaded->extension<assay_ext_prepare>(ASSAY_EXT_PREPARE) != nullptr;
    message["traces"] = loaded->extension<assay_ext_trace>(ASSAY_EXT_TRACE) != nullptr;
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
        else if (type == "prepare")
            answered = servePrepare(channel, *request);
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
