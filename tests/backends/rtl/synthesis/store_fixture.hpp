#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "backends/rtl/design/tools.hpp"
#include "backends/rtl/synthesis/synthesis_store.hpp"
#include "tests/backends/rtl/design/scratch_folder.hpp"

namespace assay::rtl::test {

/// A tiny core that follows the stream convention: adds STEP to each byte. One flip-flop a signal.
inline constexpr const char *kAddCore = R"(`default_nettype none
module adder #(parameter STEP = 1, parameter BYTES = 1) (
    input  wire               aclk, aresetn,
    input  wire [8*BYTES-1:0] s_axis_tdata,
    input  wire [BYTES-1:0]   s_axis_tkeep,
    input  wire               s_axis_tuser, s_axis_tlast, s_axis_tvalid,
    output wire               s_axis_tready,
    output reg  [8*BYTES-1:0] m_axis_tdata,
    output reg  [BYTES-1:0]   m_axis_tkeep,
    output reg                m_axis_tuser, m_axis_tlast, m_axis_tvalid,
    input  wire               m_axis_tready
);
    assign s_axis_tready = m_axis_tready;
    integer i;
    always @(posedge aclk)
        if (!aresetn)
            m_axis_tvalid <= 0;
        else if (m_axis_tready) begin
            m_axis_tvalid <= s_axis_tvalid;
            m_axis_tuser  <= s_axis_tuser;
            m_axis_tlast  <= s_axis_tlast;
            m_axis_tkeep  <= s_axis_tkeep;
            for (i = 0; i < BYTES; i = i + 1)
                m_axis_tdata[8*i+:8] <= s_axis_tdata[8*i+:8] + STEP;
        end
endmodule
`default_nettype wire
)";

inline const Part kHx8k{Family::Ice40, "hx8k", "ct256", {.lut = 7680, .ff = 7680, .dsp = 0, .bram = 32, .cells = {}}};
inline const Part kUp5k{Family::Ice40, "up5k", "sg48", {.lut = 5280, .ff = 5280, .dsp = 8, .bram = 30, .cells = {}}};

/// PATH while the object lives.
class PathIs {
public:
    explicit PathIs(const std::string &path) : m_before(std::getenv("PATH")) { ::setenv("PATH", path.c_str(), 1); }
    PathIs(const PathIs &) = delete;
    PathIs &operator=(const PathIs &) = delete;
    ~PathIs() { ::setenv("PATH", m_before.c_str(), 1); }

private:
    std::string m_before;
};

/// A store of its own, with an empty cache and the shift registers of resources/rtl, but no results.
class StoreTest : public testing::Test {
protected:
    StoreTest()
    {
        std::filesystem::create_directories(shared());
        std::filesystem::copy_file(std::filesystem::path(ASSAY_SOURCE_DIR) / "resources/rtl/pins.v",
                                   shared() / "pins.v");
    }

    [[nodiscard]] std::filesystem::path shared() const { return m_folder.path() / "shared modules"; }
    [[nodiscard]] std::filesystem::path cache() const { return m_folder.path() / "cache; kept #1"; }
    [[nodiscard]] SynthesisStore store(ToolLimits limits = {}) const
    {
        return {shared(), ArtifactCache(cache()), limits};
    }
    [[nodiscard]] Design design(const std::string &verilog = kAddCore, const std::string &top = "adder",
                                std::map<std::string, std::int64_t> parameters = {{"STEP", 3}}) const
    {
        return *makeDesign(m_folder.write("my core/kernel.v", verilog), top, std::move(parameters), shared());
    }
    /// A program of that name that runs `script` (sh) and notes each call but that for its version.
    [[nodiscard]] std::string pathWithFake(const std::string &tool, const std::string &script) const
    {
        const auto calls = m_folder.path() / "calls";
        const auto file =
            m_folder.write("bin/" + tool, "#!/bin/sh\ncase \"$1\" in -V|--version) echo fake 1; exit;; esac\n"
                                          "echo call >> '" +
                                              calls.string() + "'\n" + script + "\n");
        std::filesystem::permissions(file, std::filesystem::perms::owner_all);
        return file.parent_path().string() + ":" + std::getenv("PATH");
    }
    [[nodiscard]] std::size_t callsOfFake() const
    {
        std::ifstream calls(m_folder.path() / "calls");
        std::size_t count = 0;
        for (std::string line; std::getline(calls, line);)
            ++count;
        return count;
    }

    ScratchFolder m_folder;
};

/// Ends the test as skipped where a tool is missing.
#define ASSAY_NEEDS(tool)                                                                                              \
    if (const auto found = findTool(tool); !found)                                                                     \
    GTEST_SKIP() << found.error().text()

} // namespace assay::rtl::test
