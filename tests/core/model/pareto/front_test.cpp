#include "core/model/pareto/front.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <gmock/gmock.h>

#include "core/base/random.hpp"

namespace assay::model {
namespace {

using Columns = std::vector<std::vector<double>>;

std::vector<Objective> objectives(const Columns &columns)
{
    std::vector<Objective> made;
    for (const auto &column : columns)
        made.push_back({column, false});
    return made;
}

std::vector<std::uint32_t> byAllPairs(const Columns &columns)
{
    std::vector<std::uint32_t> front;
    const std::size_t n = columns.front().size();
    for (std::size_t i = 0; i < n; ++i) {
        bool dominated = false;
        for (std::size_t j = 0; j < n && !dominated; ++j) {
            bool noWorse = true, better = false;
            for (const auto &column : columns) {
                noWorse = noWorse && column[j] <= column[i];
                better = better || column[j] < column[i];
            }
            dominated = noWorse && better;
        }
        if (!dominated)
            front.push_back(static_cast<std::uint32_t>(i));
    }
    return front;
}

/// With `levels` values an objective, so that there are ties and equal points; 0: none.
Columns randomColumns(std::size_t count, std::size_t points, unsigned levels, std::uint64_t seed)
{
    Random random(seed);
    Columns columns(count, std::vector<double>(points));
    for (auto &column : columns)
        for (double &value : column)
            value = levels == 0 ? random.uniform() : static_cast<double>(random.below(levels));
    return columns;
}

TEST(ParetoFront, IsThatOfAllPairs)
{
    for (const std::size_t count : {2U, 3U, 4U})
        for (const unsigned levels : {0U, 2U, 5U, 40U})
            for (const std::size_t points : {1U, 7U, 100U, 1500U}) {
                const Columns columns = randomColumns(count, points, levels, 11 * count + levels + points);
                EXPECT_EQ(paretoFront(objectives(columns)), byAllPairs(columns))
                    << count << " objectives, " << levels << " levels, " << points << " points";
            }
}

/// Nearly all of them on the front: points of a plane that falls.
TEST(ParetoFront, FindsLargeFronts)
{
    for (const std::size_t count : {2U, 3U, 4U}) {
        Columns columns = randomColumns(count, 1500, 0, count);
        for (std::size_t i = 0; i < columns[0].size(); ++i) {
            columns[count - 1][i] = 10;
            for (std::size_t k = 0; k + 1 < count; ++k)
                columns[count - 1][i] -= columns[k][i];
        }
        EXPECT_EQ(paretoFront(objectives(columns)), byAllPairs(columns)) << count;
        EXPECT_GT(paretoFront(objectives(columns)).size(), 1400U);
    }
}

TEST(ParetoFront, MaximisesWhatIsToBeMaximised)
{
    const std::vector<double> latency{1, 2, 3, 3}, rate{10, 30, 20, 40};
    const std::vector<Objective> both{{latency, false}, {rate, true}};
    EXPECT_THAT(paretoFront(both), testing::ElementsAre(0, 1, 3));
}

TEST(ParetoFront, AbsentValuesTakeNoPartAndEqualPointsStayTogether)
{
    const double absent = std::numeric_limits<double>::quiet_NaN();
    const std::vector<double> a{1, 1, absent, 0.5, 2}, b{1, 1, 0, absent, 3};
    EXPECT_THAT(paretoFront(std::vector<Objective>{{a, false}, {b, false}}), testing::ElementsAre(0, 1));
    EXPECT_TRUE(paretoFront(std::vector<Objective>{{{}, false}, {{}, false}}).empty());
}

TEST(ParetoFront, DoesNotDependOnTheOrder)
{
    const Columns columns = randomColumns(3, 800, 12, 5);
    std::vector<std::uint32_t> order(800);
    std::iota(order.begin(), order.end(), 0U);
    Random random(6);
    for (std::size_t i = order.size(); i > 1; --i)
        std::swap(order[i - 1], order[random.below(i)]);
    Columns shuffled = columns;
    for (std::size_t k = 0; k < columns.size(); ++k)
        for (std::size_t i = 0; i < order.size(); ++i)
            shuffled[k][i] = columns[k][order[i]];
    std::vector<std::uint32_t> back;
    for (const std::uint32_t i : paretoFront(objectives(shuffled)))
        back.push_back(order[i]);
    std::ranges::sort(back);
    EXPECT_EQ(back, paretoFront(objectives(columns)));
}

TEST(Hypervolume, OfBoxes)
{
    const std::vector<double> two{4, 4}, three{2, 2, 2}, four{1, 1, 1, 1};
    EXPECT_DOUBLE_EQ(hypervolume({{1, 3}, {2, 2}, {3, 1}}, two), 3 + 2 + 1);
    EXPECT_DOUBLE_EQ(hypervolume({{1, 3}, {1, 3}, {9, 0}}, two), 3)
        << "equal points count once, those outside not at all";
    EXPECT_DOUBLE_EQ(hypervolume({{1, 1, 1}, {0, 1, 1}}, three), 2);
    EXPECT_DOUBLE_EQ(hypervolume({{0, 0, 0, 0}}, four), 1);
    EXPECT_EQ(hypervolume({}, two), 0);
}

TEST(Hypervolume, AgreesWithCounting)
{
    for (const std::size_t count : {2U, 3U, 4U}) {
        const Columns columns = randomColumns(count, 30, 0, 9);
        std::vector<std::vector<double>> points(30, std::vector<double>(count));
        for (std::size_t i = 0; i < 30; ++i)
            for (std::size_t k = 0; k < count; ++k)
                points[i][k] = columns[k][i];
        Random random(1);
        int inside = 0;
        constexpr int kDarts = 20'000;
        for (int dart = 0; dart < kDarts; ++dart) {
            std::vector<double> at(count);
            for (double &value : at)
                value = random.uniform();
            inside += std::ranges::any_of(points, [&](const auto &point) {
                for (std::size_t k = 0; k < count; ++k)
                    if (point[k] > at[k])
                        return false;
                return true;
            });
        }
        const std::vector<double> reference(count, 1.0);
        EXPECT_NEAR(hypervolume(points, reference), inside / static_cast<double>(kDarts), 0.015) << count;
    }
}

} // namespace
} // namespace assay::model
