#pragma once

#include "app/assay/command.hpp"

namespace assay::app {

void registerDevices(CLI::App &app, CommandContext &context, Action &action);
void registerWorkloads(CLI::App &app, CommandContext &context, Action &action);
void registerMetrics(CLI::App &app, CommandContext &context, Action &action);
void registerRun(CLI::App &app, CommandContext &context, Action &action);
void registerShow(CLI::App &app, CommandContext &context, Action &action);
void registerCompare(CLI::App &app, CommandContext &context, Action &action);
void registerExport(CLI::App &app, CommandContext &context, Action &action);
void registerMerge(CLI::App &app, CommandContext &context, Action &action);
void registerPublished(CLI::App &app, CommandContext &context, Action &action);
void registerImport(CLI::App &app, CommandContext &context, Action &action);
void registerPlugin(CLI::App &app, CommandContext &context, Action &action);
void registerAssumptions(CLI::App &app, CommandContext &context, Action &action);
void registerWhatIf(CLI::App &app, CommandContext &context, Action &action);
void registerBreakEven(CLI::App &app, CommandContext &context, Action &action);
void registerPareto(CLI::App &app, CommandContext &context, Action &action);
void registerAdvise(CLI::App &app, CommandContext &context, Action &action);
void registerCompletion(CLI::App &app, CommandContext &context, Action &action);

} // namespace assay::app
