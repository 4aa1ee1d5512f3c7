#include "core/desk/named_assumptions.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/suggest.hpp"
#include "core/catalog/assumption_sets.hpp"

namespace assay::desk {

NamedAssumptions namedAssumptions(std::vector<Json> ofStudy)
{
    NamedAssumptions named{std::move(ofStudy), {}};
    auto others = catalog::loadAssumptionSets();
    for (const Error &error : others.errors)
        named.problems.push_back(error.text());
    for (Json &set : others.sets)
        if (std::ranges::none_of(named.sets, [&](const Json &own) { return own["name"] == set["name"]; }))
            named.sets.push_back(std::move(set));
    return named;
}

Result<model::Assumptions> NamedAssumptions::assumptions(const std::string &name) const
{
    model::Assumptions assumptions;
    if (name.empty())
        return assumptions;
    const auto found = std::ranges::find_if(sets, [&](const Json &set) { return set["name"] == name; });
    if (found == sets.end()) {
        std::vector<std::string> names;
        for (const Json &set : sets)
            names.push_back(set["name"]);
        return failure(ErrorCode::NotFound, fmt::format("there is no set of assumptions '{}'.{} There are: {}", name,
                                                        didYouMean(name, names), fmt::join(names, ", ")));
    }
    const auto set = model::Assumptions::fromJson(*found);
    if (!set)
        return failure(set.error());
    assumptions.overlay(*set);
    return assumptions;
}

} // namespace assay::desk
