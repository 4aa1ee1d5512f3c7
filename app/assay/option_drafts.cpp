#include "app/assay/option_drafts.hpp"

#include <algorithm>
#include <future>
#include <map>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/assay/commands/shared.hpp"
#include "core/base/clock.hpp"
#include "core/base/suggest.hpp"
#include "core/desk/option_drafter.hpp"
#include "core/model/comparison.hpp"
#include "core/model/economics/capacity.hpp"
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

Result<std::vector<const study::ResultRecord *>> chosenResults(const std::vector<study::ResultRecord> &results,
                                                               const std::vector<std::int64_t> &numbers)
{
    auto chosen = findResults(results, numbers);
    if (!chosen)
        return failure(chosen.error());
    if (numbers.empty())
        for (const study::ResultRecord &result : results)
            if (!result.completeRuns().empty())
                chosen->push_back(&result);
    for (const auto *result : *chosen) {
        if (result->completeRuns().empty())
            return failure(ErrorCode::InvalidInput,
                           fmt::format("result {} has no complete run: name another one", result->number));
        if (const Status same = model::checkSameQuestion(*chosen->front(), *result); !same)
            return failure(same.error().within("name results of one workload"));
    }
    return chosen;
}

/// Every name must be a target that is there, or it would be ignored without a word.
Status checkTargets(const char *option, const Pairs &named, const std::vector<std::string> &targets,
                    const std::string &where)
{
    for (const auto &[target, value] : named)
        if (std::find(targets.begin(), targets.end(), target) == targets.end())
            return failure(ErrorCode::NotFound,
                           fmt::format("{}: {} on '{}'.{}", option, where, target, didYouMean(target, targets)));
    return {};
}

Result<desk::TargetChoices> targetChoices(const Pairs &hardware, const Pairs &pay)
{
    desk::TargetChoices choices{{hardware.begin(), hardware.end()}, {}};
    for (const auto &[target, how] : pay) {
        const auto deployment = model::deploymentFromText(how);
        if (!deployment)
            return failure(ErrorCode::InvalidInput,
                           fmt::format("--pay {}={}: it is cloud, managed, on-premises or edge", target, how));
        choices.payment.emplace(target, *deployment);
    }
    return choices;
}

} // namespace

void addTargetOptions(CLI::App &command, std::vector<std::string> &hardware, std::vector<std::string> &pay)
{
    command
        .add_option("--hardware", hardware,
                    "What a target is in the hardware catalogue, as TARGET=ID: prices and power come from there")
        ->option_text("TARGET=ID")
        ->allow_extra_args(false);
    command.add_option("--pay", pay, "How a target is paid for, as TARGET=cloud|managed|on-premises|edge")
        ->option_text("TARGET=HOW")
        ->allow_extra_args(false);
}

Result<desk::TargetChoices> readTargetChoices(const std::vector<std::string> &hardware,
                                              const std::vector<std::string> &pay,
                                              const std::vector<std::string> &targets, const std::string &where)
{
    const auto ids = pairs("--hardware", hardware);
    const auto payment = pairs("--pay", pay);
    if (!ids || !payment)
        return failure(ids ? payment.error() : ids.error());
    for (const auto &[option, named] : {std::pair{"--hardware", &*ids}, std::pair{"--pay", &*payment}})
        if (const Status known = checkTargets(option, *named, targets, where); !known)
            return failure(known.error());
    return targetChoices(*ids, *payment);
}

void addDraftOptions(CLI::App &command, DraftOptions &options)
{
    command.add_option("FILE", options.file, "The study file (*.assay)")->required();
    command.add_option("RESULT", options.results,
                       "Numbers of the results to choose from, of one workload; default: all");
    addTargetOptions(command, options.hardware, options.pay);
}

Result<std::vector<model::OptionDraft>> readDrafts(CommandContext &context, const DraftOptions &options,
                                                   const model::Assumptions &assumptions)
{
    const auto file = store::StudyFile::open(options.file, store::StudyFile::Mode::ReadOnly);
    if (!file)
        return failure(file.error());
    const auto results = file->results();
    if (!results)
        return failure(results.error());
    const auto chosen = chosenResults(*results, options.results);
    if (!chosen)
        return failure(chosen.error());
    std::vector<std::string> targets;
    for (const auto *result : *chosen)
        targets.push_back(result->point.target.text());
    auto choices = readTargetChoices(options.hardware, options.pay, targets, "none of the results is");
    if (!choices)
        return failure(choices.error());
    auto catalogue = catalog::loadHardware();
    for (const Error &error : catalogue.errors)
        context.warnings.push_back(error.text());
    desk::OptionDrafter drafter(std::move(catalogue), std::move(*choices),
                                [&](const study::ResultRecord &result) { return desk::serviceTimes(*file, result); });
    return drafter.draft(*chosen, assumptions, today());
}

Result<std::vector<model::LimitCapacities>> readCapacities(const std::string &file,
                                                           const std::vector<std::int64_t> &results,
                                                           model::Assumptions assumptions,
                                                           const std::vector<double> &limits)
{
    const auto opened = store::StudyFile::open(file, store::StudyFile::Mode::ReadOnly);
    const auto stored = opened ? opened->results() : failure(opened.error());
    const auto chosen = stored ? findResults(*stored, results) : failure(stored.error());
    if (!chosen)
        return failure(chosen.error());
    std::vector<std::vector<double>> seconds;
    for (const auto *result : *chosen) {
        auto recorded = desk::serviceTimes(*opened, *result);
        if (!recorded)
            return failure(recorded.error());
        seconds.push_back(std::move(*recorded));
    }
    // Each takes a tenth of a second and more, and none hangs on another.
    std::vector<std::future<model::LimitCapacities>> parts;
    for (const double limit : limits) {
        if (const Status set = assumptions.set("slo.latency", {model::Range::fixed(limit), {}}); !set)
            return failure(set.error());
        parts.push_back(std::async(std::launch::async, [&, limit, assumptions] {
            model::LimitCapacities found{limit, {}};
            for (std::size_t i = 0; i < chosen->size(); ++i)
                found.capacities.push_back(model::capacityOf(*(*chosen)[i], assumptions, seconds[i]));
            return found;
        }));
    }
    std::vector<model::LimitCapacities> all;
    for (auto &part : parts)
        all.push_back(part.get());
    return all;
}

} // namespace assay::app
