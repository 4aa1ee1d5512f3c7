#pragma once

#include <nlohmann/json.hpp>

namespace assay {
/// Objects keep their keys sorted, so dump() is canonical and may be hashed.
using Json = nlohmann::json;
} // namespace assay
