#pragma once

#include <optional>
#include <string>

#include "core/base/json.hpp"

namespace assay {

/// The text under a key; "" when there is none or it is no text.
[[nodiscard]] std::string textAt(const Json &object, const char *key);

/// The number under a key; empty when there is none or it is no number.
[[nodiscard]] std::optional<double> numberAt(const Json &object, const char *key);

/// The number, or null where there is none.
[[nodiscard]] Json orNull(const std::optional<double> &value);

/// JSON on one line. Bytes that are no UTF-8 are replaced; never throws for its content.
[[nodiscard]] std::string jsonLine(const Json &json);

} // namespace assay
