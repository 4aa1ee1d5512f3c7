#include "core/catalog/figure.hpp"

#include <gmock/gmock.h>

#include "core/catalog/hardware.hpp"
#include "manifest_fixture.hpp"

namespace assay::catalog {
namespace {

using testing::DoubleEq;
using testing::ElementsAre;
using testing::Optional;

constexpr const char *kSources = R"(schema = "assay.hardware/1"
[[source]]
id = "prices"
ref = "a price list"
quality = "A"
date = "2026-03-01"
note = "of the source"
[[source]]
id = "undated"
ref = "a shop"
quality = "B"
)";
// the sources are in a file that comes after this one
constexpr const char *kTargets = R"(schema = "assay.hardware/1"
[[target]]
id = "card"
name = "A card"
peak_int8_gops = 130000
link_latency_us = { low = 5, typical = 8, high = 20 }
host_link = "PCIe Gen3 x16"
tdp_w = 70
list_price_usd = 2000
notes = "seen"
note_sources = ["prices"]
unverified_fields = ["idle_w"]
[target.sources]
peak_int8_gops = "prices"
link_latency_us = "prices"
host_link = "prices"
list_price_usd = "prices"
[target.derived]
peak_int8_gops = "2 x 65"
[target.peak_class]
peak_int8_gops = "matrix"
[target.peak_class_sources]
peak_int8_gops = "undated"
[target.peak_class_derived]
peak_int8_gops = "by its rate"
[[target.cloud]]
provider = "aws"
instance = "big"
region = "there"
usd_per_hour = 4
devices = 4
date = "2026-05-01"
source = "undated"
note = "a guess"
[[target.cloud]]
provider = "aws"
instance = "small"
usd_per_hour = 0.5
source = "undated"
)";

Date day(int year, unsigned month, unsigned dayOfMonth)
{
    return std::chrono::year_month_day{std::chrono::year{year}, std::chrono::month{month},
                                       std::chrono::day{dayOfMonth}};
}
const Date kToday = day(2026, 5, 31);

class Figures : public testing::Test {
protected:
    Json read(const std::string &own = "") const
    {
        m_folders.write("bundled", "a.toml", kTargets);
        m_folders.write("bundled", "z.toml", kSources);
        if (!own.empty())
            m_folders.write("own", "mine.toml", "schema = \"assay.hardware/1\"\n[[target]]\nid = \"card\"\n" + own);
        const auto catalogue = readHardware({m_folders.root() / "bundled", m_folders.root() / "own"});
        EXPECT_TRUE(catalogue.errors.empty()) << catalogue.errors.front().text();
        const Json *card = catalogue.find("card");
        return card != nullptr ? *card : Json::object();
    }
    TemporaryWorkloads m_folders;
};

TEST_F(Figures, AreReadWithUnitRangeAndSource)
{
    const Json card = read();
    const auto peak = figure(card, "peak_int8_gops", kToday);
    ASSERT_TRUE(peak);
    EXPECT_THAT(peak->typical, Optional(DoubleEq(130000)));
    EXPECT_DOUBLE_EQ(*peak->typical * peak->info->toSi, 130e12);
    EXPECT_EQ(peak->info->siUnit, "op/s");
    EXPECT_EQ(peak->provenance.source, "a price list");
    EXPECT_EQ(peak->provenance.quality, "A");
    EXPECT_EQ(peak->provenance.date, "2026-03-01");
    EXPECT_EQ(peak->derived, "2 x 65");
    EXPECT_FALSE(peak->low);
    EXPECT_FALSE(peak->provenance.unverified);
    EXPECT_FALSE(peak->provenance.stale) << "only prices grow old";
    const auto latency = figure(card, "link_latency_us", kToday);
    EXPECT_THAT(latency->low, Optional(DoubleEq(5)));
    EXPECT_THAT(latency->typical, Optional(DoubleEq(8)));
    EXPECT_THAT(latency->high, Optional(DoubleEq(20)));
    EXPECT_EQ(figure(card, "host_link", kToday)->text, "PCIe Gen3 x16");
}

