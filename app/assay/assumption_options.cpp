#include "app/assay/assumption_options.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/suggest.hpp"
#include "core/catalog/assumption_sets.hpp"

namespace assay::app {

void addAssumptionOptions(CLI::App &command, AssumptionOptions &options)
{
    command
        .add_option("--assumptions", options.set,
                    "A named set of assumptions: US, EU or your own (`assay assumptions` lists them)")
        ->option_text("NAME");
    command
        .add_option("--assume", options.own,
                    "One assumption, as ID=VALUE or ID=LOW:TYPICAL:HIGH; may be given again. Of a target: "
                    "target.cpu:native.hourly=0.2")
        ->option_text("ID=VALUE")
        ->allow_extra_args(false);
    command.add_option("--seed", options.seed, "Seed of everything drawn from ranges; default: the set's, 1")
        ->option_text("N")
        ->check(CLI::PositiveNumber);
}

Result<model::Assumptions> readAssumptions(CommandContext &context, const AssumptionOptions &options)
{
    model::Assumptions assumptions;
    const auto sets = catalog::loadAssumptionSets();
    for (const Error &error : sets.errors)
        context.warnings.push_back(error.text());
    if (!options.set.empty()) {
        const Json *named = sets.find(options.set);
        if (named == nullptr) {
            std::vector<std::string> names;
            for (const Json &set : sets.sets)
                names.push_back(set["name"]);
            return failure(ErrorCode::NotFound,
                           fmt::format("there is no set of assumptions '{}'.{} There are: {}", options.set,
                                       didYouMean(options.set, names), fmt::join(names, ", ")));
        }
        const auto set = model::Assumptions::fromJson(*named);
        if (!set)
            return failure(set.error());
        assumptions.overlay(*set);
    }
    for (const std::string &text : options.own)
        if (const Status set = assumptions.setFromText(text); !set)
            return failure(set.error().within("--assume"));
    if (options.seed != 0)
        assumptions.seed = options.seed;
    return assumptions;
}

} // namespace assay::app
