#include "core/catalog/published.hpp"

#include <gmock/gmock.h>

#include "core/catalog/hardware.hpp"
#include "manifest_fixture.hpp"

namespace assay::catalog {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

constexpr const char *kRows = R"(schema = "assay.published/1"
[[result]]
id = "one"
kind = "vendor-benchmark"
target_id = "card"
n_devices = 4
workload = "net"
precision = "int8"
scenario = "offline"
gops_per_inference = 0.5
clock_mhz = 300
latency_ms_p99 = 2.5
throughput_per_s = 1000
power_w = 100
energy_j_per_inference = 0.1
power_scope = "system, at the wall"
source = "a paper"
date = "2021-02-03"
notes = ["measured twice"]
[result.derived]
energy_j_per_inference = "power over throughput"
[[result]]
id = "two"
kind = "vendor-benchmark"
workload = "other net"
throughput_per_s = 10
source = "a paper"
[[workload]]
id = "other"
name = "other net"
operations = 8_200_000_000
operations_unit = "FLOP"
operation_class = "matrix"
per = "one image"
parameters = 25_000_000
weight_bytes = 25e6
weight_precision = "int8"
source = "the authors"
quality = "B"
)";

class Published : public testing::Test {
protected:
    PublishedData read(const std::string &own = "") const
    {
        m_folders.write("bundled", "a.toml", kRows);
        if (!own.empty())
            m_folders.write("own", "mine.toml", "schema = \"assay.published/1\"\n" + own);
        return readPublished({m_folders.root() / "bundled", m_folders.root() / "none", m_folders.root() / "own"});
    }
    TemporaryWorkloads m_folders;
};

TEST_F(Published, ResultsAreReadInSiUnits)
{
    const auto data = read();
    ASSERT_TRUE(data.errors.empty()) << data.errors[0].text();
    ASSERT_EQ(data.results.size(), 2U);
    const PublishedResult &one = data.results[0];
    EXPECT_EQ(one.targetId, "card");
    EXPECT_DOUBLE_EQ(one.devices, 4);
    EXPECT_DOUBLE_EQ(one.metric("latency.p99")->value, 2.5e-3);
    EXPECT_DOUBLE_EQ(one.metric("throughput.queries")->value, 1000);
    EXPECT_DOUBLE_EQ(one.metric("power.mean")->value, 100);
    EXPECT_EQ(one.metric("energy.gross_per_query")->derived, "power over throughput");
    EXPECT_EQ(one.metric("latency.mean"), nullptr) << "what the source does not say is absent";
    EXPECT_DOUBLE_EQ(*one.clockHertz, 300e6);
    EXPECT_EQ(one.notes, std::vector<std::string>{"measured twice"});
    EXPECT_DOUBLE_EQ(data.results[1].devices, 1);
}

TEST_F(Published, OperationsAreThoseOfTheResultOrOfItsWorkload)
{
    const auto data = read();
    EXPECT_DOUBLE_EQ(*data.operationsOf(data.results[0]), 0.5e9);
    EXPECT_DOUBLE_EQ(*data.operationsOf(data.results[1]), 8.2e9);
    PublishedResult unknown;
    unknown.workload = "nobody counted this";
    EXPECT_FALSE(data.operationsOf(unknown));
    EXPECT_EQ(data.workloadOf(unknown), nullptr);
    const PublishedWorkload &workload = *data.workloadOf(data.results[1]);
    EXPECT_EQ(workload.operationClass, "matrix");
    EXPECT_DOUBLE_EQ(*workload.weightBytes, 25e6);
    EXPECT_FALSE(workload.inputBytes) << "what nobody says is absent";
    const PublishedResult counted = data.withOperations(data.results[1]);
    EXPECT_DOUBLE_EQ(*counted.operations, 8.2e9);
    EXPECT_THAT(counted.notes, testing::ElementsAre("operations (FLOP) of the authors"));
    EXPECT_EQ(data.withOperations(data.results[0]).toJson(), data.results[0].toJson())
        << "the source's own count stays";
    EXPECT_FALSE(data.withOperations(unknown).operations);
}

