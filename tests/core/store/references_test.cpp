#include "store_fixture.hpp"

namespace assay::store {
namespace {

using testing::HasSubstr;

catalog::PublishedResult published(const std::string &id, double rate)
{
    catalog::PublishedResult result;
    result.id = id;
    result.kind = "mlperf-inference";
    result.targetId = "nvidia-t4";
    result.workload = "ResNet50";
    result.scenario = "offline";
    result.devices = 4;
    result.metrics = {{"throughput.queries", rate, ""}, {"power.mean", 800, "mean of a log"}};
    result.powerScope = "system, at the wall";
    result.source = "a log";
    result.notes = {"seen"};
    return result;
}

class References : public StoreTest {};

TEST_F(References, AreKeptWhole)
{
    const auto one = published("one", 1000);
    {
        auto study = opened(file());
        const auto imported = study.addReferences({published("two", 2000), one});
        ASSERT_TRUE(imported) << imported.error().text();
        EXPECT_EQ(imported->added, 2);
        EXPECT_EQ(imported->replaced, 0);
    }
    const auto references = opened(file(), Mode::ReadOnly).references();
    ASSERT_TRUE(references) << references.error().text();
    ASSERT_EQ(references->size(), 2U);
    EXPECT_EQ(references->at(0).toJson(), one.toJson()) << "by id";
}

TEST_F(References, OfTheSameIdAreReplaced)
{
    auto study = opened(file());
    ASSERT_TRUE(study.addReferences({published("one", 1000)}));
    const auto again = study.addReferences({published("one", 1500), published("two", 1)});
    EXPECT_EQ(again->added, 1);
    EXPECT_EQ(again->replaced, 1);
    EXPECT_EQ(study.references()->at(0).metrics[0].value, 1500);
}

TEST_F(References, CannotBeAddedToAFileThatIsOnlyRead)
{
    opened(file());
    auto study = opened(file(), Mode::ReadOnly);
    const auto refused = study.addReferences({published("one", 1000)});
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().text(), HasSubstr("open for reading only"));
}

TEST_F(References, AreMergedOnce)
{
    auto target = opened(file("a.assay"));
    auto source = opened(file("b.assay"));
    ASSERT_TRUE(target.addReferences({published("one", 1)}));
    ASSERT_TRUE(source.addReferences({published("one", 2), published("two", 3)}));
    ASSERT_TRUE(target.mergeFrom(source));
    ASSERT_TRUE(target.mergeFrom(source));
    const auto references = target.references();
    ASSERT_EQ(references->size(), 2U);
    EXPECT_EQ(references->at(0).metrics[0].value, 1) << "what the file has stays";
}

TEST_F(References, OfAFileOfVersion2StayAsTheyAre)
{
    {
        SQLite::Database database(file().string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        database.exec(bytesOf(std::filesystem::path(ASSAY_SOURCE_DIR) / "tests/core/store/fixtures/version_2.sql"));
    }
    for (const Mode mode : {Mode::ReadOnly, Mode::ReadWrite}) {
        const auto study = opened(file(), mode);
        const auto references = study.references();
        ASSERT_TRUE(references) << references.error().text();
        ASSERT_EQ(references->size(), 1U);
        EXPECT_EQ(references->at(0).targetId, "nvidia-t4");
        EXPECT_EQ(references->at(0).metric("throughput.queries")->value, 5000);
        EXPECT_EQ(study.results()->size(), 2U);
    }
}

TEST_F(References, ThatAreDamagedAreAnError)
{
    opened(file()).addReferences({published("one", 1)}).value();
    SQLite::Database(file().string(), SQLite::OPEN_READWRITE).exec("UPDATE reference_result SET content = '{}'");
    const auto references = opened(file(), Mode::ReadOnly).references();
    ASSERT_FALSE(references);
    EXPECT_THAT(references.error().text(), HasSubstr("published result is not whole"));
}

} // namespace
} // namespace assay::store
