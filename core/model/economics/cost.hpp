#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/assumptions/assumptions.hpp"

namespace assay::model {

/// Hours of a year, 365.25 days.
inline constexpr double kHoursPerYear = 8766;

/// How a choice is paid for.
enum class Deployment { Cloud, Managed, OnPremises, Edge };
[[nodiscard]] std::string toText(Deployment deployment); ///< "cloud", "managed", "on-premises", "edge"
[[nodiscard]] std::optional<Deployment> deploymentFromText(std::string_view text);

/// What all options of a decision share; the numbers of an Assumptions set.
struct Conditions {
    double rate = 0;       ///< query/s, mean over the day
    double peakFactor = 1; ///< highest rate over the mean, at least the profile's highest
    double sites = 1;      ///< edge: places that share the rate evenly and each need devices
    double lifeYears = 3;
    double changesPerYear = 0;
    double electricity = 0; ///< USD/kWh
    double pue = 1;
    double hosting = 0;         ///< USD a month and device, on-premises
    double engineer = 0;        ///< USD/h, wage
    double overhead = 1;        ///< cost of an engineer over the wage
    double operationsHours = 0; ///< a year and device
    double changeShare = 0;     ///< part of the effort that each change takes again

    /// Hours of the day with the same rate together.
    struct Hours {
        double factor = 1; ///< rate over the mean rate
        double count = 24; ///< hours a day
    };
    std::vector<Hours> profile = std::vector<Hours>(1);

    [[nodiscard]] double peakRate() const;
};
[[nodiscard]] Conditions conditionsOf(const Assumptions &assumptions);
[[nodiscard]] std::vector<Conditions::Hours> hoursOf(const std::array<double, 24> &profile);

/// What one choice does and costs. Which money counts depends on the deployment.
struct OptionNumbers {
    Deployment deployment = Deployment::OnPremises;
    double capacity = 0;       ///< query/s of one device within the latency limit, > 0; managed services need none
    double serviceSeconds = 0; ///< of a query
    double slots = 1;          ///< queries in service at once
    double hourlyUsd = 0;      ///< cloud: an hour of an instance
    double requestUsd = 0;     ///< managed: a query
    double deviceUsd = 0;      ///< on-premises: card or machine; edge: bill of materials
    double hostUsd = 0;        ///< share of the host, where the device is a card
    double idleWatts = 0, activeWatts = 0; ///< of a device with its share of the host
    double effortHours = 0;                ///< to put the workload on it
    double oneTimeUsd = 0;                 ///< non-recurring engineering, licences
    bool hostingIncludesPower = false;
};

/// USD over the whole life.
struct CostParts {
    double devices = 0;  ///< bought or rented
    double requests = 0; ///< managed service
    double hosting = 0;
    double energy = 0;
    double operations = 0;
    double engineering = 0; ///< porting, once and at every change, and what is paid once

    [[nodiscard]] double total() const { return devices + requests + hosting + energy + operations + engineering; }
};

/// Devices an option needs: at its peak, over all sites (0 for a managed service).
[[nodiscard]] double devicesNeeded(const Conditions &conditions, const OptionNumbers &option);

/// Devices a cloud option rents, averaged over the day.
[[nodiscard]] double rentedDevices(const Conditions &conditions, double capacity);

/// Total cost of ownership over the life (models.md, Cost):
/// - cloud: Σ over the hours of the day of ceil(λ_t b / C) hourly, where b is the peak over the profile's highest hour;
/// - managed: a price for each query;
/// - on-premises, sized at the peak: device and host share, hosting, P PUE electricity (unless hosting includes it),
/// operations;
/// - edge: sites × ceil(λ_peak / sites / C) × bill of materials, electricity without PUE, operations, what is paid
/// once;
/// - all: effort × rate of an engineer, and its share again at every change.
[[nodiscard]] CostParts costOverLife(const Conditions &conditions, const OptionNumbers &option);
/// The same, only the total.
[[nodiscard]] inline double totalCost(const Conditions &conditions, const OptionNumbers &option)
{
    return costOverLife(conditions, option).total();
}

/// USD a million queries at the conditions' demand; empty without demand.
[[nodiscard]] std::optional<double> costPerMillionAtDemand(const Conditions &conditions, const OptionNumbers &option);

/// Power of all devices over a mean day, W, at the plug of the machines (before PUE). Busy at most all the time.
[[nodiscard]] double meanPower(const Conditions &conditions, const OptionNumbers &option);

} // namespace assay::model
