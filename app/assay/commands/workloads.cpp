#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/assay/commands/all.hpp"
#include "app/assay/commands/shared.hpp"
#include "app/assay/commands/workload_text.hpp"
#include "core/catalog/workload.hpp"
#include "core/plugin/plugin_library.hpp"
#include "core/report/printable.hpp"
#include "core/report/text_table.hpp"

namespace assay::app {
namespace {

struct WorkloadsOptions {
    std::string id;
    std::vector<std::string> folders;
};

int listWorkloads(CommandContext &context, const catalog::WorkloadLibrary &library)
{
    report::TextTable table({{"workload"}, {"kind"}, {"title"}, {"implementations"}});
    table.fitInto(context.columns());
    Json list = Json::array();
    for (const auto &workload : library.workloads) {
        const std::string kinds = fmt::format("{}", fmt::join(implementationKinds(workload), ", "));
        table.add({report::printable(workload.id), toText(workload.kind), report::printable(workload.title),
                   report::printable(kinds)});
        list.push_back(workloadSummaryJson(workload));
    }
    context.print(table.render(context.colour()) + "\n`assay workloads ID` shows parameters, tensors and the work of "
                                                   "one query.\n");
    context.document("workloads", {{"workloads", list}});
    return 0;
}

int showWorkload(const CommandContext &context, const catalog::WorkloadLibrary &library, const std::string &id)
{
    const auto workload = library.require(id);
    if (!workload)
        return context.fail(workload.error());
    const plugin::PluginList plugins = plugin::findPlugins(); // a broken one is told by `plugin list` and `run`
    context.print(workloadText(**workload, plugins, context.colour(), context.columns()));
    context.document("workloads", {{"workload", workloadJson(**workload, plugins)}});
    return 0;
}

int runWorkloads(CommandContext &context, const WorkloadsOptions &options)
{
    const auto folders = existingFolders("--workload-dir", options.folders, kWorkloadFolder);
    if (!folders)
        return context.fail(folders.error());
    const catalog::WorkloadLibrary library = catalog::loadWorkloads(*folders);
    for (const auto &error : library.errors)
        context.warnings.push_back(error.text());
    return options.id.empty() ? listWorkloads(context, library) : showWorkload(context, library, options.id);
}

} // namespace

void registerWorkloads(CLI::App &app, CommandContext &context, Action &action)
{
    auto options = std::make_shared<WorkloadsOptions>();
    CLI::App *command = app.add_subcommand("workloads", "List the workloads, or explain one");
    command->add_option("ID", options->id, "The workload to explain: parameters, implementations, tensors, work");
    command->add_option("--workload-dir", options->folders, "A further folder with workloads (may be repeated)")
        ->type_name("DIR");
    command->footer(
        examples({"assay workloads", "assay workloads gemm", "assay workloads --workload-dir ~/my-kernels"}));
    command->callback(
        [&context, &action, options] { action = [&context, options] { return runWorkloads(context, *options); }; });
}

} // namespace assay::app