TEST_F(Figures, APeakSaysWhichUnitsReachIt)
{
    const auto peak = figure(read(), "peak_int8_gops", kToday);
    EXPECT_EQ(peak->operationClass, "matrix");
    EXPECT_EQ(peak->operationClassSource, "a shop");
    EXPECT_EQ(peak->operationClassDerived, "by its rate");
    EXPECT_EQ(figure(read("peak_int8_gops = 1\n"), "peak_int8_gops", kToday)->operationClass, "")
        << "of the user's own figure nobody said it";
    EXPECT_EQ(figure(read(), "tdp_w", kToday)->operationClass, "");
    m_folders.write("bundled", "b.toml",
                    "schema = \"assay.hardware/1\"\n[[target]]\nid = \"x\"\nname = \"X\"\n"
                    "peak_fp32_gflops = 3\n[target.peak_class]\npeak_fp32_gflops = \"tensor\"\n"
                    "peak_int8_gops = \"matrix\"\ntdp_w = \"matrix\"\n");
    const auto catalogue = readHardware({m_folders.root() / "bundled"});
    ASSERT_EQ(catalogue.errors.size(), 1U);
    const std::string text = catalogue.errors[0].text();
    EXPECT_THAT(text, testing::HasSubstr("'tensor', which is none of matrix, vector"));
    EXPECT_THAT(text, testing::HasSubstr("there is a class of 'peak_int8_gops', but no 'peak_int8_gops'"));
    EXPECT_THAT(text, testing::HasSubstr("unknown key 'tdp_w'"));
}

TEST_F(Figures, WhatIsNotKnownIsAbsentAndNeverZero)
{
    const Json card = read();
    EXPECT_FALSE(figure(card, "idle_w", kToday));
    EXPECT_FALSE(figure(card, "no_such_figure", kToday));
    EXPECT_FALSE(figure(card, "notes", kToday)) << "a text about the target is no figure";
    EXPECT_THAT(unknownFigures(card), ElementsAre("idle_w"));
    std::vector<std::string> ids;
    for (const Figure &one : figures(card, kToday))
        ids.emplace_back(one.info->id);
    EXPECT_THAT(ids, ElementsAre("peak_int8_gops", "host_link", "link_latency_us", "tdp_w", "list_price_usd"));
}

TEST_F(Figures, WithoutASourceAreUnverified)
{
    EXPECT_TRUE(figure(read(), "tdp_w", kToday)->provenance.unverified);
    EXPECT_FALSE(figure(read("tdp_w = 71\n"), "tdp_w", kToday)->provenance.unverified)
        << "the user answers for that one";
}

TEST_F(Figures, PricesOlderThan90DaysAreStale)
{
    const Json card = read(); // the source is of 1 March
    EXPECT_FALSE(figure(card, "list_price_usd", day(2026, 5, 30))->provenance.stale) << "90 days";
    EXPECT_TRUE(figure(card, "list_price_usd", day(2026, 5, 31))->provenance.stale) << "91 days";
    EXPECT_FALSE(figure(read("list_price_usd = 1800\n"), "list_price_usd", kToday)->provenance.stale)
        << "the user's own price, of no date";
    EXPECT_TRUE(figure(read("list_price_usd = 1800\nlist_price_date = \"2026-01\"\n"), "list_price_usd", kToday)
                    ->provenance.stale);
}

TEST_F(Figures, CloudPricesAreOfOneDeviceAndHaveADate)
{
    const auto instances = cloudInstances(read(), kToday);
    ASSERT_EQ(instances.size(), 2U);
    EXPECT_EQ(instances[0].instance, "big");
    EXPECT_DOUBLE_EQ(instances[0].usdPerDeviceHour, 1) << "4 dollars for 4 devices";
    EXPECT_EQ(instances[0].provenance.date, "2026-05-01");
    EXPECT_EQ(instances[0].provenance.source, "a shop");
    EXPECT_EQ(instances[0].note, "a guess");
    EXPECT_FALSE(instances[0].provenance.stale);
    EXPECT_TRUE(instances[1].provenance.stale) << "nobody knows how old it is";
    EXPECT_EQ(cheapestInstance(read(), kToday)->instance, "small");
    EXPECT_FALSE(cheapestInstance(Json::object(), kToday));
}

