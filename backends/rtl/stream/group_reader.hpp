#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "backends/rtl/stream/piece.hpp"
#include "core/base/json.hpp"
#include "core/base/result.hpp"

namespace assay::rtl {

/// One group of a stream, read from the manifest.
struct Group {
    std::vector<Piece> pieces;
    std::uint64_t packets = 1;
    std::uint32_t user = 0;
    std::uint64_t bytes = 0; ///< of all packets together; a multiple of `packets`
};

/// Reads the groups of one stream and notes which part of each tensor they take.
class GroupReader {
public:
    /// `name` is "configuration", "input" or "output"; `role` the role of its tensors. Pieces number the tensors of
    /// `tensors` that have this role, or all of them for a configuration.
    GroupReader(const char *name, std::uint32_t role, std::span<const assay_tensor> tensors);

    [[nodiscard]] Result<Group> read(const Json &table);
    /// After the last group: every tensor of the role taken whole; those of an output once.
    [[nodiscard]] Status checkCoverage() const;

private:
    using Range = std::pair<std::uint64_t, std::uint64_t>; ///< bytes of a tensor: begin, end
    struct Known {
        const assay_tensor *tensor = nullptr;
        std::size_t number = 0;
        std::vector<Range> taken;
    };

    [[nodiscard]] Status readPieces(const Json &table, std::vector<Piece> &pieces);
    [[nodiscard]] Status readParts(const Json &parts, std::vector<Piece> &pieces);
    [[nodiscard]] Status readTensorPieces(const Json &table, std::vector<Piece> &pieces);
    [[nodiscard]] Result<std::vector<Known *>> readTensors(const Json &table);
    [[nodiscard]] Result<Known *> findTensor(const std::string &name);
    [[nodiscard]] Result<Piece> readConstant(const Json &table) const;
    [[nodiscard]] Result<Piece> readZip(const std::vector<Known *> &chosen) const;
    [[nodiscard]] Result<Piece> readBits(const Json &table, const Known &known) const;
    [[nodiscard]] Result<Piece> readBlock(const Json &table, Known &known) const;
    [[nodiscard]] Status checkTaken(const Known &known) const;

    std::string m_name;
    std::uint32_t m_role;
    std::span<const assay_tensor> m_all;
    std::vector<Known> m_known;
};

} // namespace assay::rtl
