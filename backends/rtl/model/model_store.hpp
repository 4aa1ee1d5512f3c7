#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "backends/rtl/design/artifact_cache.hpp"
#include "backends/rtl/design/design.hpp"
#include "backends/rtl/model/model_compiler.hpp"

namespace assay::rtl {

/// Where model libraries come from: prebuilt ones lie in lib/assay/rtl/<key>.so, found by RTL, parameters and ABI
/// alone; others are compiled into the cache, where the key also has flags and tool versions.
class ModelStore {
public:
    using Tracing = rtl::Tracing; ///< models that can write a waveform are never prebuilt

    /// `sharedFolder` is resources/rtl (shim and header); `prebuilt` may be absent.
    ModelStore(std::filesystem::path sharedFolder, std::filesystem::path prebuilt, ArtifactCache cache);

    struct Library {
        std::filesystem::path file;
        enum class Origin { Prebuilt, Cache, Compiled } origin = Origin::Prebuilt;
        double buildSeconds = 0;           ///< what compiling took, when it was done
        std::string tools;                 ///< versions, "" for prebuilt
        std::vector<std::string> warnings; ///< Verilator's lint, a line each; none for prebuilt
    };
    /// Errors: the design does not elaborate (Verilator's messages with file and line), or it is not prebuilt and
    /// verilator or g++ is missing: which parameter values are prebuilt, and what to install.
    [[nodiscard]] Result<Library> get(const Design &design, Tracing tracing = Tracing::No) const;

    /// Name of a prebuilt library without ".so": SHA-256 of the design's content, the model ABI and the shim.
    [[nodiscard]] Result<std::string> prebuiltKey(const Design &design) const;

private:
    [[nodiscard]] Error withoutTools(const Error &missing, const Design &design, Tracing tracing) const;

    std::filesystem::path m_shared, m_prebuilt;
    ArtifactCache m_cache;
};

} // namespace assay::rtl
