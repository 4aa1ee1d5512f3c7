#include "core/measure/arrival_trace.hpp"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/hash.hpp"

namespace assay::measure {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Result<ArrivalTrace> read(const std::string &text)
{
    const auto file = std::filesystem::path(testing::TempDir()) / "arrivals.csv";
    std::ofstream(file) << text;
    return readArrivalTrace(file);
}

TEST(ArrivalTrace, TimesCountFromTheFirstArrival)
{
    const auto trace = read("100.5\n100.75\n100.75\n102.5\n");
    ASSERT_TRUE(trace.has_value()) << trace.error().text();
    EXPECT_THAT(trace->nanoseconds, ElementsAre(0, 250'000'000, 250'000'000, 2'000'000'000));
    EXPECT_DOUBLE_EQ(trace->seconds(), 2.0 * 4 / 3);
    EXPECT_DOUBLE_EQ(trace->rate(), 1.5);
    EXPECT_EQ(trace->sha256, sha256Hex("100.5\n100.75\n100.75\n102.5\n"));
}

TEST(ArrivalTrace, TakesTablesWithHeadingAndRemarks)
{
    const auto trace = read("# from the front end\r\ntime,size\r\n\r\n\"0.001\",64\r\n 0.0015 ,1500\r\n");
    ASSERT_TRUE(trace.has_value()) << trace.error().text();
    EXPECT_THAT(trace->nanoseconds, ElementsAre(0, 500'000));
}

TEST(ArrivalTrace, RefusesWithLineAndReason)
{
    EXPECT_THAT(read("1\n2\n1.5\n").error().message, HasSubstr("arrivals.csv:3: "));
    EXPECT_THAT(read("1\n2\n1.5\n").error().message, HasSubstr("sort the trace by time"));
    EXPECT_THAT(read("time\nsize\n1\n2\n").error().message, HasSubstr("arrivals.csv:2: "));
    EXPECT_THAT(read("1\nnan\n").error().message, HasSubstr("no number of seconds"));
    EXPECT_THAT(read("1\n1e300\n").error().message, HasSubstr("31 days"));
    EXPECT_THAT(read("").error().message, HasSubstr("at least two arrivals"));
    EXPECT_THAT(read("5\n5\n").error().message, HasSubstr("at different times"));
    EXPECT_EQ(readArrivalTrace("/nonexistent/trace").error().code, ErrorCode::NotFound);
}

} // namespace
} // namespace assay::measure
