// writer FILE hold     opens FILE, says "held", and keeps it until its standard input ends
// writer FILE work     stores runs without end and says after each COMMIT what is kept:
//                        run ID | samples ID TOTAL | complete ID
#include <algorithm>
#include <cstdio>
#include <string>

#include <unistd.h>

#include "core/store/study_file.hpp"

using namespace assay;

namespace {

/// One write call a line: a kill cuts between lines, never within.
void say(const std::string &line)
{
    const std::string text = line + "\n";
    if (::write(STDOUT_FILENO, text.data(), text.size()) < 0)
        ::_exit(3);
}

int fail(const Error &error)
{
    std::fprintf(stderr, "%s\n", error.text().c_str());
    return 2;
}

/// Value i of run r, so that the test knows what must be there.
measure::Column part(std::int64_t run, std::size_t begin, std::size_t count)
{
    measure::Column column{"latency", "s", 1e-9, std::vector<std::uint32_t>(count), false};
    for (std::size_t i = 0; i < count; ++i)
        column.values[i] = static_cast<std::uint32_t>(static_cast<std::size_t>(run) * 1'000'003 + begin + i);
    return column;
}

Status storeRun(store::StudyFile &file, std::int64_t point, unsigned repeat)
{
    const auto run = file.beginRun(point, repeat, repeat, "2026-01-01T00:00:00Z");
    if (!run)
        return failure(run.error());
    say("run " + std::to_string(*run));
    constexpr std::size_t kPart = 100;
    constexpr std::size_t kParts = 6;
    for (std::size_t stored = 0; stored < kParts * kPart; stored += kPart) {
        if (Status kept = file.appendSamples(*run, {part(*run, stored, kPart)}); !kept)
            return kept;
        say("samples " + std::to_string(*run) + " " + std::to_string(stored + kPart));
    }
    measure::Observation observation;
    observation.queries = kParts * kPart;
    Metric metric;
    metric.id = "latency.p50";
    metric.value = 1e-6;
    observation.metrics.assign(20, metric);
    observation.columns = {part(*run, 0, 200'000)};
    observation.columns.front().name = "at_end";
    observation.environmentStart = {{"load", 1}};
    if (Status kept = file.completeRun(*run, observation, 1, "log"); !kept)
        return kept;
    say("complete " + std::to_string(*run));
    return {};
}

int work(store::StudyFile &file)
{
    if (auto settled = file.settleInterruptedRuns(); !settled)
        return fail(settled.error());
    study::DesignPoint point;
    point.workload = "crc32";
    point.target = {"", "cpu", "native"};
    const auto number = file.addPoint(point, "a processor", false);
    if (!number)
        return fail(number.error());
    for (unsigned repeat = 0;; ++repeat)
        if (Status stored = storeRun(file, *number, repeat); !stored)
            return fail(stored.error());
}

} // namespace

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    auto file = store::StudyFile::open(argv[1], store::StudyFile::Mode::Create);
    if (!file)
        return fail(file.error());
    if (std::string(argv[2]) == "work")
        return work(*file);
    say("held");
    char byte = 0;
    while (::read(STDIN_FILENO, &byte, 1) > 0) {}
    return 0;
}
