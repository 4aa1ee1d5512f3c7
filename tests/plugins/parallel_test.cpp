// The pool of the `threads` variants: every element is done once, whatever the threads do meanwhile.
#include "plugins/sdk/parallel.h"

#include <mutex>
#include <numeric>
#include <set>

#include <gmock/gmock.h>

namespace {

using assay::sdk::ThreadPool;
using assay::sdk::threadsFor;
using testing::Each;

/// How often each element of [0, count) is done by one call.
std::vector<int> timesDone(ThreadPool &pool, std::size_t count, std::size_t grain)
{
    std::vector<int> times(count);
    pool.forRange(count, grain, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i)
            times[i] += 1; // parts are disjoint: no two threads meet here
    });
    return times;
}

TEST(ThreadPool, DoesEachElementOnce)
{
    for (const unsigned threads : {1U, 2U, 3U, 8U}) {
        ThreadPool pool(threads);
        EXPECT_EQ(pool.size(), threads);
        for (const std::size_t count : {0U, 1U, 7U, 64U, 65U, 1000U})
            for (const std::size_t grain : {1U, 3U, 64U})
                EXPECT_THAT(timesDone(pool, count, grain), Each(1)) << threads << " threads, " << count << " elements";
    }
}

TEST(ThreadPool, CallsOneAfterTheOtherDoNotMix)
{
    ThreadPool pool(4); // more than many machines have: workers come late to calls that are over
    for (std::size_t call = 0; call < 20'000; ++call)
        ASSERT_THAT(timesDone(pool, 1 + call % 5, 1), Each(1)) << "call " << call;
}

TEST(ThreadPool, WakesWorkersThatWentToSleep)
{
    ThreadPool pool(3);
    for (int call = 0; call < 20; ++call) {
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
        EXPECT_THAT(timesDone(pool, 12, 1), Each(1));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(2)); // and ends while they sleep
}

TEST(ThreadPool, SharesOutWorkThatLasts)
{
    ThreadPool pool(2);
    std::mutex mutex;
    std::set<std::thread::id> threads;
    pool.forRange(2, 1, [&](std::size_t, std::size_t) {
        // Both parts wait for each other's thread: this ends only if two threads are at work.
        for (bool both = false; !both; std::this_thread::yield()) {
            const std::lock_guard lock(mutex);
            threads.insert(std::this_thread::get_id());
            both = threads.size() == 2;
        }
    });
    EXPECT_TRUE(threads.contains(std::this_thread::get_id())) << "the caller works, too";
}

TEST(ThreadPool, CutsOnlyAtMultiplesOfTheGrain)
{
    ThreadPool pool(3);
    std::mutex mutex;
    std::set<std::size_t> begins;
    pool.forRange(100, 16, [&](std::size_t begin, std::size_t) {
        const std::lock_guard lock(mutex);
        begins.insert(begin);
    });
    EXPECT_EQ(begins, (std::set<std::size_t>{0, 32, 64}));
}

TEST(ThreadPool, LittleWorkGetsOneThread)
{
    EXPECT_EQ(threadsFor(0, 1000), 1U);
    EXPECT_EQ(threadsFor(1999, 1000), 1U);
    EXPECT_EQ(threadsFor(1'000'000'000, 1), std::max(1U, std::thread::hardware_concurrency()));
}

} // namespace
