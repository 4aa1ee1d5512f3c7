#include "app/assay/assumption_options.hpp"

#include <algorithm>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/suggest.hpp"
#include "core/catalog/assumption_sets.hpp"
#include "core/store/study_file.hpp"

namespace assay::app {

void addAssumptionOptions(CLI::App &command, AssumptionOptions &options)
{
    command
        .add_option(
            "--assumptions", options.set,
            "A named set of assumptions: US, EU, your own or one of the study file (`assay assumptions` lists them)")
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

Result<std::vector<Json>> assumptionSets(CommandContext &context, const std::string &studyFile)
{
    std::vector<Json> sets;
    if (!studyFile.empty()) {
        const auto file = store::StudyFile::open(studyFile, store::StudyFile::Mode::ReadOnly);
        auto stored = file ? file->assumptionSets() : failure(file.error());
        if (!stored)
            return failure(stored.error());
        sets = std::move(*stored);
    }
    auto others = catalog::loadAssumptionSets();
    for (const Error &error : others.errors)
        context.warnings.push_back(error.text());
    for (Json &set : others.sets)
        if (std::ranges::none_of(sets, [&](const Json &own) { return own["name"] == set["name"]; }))
            sets.push_back(std::move(set));
    return sets;
}

Result<model::Assumptions> readAssumptions(CommandContext &context, const AssumptionOptions &options,
                                           const std::string &studyFile)
{
    model::Assumptions assumptions;
    const auto sets = assumptionSets(context, studyFile);
    if (!sets)
        return failure(sets.error());
    if (!options.set.empty()) {
        const auto named = std::ranges::find_if(*sets, [&](const Json &set) { return set["name"] == options.set; });
        if (named == sets->end()) {
            std::vector<std::string> names;
            for (const Json &set : *sets)
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
