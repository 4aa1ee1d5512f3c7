#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "core/plugin/inventory.hpp"

namespace assay::app {

/// Which devices each plugin had when it was asked last, in the user's cache folder; kept by the plugin's hash, so a
/// new build of a plugin is asked again. Only a help for completing command lines: what cannot be read or written is
/// as if it were not there.
class TargetCache {
public:
    TargetCache();
    /// Keeps what a backend answered.
    void remember(const plugin::BackendInventory &inventory);
    /// Device ids kept of this plugin; null when it was not asked, or so long ago that a device may be new.
    [[nodiscard]] const std::vector<std::string> *devices(const plugin::PluginManifest &manifest) const;
    void save() const;

private:
    struct Entry {
        std::string hash;
        std::int64_t askedAt = 0; ///< seconds since 1970
        std::vector<std::string> devices;
    };
    void read();
    std::vector<Entry> m_entries;
};

/// "cpu:native" … of every plugin there is. Plugins that were not asked lately are asked now, all at once, each in a
/// process of its own that is ended after `patience`; one that does not answer is given as "BACKEND:".
[[nodiscard]] std::vector<std::string> knownTargets(std::chrono::milliseconds patience);

} // namespace assay::app
