#include "core/report/ledger_text.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/units.hpp"
#include "core/report/printable.hpp"
#include "core/report/text_table.hpp"

namespace assay::report {
namespace {

bool inside(const model::ModelError &error)
{
    return error.interval.low <= error.found && error.found <= error.interval.high;
}

} // namespace

std::string ledgerSection(const std::vector<model::FoundOut> &errors, bool bold, std::size_t columns)
{
    if (errors.empty())
        return "";
    TextTable table({{"  projected"}, {"predicted"}, {"found", Align::Right}, {"on"}, {"ratio"}, {""}});
    for (const model::FoundOut &one : errors) {
        const model::ModelError &error = one.error;
        table.add({"  " + printable(one.projected),
                   formatInterval(error.predicted, error.interval.low, error.interval.high, "s"),
                   formatQuantity(error.found, "s"), printable(one.found), fmt::format("{:.3g}", error.ratio),
                   fmt::format("{}, {}", toText(one.evidence), inside(error) ? "in range" : "out of range")});
    }
    table.fitInto(columns);
    const auto held = std::count_if(errors.begin(), errors.end(), [](const auto &one) { return inside(one.error); });
    return fmt::format(
               "\nPredictions that were found out, time of a query ({} of {} in range; later ones are as wide as "
               "that asks for):\n",
               held, errors.size()) +
           table.render(bold);
}

} // namespace assay::report
