#include "store_fixture.hpp"

namespace assay::store {
namespace {

class ModelErrors : public StoreTest {};

Json error(const std::string &prediction, double ratio)
{
    return {{"prediction", prediction}, {"device_class", "gpu"}, {"ratio", ratio}};
}

TEST_F(ModelErrors, AreKeptByPredictionAndReplaced)
{
    {
        auto study = opened(file());
        ASSERT_TRUE(study.saveModelErrors({error("b", 1.5), error("a", 2)}, "2026-11-23T09:00:00Z"));
        ASSERT_TRUE(study.saveModelErrors({error("b", 1.25)}, "2026-11-23T09:00:01Z"));
    }
    const auto errors = opened(file(), Mode::ReadOnly).modelErrors();
    ASSERT_TRUE(errors) << errors.error().text();
    ASSERT_EQ(errors->size(), 2U);
    EXPECT_EQ(errors->at(0)["ratio"], 2);
    EXPECT_EQ(errors->at(1)["ratio"], 1.25) << "the last one said of a prediction counts";
    EXPECT_EQ(errors->at(1)["recorded_at"], "2026-11-23T09:00:01Z");
}

TEST_F(ModelErrors, MergeTakesThoseOfOtherPredictions)
{
    auto mine = opened(file("mine"));
    auto other = opened(file("other"));
    ASSERT_TRUE(mine.saveModelErrors({error("a", 1.5)}, "2026-11-23T09:00:00Z"));
    ASSERT_TRUE(other.saveModelErrors({error("a", 9), error("theirs", 2)}, "2026-11-23T09:00:00Z"));
    ASSERT_TRUE(mine.mergeFrom(other));
    ASSERT_TRUE(mine.mergeFrom(other));
    const auto errors = mine.modelErrors();
    ASSERT_EQ(errors->size(), 2U);
    EXPECT_EQ(errors->at(0)["ratio"], 1.5);
}

} // namespace
} // namespace assay::store
