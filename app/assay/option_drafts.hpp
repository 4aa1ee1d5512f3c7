#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/assay/command.hpp"
#include "core/desk/option_drafter.hpp"
#include "core/model/assumptions/assumptions.hpp"
#include "core/model/crossover/limit_axis.hpp"
#include "core/model/economics/option.hpp"

namespace assay::app {

/// Which results of a study file are the choices of a decision, and what they run on.
struct DraftOptions {
    std::string file;
    std::vector<std::int64_t> results; ///< none: all
    std::vector<std::string> hardware; ///< "cpu:native=amd-epyc-9654"
    std::vector<std::string> pay;      ///< "cpu:native=cloud"
};
/// `--hardware TARGET=ID` and `--pay TARGET=HOW`, each any number of times.
void addTargetOptions(CLI::App &command, std::vector<std::string> &hardware, std::vector<std::string> &pay);
/// What they say. `targets` are those there are, `where` ("none of the results is") begins the error about another one.
[[nodiscard]] Result<desk::TargetChoices> readTargetChoices(const std::vector<std::string> &hardware,
                                                            const std::vector<std::string> &pay,
                                                            const std::vector<std::string> &targets,
                                                            const std::string &where);
void addDraftOptions(CLI::App &command, DraftOptions &options);

/// One draft for each result. Errors: the file cannot be read, no such result, results that do not answer the same
/// question, no such target in the catalogue.
[[nodiscard]] Result<std::vector<model::OptionDraft>> readDrafts(CommandContext &context, const DraftOptions &options,
                                                                 const model::Assumptions &assumptions);

/// What these results of the study file carry within other latency limits (slo.latency), limit by limit. Errors: the
/// file cannot be read, no such result.
[[nodiscard]] Result<std::vector<model::LimitCapacities>> readCapacities(const std::string &file,
                                                                         const std::vector<std::int64_t> &results,
                                                                         model::Assumptions assumptions,
                                                                         const std::vector<double> &limits);

} // namespace assay::app
