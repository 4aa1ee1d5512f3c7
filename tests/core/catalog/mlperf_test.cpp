#include "core/catalog/mlperf.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "core/catalog/mlperf_logs.hpp"
#include "manifest_fixture.hpp"

namespace assay::catalog {
namespace {

using testing::Contains;
using testing::DoubleNear;
using testing::HasSubstr;

std::string summary(const std::string &scenario, const std::string &rate, const std::string &state = "VALID")
{
    return "====\nMLPerf Results Summary\n====\nSUT name : box\nScenario : " + scenario +
           "\nMode     : PerformanceOnly\n" + rate + "\nResult is : " + state +
           "\n  Min duration satisfied : " + (state == "VALID" ? "Yes" : "NO") +
           "\n  Min queries satisfied : Yes\n\n====\nAdditional Stats\n====\nMean latency (ns)               : "
           "2000000\n"
           "50.00 percentile latency (ns)   : 1900000\n99.00 percentile latency (ns)   : 4000000\n\n====\n"
           "Test Parameters Used\n====\nsamples_per_query : 1\n";
}

std::string event(const std::string &key, const std::string &value)
{
    return ":::MLLOG {\"key\": \"" + key + "\", \"value\": \"" + value + "\", \"time_ms\": 1.5}\n";
}

std::string detail(const std::string &begin, const std::string &end)
{
    return event("test_datetime", "2024-05-06T07:08:09Z") + event("power_begin", begin) + event("power_end", end);
}

/// A sample a second of `watts` around ten seconds of `inside` watts that begin at hour:00:10.
std::string powerLog(int hour, double inside, double watts)
{
    std::string text;
    for (int second = 5; second < 26; ++second)
        text += fmt::format("Time,05-06-2024 {:02}:00:{:02}.500,Watts,{},Volts,230,Amps,1,PF,0.99,Mark,x\n", hour,
                            second, second >= 10 && second < 20 ? inside : watts);
    return text;
}

class Mlperf : public testing::Test {
protected:
    void SetUp() override
    {
        m_hardware.targets.push_back({{"id", "some-card"}, {"name", "Vendor Card 40GB"}});
        m_folders.write("inference_results_v9.9/closed/Shop/systems", "box.json",
                        R"({"accelerator_model_name": "VENDOR Card-40GB", "accelerators_per_node": "4",
                            "number_of_nodes": "2", "system_name": "The box", "submitter": "Shop"})");
        m_folders.write("inference_results_v9.9/closed/Shop/measurements/box/resnet50/Offline", "box_Offline.json",
                        R"({"weight_data_types": "int8"})");
    }
    void run(const std::string &scenario, const std::string &text, const std::string &log = "") const
    {
        m_folders.write(runFolder(scenario), "mlperf_log_summary.txt", text);
        m_folders.write(runFolder(scenario), "mlperf_log_detail.txt", log);
    }
    static std::string runFolder(const std::string &scenario)
    {
        return "inference_results_v9.9/closed/Shop/results/box/resnet50/" + scenario + "/performance/run_1";
    }
    Result<MlperfResults> read(const std::string &below = "inference_results_v9.9") const
    {
        return readMlperf(m_folders.root() / below, m_hardware);
    }
    TemporaryWorkloads m_folders;
    HardwareCatalogue m_hardware;
};

TEST_F(Mlperf, AnOfflineRunIsReadWithItsSystemAndPower)
{
    run("Offline", summary("Offline", "Samples per second: 5000"),
        detail("05-06-2024 12:00:10.000", "05-06-2024 12:00:20.000"));
    m_folders.write(runFolder("Offline"), "spl.txt", powerLog(12, 400, 100));
    const auto found = read();
    ASSERT_TRUE(found) << found.error().text();
    ASSERT_EQ(found->results.size(), 1U);
    const PublishedResult &one = found->results[0];
    EXPECT_EQ(one.id, "inference_results_v9.9/closed/Shop/results/box/resnet50/Offline/performance/run_1/"
                      "mlperf_log_summary.txt");
    EXPECT_EQ(one.round, "v9.9");
    EXPECT_EQ(one.division, "closed");
    EXPECT_EQ(one.submitter, "Shop");
    EXPECT_EQ(one.system, "box (The box)");
    EXPECT_EQ(one.accelerator, "VENDOR Card-40GB");
    EXPECT_EQ(one.targetId, "some-card") << "the catalogue writes it otherwise";
    EXPECT_DOUBLE_EQ(one.devices, 8);
    EXPECT_EQ(one.precision, "int8");
    EXPECT_EQ(one.workload, "ResNet50-v1.5 224x224 ImageNet");
    EXPECT_EQ(one.date, "2024-05-06");
    EXPECT_DOUBLE_EQ(one.metric("throughput.queries")->value, 5000);
    EXPECT_EQ(one.metric("latency.p99"), nullptr) << "offline there is one query of all samples";
    EXPECT_DOUBLE_EQ(one.metric("power.mean")->value, 400) << "what was before and after does not count";
    EXPECT_THAT(one.metric("power.mean")->derived, HasSubstr("10 samples"));
    EXPECT_DOUBLE_EQ(one.metric("energy.gross_per_query")->value, 0.08);
    EXPECT_THAT(one.notes, Contains(HasSubstr("no official MLPerf figures")));
}

TEST_F(Mlperf, LatenciesAreThoseOfSingleQueries)
{
    run("SingleStream", summary("SingleStream", "90th percentile latency (ns) : 2500000"));
    run("Server", summary("Server", "Scheduled samples per second : 800") + "Completed samples per second : 799.5\n");
    const auto found = read();
    ASSERT_TRUE(found) << found.error().text();
    ASSERT_EQ(found->results.size(), 2U);
    const PublishedResult &server = found->results[0], &single = found->results[1];
    EXPECT_EQ(server.scenario, "server");
    EXPECT_DOUBLE_EQ(server.metric("throughput.queries")->value, 799.5);
    EXPECT_DOUBLE_EQ(single.metric("latency.mean")->value, 2e-3);
    EXPECT_DOUBLE_EQ(single.metric("latency.p50")->value, 1.9e-3);
    EXPECT_DOUBLE_EQ(single.metric("latency.p99")->value, 4e-3);
    EXPECT_DOUBLE_EQ(single.metric("throughput.queries")->value, 500);
    EXPECT_EQ(single.metric("throughput.queries")->derived, "1/mean latency");
    EXPECT_EQ(single.metric("power.mean"), nullptr) << "no power was measured";
    EXPECT_EQ(single.powerScope, "");
}

TEST_F(Mlperf, InvalidRunsAreLeftOutWithTheReason)
{
    run("Offline", summary("Offline", "Samples per second: 5000", "INVALID"));
    const auto alone = read();
    ASSERT_FALSE(alone);
    EXPECT_EQ(alone.error().code, ErrorCode::InvalidInput);
    EXPECT_THAT(alone.error().text(), HasSubstr("the result is not VALID (Min duration satisfied: NO)"));
    run("SingleStream", summary("SingleStream", ""));
    run("Server", "nothing of LoadGen's\n");
    run("MultiStream", summary("Burst", ""));
    const auto found = read();
    ASSERT_TRUE(found);
    EXPECT_EQ(found->results.size(), 1U);
    EXPECT_THAT(found->leftOut,
                testing::ElementsAre(HasSubstr("scenario 'Burst' is not one that Assay knows"), HasSubstr("not VALID"),
                                     HasSubstr("no summary of MLPerf's LoadGen")));
}

TEST_F(Mlperf, RangingAccuracyAndComplianceRunsAreNoResults)
{
    const std::string base = "inference_results_v9.9/closed/Shop/";
    for (const std::string folder :
         {"results/box/resnet50/Offline/performance/ranging", "results/box/resnet50/Offline/accuracy",
          "compliance/box/resnet50/Offline/TEST01/performance/run_1"})
        m_folders.write(base + folder, "mlperf_log_summary.txt", summary("Offline", "Samples per second: 5000"));
    const auto found = read();
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, ErrorCode::NotFound);
    EXPECT_THAT(found.error().text(), HasSubstr("has no MLPerf result below it"));
}

