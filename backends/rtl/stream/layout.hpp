#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "backends/rtl/stream/piece.hpp"
#include "core/base/json.hpp"
#include "core/base/result.hpp"
#include "plugins/abi/assay_plugin.h"

namespace assay::rtl {

/// Packets of a stream: their bytes one after the other, and how long each is.
struct Packets {
    struct Packet {
        std::uint64_t bytes = 0;
        std::uint32_t user = 0; ///< tuser
        friend bool operator==(const Packet &, const Packet &) = default;
    };
    std::vector<std::uint8_t> bytes;
    std::vector<Packet> packets;
};

/// How tensors become packets and packets tensors, as the manifest's [implementation.options] says (the format is in
/// backends/rtl/README.md, "Streams"). Made once at open(); packing allocates nothing once the buffers have grown.
class Layout {
public:
    /// `options` is the evaluated JSON; `tensors` all tensors of the session. Checks names, sizes and that every input
    /// and every resident tensor is sent, every output received once. Errors (InvalidInput) name the group and the
    /// reason: "input[1]: unknown tensor 'y0'. Did you mean 'y'?"
    [[nodiscard]] static Result<Layout> read(const Json &options, std::span<const assay_tensor> tensors);

    /// Resident tensors and constants, before the first query; may be empty. `tensors` as given to read().
    [[nodiscard]] Packets configuration(std::span<const assay_tensor> tensors) const;
    /// One query's packets from its inputs (in manifest order, with data).
    void packQuery(std::span<const assay_tensor> inputs, Packets &packets) const;
    /// The packets one query gives back, in order, without content.
    [[nodiscard]] const std::vector<Packets::Packet> &expectedOutput() const { return m_output.packets; }
    [[nodiscard]] std::uint64_t outputBytes() const { return m_output.bytes; }
    /// Writes the bytes of all output packets into the outputs (in manifest order).
    void unpackQuery(std::span<const std::uint8_t> bytes, std::span<const assay_tensor> outputs) const;

private:
    /// One of the three streams. Its pieces number the tensors as the caller passes them.
    struct Stream {
        std::vector<Piece> pieces;
        std::vector<Packets::Packet> packets;
        std::uint64_t bytes = 0;

        void pack(std::span<const assay_tensor> tensors, Packets &into) const;
    };
    [[nodiscard]] static Result<Stream> readStream(const Json &options, const char *name, std::uint32_t role,
                                                   std::span<const assay_tensor> tensors);

    Stream m_configuration, m_input, m_output;
};

} // namespace assay::rtl
