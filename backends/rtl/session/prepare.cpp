#include "backends/rtl/session/prepare.hpp"

#include <algorithm>
#include <set>
#include <thread>

#include "backends/rtl/sweep/sweep.hpp"

namespace assay::rtl {
namespace {

constexpr double kModelShare = 0.1; ///< of a sweep's time: a model takes a second, place and route several
constexpr double kModelSeconds = 0.7;

double number(const Json &object, const char *name, double otherwise)
{
    const auto found = object.find(name);
    return found != object.end() && found->is_number() ? found->get<double>() : otherwise;
}

AreaEstimate areaOf(const Json &options)
{
    AreaEstimate estimate;
    const auto found = options.find("area");
    if (found == options.end() || !found->is_object())
        return estimate;
    if (found->contains("lut"))
        estimate.lut = number(*found, "lut", 0);
    estimate.multipliers = number(*found, "multipliers", 0);
    estimate.multiplierLuts = number(*found, "multiplier_luts", 0);
    for (const Json &memory : found->value("memories", Json::array()))
        for (double i = 0; i < number(memory, "count", 1); ++i)
            estimate.memories.push_back({number(memory, "width", 0), number(memory, "depth", 0)});
    return estimate;
}

Candidate candidateOf(const Point &point)
{
    Candidate candidate;
    candidate.design = point.design;
    candidate.part = point.board.part;
    candidate.problem = point.problem;
    if (point.formulaCycles)
        candidate.cycles = static_cast<double>(*point.formulaCycles);
    candidate.clockHertz = point.clockHertz;
    candidate.area = areaOf(point.options);
    candidate.routing = point.effort == Effort::Estimate ? Candidate::Routing::Never
                        : point.effort == Effort::Route  ? Candidate::Routing::Always
                                                         : Candidate::Routing::IfNearFront;
    return candidate;
}

/// Points that cannot be read are left out.
std::vector<Candidate> candidates(const Surroundings &surroundings, std::span<const sdk::Config> configs)
{
    std::vector<Candidate> found;
    for (const sdk::Config &config : configs) {
        try {
            found.push_back(candidateOf(readPoint(config, surroundings.shared)));
        } catch (const sdk::Failure &) {
        }
    }
    return found;
}

bool needsModel(const Outcome &outcome)
{
    return outcome.fate != Outcome::Fate::Hopeless && outcome.fate != Outcome::Fate::DoesNotFit &&
           outcome.fate != Outcome::Fate::Stopped;
}

std::vector<Job> modelJobs(const Surroundings &surroundings, const std::vector<Candidate> &points,
                           const std::vector<Outcome> &outcomes)
{
    std::vector<Job> jobs;
    std::set<std::string> keys;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const auto key = contentKey(points[i].design);
        if (!needsModel(outcomes[i]) || !key || !keys.insert(*key).second)
            continue;
        jobs.push_back(
            {"model of " + points[i].design.describe(), kModelSeconds, [&surroundings, design = points[i].design] {
                 static_cast<void>(surroundings.models().get(design)); // what fails is kept, for open()
             }});
    }
    return jobs;
}

} // namespace

void prepareSweep(const Surroundings &surroundings, std::span<const sdk::Config> configs,
                  const sdk::PrepareProgress &progress)
{
    const std::vector<Candidate> points = candidates(surroundings, configs);
    SweepOptions options;
    options.workers = std::max(1U, std::thread::hardware_concurrency());
    bool goOn = true;
    options.progress = [&](double fraction, const std::string &what) {
        goOn = progress((1 - kModelShare) * fraction, what);
        return goOn;
    };
    const auto outcomes = runSweep(points, surroundings.synthesis(), surroundings.shared, options);
    if (!goOn)
        return;
    runJobs(modelJobs(surroundings, points, outcomes), options.workers, [&](double fraction, const std::string &what) {
        return progress(1 - kModelShare + kModelShare * fraction, what);
    });
}

} // namespace assay::rtl
