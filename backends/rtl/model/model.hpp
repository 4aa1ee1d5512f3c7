#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "backends/rtl/stream/layout.hpp"
#include "core/base/result.hpp"
#include "resources/rtl/assay_rtl_model.h"

namespace assay::rtl {

/// One simulated core: a loaded model library and an instance of it. One thread at a time; any number of models of one
/// library may run at the same time.
class Model {
public:
    /// Opens the library, checks its ABI and makes an instance, which is in reset. A library stays loaded until the
    /// process ends, and is known by its path: another content needs another name.
    [[nodiscard]] static Result<std::unique_ptr<Model>> load(const std::filesystem::path &library);
    Model(const Model &) = delete;
    Model &operator=(const Model &) = delete;
    ~Model();

    struct Run {
        std::uint64_t cycles = 0;     ///< first input beat accepted … last output beat given, both counted
        std::uint64_t lastInput = 0;  ///< cycle in which the last input beat was accepted; 0 is the run's first
        std::uint64_t lastOutput = 0; ///< the same of the last output beat
    };
    /// Random pauses of both ports, in 1/65536 of the clocks; for the self-test.
    struct Pauses {
        std::uint64_t seed = 0;
        std::uint32_t input = 0, output = 0;
    };
    /// Feeds `input`, collects `expected`; `output` has room for its bytes. Packets of another length or tuser than
    /// expected, further ones within kDrainCycles, and what breaks the AXI4-Stream rules are errors (ErrorCode::Failed)
    /// that say what the core did. A core that gives no tlast or stops ends with "timed out after N cycles: M of K
    /// output packets had come"; lastRunTimedOut() tells that from others. After an error reset() before going on.
    [[nodiscard]] Result<Run> run(const Packets &input, std::span<const Packets::Packet> expected,
                                  std::span<std::uint8_t> output, std::uint64_t cycleLimit, Pauses pauses);
    [[nodiscard]] Result<Run> run(const Packets &input, std::span<const Packets::Packet> expected,
                                  std::span<std::uint8_t> output, std::uint64_t cycleLimit)
    {
        return run(input, expected, output, cycleLimit, Pauses{});
    }
    static constexpr std::uint64_t kDrainCycles = 32; ///< idle clocks after each run, which do not count
    /// Aligned on a reset: memories keep what they hold.
    void reset();
    [[nodiscard]] bool lastRunTimedOut() const { return m_timedOut; }
    [[nodiscard]] const assay_rtl_api &api() const { return *m_api; }
    /// Writes the next `cycles` clocks to a VCD file; needs a model built for it.
    [[nodiscard]] Status trace(const std::filesystem::path &file, std::uint64_t cycles);

private:
    Model(const assay_rtl_api *api, assay_rtl_model *model) : m_api(api), m_model(model) {}
    [[nodiscard]] Status explain(assay_rtl_status status, const assay_rtl_run &run) const;
    [[nodiscard]] Status compare(std::span<const Packets::Packet> expected) const;

    const assay_rtl_api *m_api = nullptr;
    assay_rtl_model *m_model = nullptr;
    bool m_timedOut = false;
    std::vector<assay_rtl_packet> m_input, m_output; ///< kept from run to run: no allocation in a measured query
};

} // namespace assay::rtl
