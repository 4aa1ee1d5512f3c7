#include "core/run/controller.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <unistd.h>

#include "core/base/clock.hpp"
#include "core/base/paths.hpp"
#include "core/run/channel.hpp"
#include "core/run/watch.hpp"

namespace assay::run {
namespace {

using measure::Cause;

double seconds(std::int64_t fromNanoseconds)
{
    return 1e-9 * static_cast<double>(nowNanoseconds() - fromNanoseconds);
}

} // namespace

RunOutcome runJob(const Job &job, const std::function<void(const Progress &)> &onProgress, const std::stop_token &stop)
{
    RunOutcome outcome;
    const std::int64_t started = nowNanoseconds();
    auto process = RunnerProcess::start(paths::runnerProgram(), {});
    if (!process) {
        outcome.cause = Cause::ExitedEarly;
        outcome.causeText = process.error().text();
        return outcome;
    }
    const Limits limits = withDefaults(job.limits);
    Channel channel(-1, process->writeDescriptor());
    // an early death of the runner shows in the watch; writing to it must only not raise SIGPIPE (ignored in main)
    [[maybe_unused]] const auto hello = channel.send({{"type", "hello"}, {"protocol", wire::kProtocolVersion}});
    [[maybe_unused]] const auto sent = channel.send({{"type", "job"}, {"job", job.toJson()}});

    ObservationReceiver receiver;
    Watch watch(*process, limits, stop);
    Progress last;
    watch.onBinary = [&](std::span<const std::uint8_t> bytes) {
        watch.advanced();
        return receiver.binary(bytes);
    };
    watch.onMessage = [&](const Json &message) -> Status {
        const std::string type = message.at("type");
        if (type == "progress") {
            const Progress progress{message.value("phase", ""), message.value("clock_fraction", 0.0),
                                    message.value("queries", std::uint64_t{0})};
            if (progress.phase != last.phase || progress.queries != last.queries)
                watch.advanced();
            watch.allowSilence(progress.phase == "open" ? std::max(limits.openSeconds, limits.silenceSeconds)
                                                        : limits.silenceSeconds);
            last = progress;
            onProgress(progress);
            return {};
        }
        watch.advanced();
        if (type == "device")
            outcome.device = plugin::Device::fromJson(message.at("device"));
        else if (type == "failed") {
            outcome.cause = measure::causeFromText(message.value("cause", ""));
            outcome.causeText = message.value("text", "");
            watch.finished = true;
        } else if (type == "done")
            watch.finished = true;
        else if (auto taken = receiver.message(message); !taken)
            return failure(taken.error());
        return {};
    };
    try {
        watch.run();
    } catch (const std::exception &exception) { // a message with fields of the wrong type
        process->kill();
        while (!process->reap())
            ::usleep(1000);
        watch.cause = Cause::InvalidResult;
        watch.causeText = fmt::format("the runner sent a damaged message ({})", exception.what());
    }
    outcome.log = std::move(watch.log);
    outcome.wallSeconds = seconds(started);
    if (watch.finished && outcome.cause != Cause::None)
        return outcome;
    if (watch.finished && receiver.complete() && watch.cause == Cause::None)
        outcome.observation = receiver.take();
    else {
        End end = judgeEnd(*process, watch, stop.stop_requested());
        outcome.cause = end.cause;
        outcome.causeText = std::move(end.text);
    }
    return outcome;
}

plugin::BackendInventory inventory(const plugin::PluginManifest &manifest, const std::stop_token &stop)
{
    plugin::BackendInventory found;
    found.plugin = manifest;
    auto process = RunnerProcess::start(paths::runnerProgram(), {});
    if (!process) {
        found.none = process.error().text();
        return found;
    }
    Limits limits = withDefaults({});
    limits.wallSeconds = 60;
    limits.silenceSeconds = 60;
    Channel channel(-1, process->writeDescriptor());
    [[maybe_unused]] const auto hello = channel.send({{"type", "hello"}, {"protocol", wire::kProtocolVersion}});
    [[maybe_unused]] const auto sent =
        channel.send({{"type", "inventory"}, {"plugin_manifest", manifest.manifestPath.string()}});
    Watch watch(*process, limits, stop);
    watch.onBinary = [](std::span<const std::uint8_t>) -> Status {
        return failure(ErrorCode::InvalidInput, "unexpected binary data");
    };
    watch.onMessage = [&](const Json &message) -> Status {
        const std::string type = message.at("type");
        if (type == "devices") {
            for (const Json &device : message.at("devices"))
                found.devices.push_back(plugin::Device::fromJson(device));
            found.none = message.value("none", "");
            found.prepares = message.value("prepares", false);
            found.traces = message.value("traces", false);
            watch.finished = true;
        }
        return {};
    };
    try {
        watch.run();
    } catch (const std::exception &exception) {
        found.none = fmt::format("the runner sent a damaged message ({})", exception.what());
    }
    if (!watch.finished && found.none.empty())
        found.none = judgeEnd(*process, watch, stop.stop_requested()).text;
    return found;
}

} // namespace assay::run
