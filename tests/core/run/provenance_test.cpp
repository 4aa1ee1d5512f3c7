#include <gmock/gmock.h>

#include "core/run/provenance.hpp"

using namespace assay;
using namespace assay::run;
using testing::HasSubstr;

namespace {

Json document()
{
    return {
        {"evidence", "modelled"},
        {"reason", "the clock is an estimate"},
        {"boundary", "card"},
        {"facts",
         {{{"name", "lut"}, {"value", 120}, {"unit", "1"}, {"evidence", "emulated"}, {"how", "counted"}},
          {{"name", "power"},
           {"value", 2.0},
           {"low", 1.0},
           {"high", 4.0},
           {"unit", "W"},
           {"evidence", "modelled"},
           {"how", "coefficients"}},
          {{"name", "self-test"}, {"value", "passed"}, {"unit", ""}, {"evidence", "emulated"}, {"how", "itself"}}}}};
}

std::string errorOf(const Json &json)
{
    const auto read = Provenance::read(json.dump());
    return read ? "" : read.error().text();
}

TEST(Provenance, IsReadWithEvidenceAndBoundary)
{
    const auto read = Provenance::read(document().dump());
    ASSERT_TRUE(read) << read.error().text();
    EXPECT_EQ(read->evidence, Evidence::Modelled);
    EXPECT_EQ(read->boundary, Boundary::Card);
    Json without = document();
    without.erase("boundary");
    EXPECT_FALSE(Provenance::read(without.dump())->boundary);
}

TEST(Provenance, WhatIsWrongWithItIsNamed)
{
    EXPECT_THAT(Provenance::read("{").error().text(), HasSubstr("not a JSON object"));
    Json json = document();
    json["evidence"] = "measured";
    EXPECT_THAT(errorOf(json), HasSubstr("'evidence' is 'measured'"));
    json = document();
    json["facts"][0]["unit"] = "LUT";
    EXPECT_THAT(errorOf(json), HasSubstr("facts[0] 'lut': 'unit' must be \"1\""));
    json = document();
    json["facts"][0]["value"] = "many";
    EXPECT_THAT(errorOf(json), HasSubstr("facts[0] 'lut': 'value' must be a number"));
    json = document();
    json["facts"][1]["low"] = 3.0;
    EXPECT_THAT(errorOf(json), HasSubstr("facts[1] 'power': 'low' is above 'value'"));
    json = document();
    json["facts"][1].erase("how");
    EXPECT_THAT(errorOf(json), HasSubstr("'how' is missing"));
    json = document();
    json["facts"][1]["evidence"] = "measured";
    EXPECT_THAT(errorOf(json), HasSubstr("nothing of an emulated device is measured"));
    json = document();
    json["boundary"] = "cloud";
    EXPECT_THAT(errorOf(json), HasSubstr("'boundary' is \"cloud\""));
    json = document();
    json.erase("reason");
    EXPECT_THAT(errorOf(json), HasSubstr("'reason' is missing"));
}

TEST(Provenance, KnownFactsBecomeMetricsAndPowerBecomesEnergy)
{
    measure::Observation observation;
    Metric execute;
    execute.id = "phase.execute.mean";
    execute.value = 3e-3;
    observation.set(execute);
    Metric upload;
    upload.id = "phase.upload.mean";
    upload.value = 1e-3;
    observation.set(upload);
    addProvenance(observation, *Provenance::read(document().dump()), measure::Interval{0.5, 2}, Boundary::Card);
    const Metric *luts = observation.metric("design.lut");
    ASSERT_NE(luts, nullptr);
    EXPECT_EQ(luts->value, 120);
    EXPECT_FALSE(luts->low);
    EXPECT_EQ(luts->evidence, Evidence::Emulated);
    EXPECT_EQ(observation.metric("design.power")->high, 4.0);
    const Metric *energy = observation.metric("energy.gross_per_query");
    ASSERT_NE(energy, nullptr);
    EXPECT_DOUBLE_EQ(*energy->value, 8e-3);
    EXPECT_DOUBLE_EQ(*energy->low, 1 * 4e-3 * 0.5);
    EXPECT_DOUBLE_EQ(*energy->high, 4 * 4e-3 * 2);
    EXPECT_EQ(energy->evidence, Evidence::Modelled);
    EXPECT_EQ(energy->boundary, Boundary::Card);
    EXPECT_EQ(observation.metric("design.fmax"), nullptr) << "what is not known is absent, never zero";
    EXPECT_EQ(observation.details["provenance"]["facts"].size(), 3U);
}

TEST(Provenance, WithoutPowerThereIsNoEnergy)
{
    Json json = document();
    json["facts"].erase(1);
    measure::Observation observation;
    addProvenance(observation, *Provenance::read(json.dump()), std::nullopt, Boundary::WireToWire);
    EXPECT_EQ(observation.metric("energy.gross_per_query"), nullptr);
}

} // namespace
