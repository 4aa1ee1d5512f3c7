#include <gmock/gmock.h>

#include "core/base/paths.hpp"
#include "manifest_fixture.hpp"

namespace assay::catalog {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

std::string manifestOf(const std::string &id)
{
    std::string text = kGoodManifest;
    return text.replace(text.find("id = \"sample\""), 13, "id = \"" + id + "\"");
}

class Library : public testing::Test {
protected:
    void addWorkload(const std::string &id) const
    {
        m_folder.write(id, "workload.toml", manifestOf(id));
        m_folder.write(id, "kernel.cl", "");
    }

    TemporaryWorkloads m_folder;
};

TEST_F(Library, FindsTheWorkloadsOfAFolderAndOneGivenItself)
{
    addWorkload("one");
    addWorkload("two");
    const auto both = loadWorkloads({m_folder.root()});
    ASSERT_NE(both.find("one"), nullptr);
    ASSERT_NE(both.find("two"), nullptr);
    EXPECT_FALSE(both.find("one")->bundled);
    const auto single = loadWorkloads({m_folder.root() / "one" / ""});
    EXPECT_NE(single.find("one"), nullptr);
    EXPECT_EQ(single.find("two"), nullptr);
}

TEST_F(Library, AWrongManifestDoesNotHideTheOthers)
{
    addWorkload("one");
    m_folder.write("broken", "workload.toml", "schema = \"assay.workload/1\"\nid = 3\n");
    const auto library = loadWorkloads({m_folder.root()});
    EXPECT_NE(library.find("one"), nullptr);
    ASSERT_EQ(library.errors.size(), 1U);
    EXPECT_THAT(library.errors[0].text(), HasSubstr("broken/workload.toml:2: the manifest: 'id' must be a text"));
}

TEST_F(Library, AFolderWithoutWorkloadsIsAnError)
{
    const auto library = loadWorkloads({m_folder.root()});
    ASSERT_EQ(library.errors.size(), 1U);
    EXPECT_EQ(library.errors[0].code, ErrorCode::NotFound);
    EXPECT_THAT(library.errors[0].text(), HasSubstr("has a workload.toml"));
}

TEST_F(Library, TheFirstFolderWithAnIdWins)
{
    addWorkload("one");
    const TemporaryWorkloads other;
    other.write("one", "workload.toml", manifestOf("one"));
    other.write("one", "kernel.cl", "");
    const auto library = loadWorkloads({other.root(), m_folder.root()});
    EXPECT_EQ(library.find("one")->folder, other.root() / "one");
}

TEST_F(Library, AnUnknownIdGetsASuggestion)
{
    addWorkload("packet-filter");
    const auto library = loadWorkloads({m_folder.root()});
    EXPECT_THAT(library.require("paket-filter").error().text(),
                HasSubstr("there is no workload 'paket-filter'. Did you mean 'packet-filter'?"));
    EXPECT_EQ(library.require("packet-filter").value()->id, "packet-filter");
}

// The test program lies in the build tree, which has the layout of an installation.
TEST(BundledWorkloads, AllManifestsAreRight)
{
    const auto library = loadWorkloads();
    for (const auto &error : library.errors)
        ADD_FAILURE() << error.text();
    const fs::path folder = paths::prefix() / "share" / "assay" / "workloads";
    std::size_t manifests = 0;
    for (const auto &entry : fs::directory_iterator(folder)) {
        const Workload *workload = library.find(entry.path().filename().string());
        ASSERT_NE(workload, nullptr) << entry.path();
        EXPECT_TRUE(workload->bundled);
        ++manifests;
    }
    EXPECT_GE(manifests, 1U);
    EXPECT_NE(library.find("vector-transform"), nullptr);
}

TEST(BundledWorkloads, EveryOneCanBeUnderstoodAndRun)
{
    for (const auto &workload : loadWorkloads().workloads) {
        if (!workload.bundled)
            continue;
        EXPECT_GE(workload.summary.size(), 80U) << workload.id << ": a paragraph for a student";
        EXPECT_NE(workload.implementation("native"), nullptr) << workload.id;
        EXPECT_TRUE(fs::exists(workload.folder / "reference.cpp")) << workload.id;
        for (const auto &implementation : workload.implementations) {
            ParameterSet backend;
            for (const auto &spec : implementation.parameters)
                backend[spec.name] = spec.defaultValue;
            const auto options = implementation.optionsFor(workload.defaults(), backend);
            EXPECT_TRUE(options) << (options ? "" : options.error().text());
        }
    }
}

} // namespace
} // namespace assay::catalog
