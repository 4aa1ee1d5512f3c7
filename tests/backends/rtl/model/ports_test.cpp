#include <gmock/gmock.h>

#include "backends/rtl/model/ports.hpp"

using testing::HasSubstr;

namespace assay::rtl {
namespace {

/// As Verilator declares the ports of a core of 32 bytes in and 8 bytes out.
std::string header()
{
    return "    // PORTS\n    VL_IN8(&aclk,0,0);\n    VL_IN8(&aresetn,0,0);\n    VL_INW(&s_axis_tdata,255,0,8);\n"
           "    VL_IN(&s_axis_tkeep,31,0);\n    VL_IN8(&s_axis_tuser,0,0);\n    VL_IN8(&s_axis_tlast,0,0);\n"
           "    VL_IN8(&s_axis_tvalid,0,0);\n    VL_OUT8(&s_axis_tready,0,0);\n    VL_OUT64(&m_axis_tdata,63,0);\n"
           "    VL_OUT8(&m_axis_tkeep,7,0);\n    VL_OUT8(&m_axis_tuser,0,0);\n    VL_OUT8(&m_axis_tlast,0,0);\n"
           "    VL_OUT8(&m_axis_tvalid,0,0);\n    VL_IN8(&m_axis_tready,0,0);\n";
}

std::string errorWith(const std::string &line, const std::string &instead)
{
    std::string text = header();
    text.replace(text.find(line), line.size(), instead);
    const auto widths = readPorts(text, "core");
    return widths ? "no error" : widths.error().text();
}

TEST(Ports, GivesTheWidthsInBytes)
{
    const auto widths = readPorts(header(), "core");
    ASSERT_TRUE(widths) << widths.error().text();
    EXPECT_EQ(widths->input, 32);
    EXPECT_EQ(widths->output, 8);
}

TEST(Ports, NamesWhatIsAgainstTheConvention)
{
    EXPECT_THAT(errorWith("VL_IN8(&aresetn,0,0)", ""), HasSubstr("module 'core' lacks aresetn;"));
    EXPECT_THAT(errorWith("VL_IN8(&aresetn,0,0);", "VL_IN8(&aresetn,0,0);\nVL_IN8(&enable,0,0);"),
                HasSubstr("has the port 'enable'"));
    EXPECT_THAT(errorWith("VL_IN8(&m_axis_tready", "VL_OUT8(&m_axis_tready"),
                HasSubstr("has m_axis_tready as the wrong direction"));
    EXPECT_THAT(errorWith("m_axis_tdata,63", "m_axis_tdata,61"), HasSubstr("m_axis_tdata of 62 bits"));
    EXPECT_THAT(errorWith("m_axis_tkeep,7", "m_axis_tkeep,6"),
                HasSubstr("m_axis_tkeep of 7 bits for 8 bytes of m_axis_tdata"));
    EXPECT_THAT(errorWith("s_axis_tuser,0", "s_axis_tuser,1"), HasSubstr("s_axis_tuser of 2 bits instead of 1"));
}

} // namespace
} // namespace assay::rtl
