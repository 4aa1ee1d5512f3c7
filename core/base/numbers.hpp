#pragma once

#include <optional>
#include <string_view>

namespace assay {

/// The number that the whole text is, as C writes them ("12", "-0.5", "1e6"), whatever the locale. Nothing for other
/// texts, for more text after the number, and for what is not finite.
[[nodiscard]] std::optional<double> numberFromText(std::string_view text);

} // namespace assay
