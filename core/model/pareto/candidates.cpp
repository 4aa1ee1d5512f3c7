#include "core/model/pareto/candidates.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "core/base/random.hpp"
#include "core/model/comparison.hpp"
#include "core/model/headline.hpp"
#include "core/model/pareto/front.hpp"
#include "core/model/standing.hpp"

namespace assay::model {
namespace {

constexpr double kHalfWidth = 1.959964; ///< of a 95 % interval, in standard deviations

/// The value when its doubt stands at z standard deviations.
double drawn(const CandidateValue &value, double z)
{
    if (!value.low || !value.high)
        return *value.value;
    const bool logs = *value.low > 0 && *value.value > 0;
    const double middle = logs ? std::log(*value.value) : *value.value;
    const double end = z < 0 ? *value.low : *value.high;
    const double width = std::abs((logs ? std::log(end) : end) - middle) / kHalfWidth;
    const double at = middle + z * width;
    return logs ? std::exp(at) : at;
}

std::vector<std::string> boundariesOf(const Candidate &candidate)
{
    std::vector<std::string> boundaries;
    for (const CandidateValue &value : candidate.values)
        boundaries.push_back(value.boundary ? toText(*value.boundary) : "");
    return boundaries;
}

std::vector<CandidateFront> grouped(const std::vector<Candidate> &candidates)
{
    std::map<std::vector<std::string>, CandidateFront> groups;
    for (std::size_t i = 0; i < candidates.size(); ++i)
        if (candidates[i].excluded.empty()) {
            CandidateFront &group = groups[boundariesOf(candidates[i])];
            group.members.push_back(i);
        }
    std::vector<CandidateFront> fronts;
    for (auto &[boundaries, group] : groups) {
        group.boundaries = boundaries;
        fronts.push_back(std::move(group));
    }
    std::ranges::stable_sort(fronts, [](const auto &a, const auto &b) { return a.members.size() > b.members.size(); });
    return fronts;
}

/// The doubts of one draw: those in common by name, the others one by one.
class Doubts {
public:
    explicit Doubts(std::uint64_t seed) : m_random(seed) {}
    void next() { m_common.clear(); }
    double of(const CandidateValue &value)
    {
        if (value.commonDoubt.empty())
            return m_random.normal();
        const auto [found, fresh] = m_common.try_emplace(value.commonDoubt, 0.0);
        if (fresh)
            found->second = m_random.normal();
        return found->second;
    }

private:
    Random m_random;
    std::map<std::string, double> m_common;
};

class Fronts {
public:
    Fronts(const std::vector<Candidate> &candidates, const std::vector<FrontObjective> &objectives)
        : m_candidates(candidates), m_objectives(objectives)
    {
    }

    void solve(CandidateFront &group, std::uint64_t seed, std::size_t draws)
    {
        m_columns.assign(m_objectives.size(), std::vector<double>(group.members.size()));
        fill(group, [](const CandidateValue &value) { return *value.value; });
        group.onFront.assign(group.members.size(), false);
        for (const std::uint32_t member : front())
            group.onFront[member] = true;
        std::vector<double> tally(group.members.size());
        Doubts doubts(seed);
        for (std::size_t draw = 0; draw < draws; ++draw) {
            doubts.next();
            fill(group, [&](const CandidateValue &value) { return drawn(value, doubts.of(value)); });
            for (const std::uint32_t member : front())
                tally[member] += 1;
        }
        for (double &each : tally)
            each /= static_cast<double>(draws);
        group.probability = std::move(tally);
    }

private:
    template <class Value> void fill(const CandidateFront &group, Value value)
    {
        for (std::size_t member = 0; member < group.members.size(); ++member)
            for (std::size_t k = 0; k < m_columns.size(); ++k)
                m_columns[k][member] = value(m_candidates[group.members[member]].values[k]);
    }
    std::vector<std::uint32_t> front() const
    {
        std::vector<Objective> objectives;
        for (std::size_t k = 0; k < m_columns.size(); ++k)
            objectives.push_back({m_columns[k], m_objectives[k].maximise});
        return paretoFront(objectives);
    }

    const std::vector<Candidate> &m_candidates;
    const std::vector<FrontObjective> &m_objectives;
    std::vector<std::vector<double>> m_columns;
};

} // namespace

FrontAnswer candidateFronts(std::vector<Candidate> candidates, const std::vector<FrontObjective> &objectives,
                            std::uint64_t seed, std::size_t draws)
{
    for (Candidate &candidate : candidates)
        for (std::size_t k = 0; k < objectives.size() && candidate.excluded.empty(); ++k)
            if (!candidate.values[k].value)
                candidate.excluded = "no " + objectives[k].id + ": " + candidate.values[k].absentReason;
    FrontAnswer answer{grouped(candidates), std::move(candidates), draws, seed};
    Fronts fronts(answer.candidates, objectives);
    for (CandidateFront &group : answer.fronts)
        fronts.solve(group, seed, draws);
    return answer;
}

CandidateValue candidateValue(const study::ResultRecord &result, std::string_view metricId)
{
    const Metric metric = headline(result, metricId);
    CandidateValue value{metric.value,    metric.low,          metric.high, metric.evidence,
                         metric.boundary, metric.absentReason, ""};
    if (metric.evidence != Evidence::Measured)
        value.commonDoubt = std::string(metricId) + " on " + result.point.target.text();
    return value;
}

std::string whyExcluded(const study::ResultRecord &result, const study::ResultRecord &first)
{
    const Standing judged = standing(result);
    if (judged.doesNotFit > 0 && judged.complete == 0)
        return "does not fit";
    if (judged.withoutNumbers())
        return "no complete run";
    if (judged.invalid())
        return "invalid: a validity check failed in every run";
    if (judged.unchecked)
        return "its outputs were not checked";
    const Status same = checkSameQuestion(first, result);
    return same ? "" : same.error().message;
}

} // namespace assay::model
