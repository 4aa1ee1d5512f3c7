// What must hold of every derived number, whatever the numbers it is made of.
#include <algorithm>
#include <cmath>

#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "core/base/random.hpp"
#include "core/model/economics/capacity.hpp"
#include "core/model/economics/derived.hpp"
#include "core/model/economics/formulas.hpp"
#include "core/model/evidence.hpp"
#include "tests/core/model/economics/result_fixture.hpp"

namespace assay::model {
namespace {

constexpr auto kAll = {Evidence::Measured, Evidence::Emulated, Evidence::Published, Evidence::Datasheet,
                       Evidence::Modelled};
using Values = std::map<std::string, Derived>;

Values derived(const OptionDraft &draft, const Assumptions &assumptions)
{
    Values values;
    for (Derived &each : derive(draft, assumptions))
        values.emplace(each.id, std::move(each));
    return values;
}

/// Everything of a bought machine is known: what one assumption is left out, or is 0, is missing.
const std::map<std::string, std::string> kBought = {{"demand.rate", "50"},
                                                    {"target.cpu:native.capacity", "100"},
                                                    {"target.cpu:native.device", "1000"},
                                                    {"target.cpu:native.idle", "20"},
                                                    {"target.cpu:native.active", "80"}};

struct Bought {
    std::map<std::string, std::string> said = kBought;
    bool service = true, samples = true;

