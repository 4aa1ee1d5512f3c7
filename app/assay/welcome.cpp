#include "app/assay/welcome.hpp"

#include <cstdlib>

namespace assay::app {
namespace {

bool hasDisplay()
{
    for (const char *variable : {"DISPLAY", "WAYLAND_DISPLAY"})
        if (const char *value = std::getenv(variable); value != nullptr && *value != '\0')
            return true;
    return false;
}

} // namespace

std::string welcomeText()
{
    std::string text = "Assay " ASSAY_VERSION ": what is this silicon worth for your workload?\n\n";
    text += hasDisplay() ? "This build has no window; everything is on the command line.\n"
                         : "There is no display here, so no window opens; everything is on the command line.\n";
    text += R"(
First steps
  assay devices                       what this machine has to run on
  assay workloads                     what can be run; `assay workloads gemm` explains one
  assay run -w vector-transform -t cpu:native,opencl:pocl --quick -o first.assay
                                      measure a workload on two targets, keep the results in one file
  assay show first.assay              the results, side by side
  assay compare first.assay 1 2       which is faster, and how sure is that?
  assay export first.assay --format csv,json -o out

Every command explains itself: assay COMMAND --help
)";
    return text;
}

} // namespace assay::app
