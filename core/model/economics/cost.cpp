#include "core/model/economics/cost.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "core/model/economics/formulas.hpp"

namespace assay::model {
namespace {

constexpr auto kDeployments =
    std::to_array<std::pair<Deployment, std::string_view>>({{Deployment::Cloud, "cloud"},
                                                            {Deployment::Managed, "managed"},
                                                            {Deployment::OnPremises, "on-premises"},
                                                            {Deployment::Edge, "edge"}});

double highestHour(const Conditions &conditions)
{
    double highest = 0;
    for (const Conditions::Hours &hours : conditions.profile)
        highest = std::max(highest, hours.factor);
    return highest;
}

} // namespace

std::string toText(Deployment deployment)
{
    for (const auto &[each, text] : kDeployments)
        if (each == deployment)
            return std::string(text);
    return {};
}

std::optional<Deployment> deploymentFromText(std::string_view text)
{
    for (const auto &[each, name] : kDeployments)
        if (name == text)
            return each;
    return std::nullopt;
}

double Conditions::peakRate() const
{
    return rate * std::max(peakFactor, highestHour(*this));
}

std::vector<Conditions::Hours> hoursOf(const std::array<double, 24> &profile)
{
    std::map<double, double> counts;
    for (const double factor : profile)
        counts[factor] += 1;
    std::vector<Conditions::Hours> hours;
    for (const auto &[factor, count] : counts)
        hours.push_back({factor, count});
    return hours;
}

Conditions conditionsOf(const Assumptions &assumptions)
{
    Conditions conditions;
    conditions.rate = assumptions.value("demand.rate");
    conditions.peakFactor = assumptions.value("demand.peak_factor");
    conditions.sites = assumptions.value("demand.sites");
    conditions.lifeYears = assumptions.value("demand.life");
    conditions.changesPerYear = assumptions.value("demand.changes");
    conditions.electricity = assumptions.value("price.electricity");
    conditions.pue = assumptions.value("price.pue");
    conditions.hosting = assumptions.value("price.hosting");
    conditions.engineer = assumptions.value("price.engineer");
    conditions.overhead = assumptions.value("price.overhead");
    conditions.operationsHours = assumptions.value("operations.hours");
    conditions.changeShare = assumptions.value("effort.change");
    conditions.profile = hoursOf(assumptions.profile);
    return conditions;
}

double devicesNeeded(const Conditions &conditions, const OptionNumbers &option)
{
    switch (option.deployment) {
    case Deployment::Managed:
        return 0;
    case Deployment::Edge:
        return conditions.sites * devicesFor(conditions.peakRate() / conditions.sites, option.capacity);
    default:
        return devicesFor(conditions.peakRate(), option.capacity);
    }
}

double rentedDevices(const Conditions &conditions, double capacity)
{
    const double burst = conditions.peakRate() / highestHour(conditions);
    double deviceHours = 0;
    for (const Conditions::Hours &hours : conditions.profile)
        deviceHours += hours.count * devicesFor(hours.factor * burst, capacity);
    return deviceHours / 24;
}

double meanPower(const Conditions &conditions, const OptionNumbers &option)
{
    const double devices = option.deployment == Deployment::Cloud ? rentedDevices(conditions, option.capacity)
                                                                  : devicesNeeded(conditions, option);
    if (!(devices > 0))
        return 0;
    return power(devices, option.idleWatts, option.activeWatts, conditions.rate * option.serviceSeconds / option.slots);
}

CostParts costOverLife(const Conditions &conditions, const OptionNumbers &option)
{
    const double hours = conditions.lifeYears * kHoursPerYear;
    const double wage = conditions.engineer * conditions.overhead;
    CostParts parts;
    parts.engineering =
        option.oneTimeUsd +
        option.effortHours * wage * (1 + conditions.changesPerYear * conditions.lifeYears * conditions.changeShare);
    if (option.deployment == Deployment::Managed) {
        parts.requests = conditions.rate * hours * 3600 * option.requestUsd;
        return parts;
    }
    if (option.deployment == Deployment::Cloud) {
        parts.devices = rentedDevices(conditions, option.capacity) * option.hourlyUsd * hours;
        return parts;
    }
    const bool edge = option.deployment == Deployment::Edge;
    const double devices = devicesNeeded(conditions, option);
    parts.devices = devices * (option.deviceUsd + option.hostUsd);
    parts.operations = devices * conditions.operationsHours * conditions.lifeYears * wage;
    if (!edge)
        parts.hosting = devices * conditions.hosting * 12 * conditions.lifeYears;
    if (edge || !option.hostingIncludesPower)
        parts.energy =
            meanPower(conditions, option) / 1000 * (edge ? 1 : conditions.pue) * conditions.electricity * hours;
    return parts;
}

std::optional<double> costPerMillionAtDemand(const Conditions &conditions, const OptionNumbers &option)
{
    if (!(conditions.rate > 0))
        return std::nullopt;
    return costPerMillion(totalCost(conditions, option) / (conditions.lifeYears * kHoursPerYear), conditions.rate);
}

} // namespace assay::model
