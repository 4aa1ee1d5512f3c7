#include <filesystem>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/assay/commands/all.hpp"
#include "app/assay/commands/shared.hpp"
#include "core/store/study_file.hpp"

namespace assay::app {
namespace {

using store::StudyFile;

struct MergeOptions {
    std::string out;
    std::vector<std::string> files;
};

/// Opens all sources first: a wrong name must not leave half a merge behind.
Result<std::vector<StudyFile>> openSources(const MergeOptions &options)
{
    std::vector<StudyFile> sources;
    for (const auto &name : options.files) {
        std::error_code none;
        if (std::filesystem::equivalent(name, options.out, none))
            return failure(ErrorCode::InvalidInput, fmt::format("'{}' is also the file to merge into", name));
        auto source = StudyFile::open(name, StudyFile::Mode::ReadOnly);
        if (!source)
            return failure(source.error());
        sources.push_back(std::move(*source));
    }
    return sources;
}

int runMerge(const CommandContext &context, const MergeOptions &options)
{
    const auto sources = openSources(options);
    if (!sources)
        return context.fail(sources.error());
    auto out = StudyFile::open(options.out, StudyFile::Mode::Create);
    if (!out)
        return context.fail(out.error());
    Json merged = Json::array();
    for (const auto &source : *sources) {
        const auto added = out->mergeFrom(source);
        if (!added)
            return context.fail(added.error().within(source.path().string()));
        context.print(fmt::format("{}: {} run{} added{}\n", source.path().string(), *added, *added == 1 ? "" : "s",
                                  *added == 0 ? " (all were there already)" : ""));
        merged.push_back({{"file", source.path().string()}, {"runs_added", *added}});
    }
    context.print(fmt::format("`assay show {}` shows them together.\n", options.out));
    context.document("merge", {{"out", options.out}, {"merged", merged}});
    return 0;
}

} // namespace

void registerMerge(CLI::App &app, CommandContext &context, Action &action)
{
    auto options = std::make_shared<MergeOptions>();
    CLI::App *command = app.add_subcommand("merge", "Copy the runs of study files into one");
    command->add_option("OUT", options->out, "The study file to add to; made when it does not exist")->required();
    command->add_option("FILE", options->files, "Study files to copy from; they are only read")->required();
    command->footer(
        examples({"assay merge all.assay monday.assay tuesday.assay", "assay merge lab.assay student-*.assay --json"}) +
        "\nA run that OUT has already is not copied again, so a merge may be repeated.");
    command->callback(
        [&context, &action, options] { action = [&context, options] { return runMerge(context, *options); }; });
}

} // namespace assay::app
