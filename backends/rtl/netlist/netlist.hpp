#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.hpp"

namespace assay::rtl {

/// A mapped, flat netlist as Yosys's write_json gives it.
struct Netlist {
    static constexpr std::int32_t kConstant0 = -1, kConstant1 = -2, kOpen = -3;
    struct Pin {
        std::string port;
        std::vector<std::int32_t> nets; ///< lowest bit first; kConstant… or a net's number; "x" and "z" are kOpen
        bool output = false;
    };
    struct Cell {
        std::string name, type; ///< "SB_LUT4", "FDRE" …
        std::vector<Pin> pins;
        std::vector<std::pair<std::string, std::string>> parameters; ///< as Yosys writes them (bits as text)
        [[nodiscard]] const Pin *pin(std::string_view port) const;
        /// The pin's lowest bit; kOpen where the cell has no such pin.
        [[nodiscard]] std::int32_t net(std::string_view port) const;
        /// "" where it is not set: the cell's default holds.
        [[nodiscard]] const std::string &parameter(std::string_view name) const;
    };
    std::string top;
    std::vector<Cell> cells;
    std::vector<Pin> inputs, outputs;  ///< ports of the top module; `output` tells which
    std::int32_t nets = 0;             ///< nets are numbered 0 … nets − 1
    std::vector<std::string> netNames; ///< of each net the shortest name of the design: "sum[3]"

    [[nodiscard]] const Pin *port(std::string_view name) const;

    /// Errors: Io; InvalidInput where it is no netlist of Yosys, lacks the module `top` or is not flat and mapped.
    [[nodiscard]] static Result<Netlist> read(const std::filesystem::path &yosysJson, const std::string &top);
    [[nodiscard]] static Result<Netlist> parse(std::string_view yosysJson, const std::string &top);
};

} // namespace assay::rtl