TEST_F(Figures, AUsersCloudPriceReplacesThatOfTheSameInstance)
{
    const auto instances =
        cloudInstances(read("[[target.cloud]]\nprovider = \"aws\"\ninstance = \"big\"\nregion = \"there\"\n"
                            "usd_per_hour = 3\ndevices = 4\n[[target.cloud]]\nprovider = \"us\"\n"
                            "instance = \"rack\"\nusd_per_hour = 0.25\n"),
                       kToday);
    ASSERT_EQ(instances.size(), 3U);
    EXPECT_DOUBLE_EQ(instances[0].usdPerDeviceHour, 0.75);
    EXPECT_EQ(instances[0].provenance.quality, "own");
    EXPECT_EQ(instances[2].instance, "rack");
}

TEST_F(Figures, WrongPricesAndNamesAreErrors)
{
    m_folders.write(
        "bundled", "a.toml",
        "schema = \"assay.hardware/1\"\n[[target]]\nid = \"card\"\nname = \"A card\"\nunverified_fields = [3]\n"
        "note_sources = [\"nowhere\"]\n[[target.cloud]]\nprovider = \"aws\"\ninstance = \"big\"\n"
        "usd_per_hour = 0\ncost = 3\n");
    const auto catalogue = readHardware({m_folders.root() / "bundled"});
    ASSERT_EQ(catalogue.errors.size(), 1U);
    const std::string text = catalogue.errors[0].text();
    EXPECT_THAT(text, testing::HasSubstr("a.toml:5: target 'card': 'unverified_fields' is a list of names"));
    EXPECT_THAT(text, testing::HasSubstr("'note_sources' is 'nowhere', but no [[source]] has this id"));
    EXPECT_THAT(text, testing::HasSubstr("'usd_per_hour' must be above 0"));
    EXPECT_THAT(text, testing::HasSubstr("unknown key 'cost'"));
}

TEST(Dates, AreReadAsFarAsTheyAreGiven)
{
    EXPECT_EQ(dateFromText("2026-01-19"), day(2026, 1, 19));
    EXPECT_EQ(dateFromText("2026-02"), day(2026, 2, 1));
    EXPECT_EQ(dateFromText("2026"), day(2026, 1, 1));
    for (const char *wrong :
         {"", "2026-", "2026-13", "2026-02-30", "26-02-01", "2026-1-1", "2026-02-01T", "2025-S2", "soon"})
        EXPECT_FALSE(dateFromText(wrong)) << wrong;
}

TEST(BundledCatalogue, HasAllClassesWithSources)
{
    const auto catalogue = readHardware({std::filesystem::path(ASSAY_SOURCE_DIR) / "resources/hardware"});
    ASSERT_TRUE(catalogue.errors.empty()) << catalogue.errors[0].text();
    EXPECT_GE(catalogue.targets.size(), 58U);
    std::map<std::string, int> classes;
    for (const Json &target : catalogue.targets) {
        ++classes[target["class"]];
        for (const Figure &one : figures(target, kToday))
            EXPECT_FALSE(one.provenance.source.empty()) << target["id"] << " " << one.info->id;
        for (const std::string &name : unknownFigures(target)) {
            EXPECT_NE(figureInfo(name), nullptr) << target["id"] << " " << name;
            EXPECT_FALSE(figure(target, name, kToday)) << target["id"] << " has " << name << " and says it has not";
        }
    }
    for (const char *name : {"cpu", "gpu", "fpga", "npu", "asic", "dpu"})
        EXPECT_GT(classes[name], 0) << name;
    EXPECT_DOUBLE_EQ(*figure(*catalogue.find("nvidia-t4"), "peak_int8_gops", kToday)->typical, 130000);
    EXPECT_DOUBLE_EQ(cheapestInstance(*catalogue.find("nvidia-t4"), kToday)->usdPerDeviceHour, 0.526);
    EXPECT_TRUE(figure(*catalogue.find("amd-epyc-9654"), "tdp_w", kToday)->provenance.unverified) << "of quality C";
}

} // namespace
} // namespace assay::catalog
