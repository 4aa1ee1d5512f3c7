#include <CLI/CLI.hpp>

#include "app/assay/commands/all.hpp"
#include "app/assay/commands/shared.hpp"
#include "core/measure/metric.hpp"
#include "core/report/text_table.hpp"

namespace assay::app {
namespace {

std::string text(Better better)
{
    switch (better) {
    case Better::Lower:
        return "lower";
    case Better::Higher:
        return "higher";
    case Better::Neither:
        return "neither";
    }
    return "neither";
}

int listMetrics(const CommandContext &context)
{
    report::TextTable table({{"metric"}, {"unit"}, {"better"}, {"meaning"}});
    table.wrapLastAt(100);
    table.fitInto(context.columns());
    Json list = Json::array();
    for (const auto &info : metricInfos()) {
        const std::string better = text(info.better);
        table.add({std::string(info.id), std::string(info.unit == "1" ? "" : info.unit),
                   info.better == Better::Neither ? "" : better, std::string(info.meaning)});
        list.push_back({{"id", std::string(info.id)},
                        {"unit", std::string(info.unit)},
                        {"better", better},
                        {"meaning", std::string(info.meaning)}});
    }
    context.print(table.render(context.colour()));
    context.document("metrics", {{"metrics", list}});
    return 0;
}

} // namespace

void registerMetrics(CLI::App &app, CommandContext &context, Action &action)
{
    CLI::App *command = app.add_subcommand("metrics", "List every metric with its unit and meaning");
    command->footer(examples({"assay metrics", "assay metrics --json | jq -r '.data.metrics[].id'"}));
    command->callback([&context, &action] { action = [&context] { return listMetrics(context); }; });
}

} // namespace assay::app
