#include "core/measure/energy.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <numeric>
#include <string_view>
#include <thread>

#include "core/base/clock.hpp"
#include "core/measure/waiting.hpp"

namespace assay::measure {
namespace {

void append(std::vector<std::unique_ptr<EnergySource>> &all, std::vector<std::unique_ptr<EnergySource>> more)
{
    for (auto &source : more)
        all.push_back(std::move(source));
}

/// Does a meter of `outer` also see what `inner` meters?
bool contains(const std::string &outer, const std::string &inner)
{
    if (outer == "machine")
        return inner != outer;
    return outer == "platform" && (inner.starts_with("package-") || inner.starts_with("dram-"));
}

} // namespace

EnergySources openEnergySources(const std::string &sysfsRoot)
{
    bool denied = false;
    std::vector<std::unique_ptr<EnergySource>> all = openPowercap(sysfsRoot, denied);
    append(all, openHwmon(sysfsRoot, denied));
    if (sysfsRoot == "/sys")
        append(all, openNvml(denied));
    EnergySources opened;
    opened.sources = disjoint(std::move(all));
    if (opened.sources.empty())
        opened.absentReason = denied ? "no permission" : "no sensor";
    return opened;
}

std::vector<std::unique_ptr<EnergySource>> disjoint(std::vector<std::unique_ptr<EnergySource>> sources)
{
    std::vector<std::string> scopes;
    for (const auto &source : sources)
        scopes.push_back(source->scope());
    std::vector<std::unique_ptr<EnergySource>> kept;
    for (std::size_t i = 0; i < sources.size(); ++i) {
        const bool known = std::find(scopes.begin(), scopes.begin() + static_cast<std::ptrdiff_t>(i), scopes[i]) !=
                           scopes.begin() + static_cast<std::ptrdiff_t>(i);
        const bool inside =
            std::any_of(scopes.begin(), scopes.end(), [&](const auto &outer) { return contains(outer, scopes[i]); });
        if (!known && !inside)
            kept.push_back(std::move(sources[i]));
    }
    return kept;
}

std::uint64_t WrappingCounter::unwound(std::uint64_t raw)
{
    if (m_last && raw < *m_last)
        ++m_turns;
    m_last = raw;
    return m_turns * m_range + raw;
}

/// Calls `read` ten times a second while a stretch runs, on a thread of its own.
struct EnergyMeter::Sampler {
    std::mutex mutex;
    std::condition_variable wake;
    bool ended = false;
    std::thread thread;

    explicit Sampler(std::function<void()> read)
        : thread([this, read = std::move(read)] {
              std::unique_lock lock(mutex);
              while (!wake.wait_for(lock, std::chrono::milliseconds(100), [this] { return ended; }))
                  read();
          })
    {
    }
    ~Sampler()
    {
        {
            const std::lock_guard lock(mutex);
            ended = true;
        }
        wake.notify_all();
        thread.join();
    }
    Sampler(const Sampler &) = delete;
    Sampler &operator=(const Sampler &) = delete;
};

EnergyMeter::EnergyMeter(EnergySources sources)
    : m_sources(std::move(sources)), m_startJoules(m_sources.sources.size()), m_sums(m_sources.sources.size())
{
}

EnergyMeter::~EnergyMeter() = default;

double EnergyMeter::readAll(std::vector<double> &joules)
{
    for (std::size_t i = 0; i < m_sources.sources.size(); ++i) {
        const auto reading = m_sources.sources[i]->joules();
        if (!reading)
            ++m_failed;
        joules[i] = reading.value_or(joules[i]);
    }
    return std::accumulate(joules.begin(), joules.end(), 0.0);
}

void EnergyMeter::measureIdle(double seconds)
{
    if (!present())
        return;
    std::vector<double> joules(m_sources.sources.size());
    const double before = readAll(joules);
    const std::int64_t start = nowNanoseconds();
    {
        const Sampler sampler([this] {
            for (const auto &source : m_sources.sources)
                static_cast<void>(source->joules());
        });
        sleepUntil(start + static_cast<std::int64_t>(seconds * 1e9));
    }
    const double after = readAll(joules);
    m_idleWatts.push_back((after - before) / (static_cast<double>(nowNanoseconds() - start) * 1e-9));
}

void EnergyMeter::begin()
{
    if (!present())
        return;
    readAll(m_startJoules);
    m_startTime = nowNanoseconds();
    m_readings.reserve(m_readings.size() + 1000);
    m_sampler = std::make_unique<Sampler>([this] { keepReading(); });
}

void EnergyMeter::keepReading()
{
    Reading reading{m_seconds + static_cast<double>(nowNanoseconds() - m_startTime) * 1e-9, 0};
    for (std::size_t i = 0; i < m_sources.sources.size(); ++i) {
        const auto joules = m_sources.sources[i]->joules();
        if (!joules)
            return; // counted by readAll() at the end
        reading.joules += m_sums[i] + *joules - m_startJoules[i];
    }
    m_readings.push_back(reading);
}

void EnergyMeter::end()
{
    if (!m_sampler)
        return;
    m_sampler.reset();
    std::vector<double> joules = m_startJoules;
    readAll(joules);
    m_seconds += static_cast<double>(nowNanoseconds() - m_startTime) * 1e-9;
    for (std::size_t i = 0; i < joules.size(); ++i)
        m_sums[i] += joules[i] - m_startJoules[i];
}

EnergyMeter::Totals EnergyMeter::totals() const
{
    Totals totals;
    totals.joules = std::accumulate(m_sums.begin(), m_sums.end(), 0.0);
    totals.seconds = m_seconds;
    totals.failedReadings = m_failed;
    if (!m_idleWatts.empty())
        totals.idleWatts =
            std::accumulate(m_idleWatts.begin(), m_idleWatts.end(), 0.0) / static_cast<double>(m_idleWatts.size());
    return totals;
}

Json EnergyMeter::toJson() const
{
    Json json = {{"seconds", m_seconds}, {"idle_watts", m_idleWatts}, {"sources", Json::array()}};
    for (std::size_t i = 0; i < m_sources.sources.size(); ++i)
        json["sources"].push_back(
            {{"scope", m_sources.sources[i]->scope()}, {"name", m_sources.sources[i]->name()}, {"joules", m_sums[i]}});
    Json seconds = Json::array(), joules = Json::array();
    for (const Reading &reading : m_readings) {
        seconds.push_back(reading.seconds);
        joules.push_back(reading.joules);
    }
    json["readings"] = {{"seconds", std::move(seconds)}, {"joules", std::move(joules)}};
    return json;
}

} // namespace assay::measure
