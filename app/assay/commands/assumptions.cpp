#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/assay/assumption_options.hpp"
#include "app/assay/commands/all.hpp"
#include "app/assay/commands/shared.hpp"
#include "core/base/clock.hpp"
#include "core/report/assumptions_text.hpp"
#include "core/store/study_file.hpp"

namespace assay::app {
namespace {

struct ListOptions {
    AssumptionOptions assumptions;
    std::string file, save, author, note;
};

Status save(const ListOptions &options, const model::Assumptions &assumptions)
{
    if (options.file.empty())
        return failure(ErrorCode::InvalidInput, "--save needs a study file to keep the set in: name it first");
    auto file = store::StudyFile::open(options.file, store::StudyFile::Mode::ReadWrite);
    if (!file)
        return failure(file.error());
    return file->saveAssumptions(assumptions.toJson(), utcNow());
}

int listAssumptions(CommandContext &context, const ListOptions &options)
{
    auto assumptions = readAssumptions(context, options.assumptions, options.file);
    if (!assumptions)
        return context.fail(assumptions.error());
    if (!options.author.empty())
        assumptions->author = options.author;
    if (!options.note.empty())
        assumptions->note = options.note;
    if (!options.save.empty()) {
        assumptions->name = options.save;
        if (const Status saved = save(options, *assumptions); !saved)
            return context.fail(saved.error());
    }
    CommandContext quiet = context; // the sets' warnings were told above
    const auto sets = assumptionSets(quiet, options.file);
    if (!sets)
        return context.fail(sets.error());
    std::vector<std::string> names;
    for (const Json &set : sets->sets)
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
    auto options = std::make_shared<ListOptions>();
    CLI::App *command =
        app.add_subcommand("assumptions", "List what models assume: demand, prices, hours, and their sources");
    command->add_option("FILE", options->file, "A study file with sets of its own");
    addAssumptionOptions(*command, options->assumptions);
    command->add_option("--save", options->save, "Keep the set in the study file under this name")->option_text("NAME");
    command->add_option("--author", options->author, "Whose set it is, with --save")->option_text("NAME");
    command->add_option("--note", options->note, "What it is for, with --save")->option_text("TEXT");
    command->footer(examples({"assay assumptions", "assay assumptions --assumptions EU",
                              "assay assumptions first.assay --assume demand.rate=50:100:400 --save shop",
                              "assay assumptions first.assay --assumptions shop --json"}));
    command->callback(
        [&context, &action, options] { action = [&context, options] { return listAssumptions(context, *options); }; });
}

} // namespace assay::app
