#include "backends/rtl/synthesis/result_data.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "core/base/files.hpp"

namespace assay::rtl {
namespace {

using Records = std::map<std::pair<std::string, std::string>, Json>;

constexpr const char *kMade = "made by assay-rtl-results; do not edit";

std::optional<Json> find(const Records &records, const std::string &design, const std::string &of)
{
    const auto found = records.find({design, of});
    return found == records.end() ? std::nullopt : std::optional(found->second);
}

Records recordsFrom(const Json &list, const char *of)
{
    Records records;
    for (const Json &record : list)
        records[{record.at("design").get<std::string>(), record.at(of).get<std::string>()}] = record;
    return records;
}

/// One record a line, by parameters, so that a change of one result changes one line.
std::string lines(const Records &records, const char *of)
{
    std::vector<std::pair<std::string, std::string>> sorted;
    for (const auto &[key, record] : records)
        sorted.emplace_back(record.value("parameters", "") + '\n' + record.value(of, "") + '\n' + key.first,
                            record.dump());
    std::ranges::sort(sorted);
    std::string text;
    for (const auto &[order, line] : sorted)
        text += fmt::format("{}\n{}", text.empty() ? "" : ",", line);
    return text;
}

std::size_t dropOthers(Records &records, const std::set<std::string> &designs)
{
    return std::erase_if(records, [&](const auto &entry) { return !designs.contains(entry.first.first); });
}

} // namespace

Result<ResultData> ResultData::read(const std::filesystem::path &folder, const std::string &top)
{
    ResultData data;
    data.m_top = top;
    const auto file = folder / (top + ".json");
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored))
        return data;
    auto text = readFile(file);
    if (!text)
        return failure(text.error());
    try {
        const Json json = Json::parse(*text);
        data.m_synthesis = recordsFrom(json.at("synthesis"), "family");
        data.m_placeAndRoute = recordsFrom(json.at("place_and_route"), "part");
    } catch (const Json::exception &wrong) {
        return failure(ErrorCode::InvalidInput, fmt::format("{} is damaged: {}", file.string(), wrong.what()));
    }
    return data;
}

std::optional<Json> ResultData::synthesis(const std::string &design, const std::string &family) const
{
    return find(m_synthesis, design, family);
}

std::optional<Json> ResultData::placeAndRoute(const std::string &design, const std::string &part) const
{
    return find(m_placeAndRoute, design, part);
}

void ResultData::setSynthesis(const std::string &design, const std::string &family, Json record)
{
    record["design"] = design;
    record["family"] = family;
    m_synthesis[{design, family}] = std::move(record);
}

void ResultData::setPlaceAndRoute(const std::string &design, const std::string &part, Json record)
{
    record["design"] = design;
    record["part"] = part;
    m_placeAndRoute[{design, part}] = std::move(record);
}

std::size_t ResultData::keepOnly(const std::set<std::string> &designs)
{
    return dropOthers(m_synthesis, designs) + dropOthers(m_placeAndRoute, designs);
}

Status ResultData::write(const std::filesystem::path &folder) const
{
    return writeFileAtomically(folder / (m_top + ".json"),
                               fmt::format("{{\"top\": \"{}\", \"note\": \"{}\",\n\"synthesis\": [{}\n],\n"
                                           "\"place_and_route\": [{}\n]}}\n",
                                           m_top, kMade, lines(m_synthesis, "family"), lines(m_placeAndRoute, "part")));
}

} // namespace assay::rtl