TEST_F(Mlperf, WrongFoldersAreExplained)
{
    EXPECT_THAT(read("nowhere").error().text(), HasSubstr("there is no folder"));
    EXPECT_THAT(read("inference_results_v9.9/closed/Shop/systems/box.json").error().text(), HasSubstr("is a file"));
    EXPECT_THAT(read().error().text(), HasSubstr("Name a clone of a result repository"));
}

TEST_F(Mlperf, APartOfACloneWillDoAndAnUnknownSystemIsSaid)
{
    m_folders.write("loose/run_1", "mlperf_log_summary.txt", summary("Offline", "Samples per second: 5000"));
    const auto loose = read("loose");
    ASSERT_TRUE(loose) << loose.error().text();
    EXPECT_EQ(loose->results[0].id, "loose/run_1/mlperf_log_summary.txt") << "no path of this machine";
    EXPECT_THAT(loose->results[0].notes, Contains(HasSubstr("no description of the system")));
    EXPECT_EQ(loose->results[0].targetId, "");
    run("Offline", summary("Offline", "Samples per second: 5000"));
    const auto part = read(runFolder("Offline"));
    ASSERT_TRUE(part) << part.error().text();
    EXPECT_EQ(part->results[0].accelerator, "VENDOR Card-40GB");
}

