#include <clocale>

#include <gtest/gtest.h>

#include "core/report/csv.hpp"
#include "core/report/result_csv.hpp"
#include "tests/core/report/result_fixture.hpp"

namespace assay::report {
namespace {

using namespace assay::test;

std::string oneCell(std::string_view text)
{
    CsvTable table({"c"});
    table.text(text).endRow();
    return table.content().substr(3);
}

TEST(Csv, DefusesFormulasInTextOnly)
{
    EXPECT_EQ(oneCell("=1+1"), "'=1+1\r\n");
    EXPECT_EQ(oneCell("+49"), "'+49\r\n");
    EXPECT_EQ(oneCell("-x"), "'-x\r\n");
    EXPECT_EQ(oneCell("@SUM(A1)"), "'@SUM(A1)\r\n");
    EXPECT_EQ(oneCell("\t=1"), "'\t=1\r\n");
    EXPECT_EQ(oneCell("\r=1"), "\"'\r=1\"\r\n");
    EXPECT_EQ(oneCell("a=1"), "a=1\r\n");
    EXPECT_EQ(oneCell("=HYPERLINK(\"http://x\",\"y\")"), "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"\r\n");
}

TEST(Csv, WritesNumbersByteForByte)
{
    CsvTable table({"a", "b", "c", "d"});
    table.number(-1.5).number(0.1).number(1e-9).integer(-7);
    table.endRow();
    EXPECT_EQ(table.content(), "a,b,c,d\r\n-1.5,0.1,1e-09,-7\r\n");
}

TEST(Csv, LeavesAMissingNumberEmpty)
{
    CsvTable table({"a", "b"});
    table.number(std::nullopt).number(0.0);
    table.endRow();
    EXPECT_EQ(table.content(), "a,b\r\n,0\r\n");
}

TEST(Csv, QuotesAsRfc4180Says)
{
    EXPECT_EQ(oneCell("a,b"), "\"a,b\"\r\n");
    EXPECT_EQ(oneCell("say \"hi\""), "\"say \"\"hi\"\"\"\r\n");
    EXPECT_EQ(oneCell("two\nlines"), "\"two\nlines\"\r\n");
}

TEST(CsvDeath, ARowOfWrongLengthIsABug)
{
    CsvTable table({"a", "b"});
    table.number(1.0);
    EXPECT_DEATH(table.endRow(), "CSV row has 1 cells for 2 columns");
}

TEST(MetricsCsv, CarriesUnitEvidenceAndBoundary)
{
    auto one = result(1, "cpu:native", {run(0, 0.002)});
    one.point.backendParameters = {{"variant", ParameterValue(std::string("simd"))}};
    one.runs[0].metrics.push_back(absent("energy.gross_per_query", "no sensor"));
    EXPECT_EQ(metricsCsv({one}),
              "result,key,workload,workload_parameters,target,backend_parameters,device,scenario,metric,value,low,high,"
              "unit,evidence,boundary,absent_reason,state,runs,runs_complete,runs_valid,runs_failed,runs_do_not_fit,"
              "quick,unchecked,"
              "not_converged,same_cpu\r\n"
              "1,key1,gemm,dtype=f32 m=256,cpu:native,variant=simd,A device,single-stream,latency.p50,0.002,0.00198,"
              "0.00202,s,measured,host call,,complete,1,1,1,0,0,no,no,no,no\r\n"
              "1,key1,gemm,dtype=f32 m=256,cpu:native,variant=simd,A device,single-stream,throughput.queries,500,495,"
              "505,query/s,measured,host call,,complete,1,1,1,0,0,no,no,no,no\r\n"
              "1,key1,gemm,dtype=f32 m=256,cpu:native,variant=simd,A device,single-stream,energy.gross_per_query,,,,J,,"
              "host call,no sensor,complete,1,1,1,0,0,no,no,no,no\r\n");
}

TEST(MetricsCsv, ListsAFailedResultWithItsCauseAndNoNumber)
{
    const std::string csv =
        metricsCsv({result(4, "opencl:pocl", {failedRun(measure::Cause::BuildFailed, "kernel.cl:3: unknown type")})});
    const std::string row = csv.substr(csv.find("\r\n") + 2);
    EXPECT_EQ(row, "4,key4,gemm,dtype=f32 m=256,opencl:pocl,,A device,single-stream,,,,,,,,build failed: kernel.cl:3: "
                   "unknown type,failed,1,0,0,1,0,no,no,no,no\r\n");
}

TEST(ResultsCsv, HasOneRowAResultAndAColumnForEveryParameter)
{
    auto one = result(1, "cpu:native", {run(0, 0.002)});
    auto two = result(2, "opencl:pocl", {failedRun(measure::Cause::Crashed, "signal 11")});
    two.point.backendParameters = {{"local_size", ParameterValue(std::int64_t{64})}};
    two.sameCpu = true;
    EXPECT_EQ(
        resultsCsv({one, two}),
        "result,key,workload,target,device,scenario,state,cause,runs,runs_complete,runs_valid,runs_failed,"
        "runs_do_not_fit,quick,"
        "unchecked,not_converged,same_cpu,parameter.dtype,parameter.m,backend.local_size,"
        "latency.p50 (s),latency.p50 low (s),latency.p50 high (s),latency.p50 evidence,latency.p50 boundary,"
        "throughput.queries (query/s),throughput.queries low (query/s),throughput.queries high (query/s),"
        "throughput.queries evidence,throughput.queries boundary\r\n"
        "1,key1,gemm,cpu:native,A device,single-stream,complete,,1,1,1,0,0,no,no,no,no,f32,256,,"
        "0.002,0.00198,0.00202,measured,host call,500,495,505,measured,host call\r\n"
        "2,key2,gemm,opencl:pocl,A device,single-stream,failed,crashed: signal 11,1,0,0,1,0,no,no,no,yes,f32,256,64,"
        ",,,,,,,,,\r\n");
}

TEST(ResultsCsv, IsSafeWithAHostileDeviceName)
{
    auto hostile = result(1, "cpu:native", {run(0, 0.002)});
    hostile.deviceName = "=cmd|' /C calc'!A0\x1b[2J\n";
    EXPECT_NE(resultsCsv({hostile}).find(",'=cmd|' /C calc'!A0\\x1b[2J\\x0a,"), std::string::npos);
}

} // namespace
} // namespace assay::report
