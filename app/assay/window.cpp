#include "app/assay/window.hpp"

#include <cstddef>
#include <cstdlib>
#include <string_view>

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "app/assay/command.hpp"
#include "app/assay/welcome.hpp"

#ifdef ASSAY_HAS_UI
#include <QApplication>

#include "ui/views/main_window.hpp"
#include "ui/views/settings_dialog.hpp"
#endif

namespace assay::app {
namespace {

#ifdef ASSAY_HAS_UI
std::string_view variable(const char *name)
{
    const char *value = std::getenv(name);
    return value == nullptr ? std::string_view() : std::string_view(value);
}

/// Qt aborts the program when the X server does not answer: better to find out before.
bool xServerAnswers(std::string_view display)
{
    if (!display.starts_with(":"))
        return true; // over a network: only trying tells
    const std::string path = "/tmp/.X11-unix/X" + std::string(display.substr(1, display.find('.') - 1));
    for (const std::size_t abstract : {0U, 1U}) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        if (path.size() + abstract >= sizeof(address.sun_path))
            return false;
        path.copy(address.sun_path + abstract, path.size());
        const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (descriptor < 0)
            return false;
        const auto length =
            static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + abstract + path.size() + (abstract == 0 ? 1 : 0));
        const bool connected = ::connect(descriptor, reinterpret_cast<const sockaddr *>(&address), length) == 0;
        ::close(descriptor);
        if (connected)
            return true;
    }
    return false;
}

int runWindow(const WindowRequest &request, int &count, char **arguments)
{
    QApplication application(count, arguments);
    QApplication::setApplicationName("assay");
    QApplication::setApplicationDisplayName("Assay");
    QApplication::setApplicationVersion(ASSAY_VERSION);
    QApplication::setDesktopFileName("assay");
    ui::FileMemory memory;
    ui::Theme theme;
    theme.choose(ui::Theme::fromText(memory.settings().value(ui::SettingsDialog::kTheme).toString()));
    ui::MainWindow window(memory, theme);
    window.show();
    if (!request.file.empty())
        window.openFile(QString::fromStdString(request.file.string()));
    else if (const auto recent = memory.recentFiles(); ui::SettingsDialog::reopensLast(memory) && !recent.isEmpty())
        window.openFile(recent.front());
    return QApplication::exec();
}
#endif

int refuse(const WindowRequest &request)
{
#ifdef ASSAY_HAS_UI
    const char *why = "there is no display here, so no window opens";
#else
    const char *why = "this build has no window";
#endif
    fmt::print(stderr, "assay: {}. `assay show {}` prints the results.\n", why, printableLines(request.file.string()));
    return 2;
}

} // namespace

std::optional<WindowRequest> windowRequest(int count, char **arguments)
{
    if (count == 1)
        return WindowRequest{};
    if (count != 2 || arguments[1][0] == '-')
        return std::nullopt;
    const std::filesystem::path file = arguments[1];
    return file.extension() == ".assay" ? std::optional(WindowRequest{file}) : std::nullopt;
}

bool canShowWindow()
{
#ifdef ASSAY_HAS_UI
    if (!variable("QT_QPA_PLATFORM").empty() || !variable("WAYLAND_DISPLAY").empty())
        return true;
    return !variable("DISPLAY").empty() && xServerAnswers(variable("DISPLAY"));
#else
    return false;
#endif
}

int showWindow(const WindowRequest &request, [[maybe_unused]] int &count, [[maybe_unused]] char **arguments)
{
    std::error_code none;
    if (!request.file.empty() && !std::filesystem::exists(request.file, none)) {
        fmt::print(stderr, "assay: there is no file {}. Check the name; `assay run … -o FILE` makes a study file.\n",
                   printableLines(request.file.string()));
        return 2;
    }
#ifdef ASSAY_HAS_UI
    if (canShowWindow())
        return runWindow(request, count, arguments);
#endif
    if (!request.file.empty())
        return refuse(request);
    fmt::print("{}", welcomeText());
    return 0;
}

} // namespace assay::app
