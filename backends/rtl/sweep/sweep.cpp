#include "backends/rtl/sweep/sweep.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "backends/rtl/netlist/netlist.hpp"
#include "backends/rtl/sweep/front.hpp"

namespace assay::rtl {
namespace {

// Shares of the whole, for the progress; seen in sweeps of all bundled cores.
constexpr double kSynthesisShare = 0.45, kWrappedShare = 0.5;
// Seconds of work for each LUT or logic cell, to put the longest first.
constexpr double kYosysSecondsPerLut = 1.0 / 300, kNextpnrSecondsPerCell = 1.0 / 500;

using Fate = Outcome::Fate;

std::optional<ClockEstimate> estimateOf(const Synthesis &synthesis, const Candidate &candidate,
                                        const std::filesystem::path &sharedFolder)
{
    if (!synthesis.netlist)
        return synthesis.estimate;
    auto netlist = Netlist::read(*synthesis.netlist, candidate.design.top);
    if (!netlist)
        return {};
    auto estimate = estimateClock(*netlist, candidate.part, sharedFolder);
    return estimate ? std::optional(std::move(*estimate)) : std::nullopt;
}

class Sweep {
public:
    Sweep(const std::vector<Candidate> &candidates, const SynthesisStore &store, std::filesystem::path sharedFolder,
          const SweepOptions &options)
        : m_candidates(candidates), m_store(store), m_shared(std::move(sharedFolder)), m_options(options),
          m_outcomes(candidates.size())
    {
    }

    std::vector<Outcome> run()
    {
        leaveOutHopeless();
        if (synthesiseAll()) {
            findRouted();
            const auto wanted = wantRouting();
            if (wrapAll(wanted) && routeAll(wanted))
                collect(wanted);
        }
        return std::move(m_outcomes);
    }

private:
    using Indices = std::vector<std::size_t>;
    using Groups = std::map<std::string, Indices>;

    /// Candidates by design and `of` (family or part): what is made once for all of them.
    template <class Of> Groups groups(const Indices &indices, const Of &of) const
    {
        Groups found;
        for (const std::size_t i : indices) {
            const auto key = contentKey(m_candidates[i].design);
            found[fmt::format("{} {}", key ? *key : m_candidates[i].design.describe(), of(m_candidates[i].part))]
                .push_back(i);
        }
        return found;
    }

    bool work(std::vector<Job> jobs, double from, double to)
    {
        return runJobs(std::move(jobs), m_options.workers, [&](double fraction, const std::string &what) {
            return m_options.progress(from + (to - from) * fraction, what);
        });
    }

    void leaveOutHopeless()
    {
        for (std::size_t i = 0; i < m_candidates.size(); ++i)
            if (const auto missing = hopeless(m_candidates[i].area, m_candidates[i].part); !missing.empty()) {
                m_outcomes[i].fate = Fate::Hopeless;
                m_outcomes[i].text = fmt::format("{}, by the closed form of its area", toText(missing));
            } else {
                m_alive.push_back(i);
            }
    }

    bool synthesiseAll()
    {
        std::vector<Job> jobs;
        for (const auto &[key, members] : groups(m_alive, synthesisFamily)) {
            const Candidate &first = m_candidates[members.front()];
            jobs.push_back({fmt::format("synthesis of {}", first.design.describe()),
                            1 + first.area.lut.value_or(0) * kYosysSecondsPerLut,
                            [this, indices = members] { synthesise(indices); }});
        }
        return work(std::move(jobs), 0, kSynthesisShare);
    }

    /// One design for one family; each member has its own part.
    void synthesise(const Indices &members)
    {
        std::map<std::string, std::optional<ClockEstimate>> estimates; // by part
        for (const std::size_t i : members) {
            const Candidate &candidate = m_candidates[i];
            Outcome &outcome = m_outcomes[i];
            auto synthesis = m_store.synthesis(candidate.design, candidate.part, SynthesisStore::Effort::MayRunTools);
            if (!synthesis) {
                outcome.fate = Fate::NoResult;
                outcome.text = synthesis.error().text();
                continue;
            }
            outcome.synthesis = std::move(*synthesis);
            if (const auto missing = shortages(outcome.synthesis->resources, candidate.part.available);
                !missing.empty()) {
                outcome.fate = Fate::DoesNotFit;
                outcome.text = toText(missing);
                continue;
            }
            auto [known, added] = estimates.try_emplace(candidate.part.name);
            if (added)
                known->second = estimateOf(*outcome.synthesis, candidate, m_shared);
            outcome.estimate = known->second;
            outcome.fate = Fate::Estimated;
        }
    }

