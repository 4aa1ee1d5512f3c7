#include "backends/rtl/session/core_run.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace assay::rtl {
namespace {

constexpr std::uint64_t kSelfTestClocks = 2'000'000; ///< longer queries would make a run wait for seconds
constexpr std::uint64_t kLeastLimit = 2'000'000;
constexpr std::uint64_t kClocksPerBeat = 1000; ///< a core that needs more for each beat must give a formula

std::uint64_t beats(std::uint64_t bytes, std::uint32_t beatBytes)
{
    return (bytes + beatBytes - 1) / std::max<std::uint32_t>(beatBytes, 1);
}

} // namespace

CoreRun::CoreRun(std::unique_ptr<Model> model, Layout layout, Packets configuration,
                 std::optional<std::uint64_t> formulaCycles)
    : m_model(std::move(model)), m_layout(std::move(layout)), m_configuration(std::move(configuration)),
      m_output(m_layout.outputBytes()), m_formulaCycles(formulaCycles)
{
    configure();
}

std::uint64_t CoreRun::cycleLimit() const
{
    const assay_rtl_api &api = m_model->api();
    if (m_formulaCycles)
        return kLeastLimit + 16 * *m_formulaCycles;
    return kLeastLimit + kClocksPerBeat * (beats(m_input.bytes.size(), api.input_bytes) + m_input.packets.size() +
                                           beats(m_output.size(), api.output_bytes) + m_layout.expectedOutput().size());
}

void CoreRun::configure()
{
    if (m_configuration.packets.empty())
        return;
    const std::uint64_t limit =
        kLeastLimit + kClocksPerBeat * (beats(m_configuration.bytes.size(), m_model->api().input_bytes) +
                                        m_configuration.packets.size());
    if (auto run = m_model->run(m_configuration, {}, {}, limit); !run)
        throw sdk::Failure(m_model->lastRunTimedOut() ? ASSAY_TIMED_OUT : ASSAY_DEVICE_ERROR,
                           "configuration: " + run.error().text());
}

Model::Run CoreRun::simulate(std::span<std::uint8_t> output, Model::Pauses pauses)
{
    auto run = m_model->run(m_input, m_layout.expectedOutput(), output, cycleLimit(), pauses);
    if (!run)
        throw sdk::Failure(m_model->lastRunTimedOut() ? ASSAY_TIMED_OUT : ASSAY_DEVICE_ERROR, run.error().text());
    return *run;
}

void CoreRun::execute()
{
    m_last = simulate(m_output, {});
    if (m_formulaCycles)
        m_formulaHolds = m_formulaHolds.value_or(true) && m_last.cycles == *m_formulaCycles;
    if (m_selfTest.empty())
        testWithPauses();
}

void CoreRun::testWithPauses()
{
    if (m_last.cycles > kSelfTestClocks) {
        m_selfTest = fmt::format("left out: a query of {} clocks is too long for it", m_last.cycles);
        return;
    }
    constexpr Model::Pauses kPauses{1, 16384, 16384}; // a quarter of the clocks, each port by itself
    std::vector<std::uint8_t> again(m_output.size());
    simulate(again, kPauses);
    if (again != m_output)
        throw sdk::Failure(ASSAY_DEVICE_ERROR,
                           "self-test: with pauses at its ports the core computes something else; its "
                           "back-pressure (tready, tvalid) is wrong");
    m_model->reset();
    configure();
    m_selfTest = "passed: the first query again with random pauses at both ports, the same bytes";
}

} // namespace assay::rtl
