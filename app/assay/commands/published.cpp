#include <algorithm>
#include <set>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/assay/commands/all.hpp"
#include "app/assay/commands/shared.hpp"
#include "core/base/suggest.hpp"
#include "core/catalog/published.hpp"
#include "core/report/printable.hpp"
#include "core/report/reference_text.hpp"
#include "core/store/study_file.hpp"

namespace assay::app {
namespace {

using catalog::PublishedResult;

struct PublishedOptions {
    std::vector<std::string> words;
    std::string target, workload, file;
};

std::string lower(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

bool contains(const std::string &text, const std::string &part)
{
    return lower(text).find(lower(part)) != std::string::npos;
}

bool isMeant(const PublishedResult &result, const PublishedOptions &options)
{
    const std::string all = fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n{}", result.id, result.submitter, result.system,
                                        result.targetId, result.accelerator, result.workload, result.scenario);
    return std::all_of(options.words.begin(), options.words.end(),
                       [&](const auto &word) { return contains(all, word); }) &&
           (options.target.empty() || result.targetId == options.target) &&
           (options.workload.empty() || contains(result.workload, options.workload));
}

/// A target that no published result has is most likely a slip.
Status checkTarget(const std::vector<PublishedResult> &results, const std::string &target)
{
    std::set<std::string> present;
    for (const auto &result : results)
        if (!result.targetId.empty())
            present.insert(result.targetId);
    if (target.empty() || present.contains(target))
        return {};
    const std::vector<std::string> names(present.begin(), present.end());
    return failure(ErrorCode::NotFound,
                   fmt::format("there is no published result of the target '{}'.{} There are some of: {}", target,
                               didYouMean(target, names), fmt::join(names, ", ")));
}

/// Puts them into a study file, where they are shown beside its results.
Status keep(const CommandContext &context, const std::string &file, const std::vector<PublishedResult> &results)
{
    if (results.empty())
        return {};
    auto study = store::StudyFile::open(file, store::StudyFile::Mode::Create);
    if (!study)
        return failure(study.error());
    const auto imported = study->addReferences(results);
    if (!imported)
        return failure(imported.error());
    context.print(
        printableLines(fmt::format("{} added to {}, {} renewed.\n", imported->added, file, imported->replaced)));
    return {};
}

int listPublished(CommandContext &context, const PublishedOptions &options)
{
    const catalog::PublishedData data = catalog::loadPublished();
    for (const Error &error : data.errors)
        context.warnings.push_back(error.text());
    const std::string target = options.target.starts_with("catalog:") ? options.target.substr(8) : options.target;
    if (const Status known = checkTarget(data.results, target); !known)
        return context.fail(known.error());
    std::vector<PublishedResult> meant;
    for (const PublishedResult &result : data.results)
        if (isMeant(result, {options.words, target, options.workload, ""}))
            meant.push_back(data.withOperations(result));
    context.print(meant.empty()
                      ? "No published result is like that; `assay published` lists them all.\n"
                      : report::referenceText(meant, context.colour(), context.columns()) +
                            "\nMeasured by others, under rules of their own: look at them beside your results, "
                            "and mind scenario, precision and power scope.\n");
    if (!options.file.empty())
        if (const Status kept = keep(context, options.file, meant); !kept)
            return context.fail(kept.error());
    context.document("published", {{"references", report::referencesJson(meant)}});
    return 0;
}

} // namespace

void registerPublished(CLI::App &app, CommandContext &context, Action &action)
{
    auto options = std::make_shared<PublishedOptions>();
    CLI::App *command = app.add_subcommand("published", "List results that others measured and published");
    command->add_option("TEXT", options->words, "Only those that have these words");
    command->add_option("--target", options->target, "Only of this target of the catalogue")->type_name("ID");
    command->add_option("--workload", options->workload, "Only of workloads whose name has this")->type_name("NAME");
    command->add_option("-o,--output", options->file, "Also add them to this study file, made when it does not exist")
        ->type_name("FILE");
    command->footer(
        examples({"assay published", "assay published resnet50 offline", "assay published --target nvidia-t4",
                  "assay published --workload bert --json", "assay published resnet50 -o first.assay"}));
    command->callback(
        [&context, &action, options] { action = [&context, options] { return listPublished(context, *options); }; });
}

} // namespace assay::app
