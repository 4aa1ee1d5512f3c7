#include "core/study/search/search.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include <gmock/gmock.h>

#include "core/study/search/samplers.hpp"
#include "tests/core/study/search/known_space.hpp"

namespace assay::study {
namespace {

using testing::HasSubstr;

constexpr std::array<SearchMethod, 3> kMethods{SearchMethod::Random, SearchMethod::LatinHypercube, SearchMethod::Nsga2};
const std::vector<SearchObjective> kTwo{{"latency", false}, {"energy", false}};

SearchSpace spaceOf(std::vector<SearchDimension> dimensions)
{
    return *SearchSpace::create(std::move(dimensions));
}

/// Goes on from `history` until the search has no more to ask, or asked for `most` in all.
template <class Evaluate>
std::vector<Evaluation> run(const Search &search, const Evaluate &evaluate, std::vector<Evaluation> history = {},
                            std::size_t most = std::numeric_limits<std::size_t>::max())
{
    while (history.size() < most) {
        const auto next = search.propose(history);
        if (!next) {
            ADD_FAILURE() << next.error().text();
            break;
        }
        if (next->empty())
            break;
        for (const SearchPoint &point : *next)
            if (history.size() < most)
                history.push_back(evaluate(point));
    }
    return history;
}

std::vector<SearchPoint> pointsOf(const std::vector<Evaluation> &history)
{
    std::vector<SearchPoint> points;
    for (const Evaluation &each : history)
        points.push_back(each.point);
    return points;
}

std::size_t distinct(const std::vector<SearchPoint> &points)
{
    return std::set<SearchPoint>(points.begin(), points.end()).size();
}

Evaluation sumAndSpread(const SearchPoint &point)
{
    double sum = 0;
    for (const std::uint32_t index : point)
        sum += index;
    return {point, std::vector<double>{sum, 100 - sum + point.front()}, 0};
}

class KnownSpaceTest : public testing::Test {
protected:
    KnownSpace known;
    [[nodiscard]] auto evaluate() const
    {
        return [this](const SearchPoint &point) { return known.evaluate(point); };
    }
    [[nodiscard]] Search search(SearchMethod method, std::uint64_t seed, std::size_t budget) const
    {
        return *Search::create(known.space(), kTwo, {method, seed, budget});
    }
    [[nodiscard]] double medianShare(SearchMethod method, std::size_t budget) const
    {
        std::vector<double> all;
        for (std::uint64_t seed = 1; seed <= 20; ++seed)
            all.push_back(known.searched(method, budget, seed));
        std::sort(all.begin(), all.end());
        return (all[9] + all[10]) / 2;
    }
};

TEST_F(KnownSpaceTest, Nsga2FindsNearlyTheWholeFrontWithATenthOfTheEvaluations)
{
    ASSERT_EQ(known.space().size(), 2000U);
    ASSERT_GT(known.frontSize(), 10U);
    const double found = medianShare(SearchMethod::Nsga2, 200);
    EXPECT_GE(found, 0.95);
    EXPECT_GT(found, medianShare(SearchMethod::Random, 200));
    EXPECT_GT(found, medianShare(SearchMethod::LatinHypercube, 200));
}

TEST_F(KnownSpaceTest, AnotherSeedSearchesElsewhereAndTheSameOneTheSame)
{
    for (const SearchMethod method : kMethods) {
        const auto first = pointsOf(run(search(method, 7, 60), evaluate()));
        EXPECT_EQ(first, pointsOf(run(search(method, 7, 60), evaluate())));
        EXPECT_NE(first, pointsOf(run(search(method, 8, 60), evaluate())));
        EXPECT_EQ(first.size(), 60U);
        EXPECT_EQ(distinct(first), 60U);
    }
}

TEST_F(KnownSpaceTest, CutAnywhereAndInAnyOrderItGoesOnAsIfItHadNotStopped)
{
    for (const SearchMethod method : kMethods) {
        const Search one = search(method, 3, 70);
        const auto whole = run(one, evaluate());
        for (std::size_t cut = 0; cut <= whole.size(); ++cut) {
            std::vector<Evaluation> kept(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(cut));
            auto rest = run(one, evaluate(), kept);
            EXPECT_EQ(pointsOf(rest), pointsOf(whole)) << searchMethodName(method) << " cut at " << cut;
            std::reverse(kept.begin(), kept.end());
            rest = run(one, evaluate(), kept);
            EXPECT_EQ(std::vector<Evaluation>(rest.begin() + static_cast<std::ptrdiff_t>(cut), rest.end()).size(),
                      whole.size() - cut);
            EXPECT_TRUE(std::is_permutation(rest.begin(), rest.end(), whole.begin(),
                                            [](const auto &a, const auto &b) { return a.point == b.point; }));
        }
    }
}

TEST_F(KnownSpaceTest, ALargerBudgetContinuesTheSearch)
{
    for (const SearchMethod method : {SearchMethod::Random, SearchMethod::Nsga2}) {
        const auto small = pointsOf(run(search(method, 5, 47), evaluate()));
        auto large = pointsOf(run(search(method, 5, 90), evaluate()));
        ASSERT_EQ(large.size(), 90U);
        large.resize(small.size());
        EXPECT_EQ(small, large);
        const auto continued = run(search(method, 5, 90), evaluate(), run(search(method, 5, 47), evaluate()));
        EXPECT_EQ(distinct(pointsOf(continued)), 90U);
    }
}

TEST_F(KnownSpaceTest, PointsOfSomebodyElseAreLeftAsideUnlessTheSearchAsksForThem)
{
    const Search one = search(SearchMethod::Nsga2, 4, 40);
    const auto alone = pointsOf(run(one, evaluate()));
    std::vector<Evaluation> before{known.evaluate(alone.back())};
    for (std::uint64_t i = 0; before.size() < 10; i += 7)
        if (std::find(alone.begin(), alone.end(), known.space().point(i)) == alone.end())
            before.push_back(known.evaluate(known.space().point(i)));
    const auto beside = pointsOf(run(one, evaluate(), before));
    EXPECT_EQ(beside.size(), 49U); // nine that are nobody's, and one of the forty was there already
    EXPECT_EQ(distinct(beside), 49U);
    for (const SearchPoint &point : alone)
        EXPECT_THAT(beside, testing::Contains(point));
}

TEST(Search, TheWholeOfATinySpaceIsAskedForOnceWhateverTheBudget)
{
    for (const auto &sizes : {std::vector<std::uint32_t>{1}, {1, 1, 1}, {2}, {3, 2}, {1, 5}, {5, 4, 3}})
        for (const SearchMethod method : kMethods) {
            std::vector<SearchDimension> dimensions;
            std::uint64_t size = 1;
            for (const std::uint32_t values : sizes) {
                dimensions.push_back({"d" + std::to_string(dimensions.size()), values});
                size *= values;
            }
            const auto search = Search::create(spaceOf(dimensions), kTwo, {method, 1, 1000});
            const auto all = pointsOf(run(*search, sumAndSpread));
            EXPECT_EQ(all.size(), size) << searchMethodName(method);
            EXPECT_EQ(distinct(all), size) << searchMethodName(method);
        }
}

TEST(Search, ABudgetOfOneAsksForOne)
{
    for (const SearchMethod method : kMethods) {
        const auto search = Search::create(spaceOf({{"a", 9}, {"b", 9}}), kTwo, {method, 1, 1});
        EXPECT_EQ(run(*search, sumAndSpread).size(), 1U);
    }
}

/// Where a search of one objective put the second half of its budget: the mean index in the first dimension.
double laterMean(const std::vector<Evaluation> &history)
{
    const std::size_t first = history.size() / 2;
    double sum = 0;
    for (std::size_t i = first; i < history.size(); ++i)
        sum += history[i].point.front();
    return sum / static_cast<double>(history.size() - first);
}

TEST(Search, OneObjectiveIsMinimisedOrMaximised)
{
    for (const bool maximise : {false, true}) {
        const auto search =
            Search::create(spaceOf({{"a", 100}, {"b", 100}}), {{"value", maximise}}, {SearchMethod::Nsga2, 2, 200});
        const auto history = run(*search, [](const SearchPoint &point) {
            return Evaluation{point, std::vector<double>{static_cast<double>(point[0]) + 0.01 * point[1]}, 0};
        });
        if (maximise)
            EXPECT_GT(laterMean(history), 85);
        else
            EXPECT_LT(laterMean(history), 15);
    }
}

TEST(Search, ConstraintsComeBeforeObjectives)
{
    // The objective pulls to 0, the constraint asks for 60 and more.
    const auto search =
        Search::create(spaceOf({{"a", 100}, {"b", 20}}), {{"value", false}}, {SearchMethod::Nsga2, 2, 200});
    const auto history = run(*search, [](const SearchPoint &point) {
        return Evaluation{point, std::vector<double>{static_cast<double>(point[0])},
                          std::max(0.0, 60.0 - static_cast<double>(point[0]))};
    });
    EXPECT_NEAR(laterMean(history), 62, 6);
    EXPECT_TRUE(std::any_of(history.begin(), history.end(),
                            [](const Evaluation &each) { return each.point[0] == 60 && each.violation == 0; }));
}

TEST(Search, NothingFeasibleYetMovesTowardsLessViolation)
{
    const auto search =
        Search::create(spaceOf({{"a", 1000}, {"b", 10}}), {{"value", false}}, {SearchMethod::Nsga2, 3, 160});
    const auto history = run(*search, [](const SearchPoint &point) {
        return Evaluation{point, std::vector<double>{static_cast<double>(point[0])},
                          5000.0 - static_cast<double>(point[0])};
    });
    EXPECT_GT(laterMean(history), 850);
}

TEST(Search, FailedPointsAreWorseThanInfeasibleOnes)
{
    // Half of the space fails, in one of two ways; all of the rest violates.
    const auto search =
        Search::create(spaceOf({{"a", 100}, {"b", 100}}), {{"value", false}}, {SearchMethod::Nsga2, 3, 200});
    const auto history = run(*search, [](const SearchPoint &point) {
        Evaluation made{point, std::vector<double>{1}, 10};
        if (point[0] < 25)
            made.values.reset();
        else if (point[0] < 50)
            made = {point, std::vector<double>{std::numeric_limits<double>::quiet_NaN()}, 0};
        return made;
    });
    const auto failed =
        std::count_if(history.begin() + 100, history.end(), [](const Evaluation &each) { return each.point[0] < 50; });
    EXPECT_LT(failed, 15);
}

TEST(Search, FailsAllAndEqualAllStillUsesTheBudget)
{
    for (const bool fails : {true, false}) {
        const auto search = Search::create(spaceOf({{"a", 12}, {"b", 12}}), kTwo, {SearchMethod::Nsga2, 3, 100});
        const auto history = run(*search, [&](const SearchPoint &point) {
            return Evaluation{point,
                              fails ? std::nullopt : std::optional<std::vector<double>>(std::vector<double>{1, 1}), 0};
        });
        EXPECT_EQ(distinct(pointsOf(history)), 100U);
    }
}

TEST(Search, WrongHistoriesAndSettingsAreRefusedInWords)
{
    const SearchSpace space = spaceOf({{"a", 3}, {"b", 3}});
    const auto search = Search::create(space, kTwo, {SearchMethod::Nsga2, 1, 5});
    const std::vector<double> two{1, 2};
    EXPECT_THAT(search->propose({{{0, 3}, two, 0}}).error().text(), HasSubstr("not in the space"));
    EXPECT_THAT(search->propose({{{0}, two, 0}}).error().text(), HasSubstr("not in the space"));
    EXPECT_THAT(search->propose({{{0, 1}, std::vector<double>{1}, 0}}).error().text(),
                HasSubstr("1 values for 2 objectives"));
    EXPECT_THAT(search->propose({{{0, 1}, two, -1}}).error().text(), HasSubstr("give 0 or more"));
    EXPECT_THAT(search->propose({{{0, 1}, two, std::nan("")}}).error().text(), HasSubstr("give 0 or more"));
    EXPECT_THAT(search->propose({{{0, 1}, two, 0}, {{0, 1}, two, 0}}).error().text(), HasSubstr("two evaluations"));
    EXPECT_THAT(Search::create(space, {}, {SearchMethod::Random, 1, 5}).error().text(), HasSubstr("objective"));
    EXPECT_THAT(Search::create(space, kTwo, {SearchMethod::Random, 1, 0}).error().text(), HasSubstr("budget"));
    EXPECT_THAT(Search::create(space, kTwo, {SearchMethod::Nsga2, 1, 5, 3}).error().text(), HasSubstr("population"));
    EXPECT_THAT(parseSearchMethod("genetic").error().text(), HasSubstr("random, lhs"));
    for (const SearchMethod method : kMethods)
        EXPECT_EQ(*parseSearchMethod(searchMethodName(method)), method);
}

TEST(SearchSpace, NumbersPointsAsTheGridOrdersThem)
{
    const SearchSpace space = spaceOf({{"a", 2}, {"b", 3}});
    EXPECT_EQ(space.size(), 6U);
    EXPECT_EQ(space.point(1), (SearchPoint{0, 1}));
    EXPECT_EQ(space.point(5), (SearchPoint{1, 2}));
    for (std::uint64_t i = 0; i < space.size(); ++i)
        EXPECT_EQ(space.number(space.point(i)), i);
}

TEST(SearchSpace, RefusesWhatCannotBeSearched)
{
    EXPECT_THAT(SearchSpace::create({}).error().text(), HasSubstr("nothing to search"));
    EXPECT_THAT(SearchSpace::create({{"lanes", 0}}).error().text(), HasSubstr("lanes has no values"));
    EXPECT_THAT(SearchSpace::create({{"lanes", 2}, {"lanes", 3}}).error().text(), HasSubstr("lanes is there twice"));
    const std::vector<SearchDimension> large{{"a", 100'000}, {"b", 100'000}, {"c", 100'000}, {"d", 100'000}};
    EXPECT_THAT(SearchSpace::create(large).error().text(), HasSubstr("2^62"));
}

TEST(SearchSpace, ATakenPointIsReplacedByAFreeOneNearIt)
{
    const SearchSpace space = spaceOf({{"a", 50}, {"b", 50}});
    Random random(1);
    const PointSet taken{space.number({20, 20})};
    EXPECT_EQ(space.untaken({7, 7}, taken, random), (SearchPoint{7, 7}));
    const SearchPoint near = space.untaken({20, 20}, taken, random);
    EXPECT_EQ(std::abs(static_cast<int>(near[0]) - 20) + std::abs(static_cast<int>(near[1]) - 20), 1);
}

TEST(SearchSpace, TheLastFreePointIsFound)
{
    const SearchSpace space = spaceOf({{"a", 30}, {"b", 30}});
    PointSet taken;
    for (std::uint64_t i = 0; i < space.size(); ++i)
        if (i != 3)
            taken.insert(i);
    Random random(1);
    EXPECT_EQ(space.untaken({29, 29}, taken, random), space.point(3));
}

TEST(LatinHypercube, UsesEachValueEquallyOften)
{
    const SearchSpace space = spaceOf({{"a", 4}, {"b", 8}, {"c", 1000}, {"d", 1000}, {"e", 1000}});
    const auto points = latinHypercube(space, 16, 5);
    ASSERT_EQ(points.size(), 16U);
    for (const std::size_t dimension : {0U, 1U}) {
        std::map<std::uint32_t, std::size_t> counts;
        for (const SearchPoint &point : points)
            ++counts[point[dimension]];
        ASSERT_EQ(counts.size(), space.dimensions()[dimension].values);
        for (const auto &[value, count] : counts)
            EXPECT_EQ(count, 16 / space.dimensions()[dimension].values) << "value " << value;
    }
    std::set<std::uint32_t> layers;
    for (const SearchPoint &point : points)
        layers.insert(point[2] * 16 / 1000);
    EXPECT_EQ(layers.size(), 16U);
}

TEST(RandomPoints, AreSpreadOverTheWholeSpace)
{
    const SearchSpace space = spaceOf({{"a", 10}, {"b", 100'000'000}});
    const auto points = randomPoints(space, 2000, 5);
    EXPECT_EQ(distinct(points), 2000U);
    std::map<std::uint32_t, int> counts;
    for (const SearchPoint &point : points)
        ++counts[point[0]];
    for (const auto &[value, count] : counts)
        EXPECT_NEAR(count, 200, 60) << "value " << value;
    EXPECT_EQ(counts.size(), 10U);
}

} // namespace
} // namespace assay::study
