#include "core/report/provenance_text.hpp"

#include <fmt/format.h>

#include "core/base/units.hpp"
#include "core/report/printable.hpp"
#include "core/report/text_table.hpp"

namespace assay::report {
namespace {

std::string valueText(const Json &fact)
{
    if (!fact.contains("value") || !fact["value"].is_number())
        return printableAt(fact, "value");
    const double value = fact["value"].get<double>();
    const std::string unit = printableAt(fact, "unit");
    const auto low = fact.find("low"), high = fact.find("high");
    const bool range = low != fact.end() && high != fact.end() && low->is_number() && high->is_number();
    if (range && low->get<double>() < high->get<double>())
        return formatInterval(value, low->get<double>(), high->get<double>(), unit);
    // a count is exact: no digit of it is left out
    return unit == "1" && value == static_cast<double>(static_cast<std::int64_t>(value))
               ? fmt::format("{}", static_cast<std::int64_t>(value))
               : formatQuantity(value, unit);
}

} // namespace

std::string provenanceText(const Json &provenance, bool bold, std::size_t columns)
{
    if (!provenance.is_object() || !provenance.contains("facts") || !provenance["facts"].is_array())
        return "";
    TextTable table({{"  fact"}, {"value (range)"}, {"evidence"}, {"how"}});
    for (const Json &fact : provenance["facts"])
        if (fact.is_object())
            table.add({"  " + printableAt(fact, "name"), valueText(fact), printableAt(fact, "evidence"),
                       printableAt(fact, "how")});
    table.wrapLastAt(columns == 0 ? 140 : columns);
    table.fitInto(columns);
    const std::string why =
        fmt::format("{}: {}", printableAt(provenance, "evidence"), printableAt(provenance, "reason"));
    return paragraph(why, columns, 2) + "\n" + (table.empty() ? "" : table.render(bold));
}

} // namespace assay::report
