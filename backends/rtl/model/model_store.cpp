#include "backends/rtl/model/model_store.hpp"

#include <fmt/format.h>

#include "backends/rtl/design/prebuilt_list.hpp"
#include "core/base/hash.hpp"
#include "resources/rtl/assay_rtl_model.h"

namespace assay::rtl {
namespace {

namespace fs = std::filesystem;

bool isFile(const fs::path &file)
{
    std::error_code error;
    return fs::is_regular_file(file, error);
}

} // namespace

ModelStore::ModelStore(fs::path sharedFolder, fs::path prebuilt, ArtifactCache cache)
    : m_shared(std::move(sharedFolder)), m_prebuilt(std::move(prebuilt)), m_cache(std::move(cache))
{
}

Result<std::string> ModelStore::prebuiltKey(const Design &design) const
{
    const auto content = contentKey(design);
    const auto shim = sha256File(m_shared / "model_shim.cpp"), header = sha256File(m_shared / "assay_rtl_model.h");
    for (const auto *each : {&content, &shim, &header})
        if (!*each)
            return failure(each->error());
    return sha256Hex(fmt::format("{}\nmodel ABI {}\n{}\n{}\n", *content, ASSAY_RTL_MODEL_ABI, *shim, *header));
}

Result<ModelStore::Library> ModelStore::get(const Design &design, Tracing tracing) const
{
    const auto content = prebuiltKey(design);
    if (!content)
        return failure(content.error());
    const fs::path prebuilt = m_prebuilt / (*content + ".so");
    if (tracing == Tracing::No && isFile(prebuilt))
        return Library{prebuilt, Library::Origin::Prebuilt, 0, {}, {}};
    const auto compiler = ModelCompiler::find(m_shared, m_cache);
    if (!compiler)
        return failure(withoutTools(compiler.error(), design, tracing));
    const std::string key = sha256Hex(*content + "\n" + compiler->tools() + "\n" + compiler->flags(tracing));
    auto entry = m_cache.find("model", key);
    if (!entry) { // the runtime comes first: its seconds are not the model's
        if (auto ready = compiler->prepare(tracing); !ready)
            return failure(ready.error());
        entry = m_cache.getOrMake("model", key,
                                  [&](const fs::path &folder) { return compiler->compile(design, tracing, folder); });
    }
    if (!*entry)
        return failure(entry->error());
    // A library is known by its path once it is loaded; the key in the path names its content.
    return Library{(*entry)->folder / ModelCompiler::kLibrary,
                   (*entry)->fromCache ? Library::Origin::Cache : Library::Origin::Compiled,
                   (*entry)->record.value("seconds", 0.0), (*entry)->record.value("tools", std::string()),
                   (*entry)->record.value("warnings", std::vector<std::string>())};
}

Error ModelStore::withoutTools(const Error &missing, const Design &design, Tracing tracing) const
{
    if (tracing == Tracing::Yes)
        return {ErrorCode::Unsupported,
                fmt::format("a waveform needs a model that is compiled for it, and {}", missing.text())};
    std::vector<std::string> there;
    if (const auto list = readPrebuiltList(m_shared / "prebuilt.json"))
        for (const PrebuiltDesign &listed : *list) {
            if (listed.top != design.top)
                continue;
            const auto other = makeDesign(design.kernel, listed.top, listed.parameters, m_shared);
            const auto key = other ? prebuiltKey(*other) : failure(other.error());
            if (key && isFile(m_prebuilt / (*key + ".so")))
                there.push_back(other->parameterText());
        }
    const std::string hint = there.empty() ? "No model of this core is prebuilt"
                                           : fmt::format("Without it these are ready: {}", fmt::join(there, "; "));
    return {ErrorCode::Unsupported,
            fmt::format("the model of {} must be compiled, and {}. {}", design.describe(), missing.text(), hint)};
}

} // namespace assay::rtl
