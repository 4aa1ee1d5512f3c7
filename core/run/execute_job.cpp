#include "core/run/execute_job.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/clock.hpp"
#include "core/run/inputs.hpp"
#include "core/run/session_config.hpp"

namespace assay::run {
namespace {

using measure::Cause;
using measure::Observation;

constexpr unsigned kDeviceTimeQueries = 50; ///< before measuring, and again after it: the clocks' drift needs time

tl::unexpected<RunFailure> failedAs(Cause cause, std::string text)
{
    return tl::unexpected(RunFailure{cause, std::move(text)});
}

RunFailure toRunFailure(const Error &error)
{
    if (error.code == ErrorCode::Cancelled)
        return {Cause::Cancelled, "cancelled"};
    if (measure::timedOut(error))
        return {Cause::TimedOut, error.text()};
    return {error.code == ErrorCode::Failed ? Cause::DeviceError : Cause::NotSupported, error.text()};
}

/// The workload of a job: its manifest, code and inputs.
struct PreparedWorkload {
    catalog::Workload manifest;
    std::optional<catalog::WorkloadModule> module;
    Inputs inputs;
};

RunResult<PreparedWorkload> prepare(const Job &job)
{
    PreparedWorkload prepared;
    auto manifest = catalog::readWorkload(job.workloadFolder);
    if (!manifest)
        return tl::unexpected(toRunFailure(manifest.error()));
    prepared.manifest = std::move(*manifest);
    if (!job.workloadLibrary.empty()) {
        auto module = catalog::WorkloadModule::load(job.workloadLibrary, prepared.manifest.id);
        if (!module)
            return tl::unexpected(toRunFailure(module.error()));
        prepared.module = std::move(*module);
    }
    auto inputs = makeInputs(prepared.manifest, job.point.workloadParameters, job.runSeed, prepared.module);
    if (!inputs)
        return tl::unexpected(toRunFailure(inputs.error()));
    prepared.inputs = std::move(*inputs);
    return prepared;
}

RunResult<plugin::Device> findDevice(const plugin::LoadedPlugin &loaded, const std::string &id)
{
    auto devices = loaded.devices();
    if (!devices)
        return tl::unexpected(toRunFailure(devices.error()));
    const auto found =
        std::find_if(devices->begin(), devices->end(), [&](const plugin::Device &device) { return device.id == id; });
    if (found == devices->end())
        return failedAs(
            Cause::DeviceLost,
            fmt::format("the backend no longer reports a device '{}'; `assay devices` shows what is there", id));
    return *found;
}

/// Queries in flight: what the scenario asks for, within what the device offers.
RunResult<std::uint32_t> slotsFor(const measure::Scenario &scenario, const plugin::Device &device)
{
    if (scenario.concurrency > device.maxSlots)
        return failedAs(Cause::NotSupported, fmt::format("{} queries in flight were asked for, the device takes {}",
                                                         scenario.concurrency, device.maxSlots));
    if (scenario.concurrency > 0)
        return scenario.concurrency;
    switch (scenario.kind) {
    case measure::ScenarioKind::MultiStream:
    case measure::ScenarioKind::Offline:
        return device.maxSlots;
    default:
        return 1U;
    }
}

/// One query for every input set, each compared with the reference.
RunResult<measure::OutputCheck> verify(DeviceSession &session, const PreparedWorkload &prepared,
                                       const ParameterSet &parameters)
{
    measure::OutputCheck total;
    const catalog::Tolerance tolerance = prepared.manifest.toleranceFor(parameters);
    double worst = 0;
    for (std::uint32_t set = 0; set < prepared.inputs.outputs.size(); ++set) {
        if (!session.query(0, set))
            return tl::unexpected(session.failureOf(0));
        const catalog::OutputCheck check =
            catalog::compareTensors(session.outputs(0), prepared.inputs.outputs[set], tolerance);
        worst = std::max(worst, check.worst);
        if (!check.passed && total.matches) {
            total.matches = false;
            total.text = fmt::format("{} of {} output elements differ from the reference, the first: {}", check.wrong,
                                     check.elements, check.firstMismatch);
        }
    }
    total.maxError = worst;
    return total;
}

/// How good the session's figures are, and what they span.
struct Standing {
    Evidence evidence = Evidence::Measured;
    Boundary boundary = Boundary::HostCall;
    std::optional<Provenance> provenance; ///< of emulated devices that give one
    std::optional<measure::Interval> virtualTimes;
};

RunResult<Standing> standingOf(DeviceSession &session, const plugin::Device &device)
{
    Standing standing;
    standing.boundary = device.boundary;
    if (!device.emulated)
        return standing;
    auto range = session.virtualTimeRange();
    if (!range)
        return tl::unexpected(range.error());
    standing.virtualTimes = *range;
    auto provenance = session.provenance();
    if (!provenance)
        return tl::unexpected(provenance.error());
    standing.provenance = std::move(*provenance);
    standing.evidence = standing.provenance ? standing.provenance->evidence : Evidence::Emulated;
    if (standing.provenance)
        standing.boundary = standing.provenance->boundary.value_or(device.boundary);
    return standing;
}

measure::Plan planFor(const Job &job, const PreparedWorkload &prepared, const DeviceSession &session,
                      const Standing &standing)
{
    const ParameterSet &parameters = job.point.workloadParameters;
    const auto formula = [&](const catalog::Expression &expression) {
        return expression.evaluate(parameters).value_or(0);
    };
    measure::Plan plan;
    plan.scenario = job.point.scenario;
    plan.stopRule = job.point.stopRule;
    plan.seed = job.runSeed;
    plan.itemsPerQuery = std::max(1.0, formula(prepared.manifest.item.perQuery));
    plan.operationsPerQuery = formula(prepared.manifest.operations);
    plan.bytesPerQuery = formula(prepared.manifest.minimalBytes);
    if (standing.boundary != Boundary::InMemory)
        plan.linkBytesPerQuery = static_cast<double>(session.linkBytesPerQuery());
    plan.inputBytesPerQuery = static_cast<double>(session.bytesPerQuery(catalog::TensorRole::Input));
    plan.outputBytesPerQuery = static_cast<double>(session.bytesPerQuery(catalog::TensorRole::Output));
    plan.streaming = prepared.manifest.item.streaming;
    plan.evidence = standing.evidence;
    plan.boundary = standing.boundary;
    plan.virtualTimes = standing.virtualTimes;
    plan.sysfsRoot = job.sysfsRoot;
    return plan;
}

double secondsSince(std::int64_t start)
{
    return 1e-9 * static_cast<double>(nowNanoseconds() - start);
}

/// Opens the session and answers the first query: the cold start, each part timed once.
RunResult<std::unique_ptr<DeviceSession>> coldStart(const Job &job, const PreparedWorkload &prepared,
                                                    const plugin::LoadedPlugin &loaded, std::uint32_t slots,
                                                    measure::ColdTimes &times)
{
    const std::int64_t openStart = nowNanoseconds();
    auto session = DeviceSession::open(loaded, prepared.manifest, job.point, job.point.target.device,
                                       prepared.inputs.sets, slots, job.workloadLibrary.string());
    if (!session)
        return session;
    times.open = secondsSince(openStart);
    if (!job.traceFile.empty())
        if (auto traced = (*session)->trace(job.traceFile, job.traceCycles); !traced)
            return tl::unexpected(traced.error());
    const std::int64_t queryStart = nowNanoseconds();
    if (!(*session)->query(0, 0))
        return tl::unexpected((*session)->failureOf(0));
    times.firstQuery = secondsSince(queryStart);
    const Json build = (*session)->buildInfo();
    if (build.is_object() && build.contains("build_seconds"))
        times.build = build["build_seconds"].get<double>();
    return session;
}

/// Adds device-side times of a few queries. What an emulator tells of itself is measured already.
RunResult<void> profile(const Job &job, const plugin::Device &device, DeviceSession &session,
                        std::vector<DeviceTimeSample> &samples)
{
    if (device.emulated)
        return {};
    auto more = session.sampleDeviceTime(kDeviceTimeQueries, job.point.stopRule.quick ? 0.05 : 0.5);
    if (!more)
        return tl::unexpected(more.error());
    samples.insert(samples.end(), more->begin(), more->end());
    return {};
}

RunResult<Observation> measureSession(const Job &job, const PreparedWorkload &prepared, const plugin::Device &device,
                                      DeviceSession &session, const measure::ColdTimes &cold,
                                      const measure::Calibration &calibration, const JobListener &listener,
                                      const std::stop_token &stop)
{
    const ParameterSet &parameters = job.point.workloadParameters;
    listener.phase("verify");
    auto before = verify(session, prepared, parameters);
    if (!before)
        return tl::unexpected(before.error());
    if (!before->matches)
        return failedAs(Cause::InvalidResult, before->text);

    auto system = device.emulated ? session.emulatedSystem() : session.systemUnderTest();
    if (!system)
        return tl::unexpected(system.error());
    std::vector<DeviceTimeSample> deviceTimes;
    if (auto profiled = profile(job, device, session, deviceTimes); !profiled)
        return tl::unexpected(profiled.error());

    auto standing = standingOf(session, device);
    if (!standing)
        return tl::unexpected(standing.error());
    measure::Plan plan = planFor(job, prepared, session, *standing);
    plan.calibration = calibration;
    listener.phase("measure");
    auto observation = measure::measure(*system, plan, *listener.progress, stop);
    if (!observation && observation.error().code == ErrorCode::Failed && !measure::timedOut(observation.error()))
        return tl::unexpected(session.anyFailure());
    if (!observation)
        return tl::unexpected(toRunFailure(observation.error()));

    listener.phase("verify again");
    auto after = verify(session, prepared, parameters);
    if (!after)
        return tl::unexpected(after.error());
    if (!after->matches)
        return failedAs(Cause::InvalidResult, "right before measuring, wrong after it: " + after->text);
    observation->checked = !prepared.inputs.outputs.empty();
    if (observation->checked) {
        after->maxError = std::max(before->maxError.value_or(0), after->maxError.value_or(0));
        measure::addOutputCheck(*observation, *after);
    }
    if (auto profiled = profile(job, device, session, deviceTimes); !profiled)
        return tl::unexpected(profiled.error());
    observation->details["device_time"] = deviceTimeRecord(deviceTimes);
    const measure::ColdTimes none; // the emulator's start says nothing about the device's
    measure::addCold(*observation, device.emulated ? none : cold, standing->evidence, standing->boundary);
    if (standing->provenance)
        addProvenance(*observation, *standing->provenance, standing->virtualTimes, standing->boundary);
    return std::move(*observation);
}

} // namespace

RunResult<Observation> executeJob(const Job &job, const JobListener &listener, const std::stop_token &stop)
{
    listener.phase("prepare");
    auto prepared = prepare(job);
    if (!prepared)
        return tl::unexpected(prepared.error());
    measure::Calibration calibration; // of this machine's clock and timers: nothing to virtual time
    if (!job.emulated) {
        listener.phase("calibrate");
        calibration = measure::calibrate(job.point.stopRule.quick);
    }

    listener.phase("open");
    const auto manifest = plugin::readPluginManifest(job.pluginManifest);
    if (!manifest)
        return failedAs(Cause::NotSupported, manifest.error().text());
    auto loaded = loadBackend(*manifest);
    if (!loaded)
        return tl::unexpected(toRunFailure(loaded.error()));
    auto device = findDevice(*loaded, job.point.target.device);
    if (!device)
        return tl::unexpected(device.error());
    listener.device(*device);
    auto slots = slotsFor(job.point.scenario, *device);
    if (!slots)
        return tl::unexpected(slots.error());

    measure::ColdTimes cold;
    auto session = coldStart(job, *prepared, *loaded, *slots, cold);
    if (!session)
        return tl::unexpected(session.error());
    auto observation = measureSession(job, *prepared, *device, **session, cold, calibration, listener, stop);
    if (!observation) {
        // a query may still be running on another thread: the process ends without closing the session
        if (observation.error().cause == Cause::TimedOut)
            static_cast<void>(session->release());
        return observation;
    }
    observation->details["build"] = (*session)->buildInfo();
    observation->details["device"] = device->toJson();
    observation->details["slots"] = *slots;
    observation->details["input_sets"] = (*session)->inputSets();
    if (!job.emulated)
        observation->details["calibration"] = calibration.toJson();
    session->reset();
    loaded->shutdown();
    return observation;
}

} // namespace assay::run