    [[nodiscard]] Values values() const
    {
        Assumptions assumptions;
        for (const auto &[id, value] : said)
            EXPECT_TRUE(assumptions.setFromText(id + "=" + value)) << id;
        study::ResultRecord result = resultOn("cpu:native");
        if (service)
            with(result, "latency.mean", 0.004);
        const std::vector<double> seconds(samples ? 1000 : 0, 0.004);
        OptionInput input;
        input.result = &result;
        input.capacity.absent = "nobody searched";
        input.today = *catalog::dateFromText("2026-11-01");
        input.serviceSeconds = seconds;
        return derived(draftOption(input, assumptions), assumptions);
    }
};

TEST(EveryDerivedNumber, IsThereWhenAllIsKnownAndAbsentWithoutWhatItIsMadeOf)
{
    const Values whole = Bought().values();
    ASSERT_EQ(whole.size(), derivedInfos().size());
    for (const auto &[id, each] : whole)
        EXPECT_TRUE(each.value) << id << ": " << each.absentReason;

    const std::set<std::string> load{"load.busy", "latency.peak.mean", "latency.peak.slo"},
        energy{"power.service", "energy.per_query", "efficiency.per_watt"},
        money{"cost.total", "cost.per_million", "efficiency.per_dollar"},
        size{"demand.devices", "load.headroom", "capacity.device"};
    const auto together = [](std::initializer_list<std::set<std::string>> parts) {
        std::set<std::string> all;
        for (const auto &part : parts)
            all.insert(part.begin(), part.end());
        return all;
    };
    const std::map<std::string, std::set<std::string>> needs{
        {"target.cpu:native.capacity", together({load, energy, money, size, {"cost.textbook"}})},
        {"target.cpu:native.device", together({money, {"cost.textbook"}})},
        {"target.cpu:native.idle", together({energy, money})},
        {"target.cpu:native.active", together({energy, money})},
        {"demand.rate=0", together({load, energy, {"load.headroom", "cost.per_million", "efficiency.per_dollar"}})},
        {"service", together({load, energy, money})},
        {"samples", {"latency.peak.mean", "latency.peak.slo"}}};
    for (const auto &[input, absent] : needs) {
        Bought without;
        without.said.erase(input);
        without.service = input != "service";
        without.samples = input != "samples";
        if (input == "demand.rate=0")
            without.said["demand.rate"] = "0";
        for (const auto &[id, each] : without.values()) {
            EXPECT_EQ(!each.value, absent.contains(id)) << id << " without " << input << ": " << each.absentReason;
            EXPECT_EQ(!each.value, !each.absentReason.empty()) << id << " without " << input;
            EXPECT_FALSE(!each.value && (each.low || each.high)) << id << " without " << input;
            if (each.value && input != "demand.rate=0") {
                EXPECT_EQ(each.value, whole.at(id).value) << id << " has nothing to do with " << input;
            }
        }
    }
}

TEST(EveryDerivedNumber, IsNoStrongerThanItsWeakestInput)
{
    for (const Evidence service : kAll)
        for (const Evidence carried : kAll) {
            study::ResultRecord result = resultOn("cpu:native");
            with(result, "latency.mean", 0.004, service);
            Assumptions assumptions;
            ASSERT_TRUE(assumptions.setFromText("target.cpu:native.hourly=1"));
            const std::vector<double> seconds(100, 0.004);
            OptionInput input;
            input.result = &result;
            input.capacity.rate = Range::fixed(100);
            input.capacity.evidence = carried;
            input.today = *catalog::dateFromText("2026-11-01");
            input.serviceSeconds = seconds;
            const OptionDraft draft = draftOption(input, assumptions);
            const Evidence worst = weakest(service, carried);
            EXPECT_EQ(draft.option.performance, worst);
            for (const auto &[id, each] : derived(draft, assumptions))
                EXPECT_EQ(each.evidence, weakest(worst, Evidence::Modelled)) << id;
            const auto capacity = std::ranges::find(draft.knobs, "#1.capacity", &Knob::id);
            ASSERT_NE(capacity, draft.knobs.end());
            EXPECT_EQ(capacity->evidence, carried);
        }
}

TEST(EveryDerivedNumber, OfMoneySaysWhenAPriceIsNotVerified)
{
    for (const bool own : {false, true}) {
        study::ResultRecord result = searched("opencl:card", 5000);
        const Json card = Json::parse(R"({"id": "card", "class": "gpu", "host_link": {"value": "PCIe"},
            "list_price_usd": {"value": 2500, "source": "somebody", "quality": "C"},
            "tdp_w": {"value": 150, "source": "data sheet", "quality": "A"},
            "idle_w": {"value": 20, "source": "a test", "quality": "B"}})");
        Assumptions assumptions;
        if (own) {
            for (const char *text : {"target.opencl:card.device=2500", "target.opencl:card.host=1000"})
                ASSERT_TRUE(assumptions.setFromText(text));
        }
        OptionInput input;
        input.result = &result;
        input.hardware = &card;
        input.capacity = capacityOf(result, assumptions, {});
        input.today = *catalog::dateFromText("2026-11-01");
        const auto values = derived(draftOption(input, assumptions), assumptions);
        for (const DerivedInfo &info : derivedInfos())
            EXPECT_EQ(values.at(std::string(info.id)).unverifiedPrice, info.money && !own) << info.id;
    }
}

Conditions anyConditions(Random &random)
{
    Assumptions assumptions;
    Conditions any = conditionsOf(assumptions);
    any.rate = 1e4 * random.uniform();
    any.peakFactor = 1 + 3 * random.uniform();
    any.sites = 1 + static_cast<double>(random.below(20));
    any.lifeYears = 0.1 + 10 * random.uniform();
    any.changesPerYear = 5 * random.uniform();
    return any;
}

OptionNumbers anyOption(Random &random, Deployment deployment)
{
    OptionNumbers any;
    any.deployment = deployment;
    any.capacity = 1 + 1000 * random.uniform();
    any.slots = 1 + static_cast<double>(random.below(8));
    any.serviceSeconds = any.slots * random.uniform() / any.capacity;
    any.hourlyUsd = random.uniform();
    any.requestUsd = 1e-5 * random.uniform();
    any.deviceUsd = 5000 * random.uniform();
    any.hostUsd = 1000 * random.uniform();
    any.idleWatts = 100 * random.uniform();
    any.activeWatts = any.idleWatts + 200 * random.uniform();
    any.effortHours = 300 * random.uniform();
    any.oneTimeUsd = 1e4 * random.uniform();
    return any;
}

constexpr auto kWays = {Deployment::Cloud, Deployment::Managed, Deployment::OnPremises, Deployment::Edge};

TEST(Cost, NothingDearerOrMoreEverLowersIt)
{
    double Conditions::*const more[] = {&Conditions::rate,        &Conditions::peakFactor,
                                        &Conditions::lifeYears,   &Conditions::changesPerYear,
                                        &Conditions::electricity, &Conditions::pue,
                                        &Conditions::hosting,     &Conditions::engineer,
                                        &Conditions::overhead,    &Conditions::operationsHours,
                                        &Conditions::changeShare};
    double OptionNumbers::*const dearer[] = {&OptionNumbers::hourlyUsd,   &OptionNumbers::requestUsd,
                                             &OptionNumbers::deviceUsd,   &OptionNumbers::hostUsd,
                                             &OptionNumbers::activeWatts, &OptionNumbers::effortHours,
                                             &OptionNumbers::oneTimeUsd,  &OptionNumbers::serviceSeconds};
    Random random(11);
    for (int i = 0; i < 500; ++i)
        for (const Deployment way : kWays) {
            const Conditions conditions = anyConditions(random);
            const OptionNumbers option = anyOption(random, way);
            const double before = totalCost(conditions, option) * (1 - 1e-12);
            const double factor = 1 + random.uniform();
            for (std::size_t k = 0; k < std::size(more); ++k) {
                Conditions changed = conditions;
                changed.*more[k] *= factor;
                EXPECT_GE(totalCost(changed, option), before) << toText(way) << " condition " << k;
            }
            for (std::size_t k = 0; k < std::size(dearer); ++k) {
                OptionNumbers changed = option;
                changed.*dearer[k] *= factor;
                EXPECT_GE(totalCost(conditions, changed), before) << toText(way) << " number " << k;
            }
            OptionNumbers stronger = option;
            stronger.capacity *= factor;
            EXPECT_LE(devicesNeeded(conditions, stronger), devicesNeeded(conditions, option));
            EXPECT_LE(totalCost(conditions, stronger) * (1 - 1e-12), totalCost(conditions, option)) << toText(way);
        }
}

TEST(Cost, OfAYearNeverRisesWithALongerLife)
{
    Random random(12);
    for (int i = 0; i < 500; ++i)
        for (const Deployment way : kWays) {
            const Conditions conditions = anyConditions(random);
            const OptionNumbers option = anyOption(random, way);
            Conditions longer = conditions;
            longer.lifeYears *= 1 + random.uniform();
            EXPECT_LE(totalCost(longer, option) / longer.lifeYears,
                      totalCost(conditions, option) / conditions.lifeYears * (1 + 1e-12))
                << toText(way);
        }
}

TEST(Load, MoreDemandNeverLowersIt)
{
    Random random(13);
    for (int i = 0; i < 2000; ++i) {
        const Conditions conditions = anyConditions(random);
        const OptionNumbers option = anyOption(random, Deployment::OnPremises);
        Conditions more = conditions;
        more.rate *= 1 + 0.5 * random.uniform();
        const double few = devicesNeeded(conditions, option), many = devicesNeeded(more, option);
        EXPECT_GE(many, few);
        EXPECT_GE(meanPower(more, option), meanPower(conditions, option) * (1 - 1e-12));
        // Of the same devices each is busier; a device more may leave each less to do.
        EXPECT_GE(busyFraction(more.rate, option.serviceSeconds, few, option.slots),
                  busyFraction(conditions.rate, option.serviceSeconds, few, option.slots));
        EXPECT_GE(busyFraction(more.rate, option.serviceSeconds, many, option.slots) * many,
                  busyFraction(conditions.rate, option.serviceSeconds, few, option.slots) * few * (1 - 1e-12));
        EXPECT_LE(headroomUsed(more.peakRate(), many, option.capacity), 1 + 1e-9) << "sized for the peak";
    }
}

} // namespace
} // namespace assay::model
