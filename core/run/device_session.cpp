#include "core/run/device_session.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/base/clock.hpp"
#include "core/run/session_config.hpp"

namespace assay::run {
namespace {

using catalog::Tensor;
using catalog::TensorRole;
using measure::Cause;

DeviceSession &of(void *context)
{
    return *static_cast<DeviceSession *>(context);
}

tl::unexpected<RunFailure> failed(const assay_error &error)
{
    return tl::unexpected(toRunFailure(error));
}

assay_error noError()
{
    return {sizeof(assay_error), ASSAY_OK, {}};
}

/// A tail call of the plugin's table exists only if its struct covers it.
bool hasBindOutputs(const assay_plugin &table)
{
    return ASSAY_HAS_FIELD(&table, bind_outputs) && table.bind_outputs != nullptr;
}

} // namespace

RunFailure toRunFailure(const assay_error &error)
{
    const std::string text = error.text[0] != '\0' ? error.text : "the backend gave no reason";
    switch (error.status) {
    case ASSAY_UNSUPPORTED:
    case ASSAY_INVALID_ARGUMENT:
        return {Cause::NotSupported, text};
    case ASSAY_BUILD_FAILED:
        return {Cause::BuildFailed, text};
    case ASSAY_DOES_NOT_FIT:
        return {Cause::DoesNotFit, text};
    case ASSAY_DEVICE_LOST:
        return {Cause::DeviceLost, text};
    case ASSAY_OUT_OF_MEMORY:
        return {Cause::OutOfMemory, text};
    case ASSAY_TIMED_OUT:
        return {Cause::TimedOut, text};
    default:
        return {Cause::DeviceError, text};
    }
}

RunResult<std::unique_ptr<DeviceSession>>
DeviceSession::open(const plugin::LoadedPlugin &plugin, const catalog::Workload &workload,
                    const study::DesignPoint &point, const std::string &deviceId, std::vector<std::vector<Tensor>> sets,
                    std::uint32_t slots, const std::string &nativeLibrary)
{
    std::unique_ptr<DeviceSession> session(new DeviceSession(plugin.table()));
    session->m_sets = std::move(sets);
    for (const auto &set : session->m_sets) {
        auto &inputs = session->m_inputs.emplace_back();
        for (const Tensor &tensor : set)
            if (tensor.role == TensorRole::Input)
                inputs.push_back(catalog::toAbi(tensor));
    }
    RunResult<void> step = session->makeSlots(slots);
    if (step)
        step = session->openSession(plugin, workload, point, deviceId, nativeLibrary);
    if (step)
        step = session->bindOutputs();
    if (!step)
        return tl::unexpected(step.error());
    return session;
}

RunResult<void> DeviceSession::makeSlots(std::uint32_t count)
{
    for (std::uint32_t i = 0; i < count; ++i) {
        auto slot = std::make_unique<Slot>();
        for (const Tensor &tensor : m_sets.front())
            if (tensor.role == TensorRole::Output) {
                auto output = catalog::allocateTensor(tensor.name, tensor.role, tensor.dtype, tensor.shape);
                if (!output)
                    return tl::unexpected(RunFailure{Cause::OutOfMemory, output.error().text()});
                slot->tensors.push_back(std::move(*output));
            }
        for (const Tensor &tensor : slot->tensors)
            slot->outputs.push_back(catalog::toAbi(tensor));
        m_slots.push_back(std::move(slot));
    }
    return {};
}

RunResult<void> DeviceSession::openSession(const plugin::LoadedPlugin &plugin, const catalog::Workload &workload,
                                           const study::DesignPoint &point, const std::string &deviceId,
                                           const std::string &nativeLibrary)
{
    const SessionConfig config(workload, point, deviceId, m_sets.front(), static_cast<std::uint32_t>(m_slots.size()),
                               nativeLibrary, plugin.hardwareOf(deviceId));
    assay_error error = noError();
    if (m_table.open(&config.view(), &m_session, &error) != ASSAY_OK) {
        m_session = nullptr;
        return failed(error);
    }
    return {};
}

RunResult<void> DeviceSession::bindOutputs()
{
    if (!hasBindOutputs(m_table))
        return {};
    for (std::uint32_t i = 0; i < m_slots.size(); ++i) {
        assay_error error = noError();
        const auto &outputs = m_slots[i]->outputs;
        if (m_table.bind_outputs(m_session, i, outputs.data(), static_cast<std::uint32_t>(outputs.size()), &error) !=
            ASSAY_OK)
            return failed(error);
    }
    return {};
}

DeviceSession::~DeviceSession()
{
    if (m_session != nullptr)
        m_table.close(m_session);
}

bool DeviceSession::query(std::uint32_t slot, std::uint32_t set)
{
    Slot &own = *m_slots[slot];
    const auto &inputs = m_inputs[set];
    return m_table.upload(m_session, slot, inputs.data(), static_cast<std::uint32_t>(inputs.size()), &own.error) ==
               ASSAY_OK &&
           m_table.execute(m_session, slot, &own.error) == ASSAY_OK &&
           m_table.download(m_session, slot, own.outputs.data(), static_cast<std::uint32_t>(own.outputs.size()),
                            &own.error) == ASSAY_OK;
}

measure::SystemUnderTest DeviceSession::systemUnderTest()
{
    measure::SystemUnderTest sut;
    sut.context = this;
    sut.slots = static_cast<std::uint32_t>(m_slots.size());
    sut.inputSets = inputSets();
    sut.query = [](void *context, std::uint32_t slot, std::uint32_t set) { return of(context).query(slot, set); };
    sut.phaseMask = 0;
    for (const auto phase : {measure::Phase::Upload, measure::Phase::Execute, measure::Phase::Download})
        sut.phaseMask |= 1U << static_cast<unsigned>(phase);
    sut.queryPhases = [](void *context, std::uint32_t slot, std::uint32_t set,
                         std::uint64_t phases[measure::kPhaseCount]) {
        DeviceSession &self = of(context);
        Slot &own = *self.m_slots[slot];
        const auto &inputs = self.m_inputs[set];
        const std::int64_t start = nowNanoseconds();
        bool good = self.m_table.upload(self.m_session, slot, inputs.data(), static_cast<std::uint32_t>(inputs.size()),
                                        &own.error) == ASSAY_OK;
        const std::int64_t uploaded = nowNanoseconds();
        good = good && self.m_table.execute(self.m_session, slot, &own.error) == ASSAY_OK;
        const std::int64_t executed = nowNanoseconds();
        good = good && self.m_table.download(self.m_session, slot, own.outputs.data(),
                                             static_cast<std::uint32_t>(own.outputs.size()), &own.error) == ASSAY_OK;
        const std::int64_t done = nowNanoseconds();
        phases[static_cast<std::size_t>(measure::Phase::Upload)] = static_cast<std::uint64_t>(uploaded - start);
        phases[static_cast<std::size_t>(measure::Phase::Execute)] = static_cast<std::uint64_t>(executed - uploaded);
        phases[static_cast<std::size_t>(measure::Phase::Download)] = static_cast<std::uint64_t>(done - executed);
        return good;
    };
    if (m_table.submit != nullptr && m_table.wait != nullptr) {
        sut.submit = [](void *context, std::uint32_t slot, std::uint32_t set) {
            DeviceSession &self = of(context);
            Slot &own = *self.m_slots[slot];
            const auto &inputs = self.m_inputs[set];
            return self.m_table.submit(self.m_session, slot, inputs.data(), static_cast<std::uint32_t>(inputs.size()),
                                       own.outputs.data(), static_cast<std::uint32_t>(own.outputs.size()),
                                       &own.error) == ASSAY_OK;
        };
        sut.wait = [](void *context, std::uint32_t slot) {
            DeviceSession &self = of(context);
            return self.m_table.wait(self.m_session, slot, &self.m_slots[slot]->error) == ASSAY_OK;
        };
    }
    return sut;
}

RunResult<measure::SystemUnderTest> DeviceSession::emulatedSystem()
{
    m_deviceTime = extension<assay_ext_device_time>(ASSAY_EXT_DEVICE_TIME);
    assay_error error = noError();
    if (m_deviceTime == nullptr)
        return tl::unexpected(RunFailure{Cause::NotSupported,
                                         "the device says it is emulated, but its backend gives no "
                                         "virtual time (assay.device-time/1)"});
    if (m_deviceTime->enable(m_session, 1, &error) != ASSAY_OK)
        return failed(error);
    measure::SystemUnderTest sut = systemUnderTest();
    sut.virtualQuery = [](void *context, std::uint32_t set, std::uint64_t phases[measure::kPhaseCount]) {
        return of(context).virtualQuery(set, phases);
    };
    return sut;
}

bool DeviceSession::virtualQuery(std::uint32_t set, std::uint64_t *phaseNanoseconds)
{
    assay_error &error = m_slots[0]->error;
    assay_device_phases phases{};
    phases.struct_size = sizeof phases;
    if (!query(0, set) || m_deviceTime->last(m_session, 0, &phases, &error) != ASSAY_OK)
        return false;
    for (std::size_t phase = 0; phase < measure::kPhaseCount; ++phase)
        phaseNanoseconds[phase] = (phases.mask >> phase & 1U) != 0 ? phases.duration_ns[phase] : 0;
    return true;
}

RunResult<std::optional<measure::Interval>> DeviceSession::virtualTimeRange()
{
    const auto *extension = this->extension<assay_ext_virtual_time>(ASSAY_EXT_VIRTUAL_TIME);
    if (extension == nullptr)
        return std::optional<measure::Interval>();
    measure::Interval range;
    assay_error error = noError();
    if (extension->range(m_session, &range.low, &range.high, &error) != ASSAY_OK)
        return failed(error);
    if (!(range.low > 0 && range.low <= 1 && range.high >= 1 && std::isfinite(range.high)))
        return tl::unexpected(
            RunFailure{Cause::DeviceError, fmt::format("the backend gave {} … {} as the range of its virtual times; it "
                                                       "must enclose 1",
                                                       range.low, range.high)});
    return std::optional(range);
}

RunFailure DeviceSession::failureOf(std::uint32_t slot) const
{
    return toRunFailure(m_slots[slot]->error);
}

RunFailure DeviceSession::anyFailure() const
{
    for (const auto &slot : m_slots)
        if (slot->error.status != ASSAY_OK)
            return toRunFailure(slot->error);
    return {Cause::DeviceError, "a query failed and the backend gave no reason"};
}

std::uint64_t DeviceSession::linkBytesPerQuery() const
{
    return bytesPerQuery(TensorRole::Input) + bytesPerQuery(TensorRole::Output);
}

std::uint64_t DeviceSession::bytesPerQuery(TensorRole role) const
{
    std::uint64_t bytes = 0;
    for (const Tensor &tensor : m_sets.front())
        if (tensor.role == role)
            bytes += tensor.bytes();
    return bytes;
}

RunResult<std::vector<DeviceTimeSample>> DeviceSession::sampleDeviceTime(unsigned queries, double seconds)
{
    const auto *extension = this->extension<assay_ext_device_time>(ASSAY_EXT_DEVICE_TIME);
    std::vector<DeviceTimeSample> samples;
    if (extension == nullptr)
        return samples;
    assay_error error = noError();
    if (extension->enable(m_session, 1, &error) != ASSAY_OK)
        return samples; // profiling is an extra: without it the host's stamps stand
    const std::int64_t end = nowNanoseconds() + static_cast<std::int64_t>(seconds * 1e9);
    for (unsigned i = 0; i < queries && (i == 0 || nowNanoseconds() < end); ++i) {
        DeviceTimeSample sample;
        sample.hostBefore = nowNanoseconds();
        if (!query(0, i % inputSets()))
            return tl::unexpected(failureOf(0));
        sample.hostAfter = nowNanoseconds();
        sample.phases.struct_size = sizeof sample.phases;
        if (extension->last(m_session, 0, &sample.phases, &error) != ASSAY_OK)
            break;
        samples.push_back(sample);
    }
    if (extension->enable(m_session, 0, &error) != ASSAY_OK)
        return failed(error);
    return samples;
}

RunResult<std::optional<Provenance>> DeviceSession::provenance()
{
    const auto *extension = this->extension<assay_ext_provenance>(ASSAY_EXT_PROVENANCE);
    if (extension == nullptr)
        return std::optional<Provenance>();
    const char *text = nullptr;
    assay_error error = noError();
    if (extension->describe(m_session, &text, &error) != ASSAY_OK)
        return failed(error);
    auto provenance = Provenance::read(text != nullptr ? text : "");
    if (!provenance)
        return tl::unexpected(RunFailure{Cause::DeviceError, provenance.error().text()});
    return std::optional(std::move(*provenance));
}

RunResult<void> DeviceSession::trace(const std::string &file, std::uint64_t cycles)
{
    const auto *extension = this->extension<assay_ext_trace>(ASSAY_EXT_TRACE);
    if (extension == nullptr)
        return tl::unexpected(RunFailure{Cause::NotSupported, "this backend writes no waveforms (assay.trace/1)"});
    assay_error error = noError();
    if (extension->start(m_session, file.c_str(), cycles, &error) != ASSAY_OK)
        return failed(error);
    return {};
}

Json DeviceSession::buildInfo() const
{
    const auto *extension = this->extension<assay_ext_build>(ASSAY_EXT_BUILD);
    if (extension == nullptr)
        return nullptr;
    assay_build_info info{};
    info.struct_size = sizeof info;
    assay_error error = noError();
    if (extension->info(m_session, &info, &error) != ASSAY_OK)
        return nullptr;
    Json json = Json::object();
    if (info.tool != nullptr)
        json["tool"] = info.tool;
    if (info.log != nullptr && *info.log != '\0')
        json["log"] = std::string(info.log).substr(0, 16384);
    if (info.build_seconds >= 0)
        json["build_seconds"] = info.build_seconds;
    if (info.from_cache >= 0)
        json["from_cache"] = info.from_cache == 1;
    if (info.fmax_hz > 0)
        json["fmax_hz"] = info.fmax_hz;
    for (const auto &[name, count] :
         {std::pair{"lut", info.lut}, {"ff", info.ff}, {"dsp", info.dsp}, {"bram", info.bram}})
        if (count >= 0)
            json[name] = count;
    return json;
}

} // namespace assay::run
