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

/// One simulated core: a loaded model library and an instance of it. One thread at a time.
class Model {
public:
    /// Opens the library, checks its ABI and makes an instance, which is in reset.
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
    /// Feeds `input`, collects `expected`; `output` has room for its bytes. A core that gives no tlast or stops ends
    /// with ErrorCode::Failed, "timed out after N cycles: …", and what had passed; timedOut() tells that from others.
    [[nodiscard]] Result<Run> run(const Packets &input, std::span<const Packets::Packet> expected,
                                  std::span<std::uint8_t> output, std::uint64_t cycleLimit, Pauses pauses = {});
    /// Aligned on a reset: memories keep what they hold.
    void reset();
    [[nodiscard]] bool lastRunTimedOut() const { return m_timedOut; }
    [[nodiscard]] const assay_rtl_api &api() const { return *m_api; }
    /// Writes the next `cycles` clocks to a VCD file; needs a model built for it.
    [[nodiscard]] Status trace(const std::filesystem::path &file, std::uint64_t cycles);

private:
    Model() = default;
    const assay_rtl_api *m_api = nullptr;
    assay_rtl_model *m_model = nullptr;
    bool m_timedOut = false;
};

} // namespace assay::rtl
