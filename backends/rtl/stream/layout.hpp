#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/base/json.hpp"
#include "core/base/result.hpp"
#include "plugins/abi/assay_plugin.h"

namespace assay::rtl {

/// Packets of a stream: their bytes one after the other, and how long each is.
struct Packets {
    struct Packet {
        std::uint64_t bytes = 0;
        std::uint32_t user = 0; ///< tuser
    };
    std::vector<std::uint8_t> bytes;
    std::vector<Packet> packets;
};

/// How tensors become packets and packets tensors, as the manifest's [implementation.options] says (the format is in
/// backends/rtl/README.md, "Streams"). Made once at open(); packing allocates nothing once the buffers have grown.
class Layout {
public:
    /// `options` is the evaluated JSON; `tensors` all tensors of the session. Checks names, sizes and that every input
    /// and every resident tensor is sent, every output received; errors name the group and the reason.
    [[nodiscard]] static Result<Layout> read(const Json &options, std::span<const assay_tensor> tensors);

    /// Resident tensors and constants, before the first query; may be empty.
    [[nodiscard]] Packets configuration(std::span<const assay_tensor> tensors) const;
    /// One query's packets from its inputs (in manifest order, with data).
    void packQuery(std::span<const assay_tensor> inputs, Packets &packets) const;
    /// The packets one query gives back, in order, without content.
    [[nodiscard]] const std::vector<Packets::Packet> &expectedOutput() const { return m_expected; }
    [[nodiscard]] std::uint64_t outputBytes() const;
    /// Writes the bytes of all output packets into the outputs (in manifest order).
    void unpackQuery(std::span<const std::uint8_t> bytes, std::span<const assay_tensor> outputs) const;

private:
    std::vector<Packets::Packet> m_expected;
};

} // namespace assay::rtl
