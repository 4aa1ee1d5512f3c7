#include <algorithm>
#include <tuple>
#include <utility>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/assay/assumption_options.hpp"
#include "app/assay/commands/all.hpp"
#include "app/assay/commands/shared.hpp"
#include "app/assay/option_drafts.hpp"
#include "core/base/numbers.hpp"
#include "core/base/suggest.hpp"
#include "core/report/decision_text.hpp"

namespace assay::app {
namespace {

constexpr std::size_t kCurvePoints = 101, kMapPoints = 16;
constexpr std::string_view kLimit = "slo.latency";

struct BreakEvenOptions {
    DraftOptions drafts;
    AssumptionOptions assumptions;
    std::string over = "demand.rate", map;
    std::size_t draws = 10'000;
};

struct Axis {
    const model::Knob *knob = nullptr;
    double from = 0, to = 0;
};

std::vector<std::string> knobIds(const model::Decision &decision)
{
    std::vector<std::string> ids;
    for (const model::Knob &knob : decision.knobs)
        ids.push_back(knob.id);
    return ids;
}

/// FROM and TO of "demand.rate=FROM:TO".
Result<std::pair<double, double>> axisEnds(const std::string &text, const std::string &id)
{
    const std::string range = text.substr(id.size() + 1);
    const std::size_t colon = range.find(':');
    if (colon == std::string::npos)
        return failure(ErrorCode::InvalidInput, fmt::format("'{}': write {}=FROM:TO", text, id));
    const std::string first = range.substr(0, colon), second = range.substr(colon + 1);
    const auto from = numberFromText(first), to = numberFromText(second);
    if (!from || !to)
        return failure(ErrorCode::InvalidInput,
                       fmt::format("'{}': '{}' is no number; write {}=FROM:TO with numbers like 0.5 or 1e6", text,
                                   from ? second : first, id));
    return std::pair{*from, *to};
}

/// Takes over FROM and TO where the text gives them. `limits` has what the number may be.
template <class Limits>
Status readEnds(const std::string &text, const std::string &id, const Limits &limits, Axis &axis)
{
    if (text.size() > id.size()) {
        const auto ends = axisEnds(text, id);
        if (!ends)
            return failure(ends.error());
        std::tie(axis.from, axis.to) = *ends;
    }
    for (const double end : {axis.from, axis.to})
        if (const std::string why = model::whyImpossible(end, limits.least, limits.most); !why.empty())
            return failure(ErrorCode::InvalidInput, fmt::format("{} = {:g} is not possible: {}", id, end, why));
    if (!(axis.from < axis.to))
        return failure(ErrorCode::InvalidInput,
                       fmt::format("{} from {:g} to {:g} is not possible: write it rising, {}=FROM:TO", id, axis.from,
                                   axis.to, id));
    return {};
}

/// "demand.rate" (a hundredth to a thousand times its value), "demand.rate=10:100000".
Result<Axis> readAxis(const std::string &text, const model::Decision &decision)
{
    const std::string id = text.substr(0, text.find('='));
    Axis axis{decision.find(id)};
    if (axis.knob == nullptr)
        return failure(ErrorCode::NotFound,
                       fmt::format("there is no number '{}' to vary.{} There are: {}; and {} for --map", id,
                                   didYouMean(id, knobIds(decision)), fmt::join(knobIds(decision), ", "), kLimit));
    const double typical = decision.at(*axis.knob);
    axis.from = std::max({axis.knob->least, typical / 100, std::min(typical, model::kLeastNumber)});
    axis.to = std::min(axis.knob->most, typical > 0 ? typical * 1000 : 1);
    if (const Status ends = readEnds(text, id, *axis.knob, axis); !ends)
        return failure(ends.error());
    return axis;
}

/// The latency limit is no number of the decision: what an option carries within another one is found out anew.
Result<model::MapAxis> readLimitAxis(const BreakEvenOptions &options, const model::Assumptions &assumptions,
                                     const report::BreakEven &found)
{
    const model::AssumptionInfo &info = *model::assumptionInfo(kLimit);
    const double usual = assumptions.value(kLimit);
    Axis axis{nullptr, std::max(info.least, usual / 10), std::min(info.most, usual * 10)};
    if (const Status ends = readEnds(options.map, std::string(kLimit), info, axis); !ends)
        return failure(ends.error());
    std::vector<std::int64_t> results;
    for (const model::OptionDraft &draft : found.drafts)
        results.push_back(draft.option.result);
    const auto capacities =
        readCapacities(options.drafts.file, results, assumptions, model::axisValues(axis.from, axis.to, kMapPoints));
    return capacities ? model::limitAxis(found.decision, found.drafts, assumptions, *capacities)
                      : failure(capacities.error());
}

Result<model::MapAxis> readMapAxis(const BreakEvenOptions &options, const model::Assumptions &assumptions,
                                   const report::BreakEven &found)
{
    if (options.map.substr(0, options.map.find('=')) == kLimit)
        return readLimitAxis(options, assumptions, found);
    const auto up = readAxis(options.map, found.decision);
    if (!up)
        return failure(up.error());
    if (up->knob == found.axis)
        return failure(ErrorCode::InvalidInput, "it needs another number than --over");
    return model::mapAxis(*up->knob, model::axisValues(up->from, up->to, kMapPoints));
}

Status analyse(const BreakEvenOptions &options, const model::Assumptions &assumptions, report::BreakEven &found)
{
    const auto axis = readAxis(options.over, found.decision);
    if (!axis)
        return failure(axis.error().within("--over"));
    found.axis = axis->knob;
    found.from = axis->from;
    found.to = axis->to;
    found.crossings = model::crossings(found.decision, *axis->knob, axis->from, axis->to);
    std::vector<double> x = model::axisValues(axis->from, axis->to, kCurvePoints);
    const double base = found.decision.at(*axis->knob);
    if (base > axis->from && base < axis->to && !std::ranges::binary_search(x, base))
        x.insert(std::ranges::upper_bound(x, base), base);
    found.curve = model::crossoverCurve(found.decision, *axis->knob, x, options.draws);
    found.chosen = model::cheapestOption(found.decision);
    found.swings = model::tornado(found.decision, found.chosen);
    found.flips = model::decisionStability(found.decision, found.chosen);
    found.information = model::informationValue(found.decision, options.draws);
    if (options.map.empty())
        return {};
    const auto up = readMapAxis(options, assumptions, found);
    if (!up)
        return failure(up.error().within("--map"));
    found.mapName = up->id;
    found.mapUnit = up->unit;
    const auto across = model::axisValues(axis->from, axis->to, 2 * kMapPoints);
    found.map = model::regimeMap(found.decision, model::mapAxis(*axis->knob, across), *up);
    return {};
}

int runBreakEven(CommandContext &context, const BreakEvenOptions &options)
{
    const auto assumptions = readAssumptions(context, options.assumptions, options.drafts.file);
    if (!assumptions)
        return context.fail(assumptions.error());
    auto drafts = readDrafts(context, options.drafts, *assumptions);
    if (!drafts)
        return context.fail(drafts.error());
    report::BreakEven found;
    for (model::OptionDraft &draft : *drafts)
        (draft.missing.empty() ? found.drafts : found.left).push_back(std::move(draft));
    if (found.drafts.size() < 2) {
        std::string missing;
        for (const auto &draft : found.left)
            for (const auto &each : draft.missing)
                missing += fmt::format("\n  {}: {}", draft.option.name, each.text);
        return context.fail(Error(ErrorCode::InvalidInput,
                                  fmt::format("a crossover needs two options that can be priced; there {} {}:{}",
                                              found.drafts.size() == 1 ? "is" : "are", found.drafts.size(), missing)));
    }
    found.decision = model::makeDecision(found.drafts, *assumptions);
    if (const Status done = analyse(options, *assumptions, found); !done)
        return context.fail(done.error());
    context.print(report::describe(found, context.colour(), context.columns()));
    context.document("breakeven", report::breakEvenJson(found));
    return 0;
}

} // namespace

void registerBreakEven(CLI::App &app, CommandContext &context, Action &action)
{
    auto options = std::make_shared<BreakEvenOptions>();
    CLI::App *command =
        app.add_subcommand("breakeven", "Say from where on which target is the cheapest, and how sure that is");
    addDraftOptions(*command, options->drafts);
    addAssumptionOptions(*command, options->assumptions);
    command->add_option("--over", options->over, "The number to vary, as ID or ID=FROM:TO; default demand.rate")
        ->option_text("ID=FROM:TO");
    command->add_option("--map", options->map, "A second number, or slo.latency: who is cheapest over both")
        ->option_text("ID=FROM:TO");
    command->add_option("--draws", options->draws, "How often the ranges are drawn; default 10000")
        ->check(CLI::Range(1000, 1'000'000))
        ->option_text("N");
    command->footer(examples(
        {"assay breakeven first.assay 1 2 --assume target.cpu:native.hourly=0.2 --assume target.opencl:pocl.hourly=1",
         "assay breakeven first.assay 1 2 --assumptions EU --over demand.life=0.5:10",
         "assay breakeven first.assay 1 2 --map demand.life=1:10 --json",
         "assay breakeven first.assay 1 2 --map slo.latency=0.001:0.1"}));
    command->callback(
        [&context, &action, options] { action = [&context, options] { return runBreakEven(context, *options); }; });
}

} // namespace assay::app
