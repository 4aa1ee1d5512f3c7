#include "app/assay/assumption_options.hpp"

#include <CLI/CLI.hpp>

#include "core/store/study_file.hpp"

namespace assay::app {

void addAssumptionChoice(CLI::App &command, AssumptionOptions &options)
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
}

void addAssumptionOptions(CLI::App &command, AssumptionOptions &options)
{
    addAssumptionChoice(command, options);
    command.add_option("--seed", options.seed, "Seed of everything drawn from ranges; default: the set's, 1")
        ->option_text("N")
        ->check(CLI::PositiveNumber);
}

Result<desk::NamedAssumptions> assumptionSets(CommandContext &context, const std::string &studyFile)
{
    std::vector<Json> ofStudy;
    if (!studyFile.empty()) {
        const auto file = store::StudyFile::open(studyFile, store::StudyFile::Mode::ReadOnly);
        auto stored = file ? file->assumptionSets() : failure(file.error());
        if (!stored)
            return failure(stored.error());
        ofStudy = std::move(*stored);
    }
    auto named = desk::namedAssumptions(std::move(ofStudy));
    context.warnings.insert(context.warnings.end(), named.problems.begin(), named.problems.end());
    return named;
}

Result<model::Assumptions> readAssumptions(CommandContext &context, const AssumptionOptions &options,
                                           const std::string &studyFile)
{
    const auto named = assumptionSets(context, studyFile);
    if (!named)
        return failure(named.error());
    auto assumptions = named->assumptions(options.set);
    if (!assumptions)
        return failure(assumptions.error());
    for (const std::string &text : options.own)
        if (const Status set = assumptions->setFromText(text); !set)
            return failure(set.error().within("--assume"));
    if (options.seed != 0)
        assumptions->seed = options.seed;
    return assumptions;
}

} // namespace assay::app
