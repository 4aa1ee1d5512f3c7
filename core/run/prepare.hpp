#pragma once

#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/plugin/plugin_library.hpp"
#include "core/run/channel.hpp"
#include "core/study/design_point.hpp"

namespace assay::run {

/// A design point whose session will be opened later, with what it needs.
struct PreparePoint {
    study::DesignPoint point;
    std::filesystem::path workloadFolder, workloadLibrary;
};

struct PrepareProgress {
    std::size_t points = 0;
    double fraction = 0;    ///< of all, 0 … 1
    std::string what;       ///< what is done just now
    double secondsLeft = 0; ///< estimate; 0 while there is none
};

/// Lets a backend with assay.prepare/1 make beforehand what sessions of these points need, all at once, in a runner
/// process of its own. No wall-clock limit; ends with an error when there is nothing new for 30 s, when the plugin
/// crashes or fails, or with Cancelled, at most 2 s after `stop`; whatever the plugin started is gone then.
[[nodiscard]] Status prepareBackend(const plugin::PluginManifest &plugin, const std::vector<PreparePoint> &points,
                                    const std::function<void(const PrepareProgress &)> &onProgress,
                                    const std::stop_token &stop);

/// The runner's side of it: answers the request with progress and "done" or "failed".
[[nodiscard]] Status servePrepare(Channel &channel, const Json &request);

} // namespace assay::run
