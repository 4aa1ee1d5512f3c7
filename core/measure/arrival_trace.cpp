#include "core/measure/arrival_trace.hpp"

#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "core/base/files.hpp"
#include "core/base/hash.hpp"

namespace assay::measure {
namespace {

constexpr std::size_t kMostArrivals = 20'000'000;
/// Beyond a month no run replays it, and seconds times 1e9 must fit 63 bits.
constexpr double kMostSeconds = 31 * 86'400.0;

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view kBlank = " \t\r\"";
    const auto first = text.find_first_not_of(kBlank);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

std::optional<double> firstColumn(std::string_view line)
{
    const std::string_view cell = trimmed(line.substr(0, line.find(',')));
    double value = 0;
    const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    if (error != std::errc() || end != cell.data() + cell.size() || !std::isfinite(value))
        return std::nullopt;
    return value;
}

/// Takes the lines one by one; times are relative to the first.
class TraceReader {
public:
    explicit TraceReader(const std::filesystem::path &file) : m_file(file) {}

    Status take(std::string_view line)
    {
        ++m_line;
        line = trimmed(line);
        if (line.empty() || line.front() == '#')
            return {};
        const auto seconds = firstColumn(line);
        if (!seconds && m_trace.nanoseconds.empty() && !m_heading) {
            m_heading = true;
            return {};
        }
        if (!seconds)
            return wrong("its first column is no number of seconds");
        if (m_trace.nanoseconds.empty())
            m_first = *seconds;
        const double since = *seconds - m_first;
        if (since < m_last)
            return wrong("it lies before the arrival above it; sort the trace by time");
        if (since > kMostSeconds)
            return wrong("it lies more than 31 days after the first; cut the trace, or write the times in seconds");
        if (m_trace.nanoseconds.size() == kMostArrivals)
            return wrong(fmt::format("there are more than {} arrivals; cut the trace", kMostArrivals));
        m_last = since;
        m_trace.nanoseconds.push_back(static_cast<std::int64_t>(since * 1e9 + 0.5));
        return {};
    }

    Result<ArrivalTrace> finish(std::string sha256)
    {
        if (m_trace.nanoseconds.size() < 2 || m_trace.nanoseconds.back() == 0)
            return failure(ErrorCode::InvalidInput,
                           fmt::format("{}: a trace needs at least two arrivals at different times, one a line in "
                                       "seconds; there {} {}",
                                       m_file.string(), m_trace.nanoseconds.size() == 1 ? "is" : "are",
                                       m_trace.nanoseconds.size()));
        m_trace.sha256 = std::move(sha256);
        return std::move(m_trace);
    }

private:
    tl::unexpected<Error> wrong(std::string_view reason) const
    {
        return failure(ErrorCode::InvalidInput,
                       fmt::format("{}:{}: this arrival cannot be used: {}", m_file.string(), m_line, reason));
    }

    const std::filesystem::path &m_file;
    ArrivalTrace m_trace;
    std::size_t m_line = 0;
    bool m_heading = false;
    double m_first = 0, m_last = 0;
};

} // namespace

double ArrivalTrace::seconds() const
{
    const auto arrivals = static_cast<double>(nanoseconds.size());
    return static_cast<double>(nanoseconds.back()) * 1e-9 * arrivals / (arrivals - 1);
}

Result<ArrivalTrace> readArrivalTrace(const std::filesystem::path &file)
{
    const auto content = readFile(file);
    if (!content)
        return failure(content.error());
    TraceReader reader(file);
    std::string_view rest = *content;
    while (!rest.empty()) {
        const auto end = rest.find('\n');
        if (auto taken = reader.take(rest.substr(0, end)); !taken)
            return failure(taken.error());
        rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    }
    return reader.finish(sha256Hex(*content));
}

Result<std::shared_ptr<const ArrivalTrace>> scenarioTrace(const Scenario &scenario)
{
    auto trace = readArrivalTrace(scenario.traceFile);
    if (!trace)
        return failure(trace.error());
    if (trace->sha256 != scenario.traceHash)
        return failure(
            ErrorCode::InvalidInput,
            fmt::format("{} is no longer what it was when the study was planned; plan it again", scenario.traceFile));
    return std::make_shared<const ArrivalTrace>(std::move(*trace));
}

} // namespace assay::measure
