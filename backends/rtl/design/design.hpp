#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace assay::rtl {

/// One core with its parameters set: what can be simulated and synthesised.
struct Design {
    std::filesystem::path kernel;                     ///< the workload's Verilog file
    std::string top;                                  ///< its top module
    std::map<std::string, std::int64_t> parameters;   ///< Verilog parameters by name
    std::vector<std::filesystem::path> sharedModules; ///< the files of resources/rtl that it uses, directly or not
    std::vector<std::filesystem::path> included;      ///< files beside the kernel that it names (`include, $readmemh)

    /// "LANES=8 WBITS=3", by name.
    [[nodiscard]] std::string parameterText() const;
    /// "quantized_matvec LANES=8 WBITS=3".
    [[nodiscard]] std::string describe() const;
};

/// Finds the shared modules: a file assay_NAME.v of `sharedFolder` is used when the word assay_NAME stands in the
/// kernel or in another used file, outside comments. Fails when a file cannot be read.
[[nodiscard]] Result<Design> makeDesign(const std::filesystem::path &kernel, const std::string &top,
                                        std::map<std::string, std::int64_t> parameters,
                                        const std::filesystem::path &sharedFolder);

/// SHA-256 over contents of kernel, shared modules and included files, top and parameters; not their places. Equal for
/// equal hardware.
[[nodiscard]] Result<std::string> contentKey(const Design &design);

} // namespace assay::rtl