TEST_F(Published, AUsersResultReplacesOneOfTheSameId)
{
    const auto data = read("[[result]]\nid = \"two\"\nkind = \"vendor-benchmark\"\nworkload = \"net\"\n"
                           "throughput_per_s = 12\nsource = \"mine\"\n");
    ASSERT_EQ(data.results.size(), 2U);
    EXPECT_EQ(data.results[1].source, "mine");
}

TEST_F(Published, AWrongFileIsLeftOutWithItsReasons)
{
    const auto data = read("[[result]]\nid = \"x\"\nkind = \"k\"\nworkload = \"w\"\nscenario = \"ofline\"\n"
                           "throughput_per_s = 0\nwatts = 3\n[result.derived]\nspeed = \"fast\"\n");
    ASSERT_EQ(data.errors.size(), 1U);
    const std::string text = data.errors[0].text();
    EXPECT_THAT(text, HasSubstr("Did you mean 'offline'?"));
    EXPECT_THAT(text, HasSubstr("'throughput_per_s' must be above 0"));
    EXPECT_THAT(text, HasSubstr("unknown key 'watts'"));
    EXPECT_THAT(text, HasSubstr("'source' is missing"));
    EXPECT_THAT(text, HasSubstr("derived has 'speed', which is no metric"));
    EXPECT_EQ(data.results.size(), 2U) << "the others count";
}

TEST_F(Published, AWorkloadSaysHowItsOperationsAreCounted)
{
    const auto data = read("[[workload]]\nid = \"w\"\nname = \"w\"\noperations = 3\noperation_class = \"tensor\"\n"
                           "source = \"s\"\nquality = \"A\"\n");
    ASSERT_EQ(data.errors.size(), 1U);
    EXPECT_THAT(data.errors[0].text(), HasSubstr("'operations' needs 'operations_unit'"));
    EXPECT_THAT(data.errors[0].text(), HasSubstr("'operation_class' is 'tensor', which is none of matrix, vector"));
}

TEST_F(Published, JsonKeepsAllOfIt)
{
    for (const PublishedResult &result : read().results) {
        const auto again = PublishedResult::fromJson(result.toJson());
        ASSERT_TRUE(again) << again.error().text();
        EXPECT_EQ(again->toJson(), result.toJson());
    }
    EXPECT_FALSE(PublishedResult::fromJson(Json::object()));
    EXPECT_FALSE(PublishedResult::fromJson(Json::parse("[3]")));
}

TEST(BundledPublished, RowsHaveSourcesAndTargetsOfTheCatalogue)
{
    const fs::path resources = fs::path(ASSAY_SOURCE_DIR) / "resources";
    const auto data = readPublished({resources / "published"});
    ASSERT_TRUE(data.errors.empty()) << data.errors[0].text();
    EXPECT_GE(data.results.size(), 41U);
    const auto hardware = readHardware({resources / "hardware"});
    for (const PublishedResult &result : data.results) {
        EXPECT_FALSE(result.source.empty() || result.date.empty()) << result.id;
        EXPECT_TRUE(result.targetId.empty() || hardware.find(result.targetId) != nullptr) << result.targetId;
        if (const auto *power = result.metric("power.mean")) {
            EXPECT_NEAR(result.metric("energy.gross_per_query")->value,
                        power->value / result.metric("throughput.queries")->value,
                        1e-4 * power->value / result.metric("throughput.queries")->value)
                << result.id;
            EXPECT_EQ(result.powerScope, "system, at the wall");
        }
        EXPECT_TRUE(data.operationsOf(result)) << result.id << ": nobody says how much work an inference is";
    }
}

} // namespace
} // namespace assay::catalog
