#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "backends/rtl/design/artifact_cache.hpp"
#include "backends/rtl/design/design.hpp"
#include "backends/rtl/design/tools.hpp"

namespace assay::rtl {

enum class Tracing { No, Yes }; ///< whether a model can write a waveform

/// Makes model libraries with Verilator and g++, as resources/rtl/README.md says ("From a core to a model"). What all
/// models share (Verilator's runtime, a precompiled header) is an artifact of its own.
class ModelCompiler {
public:
    static constexpr const char *kLibrary = "model.so";

    /// `sharedFolder` is resources/rtl. Unsupported when verilator or g++ is missing.
    [[nodiscard]] static Result<ModelCompiler> find(const std::filesystem::path &sharedFolder, ArtifactCache cache);

    /// Versions of the tools, for people and for keys.
    [[nodiscard]] std::string tools() const { return m_verilator.version + ", " + m_compiler.version; }
    /// All that shapes the library besides the design, the shim and the versions.
    [[nodiscard]] std::string flags(Tracing tracing) const;

    /// Makes the runtime if it is not there: some seconds, once for a cache.
    [[nodiscard]] Status prepare(Tracing tracing) const;
    /// Makes kLibrary in the empty `folder`; the record has "tools" and "warnings" (Verilator's lint, a list). Errors:
    /// the design does not elaborate (Verilator's words with file and line), or its ports are not the convention's.
    [[nodiscard]] Result<Json> compile(const Design &design, Tracing tracing,
                                       const std::filesystem::path &folder) const;

private:
    ModelCompiler(std::filesystem::path sharedFolder, ArtifactCache cache, Tool verilator, Tool compiler)
        : m_shared(std::move(sharedFolder)), m_cache(std::move(cache)), m_verilator(std::move(verilator)),
          m_compiler(std::move(compiler))
    {
    }
    [[nodiscard]] Result<ArtifactCache::Entry> runtime(Tracing tracing) const;
    [[nodiscard]] Result<Json> makeRuntime(Tracing tracing, const std::filesystem::path &folder) const;
    [[nodiscard]] Result<std::string> verilate(const Design &design, Tracing tracing,
                                               const std::filesystem::path &objects) const;
    [[nodiscard]] Status link(const Design &design, Tracing tracing, const std::filesystem::path &objects,
                              const std::filesystem::path &library) const;

    std::filesystem::path m_shared;
    ArtifactCache m_cache;
    Tool m_verilator, m_compiler;
};

} // namespace assay::rtl
