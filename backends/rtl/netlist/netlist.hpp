#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "backends/rtl/design/part.hpp"
#include "core/base/result.hpp"

namespace assay::rtl {

/// A mapped, flat netlist as Yosys's write_json gives it.
struct Netlist {
    static constexpr std::int32_t kConstant0 = -1, kConstant1 = -2, kOpen = -3;
    struct Pin {
        std::string port;
        std::vector<std::int32_t> nets; ///< lowest bit first; kConstant… or a net's number
        bool output = false;
    };
    struct Cell {
        std::string name, type; ///< "SB_LUT4", "FDRE" …
        std::vector<Pin> pins;
        std::vector<std::pair<std::string, std::string>> parameters; ///< as Yosys writes them (bits as text)
        [[nodiscard]] const Pin *pin(std::string_view port) const;
        [[nodiscard]] std::string parameter(std::string_view name) const;
    };
    std::vector<Cell> cells;
    std::vector<Pin> inputs, outputs; ///< ports of the top module; `output` tells which
    std::int32_t nets = 0;

    [[nodiscard]] static Result<Netlist> read(const std::filesystem::path &yosysJson, const std::string &top);
};

} // namespace assay::rtl
