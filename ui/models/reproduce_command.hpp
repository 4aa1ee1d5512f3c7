#pragma once

#include <string>

#include "core/study/design_point.hpp"

namespace assay::ui {

/// The command line that measures this design point (again) into `file`, ready for a POSIX shell: what *copy as
/// command* copies. Every parameter is named, so that another default changes nothing.
[[nodiscard]] std::string runCommand(const study::DesignPoint &point, const std::string &file);

/// `word` as one word of a POSIX shell, quoted only where it has to be.
[[nodiscard]] std::string shellWord(const std::string &word);

} // namespace assay::ui
