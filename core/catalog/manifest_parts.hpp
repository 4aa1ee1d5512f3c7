#pragma once

#include <vector>

#include "core/catalog/manifest_table.hpp"
#include "core/catalog/workload.hpp"

/// Private to the manifest sources: the sections of a manifest. Each notes its mistakes in the table's diagnostics;
/// what it returns is only meaningful when there are none.
namespace assay::catalog {

/// [[parameter]] or [[implementation.parameter]]: adds to `scope` what formulas may name from then on.
std::vector<ParameterSpec> readParameters(ManifestTable &parent, FormulaScope &scope);
std::vector<TensorSpec> readTensors(ManifestTable &root, const std::vector<ParameterSpec> &parameters,
                                    const FormulaScope &scope, const std::filesystem::path &folder);
/// [[requirement]] or [[implementation.requirement]]. What must hold at the defaults already, or it is a mistake: for
/// a workload and its native code; another kind may be for other parameters only.
enum class AtDefaults { MustHold, MayFail };
std::vector<Implementation::Requirement> readRequirements(ManifestTable &parent, const FormulaScope &scope,
                                                          AtDefaults atDefaults = AtDefaults::MustHold);
std::vector<Implementation> readImplementations(ManifestTable &root, const FormulaScope &scope,
                                                const std::filesystem::path &folder);

} // namespace assay::catalog
