#include "app/assay/commands/shared.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/suggest.hpp"
#include "core/measure/metric.hpp"

namespace assay::app {

std::string examples(const std::vector<std::string> &lines)
{
    std::string text = "Examples:";
    for (const auto &line : lines)
        text += "\n  " + line;
    return text;
}

Result<const study::ResultRecord *> findResult(const std::vector<study::ResultRecord> &results, std::int64_t number)
{
    const auto found =
        std::find_if(results.begin(), results.end(), [&](const auto &result) { return result.number == number; });
    if (found != results.end())
        return &*found;
    if (results.empty())
        return failure(ErrorCode::NotFound, "the file has no results yet; `assay run -o FILE` adds some");
    return failure(ErrorCode::NotFound,
                   fmt::format("the file has no result {}; it has {} result{}, numbered {} to {}. `assay show FILE` "
                               "lists them",
                               number, results.size(), results.size() == 1 ? "" : "s", results.front().number,
                               results.back().number));
}

Result<std::vector<const study::ResultRecord *>> findResults(const std::vector<study::ResultRecord> &results,
                                                             const std::vector<std::int64_t> &numbers)
{
    std::vector<const study::ResultRecord *> chosen;
    for (const std::int64_t number : numbers) {
        const auto found = findResult(results, number);
        if (!found)
            return failure(found.error());
        chosen.push_back(*found);
    }
    return chosen;
}

Status checkMetric(const std::string &id)
{
    if (metricInfo(id) != nullptr)
        return {};
    std::vector<std::string> ids;
    for (const auto &info : metricInfos())
        ids.emplace_back(info.id);
    return failure(ErrorCode::NotFound,
                   fmt::format("there is no metric '{}'.{} `assay metrics` lists them all", id, didYouMean(id, ids)));
}

Result<std::vector<std::filesystem::path>>
existingFolders(std::string_view option, const std::vector<std::string> &folders, std::string_view content)
{
    for (const auto &folder : folders) {
        std::error_code error;
        if (!std::filesystem::is_directory(folder, error))
            return failure(ErrorCode::NotFound,
                           fmt::format("{} {}: {}. Name a folder that holds {}", option, folder,
                                       std::filesystem::exists(folder, error) ? "that is a file, not a folder"
                                                                              : "there is no such folder",
                                       content));
    }
    return std::vector<std::filesystem::path>(folders.begin(), folders.end());
}

} // namespace assay::app
