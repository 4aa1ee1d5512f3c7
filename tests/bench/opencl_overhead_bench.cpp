// What the OpenCL backend and the load generator add to the bare enqueue and finish of an empty kernel, on PoCL's
// single-threaded device, where the bare call is cheapest and the addition shows most. Not a test: figures depend on
// the machine; compare the ratio.
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "core/base/clock.hpp"
#include "core/measure/load.hpp"
#include "core/plugin/plugin_library.hpp"
#include "tests/backends/opencl/bare/bare_empty_kernel.hpp"

using namespace assay;

namespace {

constexpr int kRounds = 102; // a multiple of three: see main
constexpr int kQueries = 5000;
constexpr double kTarget = 370; // nanoseconds through the harness where the bare call takes 290
constexpr double kTargetRaw = 290;
const std::string kSource = "__kernel void nothing(__global int *y) {}";

[[noreturn]] void stop(const std::string &reason)
{
    std::fprintf(stderr, "%s\n", reason.c_str());
    std::exit(1);
}

template <class Value> Value must(Result<Value> result)
{
    if (!result)
        stop(result.error().text());
    return std::move(*result);
}

/// The same kernel as a session of the plugin.
struct Plugin {
    Plugin()
        : loaded(must(plugin::LoadedPlugin::load(
              must(plugin::readPluginManifest(ASSAY_BUILD_DIR "/lib/assay/plugins/opencl.json")), {}))),
          table(loaded.table())
    {
        const std::string file =
            std::filesystem::temp_directory_path() / ("assay-empty-" + std::to_string(nowNanoseconds()) + ".cl");
        std::ofstream(file) << kSource;
        const assay_implementation implementation{
            "opencl", file.c_str(), "", R"({"launches": [{"kernel": "nothing", "global": [1], "args": ["y"]}]})"};
        assay_tensor tensor{};
        tensor.name = "y";
        tensor.dtype = ASSAY_I32;
        tensor.role = ASSAY_TENSOR_OUTPUT;
        tensor.rank = 1;
        tensor.shape[0] = 1;
        tensor.bytes = sizeof(std::int32_t);
        assay_session_config config{};
        config.struct_size = sizeof config;
        config.slot_count = 1;
        config.device_id = "pocl-basic";
        config.workload_id = "empty-kernel";
        config.implementations = &implementation;
        config.implementation_count = 1;
        config.tensors = &tensor;
        config.tensor_count = 1;
        const assay_status status = table.open(&config, &session, &error);
        std::filesystem::remove(file);
        if (status != ASSAY_OK)
            stop(plugin::toError(error).text());
    }
    ~Plugin() { table.close(session); }
    Plugin(const Plugin &) = delete;
    Plugin &operator=(const Plugin &) = delete;

    bool query() { return table.execute(session, 0, &error) == ASSAY_OK; }

    plugin::LoadedPlugin loaded;
    const assay_plugin &table;
    assay_session *session = nullptr;
    assay_error error = plugin::emptyError();
};

/// Nanoseconds a query, over one batch.
template <class Query> double batch(Query &&query)
{
    const std::int64_t begin = nowNanoseconds();
    for (int i = 0; i < kQueries; ++i)
        query();
    return static_cast<double>(nowNanoseconds() - begin) / kQueries;
}

/// The same through the closed loop of the load generator, which records every query.
double closedLoopBatch(Plugin &backend)
{
    measure::SystemUnderTest system;
    system.context = &backend;
    system.query = [](void *context, std::uint32_t, std::uint32_t) { return static_cast<Plugin *>(context)->query(); };
    measure::LaneRecorder::Settings recording;
    recording.samples = kQueries;
    measure::LoadSettings settings;
    settings.seconds = 0;
    settings.minimumQueries = kQueries;
    const auto lanes = must(measure::makeLanes(1, recording));
    const measure::LoadOutcome outcome = must(measure::runLoad(system, settings, lanes, {}, [](std::uint64_t) {}));
    return outcome.elapsedSeconds * 1e9 / static_cast<double>(outcome.completed);
}

/// The lowest tenth: on a busy machine half of the batches are interrupted, those of a lane that just woke up most.
double undisturbed(std::vector<double> values)
{
    std::nth_element(values.begin(), values.begin() + kRounds / 10, values.end());
    return values[kRounds / 10];
}

} // namespace

int main()
{
    // Read by PoCL when it is first used.
    ::setenv("POCL_DEVICES", "basic", 1);
    const opencl::BareEmptyKernel raw;
    Plugin backend;
    std::array<std::vector<double>, 3> times;
    batch([&] { raw.query(); });
    batch([&] { backend.query(); });
    // By turns, and each first equally often: the closed loop sleeps, and on a busy machine whoever runs next has a
    // fresh time slice while the one after that is interrupted.
    for (int round = 0; round < kRounds; ++round) {
        for (int turn = 0; turn < 3; ++turn) {
            const int which = (round + turn) % 3;
            times[static_cast<std::size_t>(which)].push_back(which == 0   ? batch([&] { raw.query(); })
                                                             : which == 1 ? batch([&] { backend.query(); })
                                                                          : closedLoopBatch(backend));
        }
    }
    const double bare = undisturbed(times[0]);
    std::printf("empty kernel, enqueue and finish, PoCL basic; lowest tenth of %d batches of %d queries\n", kRounds,
                kQueries);
    std::printf("  bare calls                          %7.1f ns\n", bare);
    std::printf("  execute() through the plugin        %7.1f ns   %.3f of bare\n", undisturbed(times[1]),
                undisturbed(times[1]) / bare);
    std::printf("  execute() in the closed loop        %7.1f ns   %.3f of bare   target <= %.0f ns where bare is "
                "%.0f (%.3f)\n",
                undisturbed(times[2]), undisturbed(times[2]) / bare, kTarget, kTargetRaw, kTarget / kTargetRaw);
    return 0;
}