TEST_F(Mlperf, APowerLogThatDoesNotFitLeavesTheResultWithoutPower)
{
    run("Offline", summary("Offline", "Samples per second: 5000"),
        detail("05-06-2024 12:00:10.000", "05-06-2024 12:00:20.000"));
    m_folders.write(runFolder("Offline"), "spl.txt", powerLog(20, 400, 100));
    const auto found = read();
    ASSERT_TRUE(found) << found.error().text();
    EXPECT_EQ(found->results[0].metric("power.mean"), nullptr);
    EXPECT_THAT(found->results[0].notes, Contains(HasSubstr("no power: the samples of spl.txt do not cover")));
}

TEST_F(Mlperf, TinyResultsAreReadWithTheirEnergy)
{
    const std::string base = "tiny_results_v0.1/open/Lab/";
    m_folders.write(base + "systems", "system_description_boardy.json",
                    R"({"Board Name": "Boardy", "Accelerator": "chip"})");
    m_folders.write(base + "systems", "system_description_other.json", R"({"Board Name": "Other"})");
    m_folders.write(base + "results/boardy-z2/ad/M8/performance", "results.txt",
                    "00575.240 ulp-mlperf:   Throughput   :    90.000 inf./sec.\n"
                    "00575.247 ulp-mlperf: Median throughput is 100.000 inf./sec.\n");
    m_folders.write(base + "results/boardy-z2/ad/M8/power", "results.txt",
                    "1.0 ulp-ml:   Power        :  1500000.000 uW\n1.0 ulp-ml:   Power        :  1700000.000 uW\n"
                    "1.0 ulp-ml:   Power        :  1600000.000 uW\n1.0 ulp-ml: Median energy cost is 30.000 uJ/inf.\n");
    m_folders.write(base + "results/boardy-z2/ic/M8/performance", "results.txt",
                    "Runtime requirements have not been met.\n");
    m_hardware.targets.push_back({{"id", "maker-boardy-z2"}, {"name", "Maker's Boardy"}});
    const auto found = read("tiny_results_v0.1");
    ASSERT_TRUE(found) << found.error().text();
    ASSERT_EQ(found->results.size(), 1U);
    const PublishedResult &one = found->results[0];
    EXPECT_EQ(one.kind, "mlperf-tiny");
    EXPECT_EQ(one.round, "v0.1");
    EXPECT_EQ(one.system, "boardy-z2 (Boardy)");
    EXPECT_EQ(one.accelerator, "chip");
    EXPECT_EQ(one.targetId, "maker-boardy-z2") << "by the name of the folder";
    EXPECT_EQ(one.workload, "MLPerf Tiny anomaly detection");
    EXPECT_THAT(one.notes, Contains("model M8"));
    EXPECT_DOUBLE_EQ(one.metric("throughput.queries")->value, 100) << "the median, not a window";
    EXPECT_DOUBLE_EQ(one.metric("latency.mean")->value, 0.01);
    EXPECT_DOUBLE_EQ(one.metric("power.mean")->value, 1.6);
    EXPECT_THAT(one.metric("energy.gross_per_query")->value, DoubleNear(30e-6, 1e-12));
    EXPECT_EQ(one.powerScope, "board, at its supply");
    EXPECT_THAT(found->leftOut, testing::ElementsAre(HasSubstr("requirements have not been met")));
}

