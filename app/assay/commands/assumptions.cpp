#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/assay/assumption_options.hpp"
#include "app/assay/commands/all.hpp"
#include "app/assay/commands/shared.hpp"
#include "core/catalog/assumption_sets.hpp"
#include "core/report/assumptions_text.hpp"

namespace assay::app {
namespace {

int listAssumptions(CommandContext &context, const AssumptionOptions &options)
{
    const auto assumptions = readAssumptions(context, options);
    if (!assumptions)
        return context.fail(assumptions.error());
    std::vector<std::string> names;
    for (const Json &set : catalog::loadAssumptionSets().sets)
        names.push_back(printableLines(set["name"]));
    context.print(report::describe(*assumptions, context.colour(), context.columns()));
    context.print(fmt::format("Sets: {}. `--assumptions NAME` takes one.\n", fmt::join(names, ", ")));
    Json data = report::assumptionsJson(*assumptions);
    data["sets"] = names;
    context.document("assumptions", data);
    return 0;
}

} // namespace

void registerAssumptions(CLI::App &app, CommandContext &context, Action &action)
{
    auto options = std::make_shared<AssumptionOptions>();
    CLI::App *command =
        app.add_subcommand("assumptions", "List what models assume: demand, prices, hours, and their sources");
    addAssumptionOptions(*command, *options);
    command->footer(examples({"assay assumptions", "assay assumptions --assumptions EU",
                              "assay assumptions --assume demand.rate=50:100:400 --json"}));
    command->callback(
        [&context, &action, options] { action = [&context, options] { return listAssumptions(context, *options); }; });
}

} // namespace assay::app
