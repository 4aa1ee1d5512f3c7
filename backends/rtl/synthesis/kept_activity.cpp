#include "backends/rtl/synthesis/kept_activity.hpp"

#include <fmt/format.h>

#include "backends/rtl/synthesis/yosys.hpp"
#include "core/base/hash.hpp"

namespace assay::rtl {
namespace {

constexpr const char *kKind = "activity";
constexpr int kVersion = 1; ///< of the gate simulator's counting

Result<std::string> keyOf(const Design &design, const Part &part)
{
    auto content = contentKey(design);
    if (!content)
        return failure(content.error());
    return sha256Hex(fmt::format("{}\n{}\n{}\n{}", *content, synthesisFamily(part), kYosysFlow, kVersion));
}

} // namespace

Result<Activity> keptActivity(const ArtifactCache &cache, const Design &design, const Part &part,
                              const std::function<Result<Activity>()> &make)
{
    const auto key = keyOf(design, part);
    if (!key)
        return failure(key.error());
    const auto entry = cache.getOrMake(kKind, *key, [&](const std::filesystem::path &) -> Result<Json> {
        const auto activity = make();
        if (!activity)
            return failure(activity.error());
        return activityToJson(*activity);
    });
    if (!entry)
        return failure(entry.error());
    return activityFromJson(entry->record);
}

std::optional<Activity> keptActivity(const ArtifactCache &cache, const Design &design, const Part &part)
{
    const auto key = keyOf(design, part);
    const auto entry = key ? cache.find(kKind, *key) : std::nullopt;
    if (!entry || !*entry)
        return {};
    const auto activity = activityFromJson((**entry).record);
    return activity ? std::optional(*activity) : std::nullopt;
}

} // namespace assay::rtl
