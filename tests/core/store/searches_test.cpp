#include "store_fixture.hpp"

namespace assay::store {
namespace {

class Searches : public StoreTest {};

TEST_F(Searches, AreKeptOnceWithTheirFirstStart)
{
    const Json seedOne{{"method", "nsga2"}, {"seed", 1}}, seedTwo{{"method", "nsga2"}, {"seed", 2}};
    {
        auto study = opened(file());
        ASSERT_TRUE(study.searches()->empty());
        ASSERT_TRUE(study.saveSearch(seedOne, "2026-11-23T09:00:00Z"));
        ASSERT_TRUE(study.saveSearch(seedTwo, "2026-11-23T09:00:01Z"));
        ASSERT_TRUE(study.saveSearch(seedOne, "2026-11-23T09:00:02Z"));
    }
    const auto searches = opened(file(), Mode::ReadOnly).searches();
    ASSERT_TRUE(searches) << searches.error().text();
    ASSERT_EQ(searches->size(), 2U);
    for (const Json &search : *searches)
        if (search["settings"] == seedOne) {
            EXPECT_EQ(search["started_at"], "2026-11-23T09:00:00Z") << "it goes on, it does not start again";
        }
    EXPECT_NE(searches->at(0)["settings"], searches->at(1)["settings"]);
}

TEST_F(Searches, ComeAlongWhenFilesAreMerged)
{
    auto mine = opened(file("mine"));
    auto other = opened(file("other"));
    ASSERT_TRUE(other.saveSearch({{"method", "random"}}, "2026-11-23T09:00:00Z"));
    ASSERT_TRUE(mine.mergeFrom(other));
    ASSERT_EQ(mine.searches()->size(), 1U);
}

} // namespace
} // namespace assay::store
