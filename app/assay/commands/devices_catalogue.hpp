#pragma once

#include <string>
#include <vector>

#include "app/assay/command.hpp"

namespace assay::app {

/// What `assay devices --catalog` was asked.
struct CatalogueOptions {
    std::vector<std::string> words, where;
    std::string target, kind, vendor, deployment;
};

/// Lists the hardware catalogue, or shows one target of it. Prices age by the clock of this machine.
[[nodiscard]] int runCatalogue(CommandContext &context, const CatalogueOptions &options);

} // namespace assay::app
