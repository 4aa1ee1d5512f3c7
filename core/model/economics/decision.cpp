#include "core/model/economics/decision.hpp"

#include <array>
#include <utility>

namespace assay::model {
namespace {

struct Member {
    std::string_view id;
    double Conditions::*number;
};
constexpr auto kMembers = std::to_array<Member>({{"demand.rate", &Conditions::rate},
                                                 {"demand.peak_factor", &Conditions::peakFactor},
                                                 {"demand.sites", &Conditions::sites},
                                                 {"demand.life", &Conditions::lifeYears},
                                                 {"demand.changes", &Conditions::changesPerYear},
                                                 {"price.electricity", &Conditions::electricity},
                                                 {"price.pue", &Conditions::pue},
                                                 {"price.hosting", &Conditions::hosting},
                                                 {"price.engineer", &Conditions::engineer},
                                                 {"price.overhead", &Conditions::overhead},
                                                 {"operations.hours", &Conditions::operationsHours},
                                                 {"effort.change", &Conditions::changeShare}});

} // namespace

void Decision::turn(const Knob &knob, double value)
{
    if (knob.common != nullptr)
        conditions.*knob.common = value;
    for (const std::size_t option : knob.options)
        options[option].numbers.*knob.own = value;
}

double Decision::at(const Knob &knob) const
{
    return knob.common != nullptr ? conditions.*knob.common : options[knob.options.front()].numbers.*knob.own;
}

std::vector<double> Decision::costs() const
{
    std::vector<double> all;
    all.reserve(options.size());
    for (const Option &option : options)
        all.push_back(totalCost(conditions, option.numbers));
    return all;
}

const Knob *Decision::find(std::string_view id) const
{
    for (const Knob &knob : knobs)
        if (knob.id == id)
            return &knob;
    return nullptr;
}

std::vector<Knob> commonKnobs(const Assumptions &assumptions)
{
    std::vector<Knob> knobs;
    for (const auto &[id, number] : kMembers) {
        const AssumptionInfo &info = *assumptionInfo(id);
        const Assumption assumption = assumptions.get(id);
        Knob knob;
        knob.id = id;
        knob.name = info.meaning;
        knob.unit = info.unit;
        knob.range = assumption.range;
        knob.origin = assumption.origin;
        knob.least = info.least;
        knob.most = info.most;
        knob.common = number;
        knobs.push_back(std::move(knob));
    }
    return knobs;
}

} // namespace assay::model
