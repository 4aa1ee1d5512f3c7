#include "core/model/economics/option.hpp"

#include <algorithm>
#include <cmath>

#include <gmock/gmock.h>

#include "core/model/economics/capacity.hpp"
#include "core/model/economics/derived.hpp"
#include "tests/core/model/economics/result_fixture.hpp"

namespace assay::model {
namespace {

using testing::HasSubstr;

Assumptions assuming(const std::vector<const char *> &texts)
{
    Assumptions assumptions;
    for (const char *text : texts)
        EXPECT_TRUE(assumptions.setFromText(text)) << text;
    return assumptions;
}

catalog::Date day(const char *text)
{
    return *catalog::dateFromText(text);
}

const Json kCard = Json::parse(R"({"id": "card", "class": "gpu", "deployment": "onprem",
    "host_link": {"value": "PCIe Gen4 x16"},
    "list_price_usd": {"value": 2500, "source": "a shop", "quality": "B", "date": "2026-10-01"},
    "tdp_w": {"value": 150, "source": "data sheet", "quality": "A"},
    "idle_w": {"value": 20, "source": "a test", "quality": "B"}})");

OptionDraft draft(const study::ResultRecord &result, const Assumptions &assumptions, const Json *hardware = nullptr)
{
    return draftOption({&result, hardware, std::nullopt, capacityOf(result, assumptions, {}), day("2026-11-01")},
                       assumptions);
}

const Knob *knob(const OptionDraft &made, std::string_view id)
{
    const auto found = std::ranges::find(made.knobs, id, &Knob::id);
    return found == made.knobs.end() ? nullptr : &*found;
}

TEST(Capacity, IsWhatASearchWithTheSameLimitFound)
{
    const Capacity found = capacityOf(searched("cpu:native", 5000), Assumptions(), {});
    EXPECT_EQ(found.rate.value, 5000);
    EXPECT_EQ(found.evidence, Evidence::Measured);
    EXPECT_THAT(found.how, HasSubstr("slo.rate"));
    EXPECT_THAT(capacityOf(searched("cpu:native", 5000), assuming({"slo.latency=0.01"}), {}).absent,
                HasSubstr("the search was for 100 ms"));
}

TEST(Capacity, OfASingleStreamIsAReplayOfItsServiceTimes)
{
    const std::vector<double> seconds(1000, 0.01);
    const Capacity found = capacityOf(resultOn("cpu:native"), Assumptions(), seconds);
    ASSERT_EQ(found.absent, "");
    EXPECT_EQ(found.evidence, Evidence::Modelled);
    EXPECT_GT(found.rate.value, 50) << "a tenth of a second leaves room for a queue";
    EXPECT_LT(found.rate.value, 100);
    EXPECT_LT(capacityOf(resultOn("cpu:native"), assuming({"slo.latency=0.02"}), seconds).rate.value, found.rate.value);
    EXPECT_THAT(capacityOf(resultOn("cpu:native"), assuming({"slo.latency=0.005"}), seconds).absent, testing::Not(""));
    EXPECT_THAT(capacityOf(resultOn("cpu:native", measure::ScenarioKind::Offline), Assumptions(), seconds).absent,
                HasSubstr("slo-search"));
    EXPECT_TRUE(capacityOf(resultOn("cpu:native"), assuming({"slo.latency=0.005"}), seconds).nothingWithin);
    EXPECT_FALSE(capacityOf(resultOn("cpu:native"), Assumptions(), {}).nothingWithin) << "for want of data";
}

TEST(Capacity, OfModelledServiceTimesIsAsUnsureAsTheyAre)
{
    const std::vector<double> seconds(100, 0.01);
    const auto modelled = [](double low, double high, Evidence evidence) {
        study::ResultRecord result = resultOn("rtl:board");
        with(result, "latency.mean", 0.01, evidence);
        result.runs.front().metrics.back().low = low;
        result.runs.front().metrics.back().high = high;
        return result;
    };
    const auto range = [&](double low, double high, Evidence evidence = Evidence::Modelled) {
        return capacityOf(modelled(low, high, evidence), Assumptions(), seconds).rate;
    };
    const Range half = range(0.005, 0.02);
    EXPECT_NEAR(half.low / half.value, 0.5, 0.15) << "twice as slow";
    EXPECT_NEAR(half.high / half.value, 2, 0.3);
    const Range measured = range(0.005, 0.02, Evidence::Measured);
    EXPECT_GT(measured.low, half.low * 1.3) << "a measured mean's interval is no doubt that all queries share";
    const Range over = range(0.005, 0.2);
    EXPECT_LT(over.low, 1e-6) << "at the slow end nothing stays within the limit";
    EXPECT_EQ(over.spread, Spread::Triangular);
    EXPECT_EQ(range(0.0005, 0.04).spread, Spread::LogTriangular) << "known to a factor";
}

TEST(Option, WithoutPricesSaysWhatItLacksAndHowToGiveIt)
{
    const OptionDraft made = draft(searched("cpu:native", 5000), Assumptions());
    EXPECT_THAT(made.lacks({"device"}), HasSubstr("--assume target.cpu:native.hourly=USD (rented"));
    EXPECT_EQ(made.lacks({"capacity", "service"}), "");
}

TEST(Option, IsRentedWhenAnHourHasAPrice)
{
    const OptionDraft made = draft(searched("cpu:native", 5000), assuming({"target.cpu:native.hourly=0.1:0.2:0.3"}));
    EXPECT_TRUE(made.missing.empty()) << made.missing.front().text;
    EXPECT_EQ(made.option.numbers.deployment, Deployment::Cloud);
    EXPECT_EQ(made.option.numbers.hourlyUsd, 0.2);
    ASSERT_NE(knob(made, "target.cpu:native.hourly"), nullptr);
    EXPECT_EQ(knob(made, "target.cpu:native.hourly")->range.high, 0.3);
    EXPECT_EQ(made.option.performance, Evidence::Measured);
    EXPECT_FALSE(made.option.unverifiedPrice) << "the user's own";
}

TEST(Option, ACardFromTheCatalogueTakesAShareOfAHost)
{
    const OptionDraft made = draft(searched("opencl:card", 5000), Assumptions(), &kCard);
    ASSERT_TRUE(made.missing.empty()) << made.missing.front().text;
    const OptionNumbers &numbers = made.option.numbers;
    EXPECT_EQ(numbers.deployment, Deployment::OnPremises);
    EXPECT_EQ(numbers.deviceUsd, 2500);
    EXPECT_EQ(numbers.hostUsd, 3000);
    EXPECT_EQ(numbers.idleWatts, 20 + 60);
    EXPECT_EQ(numbers.activeWatts, 150 + 120);
    EXPECT_EQ(numbers.effortHours, 120) << "a kernel of one's own";
    EXPECT_THAT(made.notes, testing::Contains(HasSubstr("its limit, 150 W")));
    EXPECT_TRUE(made.option.unverifiedPrice) << "the share of a host is assumed";
    EXPECT_EQ(knob(made, "target.opencl:card.active")->evidence, Evidence::Modelled) << "the weaker of card and host";
}

TEST(Option, OldPricesAreNoted)
{
    Json old = kCard;
    old["list_price_usd"]["date"] = "2025-01-01";
    const OptionDraft made = draft(searched("opencl:card", 5000), Assumptions(), &old);
    EXPECT_THAT(made.notes, testing::Contains(HasSubstr("90 days")));
}

TEST(Option, APowerWhenBusyBelowThatWhenIdleIsRefused)
{
    const OptionDraft made =
        draft(searched("cpu:native", 5000),
              assuming({"target.cpu:native.device=1000", "target.cpu:native.idle=50", "target.cpu:native.active=40"}));
    EXPECT_THAT(made.lacks({"active"}), HasSubstr("at least the 50 W when idle"));
}

TEST(Option, ServiceTimeIsTheMeanLatencyOfASingleStream)
{
    study::ResultRecord result = resultOn("cpu:native");
    with(result, "latency.mean", 0.004, Evidence::Emulated);
    const OptionDraft made = draft(result, assuming({"target.cpu:native.capacity=200", "target.cpu:native.hourly=1"}));
    EXPECT_EQ(made.option.numbers.serviceSeconds, 0.004);
    EXPECT_EQ(made.option.numbers.capacity, 200);
    EXPECT_THAT(draft(resultOn("cpu:native"), Assumptions()).lacks({"service"}), HasSubstr("neither"));
}

TEST(Decision, OptionsOnOneTargetShareItsPrices)
{
    const Assumptions assumptions = assuming({"target.cpu:native.hourly=0.1:0.2:0.3"});
    study::ResultRecord other = searched("cpu:native", 9000);
    other.number = 2;
    const Decision made =
        makeDecision({draft(searched("cpu:native", 5000), assumptions), draft(other, assumptions)}, assumptions);
    Decision turned = made;
    turned.turn(*made.find("target.cpu:native.hourly"), 0.25);
    EXPECT_EQ(turned.options[0].numbers.hourlyUsd, 0.25);
    EXPECT_EQ(turned.options[1].numbers.hourlyUsd, 0.25);
    turned.turn(*made.find("#2.capacity"), 1);
    EXPECT_EQ(turned.options[0].numbers.capacity, 5000);
}

const Derived &of(const std::vector<Derived> &all, std::string_view id)
{
    return *std::ranges::find(all, id, &Derived::id);
}

TEST(Derived, AreTheFormulasWithTheNumbersPutIn)
{
    const Assumptions assumptions =
        assuming({"demand.rate=300", "demand.peak_factor=1", "demand.changes=0", "textbook.utilisation=0.3",
                  "target.cpu:native.hourly=0.2", "target.cpu:native.effort=0"});
    const auto all = derive(draft(searched("cpu:native", 1000), assumptions), assumptions);
    EXPECT_EQ(all.size(), derivedInfos().size());
    EXPECT_EQ(of(all, "demand.devices").value, 1);
    EXPECT_NEAR(*of(all, "load.busy").value, 0.3, 1e-12);
    EXPECT_NEAR(*of(all, "cost.per_million").value, 0.1852, 5e-5);
    EXPECT_NEAR(*of(all, "cost.textbook").value, 0.1852, 5e-5);
    EXPECT_NEAR(*of(all, "efficiency.per_dollar").value, 1e6 / 0.185185, 10);
    EXPECT_THAT(of(all, "load.busy").formula, HasSubstr("300 × 0.001 / (1 × 1)"));
    EXPECT_THAT(of(all, "power.service").absentReason, HasSubstr("rented machine"));
}

TEST(Derived, RangesReachFromTheBestCornerToTheWorst)
{
    const Assumptions assumptions = assuming(
        {"demand.rate=100:300:700", "demand.peak_factor=1", "demand.changes=0", "demand.life=3", "price.engineer=0",
         "price.overhead=1", "effort.change=0", "target.cpu:native.hourly=0.1:0.2:0.4", "target.cpu:native.effort=0"});
    const auto all = derive(draft(searched("cpu:native", 1000), assumptions), assumptions);
    const Derived &cost = of(all, "cost.per_million");
    EXPECT_NEAR(*cost.low, 0.1 / (700 * 3600) * 1e6, 1e-9);
    EXPECT_NEAR(*cost.high, 0.4 / (100 * 3600) * 1e6, 1e-9);
}

TEST(Derived, SaturationAndNoDemandAreAnswersAndNotNumbers)
{
    study::ResultRecord slow = resultOn("cpu:native");
    with(slow, "latency.mean", 0.01);
    const Assumptions busy = assuming(
        {"demand.rate=300", "demand.peak_factor=1", "target.cpu:native.hourly=0.2", "target.cpu:native.capacity=1000"});
    EXPECT_THAT(of(derive(draft(slow, busy), busy), "load.busy").absentReason, HasSubstr("saturated"));
    const Assumptions none = assuming({"demand.rate=0", "target.cpu:native.hourly=0.2"});
    const auto all = derive(draft(searched("cpu:native", 1000), none), none);
    EXPECT_EQ(of(all, "cost.per_million").absentReason, "no demand");
    EXPECT_EQ(of(all, "demand.devices").value, 0);
}

TEST(Derived, PowerOfAMachineThatNobodyKnowsIsAbsent)
{
    study::ResultRecord result = resultOn("cpu:native");
    with(result, "latency.mean", 0.01);
    const auto all = derive(draft(result, assuming({"target.cpu:native.capacity=100"})), assuming({}));
    for (const char *id : {"power.service", "energy.per_query", "efficiency.per_watt"})
        EXPECT_THAT(of(all, id).absentReason, HasSubstr("--hardware cpu:native=ID")) << id;
    const Assumptions powered =
        assuming({"target.cpu:native.capacity=1000", "target.cpu:native.idle=10", "target.cpu:native.active=10"});
    const auto known = derive(draft(result, powered), powered);
    EXPECT_EQ(of(known, "power.service").value, 10) << "power needs no price";
    EXPECT_THAT(of(known, "cost.total").absentReason, HasSubstr("price"));
}

TEST(Derived, LatencyAtThePeakIsByFormulaAndByReplay)
{
    study::ResultRecord result = resultOn("cpu:native");
    with(result, "latency.mean", 0.01);
    const std::vector<double> seconds(500, 0.01);
    const Assumptions half = assuming(
        {"demand.rate=25", "demand.peak_factor=2", "target.cpu:native.hourly=0.2", "target.cpu:native.capacity=60"});
    OptionInput input{&result, nullptr, std::nullopt, capacityOf(result, half, seconds), day("2026-11-01"), seconds};
    const auto all = derive(draftOption(input, half), half);
    EXPECT_NEAR(*of(all, "latency.peak.mean").value, 0.015, 1e-9) << "M/D/1 at u = 0.5: S (1 + u / 2 (1 - u))";
    EXPECT_THAT(of(all, "latency.peak.mean").formula, HasSubstr("Pollaczek"));
    EXPECT_GT(*of(all, "latency.peak.slo").value, 0.02);
    EXPECT_LT(*of(all, "latency.peak.slo").value, 0.06);
    EXPECT_EQ(of(all, "capacity.device").value, 60);
    input.serviceSeconds = {};
    EXPECT_THAT(of(derive(draftOption(input, half), half), "latency.peak.mean").absentReason,
                HasSubstr("single-stream"));
}

/// No derived number is stronger than what it is made of, none is there without what it needs, and every absence is
/// told.
TEST(Derived, EvidenceAndAbsencePropagate)
{
    const std::vector<std::vector<const char *>> sets = {{},
                                                         {"target.cpu:native.hourly=1"},
                                                         {"target.cpu:native.device=1"},
                                                         {"target.cpu:native.capacity=10"},
                                                         {"target.cpu:native.capacity=10", "target.cpu:native.device=5",
                                                          "target.cpu:native.idle=1", "target.cpu:native.active=2"},
                                                         {"target.cpu:native.request=1e-6"},
                                                         {"demand.rate=0", "target.cpu:native.hourly=1"}};
    for (const Evidence evidence : {Evidence::Measured, Evidence::Emulated, Evidence::Published, Evidence::Modelled})
        for (const auto &set : sets)
            for (const bool service : {false, true}) {
                study::ResultRecord result = resultOn("cpu:native");
                if (service)
                    with(result, "latency.mean", 0.001, evidence);
                const Assumptions assumptions = assuming(set);
                const OptionDraft made = draft(result, assumptions);
                EXPECT_GE(made.option.performance,
                          service && made.lacks({"capacity"}).empty() ? evidence : Evidence::Measured);
                for (const Derived &derived : derive(made, assumptions)) {
                    EXPECT_EQ(derived.evidence, Evidence::Modelled);
                    EXPECT_EQ(derived.value.has_value(), derived.absentReason.empty()) << derived.id;
                    EXPECT_EQ(derived.value.has_value(), !derived.formula.empty()) << derived.id;
                    if (derived.value) {
                        EXPECT_TRUE(std::isfinite(*derived.value)) << derived.id;
                    }
                }
            }
}

TEST(Option, SaysWhichRunMeasuresItsCapacityAndHowLongItsRunsTook)
{
    study::ResultRecord result = resultOn("cpu:native");
    result.point.workloadParameters = {{"m", ParameterValue(std::int64_t{64})}};
    result.runs.push_back(result.runs.front());
    result.runs[0].wallSeconds = 20;
    result.runs[1].wallSeconds = 30;
    const auto measuring = draft(result, assuming({"slo.latency=0.05"})).measuring;
    EXPECT_EQ(measuring.command, "assay run -w gemm -p m=64 -t cpu:native --scenario slo-search --slo 0.05s@p99");
    EXPECT_EQ(measuring.runs, 2U);
    EXPECT_EQ(measuring.wallSeconds, 50);
    EXPECT_FALSE(measuring.same);
    EXPECT_TRUE(draft(searched("cpu:native", 5000), Assumptions()).measuring.same);
    EXPECT_EQ(draft(resultOn("catalog:nvidia-t4"), Assumptions()).measuring.command, "") << "nobody has one";
}

TEST(Effort, FollowsTheBackend)
{
    EXPECT_EQ(effortOf("rtl"), "effort.rtl");
    EXPECT_EQ(effortOf("cpu"), "effort.existing");
    for (const char *backend : {"cpu", "opencl", "rtl", "xrt", "onnx"})
        EXPECT_NE(assumptionInfo(effortOf(backend)), nullptr) << backend;
}

} // namespace
} // namespace assay::model
