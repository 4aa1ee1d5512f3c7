#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/assay/commands/all.hpp"
#include "app/assay/commands/shared.hpp"
#include "core/catalog/hardware.hpp"
#include "core/catalog/mlperf.hpp"
#include "core/report/reference_text.hpp"
#include "core/store/study_file.hpp"

namespace assay::app {
namespace {

struct ImportOptions {
    std::string folder, file;
};

/// Reads all before the file is opened: a wrong folder leaves nothing behind.
int importMlperf(CommandContext &context, const ImportOptions &options)
{
    const catalog::HardwareCatalogue hardware = catalog::loadHardware();
    for (const Error &error : hardware.errors)
        context.warnings.push_back(error.text());
    auto found = catalog::readMlperf(options.folder, hardware);
    if (!found)
        return context.fail(found.error());
    const catalog::PublishedData published = catalog::loadPublished(); // it knows the work of the benchmarks
    for (catalog::PublishedResult &result : found->results)
        result = published.withOperations(std::move(result));
    for (const auto &text : found->leftOut)
        context.warnings.push_back("not imported: " + text);
    auto study = store::StudyFile::open(options.file, store::StudyFile::Mode::Create);
    if (!study)
        return context.fail(study.error());
    const auto imported = study->addReferences(found->results);
    if (!imported)
        return context.fail(imported.error());
    context.print(report::referenceText(found->results, context.colour(), context.columns()));
    context.print(
        printableLines(fmt::format("\n{} published result{} added to {}, {} renewed, {} not imported. `assay show {}` "
                                   "lists them beside your own.\n",
                                   imported->added, imported->added == 1 ? "" : "s", options.file, imported->replaced,
                                   found->leftOut.size(), options.file)));
    context.document("import mlperf", {{"file", options.file},
                                       {"references", report::referencesJson(found->results)},
                                       {"added", imported->added},
                                       {"replaced", imported->replaced},
                                       {"not_imported", found->leftOut}});
    return 0;
}

} // namespace

void registerImport(CLI::App &app, CommandContext &context, Action &action)
{
    auto options = std::make_shared<ImportOptions>();
    CLI::App *command = app.add_subcommand("import", "Take results of others into a study file as reference data");
    command->require_subcommand(1);
    command->footer(examples({"assay import mlperf inference_results_v1.0/closed/NVIDIA -o first.assay",
                              "assay import mlperf tiny_results_v0.7 -o tiny.assay --json"}));
    CLI::App *mlperf = command->add_subcommand(
        "mlperf", "Read results of MLPerf Inference or Tiny: a clone of a result repository, or a folder in it");
    mlperf->add_option("FOLDER", options->folder, "The folder; all below it is read")->required();
    mlperf->add_option("-o,--output", options->file, "The study file to add to; made when it does not exist")
        ->required()
        ->type_name("FILE");
    mlperf->add_flag("--json", context.json, "One JSON document on standard output");
    mlperf->footer(
        examples({"assay import mlperf inference_results_v1.0/closed/NVIDIA -o first.assay",
                  "assay import mlperf tiny_results_v0.7 -o tiny.assay --json"}) +
        "\nOnly VALID performance runs count. Power is averaged over the power log of the measured time: no official\n"
        "MLPerf figure. Importing a folder again renews its rows.");
    mlperf->callback(
        [&context, &action, options] { action = [&context, options] { return importMlperf(context, *options); }; });
}

} // namespace assay::app
