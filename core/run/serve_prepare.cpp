#include <atomic>
#include <cmath>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

#include <fmt/format.h>

#include "core/run/prepare.hpp"
#include "core/run/progress_sender.hpp"
#include "core/run/session_config.hpp"

namespace assay::run {
namespace {

/// What the plugin told last; it may tell from any thread.
class Report {
public:
    explicit Report(std::stop_token stop) : m_stop(std::move(stop)) {}

    static std::int32_t told(void *context, double fraction, const char *what)
    {
        auto &self = *static_cast<Report *>(context);
        const std::lock_guard lock(self.m_mutex);
        self.m_fraction = std::isfinite(fraction) ? std::min(1.0, std::max(0.0, fraction)) : 0.0;
        self.m_what = what != nullptr ? what : "";
        ++self.m_calls;
        return self.m_stop.stop_requested() ? 1 : 0;
    }
    [[nodiscard]] Json describe() const
    {
        const std::lock_guard lock(m_mutex);
        return {{"type", "preparing"}, {"fraction", m_fraction}, {"what", m_what}, {"calls", m_calls}};
    }

private:
    std::stop_token m_stop;
    mutable std::mutex m_mutex;
    double m_fraction = 0;
    std::string m_what = "start";
    std::uint64_t m_calls = 0;
};

/// The points of a request as the plugin sees them.
struct Configurations {
    std::vector<study::DesignPoint> points;
    std::map<std::string, catalog::Workload> workloads; ///< by folder
    std::vector<std::vector<catalog::Tensor>> tensors;
    std::vector<std::unique_ptr<SessionConfig>> configs;
    std::vector<assay_session_config> views;
};

/// What cannot be described is left out: its run will say why.
Configurations configurations(const Json &request, const plugin::LoadedPlugin &loaded)
{
    Configurations all;
    const Json &list = request.at("points");
    all.points.reserve(list.size());
    all.tensors.reserve(list.size());
    for (const Json &each : list) {
        auto point = study::DesignPoint::fromJson(each.at("point"));
        const std::string folder = each.at("workload_folder");
        if (!all.workloads.contains(folder))
            if (auto workload = catalog::readWorkload(folder))
                all.workloads.emplace(folder, std::move(*workload));
        const auto workload = all.workloads.find(folder);
        if (!point || workload == all.workloads.end())
            continue;
        auto tensors = catalog::describeTensors(workload->second, point->workloadParameters);
        if (!tensors)
            continue;
        all.points.push_back(std::move(*point));
        all.tensors.push_back(std::move(*tensors));
        const std::string device = all.points.back().target.device;
        all.configs.push_back(
            std::make_unique<SessionConfig>(workload->second, all.points.back(), device, all.tensors.back(), 1U,
                                            each.at("workload_library").get<std::string>(), loaded.hardwareOf(device)));
        all.views.push_back(all.configs.back()->view());
    }
    return all;
}

Status prepareAll(const Json &request, const plugin::LoadedPlugin &loaded, Report &report)
{
    const auto *extension = loaded.extension<assay_ext_prepare>(ASSAY_EXT_PREPARE);
    if (extension == nullptr)
        return {};
    const Configurations all = configurations(request, loaded);
    assay_error error = plugin::emptyError();
    if (extension->prepare(all.views.data(), static_cast<std::uint32_t>(all.views.size()), Report::told, &report,
                           &error) != ASSAY_OK)
        return failure(plugin::toError(error));
    return {};
}

} // namespace

Status servePrepare(Channel &channel, const Json &request)
{
    const auto failed = [&](const Error &error) { return channel.send({{"type", "failed"}, {"text", error.text()}}); };
    const auto manifest = plugin::readPluginManifest(request.at("plugin_manifest").get<std::string>());
    if (!manifest)
        return failed(manifest.error());
    std::stop_source stop;
    std::thread(watchInput, std::ref(channel), stop).detach();
    Report report(stop.get_token());
    ProgressSender sender(channel, [&] { return report.describe(); });
    auto loaded = loadBackend(*manifest);
    const Status done = loaded ? prepareAll(request, *loaded, report) : Status(failure(loaded.error()));
    sender.stop();
    if (loaded)
        loaded->shutdown();
    return done ? channel.send({{"type", "done"}}) : failed(done.error());
}

} // namespace assay::run
