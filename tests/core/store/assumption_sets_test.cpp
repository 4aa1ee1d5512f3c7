#include "store_fixture.hpp"

namespace assay::store {
namespace {

class AssumptionSets : public StoreTest {};

Json set(const std::string &name, double price)
{
    return {
        {"name", name}, {"author", "A. Engineer"}, {"assumptions", {{{"id", "price.electricity"}, {"value", price}}}}};
}

TEST_F(AssumptionSets, AreKeptByNameAndReplaced)
{
    {
        auto study = opened(file());
        ASSERT_TRUE(study.saveAssumptions(set("shop", 0.1), "2026-11-23T09:00:00Z"));
        ASSERT_TRUE(study.saveAssumptions(set("cloud", 0.2), "2026-11-23T09:00:01Z"));
        ASSERT_TRUE(study.saveAssumptions(set("shop", 0.3), "2026-11-23T09:00:02Z"));
    }
    const auto sets = opened(file(), Mode::ReadOnly).assumptionSets();
    ASSERT_TRUE(sets) << sets.error().text();
    ASSERT_EQ(sets->size(), 2U);
    EXPECT_EQ(sets->at(0)["name"], "cloud");
    EXPECT_EQ(sets->at(1)["assumptions"][0]["value"], 0.3);
    EXPECT_EQ(sets->at(1)["saved_at"], "2026-11-23T09:00:02Z");
}

TEST_F(AssumptionSets, MergeKeepsTheTargetsOwn)
{
    auto mine = opened(file("mine"));
    auto other = opened(file("other"));
    ASSERT_TRUE(mine.saveAssumptions(set("shop", 0.1), "2026-11-23T09:00:00Z"));
    ASSERT_TRUE(other.saveAssumptions(set("shop", 0.9), "2026-11-23T09:00:00Z"));
    ASSERT_TRUE(other.saveAssumptions(set("theirs", 0.5), "2026-11-23T09:00:00Z"));
    ASSERT_TRUE(mine.mergeFrom(other));
    const auto sets = mine.assumptionSets();
    ASSERT_EQ(sets->size(), 2U);
    EXPECT_EQ(sets->at(0)["assumptions"][0]["value"], 0.1);
}

} // namespace
} // namespace assay::store
