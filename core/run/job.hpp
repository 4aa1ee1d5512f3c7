#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/plugin/plugin_library.hpp"
#include "core/study/design_point.hpp"

namespace assay::run {

/// Limits of one runner process tree.
struct Limits {
    double wallSeconds = 120;      ///< whole run; then the process group is killed: timed out
    double silenceSeconds = 30;    ///< without any message: timed out (a hanging driver)
    double openSeconds = 180;      ///< the same while a session is opened: compilers and synthesis are silent
    std::uint64_t memoryBytes = 0; ///< address space of the runner (rlimit); 0 = three quarters of the machine's
    std::uint64_t outputBytes = 16u << 20; ///< stdout and stderr of the driver; more is "quota"
    [[nodiscard]] Json toJson() const;
    [[nodiscard]] static Limits fromJson(const Json &json);
};

/// Everything a runner needs for one run of one design point.
struct Job {
    study::DesignPoint point;
    std::filesystem::path workloadFolder;
    std::filesystem::path workloadLibrary; ///< the built reference and native code; empty: golden outputs only
    std::filesystem::path pluginManifest;
    std::string sysfsRoot = "/sys"; ///< energy sensors and environment are read below it
    std::uint64_t runSeed = 1;
    unsigned repeat = 0;
    bool emulated = false; ///< the desk side knows the device as emulated: this machine's noise does not matter
    Limits limits;
    std::string traceFile; ///< a waveform of the session's first `traceCycles` clocks goes here; "": none
    std::uint64_t traceCycles = 0;
    [[nodiscard]] Json toJson() const;
    [[nodiscard]] static Result<Job> fromJson(const Json &json);
};

} // namespace assay::run
