#pragma once

#include <string>
#include <utility>

#include "core/model/economics/decision.hpp"

namespace assay::model {

/// The worked example of models.md: A serves 1,000 query/s at $0.20/h, B 20,000 at $1/h and $60,000 once.
inline Decision staircase()
{
    Assumptions assumptions;
    for (const char *text : {"demand.rate=10000", "demand.peak_factor=1", "demand.life=3", "demand.changes=0",
                             "price.engineer=0", "price.electricity=0.1", "price.pue=1.5", "price.hosting=0",
                             "price.overhead=1", "operations.hours=0", "effort.change=0"})
        (void)assumptions.setFromText(text);
    Decision decision;
    decision.conditions = conditionsOf(assumptions);
    Option a, b;
    a.name = "A";
    a.numbers.deployment = b.numbers.deployment = Deployment::Cloud;
    a.numbers.capacity = 1000;
    a.numbers.hourlyUsd = 0.20;
    b.name = "B";
    b.numbers.capacity = 20000;
    b.numbers.hourlyUsd = 1;
    b.numbers.oneTimeUsd = 60000;
    decision.options = {a, b};
    decision.knobs = commonKnobs(assumptions);
    return decision;
}

inline Knob knobOf(std::string id, std::size_t option, double OptionNumbers::*number, Range range, double least,
                   double most)
{
    Knob knob;
    knob.id = std::move(id);
    knob.name = knob.id;
    knob.range = range;
    knob.own = number;
    knob.options = {option};
    knob.least = least;
    knob.most = most;
    return knob;
}

/// Two options that cost $100 and between $60 and $160, all of it paid once.
inline Decision bargain()
{
    Decision decision = staircase();
    for (Option &option : decision.options)
        option.numbers.hourlyUsd = 0;
    decision.options[0].numbers.oneTimeUsd = 100;
    decision.options[1].numbers.oneTimeUsd = 110;
    decision.knobs.push_back(knobOf("offer", 1, &OptionNumbers::oneTimeUsd, Range::uniform(60, 160), 0, 1000));
    decision.knobs.push_back(knobOf("unrelated", 1, &OptionNumbers::idleWatts, Range::uniform(0, 100), 0, 1000));
    return decision;
}

} // namespace assay::model
