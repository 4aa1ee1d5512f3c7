#include "backends/rtl/synthesis/result_data.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "core/base/files.hpp"
#include "tests/backends/rtl/design/scratch_folder.hpp"

namespace assay::rtl {
namespace {

using test::ScratchFolder;

ResultData filled()
{
    ResultData data = *ResultData::read("/nowhere", "core");
    data.setSynthesis("aa", "ice40", {{"parameters", "N=1"}, {"lut", 10}});
    data.setSynthesis("aa", "xc7", {{"parameters", "N=1"}, {"lut", 7}});
    data.setSynthesis("bb", "ice40", {{"parameters", "N=2"}, {"lut", 20}});
    data.setPlaceAndRoute("bb", "hx8k", {{"parameters", "N=2"}, {"cells", 30}});
    return data;
}

TEST(ResultData, ComesBackFromItsFile)
{
    const ScratchFolder folder;
    ResultData empty = *ResultData::read(folder.path(), "core");
    EXPECT_FALSE(empty.synthesis("aa", "ice40"));
    empty.setSynthesis("aa", "ice40", {{"lut", 10}});
    ASSERT_TRUE(empty.write(folder.path()));
    const ResultData again = *ResultData::read(folder.path(), "core");
    ASSERT_TRUE(again.synthesis("aa", "ice40"));
    EXPECT_EQ((*again.synthesis("aa", "ice40"))["lut"], 10);
    EXPECT_FALSE(again.synthesis("aa", "xc7"));
    EXPECT_FALSE(again.placeAndRoute("aa", "hx8k"));
}

TEST(ResultData, AChangedResultChangesOneLine)
{
    const ScratchFolder folder;
    ResultData data = filled();
    ASSERT_TRUE(data.write(folder.path()));
    const std::string before = *readFile(folder.path() / "core.json");
    data.setSynthesis("aa", "xc7", {{"parameters", "N=1"}, {"lut", 8}});
    ASSERT_TRUE(data.write(folder.path()));
    const std::string after = *readFile(folder.path() / "core.json");
    ASSERT_EQ(before.size(), after.size());
    std::size_t differing = 0;
    for (std::size_t i = 0; i < before.size(); ++i)
        differing += before[i] != after[i] ? 1 : 0;
    EXPECT_EQ(differing, 1U);
    EXPECT_GE(std::ranges::count(before, '\n'), 4); // a line each
}

TEST(ResultData, DropsDesignsThatAreNoMore)
{
    ResultData data = filled();
    EXPECT_EQ(data.keepOnly({"aa"}), 2U);
    EXPECT_TRUE(data.synthesis("aa", "xc7"));
    EXPECT_FALSE(data.synthesis("bb", "ice40"));
    EXPECT_FALSE(data.placeAndRoute("bb", "hx8k"));
}

TEST(ResultData, ADamagedFileIsNamed)
{
    const ScratchFolder folder;
    const auto file = folder.write("core.json", "{\"synthesis\": [");
    const auto read = ResultData::read(folder.path(), "core");
    ASSERT_FALSE(read);
    EXPECT_NE(read.error().message.find(file.string()), std::string::npos);
}

} // namespace
} // namespace assay::rtl