    /// What has been placed and routed before counts in the comparison, too.
    void findRouted()
    {
        std::erase_if(m_alive, [&](std::size_t i) { return m_outcomes[i].fate != Fate::Estimated; });
        for (const std::size_t i : m_alive)
            if (m_candidates[i].routing != Candidate::Routing::Never)
                takeRouted(i);
    }

    void takeRouted(std::size_t i)
    {
        Outcome &outcome = m_outcomes[i];
        outcome.routed =
            m_store.placeAndRoute(m_candidates[i].design, m_candidates[i].part, SynthesisStore::Effort::DataOnly);
        if (!outcome.routed)
            return;
        const bool reached = !outcome.routed->clocks().empty();
        outcome.fate = reached ? Fate::Routed : Fate::NotRouted;
        if (!reached && !outcome.routed->seeds.empty())
            outcome.text = outcome.routed->seeds.front().failure;
    }

    std::optional<double> latency(std::size_t i) const
    {
        const Outcome &outcome = m_outcomes[i];
        const auto clocks = outcome.routed ? outcome.routed->clocks() : std::vector<double>();
        double hertz = !clocks.empty()    ? clocks[(clocks.size() - 1) / 2]
                       : outcome.estimate ? outcome.estimate->hertz
                                          : 0;
        if (const double wanted = m_candidates[i].clockHertz; wanted > 0)
            hertz = hertz > 0 ? std::min(hertz, wanted) : wanted;
        return m_candidates[i].cycles && hertz > 0 ? std::optional(*m_candidates[i].cycles / hertz) : std::nullopt;
    }

    /// Which candidates are to be placed and routed now. The others learn their fate.
    Indices wantRouting()
    {
        std::vector<Contender> contenders;
        for (const std::size_t i : m_alive) {
            const auto cells = area(m_outcomes[i].synthesis->resources);
            contenders.push_back({m_candidates[i].part.name + '\n' + m_candidates[i].problem, latency(i),
                                  cells ? std::optional(static_cast<double>(*cells)) : std::nullopt});
        }
        const auto near = nearFront(contenders, m_options.tolerance);
        Indices wanted;
        for (std::size_t k = 0; k < m_alive.size(); ++k) {
            const std::size_t i = m_alive[k];
            const Candidate::Routing routing = m_candidates[i].routing;
            if (m_outcomes[i].routed || routing == Candidate::Routing::Never ||
                m_candidates[i].part.family != Family::Ice40)
                continue;
            if (near[k] || routing == Candidate::Routing::Always)
                wanted.push_back(i);
            else
                m_outcomes[i].fate = Fate::Behind;
        }
        return wanted;
    }

    double routeSeconds(std::size_t i) const
    {
        return 1 + static_cast<double>(area(m_outcomes[i].synthesis->resources).value_or(0)) * kNextpnrSecondsPerCell;
    }

    bool wrapAll(const Indices &wanted)
    {
        std::vector<Job> jobs;
        for (const auto &[key, members] : groups(wanted, synthesisFamily)) {
            const Candidate &first = m_candidates[members.front()];
            jobs.push_back({fmt::format("shift registers around {}", first.design.describe()),
                            routeSeconds(members.front()), [this, &first] {
                                const auto made = m_store.routableNetlist(first.design, first.part);
                                (void)made; // its failure is kept, and every seed tells it
                            }});
        }
        return work(std::move(jobs), kSynthesisShare, kWrappedShare);
    }

    bool routeAll(const Indices &wanted)
    {
        std::vector<Job> jobs;
        for (const auto &[key, members] : groups(wanted, [](const Part &part) { return part.name; }))
            for (const int seed : kSeeds) {
                const Candidate &first = m_candidates[members.front()];
                jobs.push_back({fmt::format("place and route of {} on {}, seed {}", first.design.describe(),
                                            first.part.name, seed),
                                routeSeconds(members.front()), [this, &first, seed] {
                                    const auto made = m_store.routeSeed(first.design, first.part, seed);
                                    (void)made; // kept, whatever it is
                                }});
            }
        return work(std::move(jobs), kWrappedShare, 1);
    }

    void collect(const Indices &wanted)
    {
        for (const std::size_t i : wanted)
            takeRouted(i);
    }

    const std::vector<Candidate> &m_candidates;
    const SynthesisStore &m_store;
    std::filesystem::path m_shared;
    const SweepOptions &m_options;
    std::vector<Outcome> m_outcomes;
    Indices m_alive; ///< candidates that are still in
};

} // namespace

std::vector<Outcome> runSweep(const std::vector<Candidate> &candidates, const SynthesisStore &store,
                              const std::filesystem::path &sharedFolder, const SweepOptions &options)
{
    return Sweep(candidates, store, sharedFolder, options).run();
}

} // namespace assay::rtl
