#include "app/assay/option_drafts.hpp"

#include <algorithm>
#include <map>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/assay/commands/shared.hpp"
#include "core/base/clock.hpp"
#include "core/base/suggest.hpp"
#include "core/catalog/hardware.hpp"
#include "core/model/comparison.hpp"
#include "core/model/economics/capacity.hpp"
#include "core/model/standing.hpp"
#include "core/store/study_file.hpp"

namespace assay::app {
namespace {

using Pairs = std::map<std::string, std::string, std::less<>>;

Result<Pairs> pairs(const char *option, const std::vector<std::string> &texts)
{
    Pairs found;
    for (const std::string &text : texts) {
        const std::size_t equals = text.find('=');
        if (equals == std::string::npos || equals == 0 || equals + 1 == text.size())
            return failure(ErrorCode::InvalidInput,
                           fmt::format("{} '{}': write TARGET=…, for example cpu:native=…", option, text));
        found[text.substr(0, equals)] = text.substr(equals + 1);
    }
    return found;
}

/// The catalogue's entry of a target: the one the user names, or the one a backend emulates.
Result<const Json *> hardwareOf(const study::TargetId &target, const Pairs &named,
                                const catalog::HardwareCatalogue &catalogue)
{
    const auto given = named.find(target.text());
    if (given == named.end()) {
        for (const Json &entry : catalogue.targets)
            if (entry.contains("emulation") && entry["emulation"]["backend"] == target.backend &&
                entry["emulation"]["device"] == target.device)
                return &entry;
        return nullptr;
    }
    const Json *entry = catalogue.find(given->second);
    if (entry != nullptr)
        return entry;
    std::vector<std::string> ids;
    for (const Json &each : catalogue.targets)
        ids.push_back(each["id"]);
    return failure(ErrorCode::NotFound,
                   fmt::format("--hardware: the catalogue has no target '{}'.{} `assay devices --catalog` lists them",
                               given->second, didYouMean(given->second, ids)));
}

Result<std::vector<const study::ResultRecord *>> chosenResults(const std::vector<study::ResultRecord> &results,
                                                               const std::vector<std::int64_t> &numbers)
{
    std::vector<const study::ResultRecord *> chosen;
    for (const std::int64_t number : numbers) {
        const auto found = findResult(results, number);
        if (!found)
            return failure(found.error());
        chosen.push_back(*found);
    }
    if (numbers.empty())
        for (const study::ResultRecord &result : results)
            if (!result.completeRuns().empty())
                chosen.push_back(&result);
    for (const auto *result : chosen) {
        if (result->completeRuns().empty())
            return failure(ErrorCode::InvalidInput,
                           fmt::format("result {} has no complete run: name another one", result->number));
        if (const Status same = model::checkSameQuestion(*chosen.front(), *result); !same)
            return failure(same.error().within("name results of one workload"));
    }
    return chosen;
}

/// Every name must be the target of a result, or it would be ignored without a word.
Status checkTargets(const char *option, const Pairs &named, const std::vector<const study::ResultRecord *> &results)
{
    std::vector<std::string> targets;
    for (const auto *result : results)
        targets.push_back(result->point.target.text());
    for (const auto &[target, value] : named)
        if (std::find(targets.begin(), targets.end(), target) == targets.end())
            return failure(ErrorCode::NotFound, fmt::format("{}: none of the results is on '{}'.{}", option, target,
                                                            didYouMean(target, targets)));
    return {};
}

/// "#2 on cpu:native variant=simd": with the parameters in which the results on one target differ.
std::string optionName(const study::ResultRecord &result, const std::vector<const study::ResultRecord *> &results)
{
    std::string name = fmt::format("#{} on {}", result.number, result.point.target.text());
    for (const auto &[parameter, value] : result.point.backendParameters) {
        const bool differs =
            std::ranges::any_of(results, [&, &id = parameter, &own = value](const study::ResultRecord *other) {
                const auto found = other->point.backendParameters.find(id);
                return other->point.target == result.point.target &&
                       (found == other->point.backendParameters.end() || found->second != own);
            });
        if (differs)
            name += fmt::format(" {}={}", parameter, value.text());
    }
    return name;
}

constexpr std::size_t kServiceTimes = 100'000; ///< enough for a p99.99, and quick to replay

/// Latencies of the result's runs that count, evenly thinned out where there are very many.
Result<std::vector<double>> serviceTimes(const store::StudyFile &file, const study::ResultRecord &result)
{
    std::vector<double> seconds;
    for (const study::RunRecord *run : model::usedRuns(result)) {
        const auto columns = file.samples(run->id);
        if (!columns)
            return failure(columns.error());
        for (const measure::Column &column : *columns)
            if (column.name == "latency")
                for (const std::uint32_t value : column.values)
                    seconds.push_back(value * column.scale);
    }
    const std::size_t step = seconds.size() / kServiceTimes + 1;
    for (std::size_t i = 0; i * step < seconds.size(); ++i)
        seconds[i] = seconds[i * step];
    seconds.resize((seconds.size() + step - 1) / step);
    return seconds;
}

Result<model::OptionDraft> draft(const store::StudyFile &file, const study::ResultRecord &result, const Pairs &hardware,
                                 const Pairs &pay, const catalog::HardwareCatalogue &catalogue,
                                 const model::Assumptions &assumptions)
{
    const std::string target = result.point.target.text();
    model::OptionInput input;
    input.result = &result;
    const auto entry = hardwareOf(result.point.target, hardware, catalogue);
    if (!entry)
        return failure(entry.error());
    input.hardware = *entry;
    if (const auto paid = pay.find(target); paid != pay.end()) {
        input.deployment = model::deploymentFromText(paid->second);
        if (!input.deployment)
            return failure(ErrorCode::InvalidInput,
                           fmt::format("--pay {}={}: it is cloud, managed, on-premises or edge", target, paid->second));
    }
    const auto seconds = serviceTimes(file, result);
    if (!seconds)
        return failure(seconds.error());
    input.capacity = model::capacityOf(result, assumptions, *seconds);
    input.serviceSeconds = *seconds;
    input.today = today();
    return model::draftOption(input, assumptions);
}

} // namespace

void addDraftOptions(CLI::App &command, DraftOptions &options)
{
    command.add_option("FILE", options.file, "The study file (*.assay)")->required();
    command.add_option("RESULT", options.results,
                       "Numbers of the results to choose from, of one workload; default: all");
    command
        .add_option("--hardware", options.hardware,
                    "What a target is in the hardware catalogue, as TARGET=ID: prices and power come from there")
        ->option_text("TARGET=ID")
        ->allow_extra_args(false);
    command.add_option("--pay", options.pay, "How a target is paid for, as TARGET=cloud|managed|on-premises|edge")
        ->option_text("TARGET=HOW")
        ->allow_extra_args(false);
}

Result<std::vector<model::OptionDraft>> readDrafts(CommandContext &context, const DraftOptions &options,
                                                   const model::Assumptions &assumptions)
{
    const auto hardware = pairs("--hardware", options.hardware);
    const auto pay = pairs("--pay", options.pay);
    if (!hardware || !pay)
        return failure(hardware ? pay.error() : hardware.error());
    const auto file = store::StudyFile::open(options.file, store::StudyFile::Mode::ReadOnly);
    if (!file)
        return failure(file.error());
    const auto results = file->results();
    if (!results)
        return failure(results.error());
    const auto chosen = chosenResults(*results, options.results);
    if (!chosen)
        return failure(chosen.error());
    for (const auto &[option, named] : {std::pair{"--hardware", &*hardware}, std::pair{"--pay", &*pay}})
        if (const Status known = checkTargets(option, *named, *chosen); !known)
            return failure(known.error());
    const auto catalogue = catalog::loadHardware();
    for (const Error &error : catalogue.errors)
        context.warnings.push_back(error.text());
    std::vector<model::OptionDraft> drafts;
    for (const auto *result : *chosen) {
        auto made = draft(*file, *result, *hardware, *pay, catalogue, assumptions);
        if (!made)
            return failure(made.error());
        made->option.name = optionName(*result, *chosen);
        drafts.push_back(std::move(*made));
    }
    return drafts;
}

} // namespace assay::app
