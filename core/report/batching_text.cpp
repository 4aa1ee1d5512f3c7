#include "core/report/batching_text.hpp"

#include <fmt/format.h>

#include "core/base/units.hpp"
#include "core/report/printable.hpp"

namespace assay::report {

std::string batchingText(const std::vector<model::BatchLine> &lines)
{
    std::string text;
    for (const auto &line : lines)
        text += fmt::format("  {}: {} + {} · B for B = {:g} … {:g}, within {:.0f} % of {} {} sizes{}\n",
                            printable(line.what), formatQuantity(line.alpha, "s"), formatQuantity(line.beta, "s"),
                            line.sizes.front(), line.sizes.back(), 100 * line.worstDeviation, line.sizes.size(),
                            toText(line.measuredBy),
                            line.invalid > 0 ? fmt::format(" ({} of them invalid)", line.invalid) : std::string());
    return text.empty() ? text : "\nTime of a batch of B items (modelled: a line through the medians):\n" + text;
}

Json batchingJson(const std::vector<model::BatchLine> &lines)
{
    Json list = Json::array();
    for (const auto &line : lines)
        list.push_back({{"what", line.what},
                        {"results", line.results},
                        {"sizes", line.sizes},
                        {"alpha_seconds", line.alpha},
                        {"beta_seconds", line.beta},
                        {"worst_deviation", line.worstDeviation},
                        {"invalid", line.invalid},
                        {"evidence", toText(Evidence::Modelled)},
                        {"from", toText(line.measuredBy)}});
    return list;
}

} // namespace assay::report
