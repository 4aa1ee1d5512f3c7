#include "core/model/evidence.hpp"

namespace assay::model {

std::optional<Evidence> weakest(const std::vector<Evidence> &all)
{
    if (all.empty())
        return std::nullopt;
    return *std::max_element(all.begin(), all.end());
}

} // namespace assay::model
