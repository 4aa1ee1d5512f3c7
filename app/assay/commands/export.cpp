#include <algorithm>
#include <filesystem>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/assay/commands/all.hpp"
#include "app/assay/commands/shared.hpp"
#include "core/base/files.hpp"
#include "core/base/suggest.hpp"
#include "core/report/reference_text.hpp"
#include "core/report/result_csv.hpp"
#include "core/report/result_json.hpp"
#include "core/store/study_file.hpp"

namespace assay::app {
namespace {

using study::ResultRecord;
using References = std::vector<catalog::PublishedResult>;

struct ExportOptions {
    std::string file, folder;
    std::vector<std::string> formats{"csv", "json"};
    bool force = false;
};

struct OutputFile {
    std::string name, content;
    std::string_view mark; ///< how a file of this name begins when Assay wrote it
};

// nlohmann's objects are sorted by key, so "schema" comes late; the first key is what can be recognised.
constexpr std::string_view kJsonMark = "{\n  \"assay_export\": 1,";
constexpr std::string_view kMetricsMark = "result,key,workload,workload_parameters,target,";
constexpr std::string_view kReferencesMark = "reference,kind,submitter,system,target,devices,";
constexpr std::string_view kResultsMark = "result,key,workload,target,device,scenario,state,";

Status checkFormats(const std::vector<std::string> &formats)
{
    const std::vector<std::string> now{"csv", "json"}, later{"html", "pdf", "svg"};
    for (const auto &format : formats) {
        if (std::find(now.begin(), now.end(), format) != now.end())
            continue;
        if (std::find(later.begin(), later.end(), format) != later.end())
            return failure(ErrorCode::Unsupported, fmt::format("this version of Assay cannot export {} yet; it writes "
                                                               "csv and json: --format csv,json",
                                                               format));
        return failure(ErrorCode::InvalidInput, fmt::format("there is no export format '{}'.{} Formats: csv, json",
                                                            format, didYouMean(format, now)));
    }
    return {};
}

std::vector<OutputFile> makeFiles(const std::vector<ResultRecord> &results, const References &references,
                                  const std::vector<std::string> &formats)
{
    std::vector<OutputFile> files;
    const auto wanted = [&](std::string_view format) {
        return std::find(formats.begin(), formats.end(), format) != formats.end();
    };
    if (wanted("csv")) {
        files.push_back({"metrics.csv", report::metricsCsv(results), kMetricsMark});
        files.push_back({"results.csv", report::resultsCsv(results), kResultsMark});
        if (!references.empty())
            files.push_back({"references.csv", report::referencesCsv(references), kReferencesMark});
    }
    if (wanted("json"))
        files.push_back({"results.json", report::resultsDocument(results, references).dump(2) + "\n", kJsonMark});
    return files;
}

/// Looks at all files before the first is written: either all are replaced or none.
Status checkOverwrite(const std::filesystem::path &folder, const std::vector<OutputFile> &files)
{
    for (const auto &file : files) {
        const auto path = folder / file.name;
        std::error_code none;
        if (!std::filesystem::exists(std::filesystem::symlink_status(path, none)))
            continue;
        const auto content = std::filesystem::is_regular_file(path, none) ? readFile(path) : Result<std::string>("");
        if (!content || !content->starts_with(file.mark))
            return failure(ErrorCode::InvalidInput,
                           fmt::format("{} exists and is no export of Assay: nothing was written. Choose another "
                                       "folder with -o, or replace it with --force",
                                       path.string()));
    }
    return {};
}

Status writeAll(const std::filesystem::path &folder, const std::vector<OutputFile> &files)
{
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error)
        return failure(meansDiskFull(error.value()) ? ErrorCode::DiskFull : ErrorCode::Io,
                       fmt::format("cannot make the folder {}: {}", folder.string(), error.message()));
    for (const auto &file : files)
        if (const Status written = writeFileAtomically(folder / file.name, file.content); !written)
            return written;
    return {};
}

int runExport(const CommandContext &context, const ExportOptions &options)
{
    if (const Status known = checkFormats(options.formats); !known)
        return context.fail(known.error());
    const auto study = store::StudyFile::open(options.file, store::StudyFile::Mode::ReadOnly);
    if (!study)
        return context.fail(study.error());
    const auto results = study->results();
    if (!results)
        return context.fail(results.error());
    const auto references = study->references();
    if (!references)
        return context.fail(references.error());
    const auto files = makeFiles(*results, *references, options.formats);
    const std::filesystem::path folder = options.folder;
    if (!options.force)
        if (const Status free = checkOverwrite(folder, files); !free)
            return context.fail(free.error());
    if (const Status written = writeAll(folder, files); !written)
        return context.fail(written.error());
    Json names = Json::array();
    for (const auto &file : files) {
        names.push_back((folder / file.name).string());
        context.print((folder / file.name).string() + "\n");
    }
    context.document("export", {{"files", names}, {"results", results->size()}, {"references", references->size()}});
    return 0;
}

} // namespace

void registerExport(CLI::App &app, CommandContext &context, Action &action)
{
    auto options = std::make_shared<ExportOptions>();
    CLI::App *command = app.add_subcommand("export", "Write results as CSV and JSON");
    command->add_option("FILE", options->file, "The study file (*.assay)")->required();
    command->add_option("--format", options->formats, "csv, json (default: both)")->delimiter(',');
    command->add_option("-o,--output", options->folder, "Folder to write to; made when it does not exist")
        ->required()
        ->type_name("DIR");
    command->add_flag("--force", options->force, "Replace files of the same name that Assay did not write");
    command->footer(examples({"assay export first.assay --format csv -o out",
                              "assay export first.assay --format csv,json -o out --json"}) +
                    "\nFiles: metrics.csv (one metric of one result a row), results.csv (one result a row),\n"
                    "references.csv (what was imported, one metric a row), results.json (all, with runs). An earlier "
                    "export is replaced; a file of the same name that\n"
                    "Assay did not write is not, unless --force is given. Numbers are in SI units.");
    command->callback(
        [&context, &action, options] { action = [&context, options] { return runExport(context, *options); }; });
}

} // namespace assay::app
