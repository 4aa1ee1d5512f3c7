#include "core/desk/option_drafter.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/model/economics/capacity.hpp"
#include "core/model/headline.hpp"
#include "core/model/standing.hpp"

namespace assay::desk {
namespace {

constexpr std::size_t kServiceTimes = 100'000;

} // namespace

Result<std::vector<double>> serviceTimes(const store::StudyFile &file, const study::ResultRecord &result)
{
    std::vector<double> seconds;
    if (result.point.target.isCatalogue()) { // nothing ran: every query takes the mean that was projected
        if (const auto mean = model::headlineValue(result, "latency.mean").value)
            seconds.push_back(*mean);
        return seconds;
    }
    for (const study::RunRecord *run : model::usedRuns(result)) {
        const auto columns = file.samples(run->id);
        if (!columns)
            return failure(columns.error());
        for (const measure::Column &column : *columns)
            if (column.name == "latency")
                for (const std::uint32_t value : column.values)
                    seconds.push_back(value * column.scale);
    }
    const std::size_t step = seconds.size() / kServiceTimes + 1;
    for (std::size_t i = 0; i * step < seconds.size(); ++i)
        seconds[i] = seconds[i * step];
    seconds.resize((seconds.size() + step - 1) / step);
    return seconds;
}

std::string optionName(const study::ResultRecord &result, const std::vector<const study::ResultRecord *> &results)
{
    std::string name = fmt::format("#{} on {}", result.number, result.point.target.text());
    for (const auto &[parameter, value] : result.point.backendParameters) {
        const bool differs =
            std::ranges::any_of(results, [&, &id = parameter, &own = value](const study::ResultRecord *other) {
                const auto found = other->point.backendParameters.find(id);
                return other->point.target == result.point.target &&
                       (found == other->point.backendParameters.end() || found->second != own);
            });
        if (differs)
            name += fmt::format(" {}={}", parameter, value.text());
    }
    return name;
}

OptionDrafter::OptionDrafter(catalog::HardwareCatalogue catalogue, TargetChoices choices, ServiceTimes serviceTimes)
    : m_catalogue(std::move(catalogue)), m_choices(std::move(choices)), m_serviceTimes(std::move(serviceTimes))
{
}

Result<const std::vector<double> *> OptionDrafter::secondsOf(const study::ResultRecord &result)
{
    const auto kept = m_seconds.find(result.number);
    if (kept != m_seconds.end())
        return &kept->second;
    auto seconds = m_serviceTimes(result);
    if (!seconds)
        return failure(seconds.error());
    return &m_seconds.emplace(result.number, std::move(*seconds)).first->second;
}

void OptionDrafter::forget()
{
    m_seconds.clear();
    m_capacities.clear();
}

const model::Capacity &OptionDrafter::capacityOf(const study::ResultRecord &result,
                                                 const model::Assumptions &assumptions,
                                                 const std::vector<double> &seconds)
{
    const auto slots = assumptions.find(model::targetAssumption(result.point.target.text(), "slots"));
    const CapacityKey key{result.number, assumptions.value("slo.latency"), assumptions.value("slo.percentile"),
                          slots ? slots->range.value : 0, assumptions.seed};
    const auto kept = m_capacities.find(key);
    if (kept != m_capacities.end())
        return kept->second;
    return m_capacities.emplace(key, model::capacityOf(result, assumptions, seconds)).first->second;
}

Result<std::vector<model::OptionDraft>> OptionDrafter::draft(const std::vector<const study::ResultRecord *> &results,
                                                             const model::Assumptions &assumptions,
                                                             const catalog::Date &today)
{
    std::vector<model::OptionDraft> drafts;
    for (const study::ResultRecord *result : results) {
        const auto hardware = hardwareOf(m_catalogue, m_choices.hardware, result->point.target);
        if (!hardware)
            return failure(hardware.error());
        const auto seconds = secondsOf(*result);
        if (!seconds)
            return failure(seconds.error());
        model::OptionInput input{result, *hardware, std::nullopt, capacityOf(*result, assumptions, **seconds),
                                 today,  **seconds};
        if (const auto paid = m_choices.payment.find(result->point.target.text()); paid != m_choices.payment.end())
            input.deployment = paid->second;
        drafts.push_back(model::draftOption(input, assumptions));
        drafts.back().option.name = optionName(*result, results);
    }
    return drafts;
}

} // namespace assay::desk
