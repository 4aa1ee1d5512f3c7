#pragma once

#include <functional>
#include <string>
#include <vector>

namespace assay::rtl {

/// One piece of work, and about how long it takes.
struct Job {
    std::string what;
    double seconds = 0;
    std::function<void()> run;
};

/// Told about twice a second, on the caller's thread: the share of the work that is done, 0 … 1, and what is done just
/// now. False asks to stop.
using JobProgress = std::function<bool(double fraction, const std::string &what)>;

/// Runs the jobs on so many threads, the longest first. After a request to stop the jobs that run are ended, no other
/// begins, and the result is false. The first exception of a job stops the rest and is thrown again here.
bool runJobs(std::vector<Job> jobs, unsigned workers, const JobProgress &progress);

} // namespace assay::rtl
