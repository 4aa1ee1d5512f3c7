#include "backends/rtl/sweep/jobs.hpp"

#include <atomic>
#include <mutex>
#include <stdexcept>
#include <thread>

#include <gmock/gmock.h>

namespace assay::rtl {
namespace {

bool goOn(double, const std::string &)
{
    return true;
}

TEST(Jobs, TheLongestBeginFirst)
{
    std::vector<std::string> order;
    std::vector<Job> jobs;
    for (const auto &[name, seconds] : {std::pair{"short", 1.0}, {"longest", 9.0}, {"middle", 4.0}})
        jobs.push_back({name, seconds, [&order, what = std::string(name)] { order.push_back(what); }});
    EXPECT_TRUE(runJobs(std::move(jobs), 1, goOn));
    EXPECT_THAT(order, testing::ElementsAre("longest", "middle", "short"));
}

TEST(Jobs, RunAtOnceAsManyAsThereAreWorkers)
{
    std::mutex mutex;
    int running = 0, most = 0;
    std::vector<Job> jobs;
    for (int i = 0; i < 8; ++i)
        jobs.push_back({"job", 1, [&] {
                            {
                                const std::scoped_lock lock(mutex);
                                most = std::max(most, ++running);
                            }
                            std::this_thread::sleep_for(std::chrono::milliseconds(30));
                            const std::scoped_lock lock(mutex);
                            --running;
                        }});
    EXPECT_TRUE(runJobs(std::move(jobs), 2, goOn));
    EXPECT_EQ(most, 2);
}

TEST(Jobs, NoneBeginsAfterARequestToStop)
{
    std::atomic<int> begun = 0;
    std::vector<Job> jobs;
    for (int i = 0; i < 20; ++i)
        jobs.push_back({"job", 1, [&] {
                            ++begun;
                            std::this_thread::sleep_for(std::chrono::milliseconds(200));
                        }});
    EXPECT_FALSE(runJobs(std::move(jobs), 2, [](double, const std::string &) { return false; }));
    EXPECT_LE(begun, 4);
}

TEST(Jobs, ProgressTellsWhatRuns)
{
    std::vector<std::string> told;
    double last = 0;
    std::vector<Job> jobs;
    for (const char *name : {"first", "second"})
        jobs.push_back({name, 1, [] { std::this_thread::sleep_for(std::chrono::milliseconds(100)); }});
    EXPECT_TRUE(runJobs(std::move(jobs), 1, [&](double fraction, const std::string &what) {
        EXPECT_GE(fraction, last);
        last = fraction;
        told.push_back(what);
        return true;
    }));
    EXPECT_THAT(told, testing::Contains("second"));
    EXPECT_DOUBLE_EQ(last, 0.5); // the first of two equal ones was done then
}

TEST(Jobs, AnExceptionComesOut)
{
    std::vector<Job> jobs{{"bad", 2, [] { throw std::runtime_error("no"); }}, {"good", 1, [] {}}};
    EXPECT_THROW(runJobs(std::move(jobs), 1, goOn), std::runtime_error);
    EXPECT_TRUE(runJobs({}, 2, goOn));
}

} // namespace
} // namespace assay::rtl
