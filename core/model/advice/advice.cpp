#include "core/model/advice/advice.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "core/model/advice/findings.hpp"

namespace assay::model {
namespace {

/// What speaks for an option, and what against.
struct Candidate {
    std::size_t option = 0;
    std::vector<Benefit> benefits;
    const Benefit *best = nullptr; ///< largest decided gain
    std::string objection;         ///< why it is not advised all the same; "" when nothing speaks against it
};

const Benefit *bestOf(const std::vector<Benefit> &benefits)
{
    const Benefit *best = nullptr;
    for (const Benefit &benefit : benefits)
        if (benefit.decided && benefit.ratio && (best == nullptr || *benefit.ratio > *best->ratio))
            best = &benefit;
    return best;
}

bool isMeaningful(const Benefit *benefit)
{
    return benefit != nullptr && gainOf(*benefit->ratio) >= Gain::Meaningful;
}

std::string objectionTo(const AdviceCase &question, const Candidate &candidate)
{
    const AdviceOption &option = question.options[candidate.option];
    const AdviceOption &baseline = question.options[question.baseline];
    const Benefit &speed = candidate.benefits.front(), &dollars = candidate.benefits.back();
    if (speed.ratio && std::ranges::none_of(candidate.benefits, [](const Benefit &benefit) {
            return benefit.ratio && gainOf(*benefit.ratio) != Gain::None;
        }))
        return dollars.ratio ? "nothing that was measured is better"
                             : "nothing that was measured is faster, and what it costs is not known";
    for (const AdviceOption *each : {&baseline, &option})
        if (!each->draft.option.cannotWin.empty())
            return fmt::format("{} is {} and names no winner", nameOf(*each), each->draft.option.cannotWin);
    if (candidate.best == nullptr)
        return "no gain is decided";
    if (meetsLimit(question, option) == false)
        return "it misses the latency limit";
    if (!isMeaningful(candidate.best))
        return gainOf(*candidate.best->ratio) == Gain::None ? "nothing that was measured is better"
                                                            : "the gain is modest and rarely pays for another target";
    if (question.assumptions.value("demand.changes") > kVolatileChanges)
        return "the workload changes too often to port it each time";
    const bool cheaper = dollars.decided && dollars.ratio && *dollars.ratio > 1;
    if (question.assumptions.value("demand.peak_factor") >= kSpikyPeak && !cheaper)
        return "the load is spiky: it would mostly stand idle, and that it is cheaper all the same is not decided";
    if (dollars.ratio && gainOf(1 / *dollars.ratio) != Gain::None)
        return "a query costs more there at this demand; it is worth it only where the gain itself is";
    return {};
}

/// Those without an objection first, then the larger gain.
bool isBetter(const Candidate &a, const Candidate &b)
{
    if (a.objection.empty() != b.objection.empty())
        return a.objection.empty();
    return (a.best == nullptr ? 0 : *a.best->ratio) > (b.best == nullptr ? 0 : *b.best->ratio);
}

std::string gainText(const Benefit &benefit)
{
    return fmt::format("{:.3g} times the {}", *benefit.ratio, benefit.of);
}

/// Sets the answer; returns the option that it is about beside the baseline.
std::size_t decide(const AdviceCase &question, const std::vector<Candidate> &candidates, Advice &advice)
{
    const std::string &home = nameOf(question.options[question.baseline]);
    advice.option = question.baseline;
    if (candidates.empty()) {
        advice.recommendation = fmt::format("Stay on {}: nothing else was looked at.", home);
        return question.baseline;
    }
    const Candidate &best = *std::ranges::min_element(candidates, isBetter);
    const std::string &name = nameOf(question.options[best.option]);
    if (!best.objection.empty()) {
        const bool told = isMeaningful(best.best);
        advice.recommendation =
            told ? fmt::format("Stay on {}: {} has {}, but {}.", home, name, gainText(*best.best), best.objection)
                 : fmt::format("Stay on {}: {}{}.", home, best.objection,
                               best.best != nullptr && gainOf(*best.best->ratio) == Gain::Modest
                                   ? fmt::format(" ({} has {})", name, gainText(*best.best))
                                   : "");
        return best.option;
    }
    advice.stay = false;
    advice.option = best.option;
    const Benefit &dollars = best.benefits.back();
    advice.recommendation =
        fmt::format("Consider {}: {}, a {} gain{}.", name, gainText(*best.best), toText(gainOf(*best.best->ratio)),
                    dollars.ratio ? ", and a query costs no more" : "; find out what it costs before anyone commits");
    return best.option;
}

/// What would turn the answer: what would turn its cost, what would decide it, and how often the workload changes.
void addTurns(const AdviceCase &question, std::size_t lookedAt, Advice &advice)
{
    if (question.options.size() == 1)
        advice.wouldChange.emplace_back("results on other targets");
    const std::int64_t number = question.options[lookedAt].result->number;
    for (const Finding &finding : advice.findings) {
        const bool about =
            finding.results.empty() || std::ranges::find(finding.results, number) != finding.results.end();
        const bool turns = finding.topic == "economics" ||
                           (finding.topic == "benefit" && finding.strength == Strength::Weak) ||
                           (finding.topic == "fit" && finding.wouldChange.starts_with("demand."));
        if (about && turns && std::ranges::find(advice.wouldChange, finding.wouldChange) == advice.wouldChange.end())
            advice.wouldChange.push_back(finding.wouldChange);
    }
}

void append(std::vector<Finding> &to, std::vector<Finding> from)
{
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

} // namespace

std::string toText(Strength strength)
{
    return strength == Strength::Weak ? "weak" : strength == Strength::Fair ? "fair" : "strong";
}

Gain gainOf(double ratio)
{
    if (!(ratio > 1.05))
        return Gain::None;
    return ratio < 3 ? Gain::Modest : ratio <= 10 ? Gain::Meaningful : Gain::Strong;
}

std::string toText(Gain gain)
{
    switch (gain) {
    case Gain::None:
        return "none";
    case Gain::Modest:
        return "modest";
    case Gain::Meaningful:
        return "meaningful";
    case Gain::Strong:
        return "strong";
    }
    return "none";
}

Advice advise(const AdviceCase &question)
{
    Advice advice;
    std::vector<Candidate> candidates;
    for (std::size_t i = 0; i < question.options.size(); ++i)
        if (i != question.baseline) {
            candidates.push_back({i, benefitsOf(question, i), nullptr, {}});
            candidates.back().best = bestOf(candidates.back().benefits);
            candidates.back().objection = objectionTo(question, candidates.back());
        }
    append(advice.findings, fitFindings(question));
    append(advice.findings, hotFindings(question));
    append(advice.findings, baselineFindings(question));
    for (const Candidate &candidate : candidates) {
        append(advice.findings, benefitFindings(question, candidate.option, candidate.benefits));
        append(advice.findings, boundFindings(question, candidate.option));
        append(advice.findings, economicsFindings(question, candidate.option));
        append(advice.findings, effortFindings(question, candidate.option));
    }
    append(advice.findings, integrationFindings(question));
    append(advice.findings, deploymentFindings(question));
    append(advice.findings, accuracyFindings(question));
    addTurns(question, decide(question, candidates, advice), advice);
    return advice;
}

} // namespace assay::model
