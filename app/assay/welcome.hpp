#pragma once

#include <string>

namespace assay::app {

/// What `assay` prints when it is started without anything to do: what it is and the first steps.
[[nodiscard]] std::string welcomeText();

} // namespace assay::app
