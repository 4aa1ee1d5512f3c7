#include <CLI/CLI.hpp>

#include "app/assay/assumption_options.hpp"
#include "app/assay/commands/all.hpp"
#include "app/assay/commands/shared.hpp"
#include "app/assay/option_drafts.hpp"
#include "core/report/derived_text.hpp"

namespace assay::app {
namespace {

struct WhatIfOptions {
    DraftOptions drafts;
    AssumptionOptions assumptions;
    bool formulas = false;
};

int runWhatIf(CommandContext &context, const WhatIfOptions &options)
{
    auto assumptions = readAssumptions(context, options.assumptions, options.drafts.file);
    if (!assumptions)
        return context.fail(assumptions.error());
    auto drafts = readDrafts(context, options.drafts, *assumptions);
    if (!drafts)
        return context.fail(drafts.error());
    report::WhatIf found{std::move(*assumptions), std::move(*drafts), {}};
    for (const auto &draft : found.drafts)
        found.derived.push_back(model::derive(draft, found.assumptions));
    context.print(report::describe(found, options.formulas, context.colour(), context.columns()));
    context.document("whatif", report::whatIfJson(found));
    return 0;
}

} // namespace

void registerWhatIf(CLI::App &app, CommandContext &context, Action &action)
{
    auto options = std::make_shared<WhatIfOptions>();
    CLI::App *command = app.add_subcommand("whatif", "Power, energy and cost of results under a set of assumptions");
    addDraftOptions(*command, options->drafts);
    addAssumptionOptions(*command, options->assumptions);
    command->add_flag("--formulas", options->formulas,
                      "Each number with its formula, the values put in and their sources");
    command->footer(
        examples({"assay whatif first.assay 1 --assume demand.rate=500 --assume target.cpu:native.hourly=0.2",
                  "assay whatif first.assay --assumptions US --formulas",
                  "assay whatif first.assay 1 2 --hardware cpu:native=amd-epyc-9654 --json"}));
    command->callback(
        [&context, &action, options] { action = [&context, options] { return runWhatIf(context, *options); }; });
}

} // namespace assay::app
