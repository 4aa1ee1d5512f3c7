#include "core/model/economics/cost_columns.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "core/base/random.hpp"
#include "core/model/economics/derived.hpp"

namespace assay::model {
namespace {

constexpr std::size_t kPoints = 200;

struct Numbers {
    std::vector<double> capacity, service, slots, hourly, device, host, idle, active, effort, once;

    explicit Numbers(std::uint64_t seed)
    {
        Random random(seed);
        for (std::size_t i = 0; i < kPoints; ++i) {
            capacity.push_back(10 + 500 * random.uniform());
            service.push_back(0.9 / capacity.back());
            slots.push_back(1);
            hourly.push_back(random.uniform());
            device.push_back(5000 * random.uniform());
            host.push_back(3000 * random.uniform());
            idle.push_back(100 * random.uniform());
            active.push_back(idle.back() + 200 * random.uniform());
            effort.push_back(300 * random.uniform());
            once.push_back(1000 * random.uniform());
        }
    }
    [[nodiscard]] OptionColumns columns(Deployment deployment) const
    {
        return {deployment, capacity, service, slots, hourly, device, host, idle, active, effort, once, kPoints};
    }
    [[nodiscard]] OptionNumbers point(Deployment deployment, std::size_t i) const
    {
        return {deployment, capacity[i], service[i], slots[i],  hourly[i], 0,    device[i],
                host[i],    idle[i],     active[i],  effort[i], once[i],   false};
    }
};

/// Column by column the same as option by option.
TEST(CostColumns, AgreeWithSingleOptions)
{
    Assumptions assumptions;
    ASSERT_TRUE(assumptions.setFromText("demand.rate=1700"));
    ASSERT_TRUE(assumptions.setFromText("demand.sites=4"));
    ASSERT_TRUE(assumptions.setFromText("demand.profile=1,1,1,1,1,1,2,3,4,5,5,5,5,5,5,4,3,2,2,2,1,1,1,1"));
    const Conditions conditions = conditionsOf(assumptions);
    const Numbers numbers(3);
    for (const Deployment deployment : {Deployment::Cloud, Deployment::OnPremises, Deployment::Edge})
        for (const DerivedInfo &info : derivedInfos()) {
            const auto column = deriveColumn(info.id, numbers.columns(deployment), conditions);
            if (info.id.starts_with("latency."))
                continue; // needs service times
            ASSERT_TRUE(column) << info.id;
            for (std::size_t i = 0; i < kPoints; i += 17) {
                OptionDraft draft;
                draft.option.numbers = numbers.point(deployment, i);
                const auto all = derive(draft, assumptions);
                const auto single = std::ranges::find(all, info.id, &Derived::id)->value;
                ASSERT_EQ(column->at(i).has_value(), single.has_value()) << info.id << " " << toText(deployment);
                if (single) {
                    EXPECT_NEAR(*column->at(i), *single, 1e-9 * std::abs(*single))
                        << info.id << " " << toText(deployment);
                }
            }
        }
}

TEST(CostColumns, AnAbsentInputMakesItsPointAbsentAndNoOther)
{
    Numbers numbers(5);
    numbers.idle[7] = std::numeric_limits<double>::quiet_NaN();
    Conditions conditions;
    conditions.rate = 100;
    const auto energy = deriveColumn("energy.per_query", numbers.columns(Deployment::OnPremises), conditions);
    EXPECT_FALSE(energy->at(7));
    EXPECT_TRUE(energy->at(8));
    OptionColumns without = numbers.columns(Deployment::OnPremises);
    without.idleWatts = {};
    EXPECT_FALSE(deriveColumn("cost.total", without, conditions)->at(8));
    conditions.rate = 0;
    EXPECT_FALSE(deriveColumn("cost.per_million", numbers.columns(Deployment::OnPremises), conditions)->at(8));
    EXPECT_FALSE(deriveColumn("no.such", without, conditions));
}

} // namespace
} // namespace assay::model
