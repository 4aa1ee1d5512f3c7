// Makes a study file with fixed results for the three demonstrations (demonstrations_test.py), so that their verdicts
// can be tested without measuring. The numbers are of the size that the real ones have.
//
// usage: place_fixture FILE.assay
//   1, 2  crc32 over 64 MiB: processor; iCE40 HX8K at a byte a clock
//   3, 4  crc32 of one packet of 1500 B: processor; the core at 125 MHz
//   5     anomaly-detect, 64 channels, on an iCE40 UP5K at 12 MHz
//   6…8   scan-aggregate over 256 MiB: processor; on a card; the core alone
//   9     as 4, by the quick rule
#include <cstdio>
#include <string>

#include "core/store/study_file.hpp"

namespace {

using namespace assay;

constexpr double kMiB = 1024.0 * 1024.0;

struct Options {
    std::string workload, target;
    ParameterSet workloadParameters = {}, backendParameters = {};
    double seconds = 0, low = 0, high = 0; ///< of the median latency
    Boundary boundary = Boundary::InMemory;
    Evidence evidence = Evidence::Measured;
    double questionBytes = 0, answerBytes = 0;
    double afterInput = 0;
    double watts = 0;
    bool quick = false;
};

void require(bool good, const Error &error)
{
    if (good)
        return;
    std::fprintf(stderr, "place_fixture: %s\n", error.text().c_str());
    std::exit(1);
}

template <class T> T take(Result<T> result)
{
    require(result.has_value(), result ? Error() : result.error());
    return std::move(*result);
}

void take(const Status &status)
{
    require(status.has_value(), status ? Error() : status.error());
}

Metric metric(const Options &options, std::string id, double value, double low, double high)
{
    Metric made;
    made.id = std::move(id);
    made.value = value;
    if (low < high) {
        made.low = low;
        made.high = high;
    }
    made.boundary = options.boundary;
    made.evidence = options.evidence;
    return made;
}

measure::Observation observation(const Options &options)
{
    measure::Observation made;
    made.quick = options.quick;
    made.checked = made.converged = true;
    made.queries = 1000;
    made.measuredSeconds = 10;
    const double seconds = options.seconds;
    const auto exact = [&](const char *id, double value) { return metric(options, id, value, value, value); };
    made.metrics = {metric(options, "latency.p50", seconds, options.low, options.high),
                    exact("throughput.queries", 1 / seconds), exact("input.bytes_per_query", options.questionBytes),
                    exact("output.bytes_per_query", options.answerBytes)};
    if (options.afterInput > 0)
        made.metrics.push_back(exact("answer.after-input", options.afterInput));
    if (options.watts > 0) {
        made.metrics.push_back(
            metric(options, "design.power", options.watts, options.watts * 0.7, options.watts * 1.6));
        made.metrics.back().evidence = Evidence::Modelled;
    }
    return made;
}

void add(store::StudyFile &file, const Options &options)
{
    study::DesignPoint point;
    point.workload = options.workload;
    point.workloadHash = "0123456789abcdef0123456789abcdef";
    point.workloadParameters = options.workloadParameters;
    point.target = take(study::TargetId::parse(options.target));
    point.backendParameters = options.backendParameters;
    point.pluginHash = "fedcba9876543210";
    point.stopRule = options.quick ? measure::StopRule::quickRule() : measure::StopRule::full();
    const auto number = take(file.addPoint(point, "A device", false));
    for (unsigned repeat = 0; repeat < (options.quick ? 1U : 5U); ++repeat)
        take(file.completeRun(take(file.beginRun(number, repeat, 7 + repeat, "2026-01-02T03:04:05Z")),
                              observation(options), 12, ""));
}

ParameterValue whole(std::int64_t value)
{
    return ParameterValue(value);
}

ParameterValue word(const char *value)
{
    return ParameterValue(std::string(value));
}

const ParameterSet kSimd = {{"variant", word("simd")}};
const ParameterSet kBytewise = {{"lanes", whole(1)}, {"pipe", whole(0)}};

void addChecksumsInMemory(store::StudyFile &file)
{
    const ParameterSet much = {{"message_bytes", whole(1 << 20)}, {"messages", whole(64)}};
    Options options{.workload = "crc32", .target = "cpu:native", .workloadParameters = much};
    options.backendParameters = kSimd;
    options.questionBytes = 64 * kMiB;
    options.answerBytes = 256;
    options.seconds = 6e-3;
    options.low = 5.9e-3;
    options.high = 6.2e-3;
    add(file, options);
    options.target = "rtl:ice40-hx8k";
    options.backendParameters = kBytewise;
    options.boundary = Boundary::WireToWire;
    options.evidence = Evidence::Emulated;
    options.seconds = 64 * kMiB / 145e6;
    options.low = 64 * kMiB / 149e6;
    options.high = 64 * kMiB / 141e6;
    options.afterInput = 1 / 145e6;
    add(file, options);
}

Options packetOptions()
{
    Options options{.workload = "crc32", .target = "rtl:ice40-hx8k"};
    options.workloadParameters = {{"message_bytes", whole(1500)}, {"messages", whole(1)}};
    options.backendParameters = kBytewise;
    options.backendParameters["clock_mhz"] = whole(125);
    options.boundary = Boundary::WireToWire;
    options.evidence = Evidence::Emulated;
    options.questionBytes = 1500;
    options.answerBytes = 4;
    options.seconds = 1501 / 125e6;
    options.afterInput = 1 / 125e6;
    return options;
}

void addPacket(store::StudyFile &file)
{
    Options host = packetOptions();
    host.target = "cpu:native";
    host.backendParameters = kSimd;
    host.boundary = Boundary::InMemory;
    host.evidence = Evidence::Measured;
    host.seconds = 0.2e-6;
    host.low = 0.19e-6;
    host.high = 0.22e-6;
    host.afterInput = 0;
    add(file, host);
    add(file, packetOptions());
}

void addSensors(store::StudyFile &file)
{
    Options options{.workload = "anomaly-detect", .target = "rtl:ice40-up5k"};
    options.workloadParameters = {{"channels", whole(64)}, {"samples", whole(256)}};
    options.backendParameters = {{"clock_mhz", whole(12)}};
    options.boundary = Boundary::WireToWire;
    options.evidence = Evidence::Emulated;
    options.questionBytes = 65536;
    options.answerBytes = 17152;
    options.seconds = 6e-3;
    options.watts = 2e-3;
    add(file, options);
}

void addScans(store::StudyFile &file)
{
    Options options{.workload = "scan-aggregate", .target = "cpu:native"};
    options.workloadParameters = {{"rows", whole(44739242)}, {"selectivity", whole(1)}};
    options.backendParameters = {{"variant", word("threads")}};
    options.questionBytes = 44739242 * 6.0;
    options.answerBytes = 3072;
    options.seconds = 25e-3;
    options.low = 24e-3;
    options.high = 26e-3;
    add(file, options);
    options.target = "rtl:alveo-u50";
    options.backendParameters = {{"deployment", word("card")}, {"lanes", whole(32)}};
    options.boundary = Boundary::HostCall;
    options.evidence = Evidence::Modelled;
    options.seconds = 28e-3;
    options.low = 22e-3;
    options.high = 32e-3;
    add(file, options);
    options.backendParameters["deployment"] = word("stream");
    options.boundary = Boundary::WireToWire;
    options.seconds = 7e-3;
    options.low = 5.4e-3;
    options.high = 9.1e-3;
    options.afterInput = 1.3e-6;
    add(file, options);
}

} // namespace

int main(int count, char **arguments)
{
    if (count < 2)
        return 2;
    auto file = take(store::StudyFile::open(arguments[1], store::StudyFile::Mode::Create));
    addChecksumsInMemory(file);
    addPacket(file);
    addSensors(file);
    addScans(file);
    Options quick = packetOptions();
    quick.quick = true;
    add(file, quick);
    return 0;
}
