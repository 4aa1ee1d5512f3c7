#include "backends/rtl/sweep/jobs.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <set>
#include <thread>

namespace assay::rtl {
namespace {

constexpr std::chrono::milliseconds kTick(500);

class Queue {
public:
    explicit Queue(std::vector<Job> jobs) : m_jobs(std::move(jobs))
    {
        std::ranges::stable_sort(m_jobs, std::greater<>(), &Job::seconds);
        for (const Job &job : m_jobs)
            m_total += job.seconds;
    }

    void work()
    {
        std::unique_lock lock(m_mutex);
        while (!m_stop && m_next < m_jobs.size()) {
            const std::size_t index = m_next++;
            m_running.insert(index);
            lock.unlock();
            std::exception_ptr thrown;
            try {
                m_jobs[index].run();
            } catch (...) {
                thrown = std::current_exception();
            }
            lock.lock();
            finish(index, thrown);
        }
    }

    /// Until all is done or stopped; false: stopped.
    bool watch(const JobProgress &progress)
    {
        std::unique_lock lock(m_mutex);
        while (m_finished < m_jobs.size() && !(m_stop && m_running.empty())) {
            if (!m_stop && !m_running.empty()) {
                const double fraction = m_total > 0 ? m_done / m_total : 0;
                const std::string what = m_jobs[*m_running.begin()].what;
                lock.unlock();
                const bool goOn = progress(fraction, what);
                lock.lock();
                m_stop = m_stop || !goOn;
            }
            m_changed.wait_for(lock, kTick);
        }
        return m_finished == m_jobs.size();
    }

    void rethrow() const
    {
        if (m_thrown)
            std::rethrow_exception(m_thrown);
    }

private:
    void finish(std::size_t index, const std::exception_ptr &thrown)
    {
        m_running.erase(index);
        ++m_finished;
        m_done += m_jobs[index].seconds;
        if (thrown && !m_thrown) {
            m_thrown = thrown;
            m_stop = true;
        }
        m_changed.notify_all();
    }

    std::vector<Job> m_jobs;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::set<std::size_t> m_running; ///< by index: the longest first
    std::size_t m_next = 0, m_finished = 0;
    double m_done = 0, m_total = 0;
    bool m_stop = false;
    std::exception_ptr m_thrown;
};

} // namespace

bool runJobs(std::vector<Job> jobs, unsigned workers, const JobProgress &progress)
{
    Queue queue(std::move(jobs));
    bool complete = false;
    {
        std::vector<std::jthread> threads;
        for (unsigned i = 0; i < std::max(1U, workers); ++i)
            threads.emplace_back([&] { queue.work(); });
        complete = queue.watch(progress);
    }
    queue.rethrow();
    return complete;
}

} // namespace assay::rtl
