// assay-runner: the device side. One run over standard input and output, in a process that a driver may crash.
#include <csignal>
#include <cstdio>
#include <cstring>

#include <unistd.h>

#include "core/run/serve.hpp"

int main(int count, char **arguments)
{
    if (count > 1 || ::isatty(STDIN_FILENO) == 1) {
        const bool help = count > 1 && std::strcmp(arguments[1], "--help") == 0;
        std::fputs("assay-runner runs one design point for assay, which starts it; it takes no arguments.\n"
                   "To measure something: assay run --help\n",
                   help ? stdout : stderr);
        return help ? 0 : 2;
    }
    std::signal(SIGPIPE, SIG_IGN);
    const auto descriptors = assay::run::claimStdio();
    if (!descriptors) {
        std::fprintf(stderr, "assay-runner: %s\n", descriptors.error().text().c_str());
        return 1;
    }
    const int code = assay::run::serve(*descriptors);
    std::fflush(nullptr);
    // no static destructors: a driver's own may hang or crash after the result was delivered
    ::_exit(code);
}
