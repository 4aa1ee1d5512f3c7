#include "backends/rtl/prebuild/prebuild.hpp"
#include "core/base/files.hpp"
#include "tests/backends/rtl/model/model_fixture.hpp"

using testing::AllOf;
using testing::HasSubstr;

namespace assay::rtl {
namespace {

namespace fs = std::filesystem;

class PrebuildTest : public test::ModelFixture {
protected:
    void SetUp() override
    {
        ModelFixture::SetUp();
        scratch.write("workloads/echo/kernel.v", readFile(kSource / "tests/rtl/designs/faulty.v").value());
        options.list = scratch.path() / "list.json";
        options.shared = kShared;
        options.workloads = scratch.path() / "workloads";
        options.output = prebuilt();
        options.cache = cache();
    }
    void list(const std::vector<std::int64_t> &faults, const std::string &extra = "")
    {
        std::string text;
        for (const std::int64_t fault : faults)
            text += (text.empty() ? "" : ", ") + (R"({"workload": "echo", "top": "faulty", "parameters": {"FAULT": )" +
                                                  std::to_string(fault) + "}}");
        scratch.write("list.json", "[" + text + extra + "]");
    }
    Result<PrebuildCounts> run()
    {
        told.clear();
        return prebuild(options, [&](const std::string &line) { told.push_back(line); });
    }
    std::size_t libraries() const
    {
        return static_cast<std::size_t>(std::distance(fs::directory_iterator(prebuilt()), fs::directory_iterator()));
    }
    PrebuildOptions options;
    std::vector<std::string> told;
};

TEST_F(PrebuildTest, BuildsWhatIsMissingAndRemovesTheRest)
{
    list({0, 1});
    auto counts = run();
    ASSERT_TRUE(counts) << counts.error().text();
    EXPECT_EQ(counts->built, 2);
    EXPECT_EQ(told.size(), 2);
    EXPECT_EQ(libraries(), 2);
    const auto found =
        store().get(makeDesign(options.workloads / "echo/kernel.v", "faulty", {{"FAULT", 1}}, kShared).value());
    ASSERT_TRUE(found) << found.error().text();
    EXPECT_EQ(found->origin, ModelStore::Library::Origin::Prebuilt);
    EXPECT_TRUE(Model::load(found->file));

    list({1, 2});
    scratch.write("prebuilt/half.so.part", "left by a run that was killed");
    counts = run();
    ASSERT_TRUE(counts) << counts.error().text();
    EXPECT_EQ(counts->built, 1);
    EXPECT_EQ(counts->kept, 1);
    EXPECT_EQ(counts->removed, 2);
    EXPECT_EQ(libraries(), 2);
    EXPECT_EQ(run()->built, 0);
    EXPECT_THAT(told, testing::IsEmpty());
}

TEST_F(PrebuildTest, NamesTheDesignThatFails)
{
    scratch.write("workloads/bad/kernel.v", readFile(kSource / "tests/rtl/designs/wrong.v").value());
    list({0}, R"(, {"workload": "bad", "top": "wrong", "parameters": {}})");
    const auto counts = run();
    ASSERT_FALSE(counts);
    EXPECT_THAT(counts.error().text(), AllOf(HasSubstr("wrong"), HasSubstr("bad/kernel.v:4:")));
    EXPECT_EQ(libraries(), 1); // the others are there all the same

    list({0}, R"(, {"workload": "none", "top": "none", "parameters": {}})");
    EXPECT_THAT(run().error().text(), AllOf(HasSubstr("list.json"), HasSubstr("none/kernel.v")));
    scratch.write("list.json", R"([{"workload": "echo"}])");
    EXPECT_THAT(run().error().text(), HasSubstr("is not a list of designs"));
}

} // namespace
} // namespace assay::rtl
