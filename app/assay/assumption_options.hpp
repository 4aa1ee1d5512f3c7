#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/assay/command.hpp"
#include "core/desk/named_assumptions.hpp"
#include "core/model/assumptions/assumptions.hpp"

namespace assay::app {

/// What commands that model something take: `--assumptions NAME` and any number of `--assume ID=VALUE`.
struct AssumptionOptions {
    std::string set;
    std::vector<std::string> own;
    std::uint64_t seed = 0; ///< 0: the set's
};
/// All but the seed, for commands that have one of their own.
void addAssumptionChoice(CLI::App &command, AssumptionOptions &options);
void addAssumptionOptions(CLI::App &command, AssumptionOptions &options);

/// Sets by name: those of files, and those of a study file, which come first. Files that could not be read are
/// warnings.
[[nodiscard]] Result<desk::NamedAssumptions> assumptionSets(CommandContext &context, const std::string &studyFile);
/// The standard assumptions, the named set over them, and single numbers over that. `studyFile` may be "". Errors: no
/// such set (with a suggestion), a wrong number.
[[nodiscard]] Result<model::Assumptions> readAssumptions(CommandContext &context, const AssumptionOptions &options,
                                                         const std::string &studyFile);

} // namespace assay::app
