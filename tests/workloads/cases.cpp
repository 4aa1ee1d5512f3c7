#include "cases.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "core/base/random.hpp"

namespace assay::catalog {
namespace {

constexpr double kMostBytes = 8.0 * 1024 * 1024;
constexpr int kRandomCases = 40;
/// No case takes more than this part of the budget, so that there are always many.
constexpr double kLargestShare = 1.0 / 12;
/// Lengths that are no multiple of any vector, tile or unrolled loop, and their neighbours that are.
constexpr std::int64_t kSizes[] = {1,  2,  3,  4,   5,   7,   8,   13,  15,  16,  17,   31,   32,   33,   47,   63,
                                   64, 65, 96, 100, 127, 128, 129, 255, 256, 257, 1000, 1023, 1025, 4095, 4097, 10007};

/// Nothing when the parameters are not allowed or the tensors too large.
std::optional<double> costOf(const Workload &workload, const ParameterSet &parameters)
{
    if (!workload.complete(parameters))
        return std::nullopt;
    const auto tensors = describeTensors(workload, parameters);
    const auto operations = workload.operations.evaluate(parameters);
    if (!tensors || !operations)
        return std::nullopt;
    double bytes = 0;
    for (const auto &tensor : *tensors)
        bytes += static_cast<double>(tensor.bytes());
    return *operations + bytes;
}

bool isSmall(const Workload &workload, const ParameterSet &parameters, double mostCost)
{
    const auto cost = costOf(workload, parameters);
    const double operations = workload.operations.evaluate(parameters).value_or(0);
    return cost && *cost <= mostCost && *cost - operations <= kMostBytes;
}

ParameterValue valueOf(const ParameterSpec &spec, double number)
{
    return spec.type == ParameterType::Integer ? ParameterValue(static_cast<std::int64_t>(number))
                                               : ParameterValue(number);
}

std::vector<ParameterValue> valuesToTry(const ParameterSpec &spec)
{
    if (!spec.choices.empty())
        return spec.choices;
    std::vector<ParameterValue> values{spec.defaultValue};
    values.insert(values.end(), spec.sweep.begin(), spec.sweep.end());
    for (const double number : {spec.minimum, spec.minimum + 1, spec.maximum, (spec.minimum + spec.maximum) / 2})
        values.push_back(valueOf(
            spec, std::floor(number) == number || spec.type == ParameterType::Real ? number : std::floor(number)));
    if (spec.type == ParameterType::Integer)
        for (const std::int64_t size : kSizes)
            values.emplace_back(size);
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    std::erase_if(values, [&](const ParameterValue &value) { return !spec.check(value); });
    return values;
}

/// Changes one other parameter at a time, each time to the costliest set that is cheaper, until the set is small.
std::optional<ParameterSet> shrunk(const Workload &workload, ParameterSet parameters, const std::string &keep,
                                   double mostCost)
{
    constexpr double kUnknown = 1e300; // a set that is not allowed may still lead to one that is
    while (!isSmall(workload, parameters, mostCost)) {
        const double current = costOf(workload, parameters).value_or(kUnknown);
        std::optional<ParameterSet> best;
        double bestCost = 0;
        for (const auto &spec : workload.parameters) {
            if (spec.name == keep)
                continue;
            for (const auto &value : valuesToTry(spec)) {
                ParameterSet candidate = parameters;
                candidate[spec.name] = value;
                const auto cost = costOf(workload, candidate);
                if (cost && *cost<current && * cost> bestCost) {
                    best = candidate;
                    bestCost = *cost;
                }
            }
        }
        if (!best)
            return std::nullopt;
        parameters = *best;
    }
    return parameters;
}

class Collector {
public:
    Collector(const Workload &workload, double budget)
        : m_workload(workload), m_left(budget), m_most(budget * kLargestShare)
    {
    }

    [[nodiscard]] double mostCost() const { return m_most; }

    /// `always`: also when nothing is left.
    void add(const ParameterSet &parameters, bool always)
    {
        const double cost = costOf(m_workload, parameters).value_or(0);
        if ((!always && cost > m_left) || !m_seen.insert(parameters).second)
            return;
        m_left -= cost;
        m_cases.push_back({parameters, cost});
    }
    std::vector<Case> take() { return std::move(m_cases); }

private:
    const Workload &m_workload;
    double m_left, m_most;
    std::set<ParameterSet> m_seen;
    std::vector<Case> m_cases;
};

void addSingleChanges(const Workload &workload, const ParameterSet &base, bool choices, Collector &collector)
{
    for (const auto &spec : workload.parameters) {
        if (spec.choices.empty() == choices)
            continue;
        for (const auto &value : valuesToTry(spec)) {
            ParameterSet parameters = base;
            parameters[spec.name] = value;
            if (const auto small = shrunk(workload, parameters, spec.name, collector.mostCost()))
                collector.add(*small, choices);
        }
    }
}

void addRandom(const Workload &workload, Collector &collector)
{
    Random random(2024);
    for (int i = 0; i < kRandomCases; ++i)
        for (int attempt = 0; attempt < 50; ++attempt) {
            ParameterSet parameters;
            for (const auto &spec : workload.parameters) {
                const auto values = valuesToTry(spec);
                parameters[spec.name] = values[random.below(values.size())];
            }
            if (!isSmall(workload, parameters, collector.mostCost()))
                continue;
            collector.add(parameters, false);
            break;
        }
}

} // namespace

std::vector<Case> casesFor(const Workload &workload, double budget)
{
    Collector collector(workload, budget);
    const auto base = shrunk(workload, workload.defaults(), "", collector.mostCost());
    if (!base)
        return {};
    collector.add(*base, true);
    addSingleChanges(workload, *base, true, collector);
    addRandom(workload, collector);
    addSingleChanges(workload, *base, false, collector);
    return collector.take();
}

} // namespace assay::catalog
