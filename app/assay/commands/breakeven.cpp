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

/// "demand.rate" (a hundredth to a thousand times its value), "demand.rate=10:100000".
Result<Axis> readAxis(const std::string &text, const model::Decision &decision)
{
    const std::string id = text.substr(0, text.find('='));
    Axis axis{decision.find(id)};
    if (axis.knob == nullptr)
        return failure(ErrorCode::NotFound,
                       fmt::format("there is no number '{}' to vary.{} There are: {}", id,
                                   didYouMean(id, knobIds(decision)), fmt::join(knobIds(decision), ", ")));
    const double typical = decision.at(*axis.knob);
    axis.from = std::max({axis.knob->least, typical / 100, std::min(typical, model::kLeastNumber)});
    axis.to = std::min(axis.knob->most, typical > 0 ? typical * 1000 : 1);
    if (text.size() > id.size()) {
        const auto ends = axisEnds(text, id);
        if (!ends)
            return failure(ends.error());
        std::tie(axis.from, axis.to) = *ends;
    }
    for (const double end : {axis.from, axis.to})
        if (const std::string why = model::whyImpossible(end, axis.knob->least, axis.knob->most); !why.empty())
            return failure(ErrorCode::InvalidInput, fmt::format("{} = {:g} is not possible: {}", id, end, why));
    if (!(axis.from < axis.to))
        return failure(ErrorCode::InvalidInput,
                       fmt::format("{} from {:g} to {:g} is not possible: write it rising, {}=FROM:TO", id, axis.from,
                                   axis.to, id));
    return axis;
}

Status analyse(const BreakEvenOptions &options, report::BreakEven &found)
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
    const auto up = readAxis(options.map, found.decision);
    if (!up)
        return failure(up.error().within("--map"));
    if (up->knob == axis->knob)
        return failure(ErrorCode::InvalidInput, "--map needs another number than --over");
    found.mapName = up->knob->id;
    found.map = model::regimeMap(found.decision,
                                 model::mapAxis(*axis->knob, model::axisValues(axis->from, axis->to, 2 * kMapPoints)),
                                 model::mapAxis(*up->knob, model::axisValues(up->from, up->to, kMapPoints)));
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
    if (const Status done = analyse(options, found); !done)
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
    command->add_option("--map", options->map, "A second number: who is cheapest over both")->option_text("ID=FROM:TO");
    command->add_option("--draws", options->draws, "How often the ranges are drawn; default 10000")
        ->check(CLI::Range(1000, 1'000'000))
        ->option_text("N");
    command->footer(examples(
        {"assay breakeven first.assay 1 2 --assume target.cpu:native.hourly=0.2 --assume target.opencl:pocl.hourly=1",
         "assay breakeven first.assay 1 2 --assumptions EU --over demand.life=0.5:10",
         "assay breakeven first.assay 1 2 --map demand.life=1:10 --json"}));
    command->callback(
        [&context, &action, options] { action = [&context, options] { return runBreakEven(context, *options); }; });
}

} // namespace assay::app
