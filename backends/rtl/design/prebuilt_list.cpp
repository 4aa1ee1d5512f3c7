#include "backends/rtl/design/prebuilt_list.hpp"

#include <fmt/format.h>

#include "core/base/files.hpp"
#include "core/base/json.hpp"

namespace assay::rtl {

Result<std::vector<PrebuiltDesign>> readPrebuiltList(const std::filesystem::path &file)
{
    const auto text = readFile(file);
    if (!text)
        return failure(text.error());
    try {
        std::vector<PrebuiltDesign> list;
        for (const Json &each : Json::parse(*text))
            list.push_back({each.at("workload").get<std::string>(), each.at("top").get<std::string>(),
                            each.at("parameters").get<std::map<std::string, std::int64_t>>()});
        return list;
    } catch (const Json::exception &wrong) {
        return failure(ErrorCode::InvalidInput,
                       fmt::format("{} is not a list of designs: {}", file.string(), wrong.what()));
    }
}

} // namespace assay::rtl
