#include <cstdio>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "backends/rtl/results_tool/generate.hpp"
#include "core/base/paths.hpp"

int main(int argc, char **argv)
{
    assay::rtl::GenerateOptions options;
    options.resources = ASSAY_RESOURCES;
    options.cache = assay::paths::userCache() / "rtl";
    CLI::App app("Makes the results of synthesis and of place and route that come with Assay (resources/rtl/results)");
    app.add_option("--resources", options.resources, "the folder with workloads/ and rtl/")->capture_default_str();
    app.add_option("--cache", options.cache, "keeps what the tools made")->capture_default_str();
    app.add_option("--jobs", options.workers, "tools that run at once")->capture_default_str();
    app.add_option("--activities", options.activities,
                   "take the activity of netlists from this cache of `assay run` (~/.cache/assay/rtl)");
    app.add_flag("--estimates", options.renewEstimates, "estimate all clocks again from the netlists");
    CLI11_PARSE(app, argc, argv);
    if (const auto done = assay::rtl::generate(options); !done) {
        fmt::print(stderr, "assay-rtl-results: {}\n", done.error().text());
        return assay::exitCodeFor(done.error().code);
    }
    return 0;
}
