#include <cstdio>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "backends/rtl/prebuild/prebuild.hpp"

int main(int argc, char **argv)
{
    assay::rtl::PrebuildOptions options;
    CLI::App app("Builds the models of Verilog cores that come with Assay");
    app.add_option("--list", options.list, "designs to build, JSON")->required();
    app.add_option("--shared", options.shared, "resources/rtl")->required();
    app.add_option("--workloads", options.workloads, "folder of the workloads")->required();
    app.add_option("--output", options.output, "where the models go")->required();
    app.add_option("--cache", options.cache, "keeps what the tools made, for the next time")->required();
    app.add_option("--jobs", options.jobs, "models at a time")->capture_default_str();
    CLI11_PARSE(app, argc, argv);
    const auto tell = [](const std::string &line) {
        fmt::print("{}\n", line);
        std::fflush(stdout);
    };
    const auto done = assay::rtl::prebuild(options, tell);
    if (!done) {
        fmt::print(stderr, "assay-rtl-models: {}\n", done.error().text());
        return 1;
    }
    fmt::print("models: {} built, {} were there, {} removed\n", done->built, done->kept, done->removed);
    return 0;
}
