#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "core/base/json.hpp"
#include "core/base/result.hpp"

namespace assay::rtl {

/// Results of one core's designs as data: resources/rtl/results/<top>.json, a line each, sorted. A design is named by
/// its content key (design.hpp), so that results of an older core are not found.
class ResultData {
public:
    /// A file that is absent has no results. Errors: InvalidInput with the file and the reason.
    [[nodiscard]] static Result<ResultData> read(const std::filesystem::path &folder, const std::string &top);

    /// The record of synthesis for a family, or of place and route on a part; nothing when there is none.
    [[nodiscard]] std::optional<Json> synthesis(const std::string &design, const std::string &family) const;
    [[nodiscard]] std::optional<Json> placeAndRoute(const std::string &design, const std::string &part) const;
    void setSynthesis(const std::string &design, const std::string &family, Json record);
    void setPlaceAndRoute(const std::string &design, const std::string &part, Json record);

    /// Drops the results of all other designs, and says how many there were.
    std::size_t keepOnly(const std::set<std::string> &designs);
    [[nodiscard]] Status write(const std::filesystem::path &folder) const;

private:
    using Records = std::map<std::pair<std::string, std::string>, Json>; ///< by design, and family or part
    std::string m_top;
    Records m_synthesis, m_placeAndRoute;
};

} // namespace assay::rtl
