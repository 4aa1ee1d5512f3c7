#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "backends/rtl/model/model.hpp"
#include "backends/rtl/session/point.hpp"
#include "backends/rtl/stream/layout.hpp"

namespace assay::rtl {

/// The simulated core of a session: configured once, then a query at a time, each with a limit on its clocks.
class CoreRun {
public:
    CoreRun(std::unique_ptr<Model> model, Layout layout, Packets configuration,
            std::optional<std::uint64_t> formulaCycles);

    void pack(std::span<const assay_tensor> inputs) { m_layout.packQuery(inputs, m_input); }
    /// Simulates the packed query. Throws sdk::Failure: timed out with the clocks and what had come, or what the core
    /// did against the convention.
    void execute();
    void unpack(std::span<const assay_tensor> outputs) const { m_layout.unpackQuery(m_output, outputs); }

    /// Of the last query.
    [[nodiscard]] const Model::Run &last() const { return m_last; }
    [[nodiscard]] QueryWork work() const { return {m_last.cycles, m_input.bytes.size(), m_output.size()}; }
    /// What the first query was also used for: it was run again with random pauses of both ports, which must not change
    /// a byte. Empty before it.
    [[nodiscard]] const std::string &selfTest() const { return m_selfTest; }
    /// Whether every query so far took the clocks of the manifest's formula; absent without one or without a query.
    [[nodiscard]] std::optional<bool> formulaHolds() const { return m_formulaHolds; }

    [[nodiscard]] const Packets &configuration() const { return m_configuration; }
    [[nodiscard]] const Packets &input() const { return m_input; }
    [[nodiscard]] const std::vector<std::uint8_t> &output() const { return m_output; }
    [[nodiscard]] Model &model() { return *m_model; }

private:
    Model::Run simulate(std::span<std::uint8_t> output, Model::Pauses pauses);
    void configure();
    void testWithPauses();
    [[nodiscard]] std::uint64_t cycleLimit() const;

    std::unique_ptr<Model> m_model;
    Layout m_layout;
    Packets m_configuration, m_input;
    std::vector<std::uint8_t> m_output;
    std::optional<std::uint64_t> m_formulaCycles;
    Model::Run m_last;
    std::string m_selfTest;
    std::optional<bool> m_formulaHolds;
};

} // namespace assay::rtl
