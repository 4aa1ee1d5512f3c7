#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace assay::app {

/// What a command line without a sub-command asks for.
struct WindowRequest {
    std::filesystem::path file; ///< empty: none
};
/// A request to open the window: no argument, or one file ending .assay. Anything else is for the commands.
[[nodiscard]] std::optional<WindowRequest> windowRequest(int count, char **arguments);

/// Whether a window can be shown: this build has one, and there is a display that answers.
[[nodiscard]] bool canShowWindow();

/// Shows the window until it is closed; the process exit code. Without a display or a window in this build it says so
/// and what to do instead, and returns 2; without a file it prints the welcome text then, and returns 0.
[[nodiscard]] int showWindow(const WindowRequest &request, int &count, char **arguments);

} // namespace assay::app
