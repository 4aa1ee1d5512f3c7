#include "backends/rtl/session/session.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "backends/rtl/session/chip_power.hpp"
#include "backends/rtl/session/provenance.hpp"

namespace assay::rtl {
namespace {

std::uint64_t nanoseconds(double seconds)
{
    return static_cast<std::uint64_t>(std::llround(seconds * 1e9));
}

} // namespace

Session::Session(const Surroundings &surroundings, const sdk::Config &config)
    : m_surroundings(surroundings), m_point(readPoint(config, surroundings.shared)),
      m_hardware(findHardware(m_point, surroundings.synthesis(), surroundings.shared))
{
    m_names.reserve(config.tensors().size());
    for (assay_tensor tensor : config.tensors()) {
        tensor.name = m_names.emplace_back(tensor.name).c_str();
        m_tensors.push_back(tensor);
    }
    openCore(ModelStore::Tracing::No);
}

void Session::openCore(ModelStore::Tracing tracing)
{
    auto layout = Layout::read(m_point.options, m_tensors);
    if (!layout)
        throw sdk::Failure(ASSAY_INVALID_ARGUMENT, layout.error().text());
    auto library = m_surroundings.models().get(m_point.design, tracing);
    if (!library)
        throw sdk::Failure(library.error().code == ErrorCode::Unsupported ? ASSAY_UNSUPPORTED : ASSAY_BUILD_FAILED,
                           library.error().text());
    m_library = std::move(*library);
    for (const std::string &warning : m_library.warnings)
        m_log += warning + "\n";
    auto model = Model::load(m_library.file);
    if (!model)
        throw sdk::Failure(ASSAY_BUILD_FAILED, model.error().text());
    Packets configuration = layout->configuration(m_tensors);
    m_core = std::make_unique<CoreRun>(std::move(*model), std::move(*layout), std::move(configuration),
                                       m_point.formulaCycles);
}

void Session::upload(uint32_t, Inputs inputs)
{
    m_core->pack(inputs);
}

void Session::execute(uint32_t)
{
    m_core->execute();
    if (m_powerTried)
        return;
    m_powerTried = true;
    m_power =
        chipPower(m_point, m_hardware, *m_core, m_surroundings.synthesis(), ArtifactCache(m_surroundings.cache), m_log);
}

void Session::download(uint32_t, Outputs outputs)
{
    m_core->unpack(outputs);
}

void Session::deviceTime(uint32_t, assay_device_phases &phases)
{
    const QueryTime time = queryTime(m_core->work(), m_hardware.clock, m_point.deployment, m_point.board);
    const auto set = [&](uint32_t phase, double seconds) {
        phases.mask |= 1U << phase;
        phases.duration_ns[phase] = nanoseconds(seconds);
    };
    set(ASSAY_PHASE_EXECUTE, time.execute);
    if (m_point.deployment == Deployment::Card) {
        set(ASSAY_PHASE_UPLOAD, time.upload);
        set(ASSAY_PHASE_DOWNLOAD, time.download);
    }
    phases.cycles = m_core->last().cycles;
    phases.clock_hz = m_hardware.clock.hertz;
}

void Session::timeRange(double &low, double &high)
{
    const auto total = [&](End end) {
        return queryTime(m_core->work(), m_hardware.clock, m_point.deployment, m_point.board, end).total();
    };
    low = total(End::Low) / total(End::Typical);
    high = total(End::High) / total(End::Typical);
}

void Session::buildInfo(assay_build_info &info)
{
    const auto &synthesis = m_hardware.synthesis;
    m_tools = m_library.tools;
    if (synthesis) {
        info.lut = synthesis->resources.lut.value_or(-1);
        info.ff = synthesis->resources.ff.value_or(-1);
        info.dsp = synthesis->resources.dsp.value_or(-1);
        info.bram = synthesis->resources.bram.value_or(-1);
        m_tools += (m_tools.empty() ? "" : "; ") + synthesis->tool;
    }
    if (m_hardware.routed)
        m_tools += "; " + m_hardware.routed->tool;
    info.fmax_hz = m_hardware.clock.fmaxHertz.value_or(-1);
    info.from_cache = m_library.origin == ModelStore::Library::Origin::Compiled ? 0 : 1;
    info.build_seconds = m_library.buildSeconds;
    info.tool = m_tools.c_str();
    info.log = m_log.c_str();
}

std::string Session::provenance()
{
    return rtl::provenance(m_point, m_hardware, m_library, *m_core, m_power).dump();
}

void Session::trace(const std::string &file, uint64_t cycles)
{
    openCore(ModelStore::Tracing::Yes);
    if (auto started = m_core->model().trace(file, cycles); !started)
        throw sdk::Failure(ASSAY_INVALID_ARGUMENT, started.error().text());
}

} // namespace assay::rtl
