#pragma once

#include <functional>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "core/catalog/hardware.hpp"
#include "core/desk/target_hardware.hpp"
#include "core/model/assumptions/assumptions.hpp"
#include "core/model/economics/option.hpp"
#include "core/store/study_file.hpp"

namespace assay::desk {

/// What targets are in the hardware catalogue, and how they are paid for; by target ("cpu:native").
struct TargetChoices {
    HardwareChoices hardware;
    std::map<std::string, model::Deployment, std::less<>> payment;
};

/// Latencies in seconds of the result's runs that count, evenly thinned out where there are very many (100,000 are
/// enough for a p99.99, and quick to replay). Of a projected result the mean alone.
[[nodiscard]] Result<std::vector<double>> serviceTimes(const store::StudyFile &file, const study::ResultRecord &result);

/// "#2 on cpu:native variant=simd": with the parameters in which the results on one target differ.
[[nodiscard]] std::string optionName(const study::ResultRecord &result,
                                     const std::vector<const study::ResultRecord *> &results);

/// Makes choices of a decision out of results of one workload. What is slow to find, service times and capacities by
/// replay, is kept for the next set of assumptions. One thread at a time.
class OptionDrafter {
public:
    using ServiceTimes = std::function<Result<std::vector<double>>(const study::ResultRecord &)>;
    OptionDrafter(catalog::HardwareCatalogue catalogue, TargetChoices choices, ServiceTimes serviceTimes);

    /// One draft for each result, in their order. Errors: no such target in the catalogue (with a suggestion), service
    /// times that cannot be read.
    [[nodiscard]] Result<std::vector<model::OptionDraft>> draft(const std::vector<const study::ResultRecord *> &results,
                                                                const model::Assumptions &assumptions,
                                                                const catalog::Date &today);

    /// Results have new runs: what is kept of them is read again.
    void forget();

private:
    using CapacityKey = std::tuple<std::int64_t, double, double, double, std::uint64_t>;

    [[nodiscard]] Result<const std::vector<double> *> secondsOf(const study::ResultRecord &result);
    [[nodiscard]] const model::Capacity &capacityOf(const study::ResultRecord &result,
                                                    const model::Assumptions &assumptions,
                                                    const std::vector<double> &seconds);

    catalog::HardwareCatalogue m_catalogue;
    TargetChoices m_choices;
    ServiceTimes m_serviceTimes;
    std::map<std::int64_t, std::vector<double>> m_seconds; ///< by number of the result
    std::map<CapacityKey, model::Capacity> m_capacities;
};

} // namespace assay::desk
