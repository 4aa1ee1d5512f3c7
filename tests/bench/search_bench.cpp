// How much of a space's Pareto front each way to search finds for its budget: the share of the hypervolume of 2,000
// designs known in full, over 20 seeds.
#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "tests/core/study/search/known_space.hpp"

namespace {

using assay::study::KnownSpace;
using assay::study::SearchMethod;

constexpr int kSeeds = 20;

std::vector<double> shares(const KnownSpace &known, SearchMethod method, std::size_t budget)
{
    std::vector<double> made;
    for (int seed = 1; seed <= kSeeds; ++seed)
        made.push_back(known.searched(method, budget, static_cast<std::uint64_t>(seed)));
    std::sort(made.begin(), made.end());
    return made;
}

} // namespace

int main()
{
    const KnownSpace known;
    fmt::print("{} designs, {} of them feasible, {} on the front; share of the hypervolume (reference = nadir x 1.1) "
               "of {} seeds, median and worst\n",
               known.space().size(), known.feasible(), known.frontSize(), kSeeds);
    fmt::print("{:>11}  {:>15}  {:>15}  {:>15}\n", "evaluations", "random", "Latin hypercube", "NSGA-II");
    for (const std::size_t budget : {40U, 80U, 120U, 160U, 200U, 400U}) {
        fmt::print("{:>11}", budget);
        for (const SearchMethod method : {SearchMethod::Random, SearchMethod::LatinHypercube, SearchMethod::Nsga2}) {
            const std::vector<double> all = shares(known, method, budget);
            const double median = (all[kSeeds / 2 - 1] + all[kSeeds / 2]) / 2;
            fmt::print("  {:>6.1f} % {:>4.1f} %", 100 * median, 100 * all.front());
        }
        fmt::print("\n");
    }
    fmt::print("target: the median of NSGA-II at 200 evaluations >= 95 %\n");
    return 0;
}
