#include "core/run/prepare.hpp"

#include <cmath>
#include <limits>

#include <fmt/format.h>
#include <unistd.h>

#include "core/base/clock.hpp"
#include "core/base/paths.hpp"
#include "core/run/watch.hpp"

namespace assay::run {
namespace {

Json requestFor(const plugin::PluginManifest &plugin, const std::vector<PreparePoint> &points)
{
    Json list = Json::array();
    for (const PreparePoint &each : points)
        list.push_back({{"point", each.point.toJson()},
                        {"workload_folder", each.workloadFolder.string()},
                        {"workload_library", each.workloadLibrary.string()}});
    return {{"type", "prepare"}, {"plugin_manifest", plugin.manifestPath.string()}, {"points", std::move(list)}};
}

/// What the messages of one runner add up to.
class Conversation {
public:
    Conversation(Watch &watch, std::size_t points, const std::function<void(const PrepareProgress &)> &onProgress)
        : m_watch(watch), m_onProgress(onProgress)
    {
        m_progress.points = points;
    }
    Status take(const Json &message)
    {
        const std::string type = message.at("type");
        if (type == "preparing")
            progress(message);
        else if (type == "failed")
            failed = message.value("text", "no reason was given");
        m_watch.finished = m_watch.finished || type == "failed" || type == "done";
        return {};
    }
    std::string failed; ///< why; "" when it did not fail

private:
    void progress(const Json &message)
    {
        const auto calls = message.value("calls", std::uint64_t{0});
        if (calls != m_calls)
            m_watch.advanced();
        m_calls = calls;
        m_progress.fraction = message.value("fraction", 0.0);
        m_progress.what = message.value("what", "");
        const double spent = 1e-9 * static_cast<double>(nowNanoseconds() - m_start);
        constexpr double kEnough = 0.05; // before that, a guess is worth nothing
        m_progress.secondsLeft =
            m_progress.fraction > kEnough ? spent * (1 - m_progress.fraction) / m_progress.fraction : 0;
        m_onProgress(m_progress);
    }

    Watch &m_watch;
    const std::function<void(const PrepareProgress &)> &m_onProgress;
    PrepareProgress m_progress;
    std::uint64_t m_calls = 0;
    std::int64_t m_start = nowNanoseconds();
};

} // namespace

Status prepareBackend(const plugin::PluginManifest &plugin, const std::vector<PreparePoint> &points,
                      const std::function<void(const PrepareProgress &)> &onProgress, const std::stop_token &stop)
{
    auto process = RunnerProcess::start(paths::runnerProgram(), {});
    if (!process)
        return failure(process.error());
    Limits limits = withDefaults({});
    limits.wallSeconds = std::numeric_limits<double>::infinity();
    Channel channel(-1, process->writeDescriptor());
    [[maybe_unused]] const auto hello = channel.send({{"type", "hello"}, {"protocol", wire::kProtocolVersion}});
    [[maybe_unused]] const auto sent = channel.send(requestFor(plugin, points));
    Watch watch(*process, limits, stop);
    Conversation conversation(watch, points.size(), onProgress);
    watch.onBinary = [](std::span<const std::uint8_t>) -> Status {
        return failure(ErrorCode::InvalidInput, "unexpected binary data");
    };
    watch.onMessage = [&](const Json &message) { return conversation.take(message); };
    try {
        watch.run();
    } catch (const std::exception &exception) { // a message with fields of the wrong type; the process is killed below
        return failure(ErrorCode::Failed, fmt::format("the runner sent a damaged message ({})", exception.what()));
    }
    if (stop.stop_requested())
        return failure(ErrorCode::Cancelled, "cancelled");
    if (!conversation.failed.empty())
        return failure(ErrorCode::Failed, conversation.failed);
    if (!watch.finished)
        return failure(ErrorCode::Failed, judgeEnd(*process, watch, false).text);
    return {};
}

} // namespace assay::run