TEST(MlperfPowerLog, TimeZonesAreBroughtTogether)
{
    constexpr double kHour = 3600;
    const MlperfDetail noon = parseMlperfDetail(detail("05-06-2024 12:00:10.000", "05-06-2024 12:00:20.000"));
    const auto watts = [&](int hour, std::optional<double> client, std::optional<double> server) {
        const auto mean = meanPower(powerLog(hour, 400, 100), noon, client, server);
        return mean ? mean->watts : 0;
    };
    EXPECT_DOUBLE_EQ(watts(12, std::nullopt, std::nullopt), 400) << "one clock";
    EXPECT_DOUBLE_EQ(watts(12, 6 * kHour, 6 * kHour), 400);
    EXPECT_DOUBLE_EQ(watts(18, 6 * kHour, 0), 400) << "the meter's clock is 6 h ahead";
    EXPECT_DOUBLE_EQ(watts(6, 6 * kHour, 12 * kHour), 400);
    EXPECT_DOUBLE_EQ(watts(13, 6 * kHour, 6 * kHour), 400) << "one of the two on summer time";
    EXPECT_DOUBLE_EQ(watts(7, 5 * kHour, 5 * kHour), 400) << "the measured system writes UTC";
    EXPECT_DOUBLE_EQ(watts(20, 6 * kHour, 6 * kHour), 0) << "another day's log";
    EXPECT_EQ(meanPower(powerLog(12, 400, 100), noon, {}, {})->note, "");
    EXPECT_THAT(meanPower(powerLog(13, 400, 100), noon, {}, {})->note, HasSubstr("1 h apart"));
}

TEST(MlperfPowerLog, WhatIsMissingIsSaid)
{
    const MlperfDetail noon = parseMlperfDetail(detail("05-06-2024 12:00:10.000", "05-06-2024 12:00:20.000"));
    EXPECT_THAT(meanPower("", noon, {}, {}).error().text(), HasSubstr("no samples"));
    EXPECT_THAT(meanPower("Time,05-06-2024 12:00:12.0,Watts,-1,\n", noon, {}, {}).error().text(),
                HasSubstr("no samples"))
        << "a meter without a value says -1";
    EXPECT_THAT(meanPower("Time,05-06-2024 12:00:12.0,Watts,5,\n", noon, {}, {}).error().text(),
                HasSubstr("do not cover"));
    for (const char *wrong : {"05-06-2024 12:00", "99-06-2024 12:00:10.000", "-1-06-2024 12:00:10.000",
                              "05-06-9e99 12:00:10.0", "05-06-2024 12:00:10.0x", ""})
        EXPECT_FALSE(parseMlperfDetail(detail(wrong, wrong)).powerBegin) << wrong;
    EXPECT_FALSE(
        parseMlperfDetail(":::MLLOG {\"key\": \"power_begin\", \"value\": 3}\n:::MLLOG \"key\": \"power_begin\" {")
            .powerBegin);
    EXPECT_THAT(meanPower(powerLog(12, 4, 1), MlperfDetail(), {}, {}).error().text(), HasSubstr("does not say when"));
}

} // namespace
} // namespace assay::catalog
