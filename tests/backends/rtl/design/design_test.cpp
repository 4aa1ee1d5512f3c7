#include <gmock/gmock.h>

#include "backends/rtl/design/design.hpp"
#include "tests/backends/rtl/design/scratch_folder.hpp"

using assay::rtl::test::ScratchFolder;
using testing::ElementsAre;
using testing::HasSubstr;

namespace assay::rtl {
namespace {

constexpr const char *kKernel = "// as assay_delay does\nmodule core; assay_tree #(.N(4)) tree(); endmodule\n";

/// A kernel that uses assay_tree.v, which uses assay_leaf.v; assay_delay.v and card.v are there, too.
class DesignTest : public testing::Test {
protected:
    void SetUp() override
    {
        scratch.write("a/kernel.v", kKernel);
        scratch.write("rtl/assay_tree.v", "module assay_tree; assay_leaf leaf(); endmodule /* assay_delay\n */");
        scratch.write("rtl/assay_leaf.v", "module assay_leaf; endmodule");
        scratch.write("rtl/assay_delay.v", "module assay_delay; endmodule");
        scratch.write("rtl/card.v", "module card; endmodule");
    }
    Design make(const std::string &kernel = "a/kernel.v", std::map<std::string, std::int64_t> parameters = {})
    {
        return makeDesign(scratch.path() / kernel, "core", std::move(parameters), scratch.path() / "rtl").value();
    }
    std::string key(const Design &design) { return contentKey(design).value(); }
    ScratchFolder scratch;
};

TEST_F(DesignTest, FindsTheModulesItUses)
{
    EXPECT_THAT(make().sharedModules,
                ElementsAre(scratch.path() / "rtl/assay_leaf.v", scratch.path() / "rtl/assay_tree.v"));
    const auto real = makeDesign(std::string(ASSAY_SOURCE_DIR) + "/resources/workloads/crc32/kernel.v", "crc32", {},
                                 std::string(ASSAY_SOURCE_DIR) + "/resources/rtl");
    ASSERT_TRUE(real);
    EXPECT_THAT(real->sharedModules,
                testing::Contains(std::filesystem::path(ASSAY_SOURCE_DIR) / "resources/rtl/assay_xor_tree.v"));
}

TEST_F(DesignTest, TakesFilesThatTheKernelNames)
{
    scratch.write("a/table.vh", "`define SIZE 8");
    scratch.write("a/kernel.v", "`include \"table.vh\"\n`include \"absent.vh\"\nmodule core; endmodule");
    const Design before = make();
    EXPECT_THAT(before.included, ElementsAre(scratch.path() / "a/table.vh"));
    const std::string keyBefore = key(before);
    scratch.write("a/table.vh", "`define SIZE 16");
    EXPECT_NE(key(make()), keyBefore);
}

TEST_F(DesignTest, DescribesItself)
{
    const Design design = make("a/kernel.v", {{"WBITS", 3}, {"LANES", 8}});
    EXPECT_EQ(design.parameterText(), "LANES=8 WBITS=3");
    EXPECT_EQ(design.describe(), "core LANES=8 WBITS=3");
    EXPECT_EQ(make().describe(), "core");
}

TEST_F(DesignTest, EqualHardwareHasAnEqualKey)
{
    scratch.write("b/other_name.v", kKernel);
    EXPECT_EQ(key(make()), key(make("b/other_name.v")));
    const std::string base = key(make());
    EXPECT_NE(base, key(make("a/kernel.v", {{"LANES", 1}})));
    EXPECT_NE(key(make("a/kernel.v", {{"LANES", 1}})), key(make("a/kernel.v", {{"LANES", -1}})));
    scratch.write("rtl/assay_leaf.v", "module assay_leaf; wire a; endmodule"); // used by what it uses
    EXPECT_NE(base, key(make()));
    const std::string now = key(make());
    scratch.write("rtl/assay_delay.v", "module assay_delay; wire a; endmodule"); // not used
    EXPECT_EQ(now, key(make()));
}

TEST_F(DesignTest, NamesAKernelThatIsNotThere)
{
    const auto design = makeDesign(scratch.path() / "none.v", "core", {}, scratch.path());
    ASSERT_FALSE(design);
    EXPECT_THAT(design.error().text(), HasSubstr("none.v"));
}

} // namespace
} // namespace assay::rtl
