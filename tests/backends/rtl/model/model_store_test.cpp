#include "tests/backends/rtl/model/model_fixture.hpp"

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

namespace assay::rtl {
namespace {

namespace fs = std::filesystem;
using Origin = ModelStore::Library::Origin;

class ModelStoreTest : public test::ModelFixture {};

TEST_F(ModelStoreTest, CompilesOnceAndTakesItFromTheCache)
{
    const auto made = store().get(crc32(2));
    ASSERT_TRUE(made) << made.error().text();
    EXPECT_EQ(made->origin, Origin::Compiled);
    EXPECT_GT(made->buildSeconds, 0);
    EXPECT_THAT(made->tools, AllOf(HasSubstr("Verilator"), HasSubstr("g++")));
    const auto again = store().get(crc32(2));
    ASSERT_TRUE(again);
    EXPECT_EQ(again->origin, Origin::Cache);
    EXPECT_EQ(again->file, made->file);
    EXPECT_EQ(again->buildSeconds, made->buildSeconds);
    EXPECT_NE(store().get(crc32(1))->file, made->file);
}

TEST_F(ModelStoreTest, PrebuiltModelsNeedNoTool)
{
    const auto key = store().prebuiltKey(crc32(1));
    ASSERT_TRUE(key) << key.error().text();
    const fs::path library = scratch.write("prebuilt/" + *key + ".so", "");
    const test::NoTools path(prebuilt());
    const auto found = store().get(crc32(1));
    ASSERT_TRUE(found) << found.error().text();
    EXPECT_EQ(found->file, library);
    EXPECT_EQ(found->origin, Origin::Prebuilt);

    EXPECT_THAT(errorOf(crc32(32)), AllOf(HasSubstr("the model of crc32 BYTES=32 PIPE=1 must be compiled"),
                                          HasSubstr("verilator is not installed (Debian: apt install verilator)"),
                                          HasSubstr("these are ready: BYTES=1 PIPE=1"), Not(HasSubstr("BYTES=2 "))));
    EXPECT_THAT(errorOf(design("tests/rtl/designs/faulty.v", "faulty")),
                HasSubstr("No model of this core is prebuilt"));
    const auto traced = store().get(crc32(1), Tracing::Yes);
    ASSERT_FALSE(traced);
    EXPECT_THAT(traced.error().text(), HasSubstr("a waveform needs a model that is compiled for it"));
}

TEST_F(ModelStoreTest, ErrorsOfTheDesignHaveFileAndLine)
{
    const Design wrong = design("tests/rtl/designs/wrong.v", "wrong");
    for (int i = 0; i < 2; ++i) { // compiled, then kept
        const std::string error = errorOf(wrong);
        EXPECT_THAT(error, HasSubstr("designs/wrong.v:4:"));
        EXPECT_THAT(error, HasSubstr("missing_name"));
        EXPECT_THAT(error, Not(HasSubstr("Exiting due to")));
    }
    EXPECT_THAT(errorOf(design("tests/rtl/designs/unconventional.v", "unconventional")),
                HasSubstr("module 'unconventional' lacks aresetn, s_axis_tdata"));
    EXPECT_THAT(errorOf(design("tests/rtl/designs/faulty.v", "faulty", {{"NOSUCH", 3}})), HasSubstr("NOSUCH"));
    EXPECT_THAT(errorOf(design("tests/rtl/designs/faulty.v", "absent")), HasSubstr("absent"));
}

TEST_F(ModelStoreTest, AKernelMayIncludeFilesBesideIt)
{
    scratch.write("core/width.vh", "localparam HIGH = 7;");
    std::string text = "module wide(input aclk);\n`include \"width.vh\"\nwire [HIGH:0] w = missing; endmodule";
    scratch.write("core/kernel.v", text);
    const auto custom = makeDesign(scratch.path() / "core/kernel.v", "wide", {}, kShared);
    ASSERT_TRUE(custom);
    EXPECT_THAT(errorOf(*custom), AllOf(HasSubstr("kernel.v:3:"), HasSubstr("missing"), Not(HasSubstr("width.vh"))));
}

TEST_F(ModelStoreTest, LintIsKeptAsWarnings)
{
    const auto library = store().get(design("tests/rtl/designs/faulty.v", "faulty", {{"AT", 7}}));
    ASSERT_TRUE(library) << library.error().text();
    for (const std::string &warning : library->warnings)
        EXPECT_THAT(warning, testing::StartsWith("%Warning"));
    EXPECT_EQ(store().get(design("tests/rtl/designs/faulty.v", "faulty", {{"AT", 7}}))->warnings, library->warnings);
}

} // namespace
} // namespace assay::rtl
