#include "core/desk/study_projector.hpp"

#include <filesystem>

#include <gmock/gmock.h>
#include <unistd.h>

#include "core/model/headline.hpp"
#include "core/model/standing.hpp"
#include "core/study/plan.hpp"

namespace assay::desk {
namespace {

using testing::HasSubstr;

catalog::HardwareCatalogue projectedHardware()
{
    return {{Json::parse(R"({
               "id": "big-cpu", "name": "Big CPU", "class": "cpu", "not_applicable": ["host_link"],
               "peak_fp32_gflops": {"value": 1000, "source": "sheet", "quality": "A", "operation_class": "vector"},
               "mem_bw_gbs": {"value": 100, "source": "sheet", "quality": "A"}})"),
             Json::parse(R"({
               "id": "chip", "name": "A chip", "class": "fpga", "not_applicable": ["host_link"],
               "luts": {"value": 10000, "source": "sheet"}, "ffs": {"value": 20000, "source": "sheet"},
               "dsps": {"value": 100, "source": "sheet"}, "bram36": {"value": 50, "source": "sheet"},
               "emulation": {"backend": "rtl", "device": "chip", "family": "xc7"}})"),
             Json::parse(R"({
               "id": "larger-chip", "name": "A larger chip", "class": "fpga", "not_applicable": ["host_link"],
               "luts": {"value": 100000, "source": "sheet"}, "ffs": {"value": 200000, "source": "sheet"},
               "dsps": {"value": 1000, "source": "sheet"}, "bram36": {"value": 500, "source": "sheet"},
               "emulation": {"backend": "rtl", "device": "larger-chip", "family": "xc7"}})"),
             Json::parse(R"({
               "id": "strange-chip", "name": "A strange chip", "class": "fpga",
               "luts": {"value": 100000, "source": "sheet"}})"),
             Json::parse(R"({
               "id": "rented-chip", "name": "A card of unknown link", "class": "fpga", "family": "xc7",
               "luts": {"value": 100000, "source": "sheet"}, "ffs": {"value": 200000, "source": "sheet"},
               "dsps": {"value": 1000, "source": "sheet"}, "bram36": {"value": 500, "source": "sheet"}})")},
            {},
            {}};
}

Metric metric(const char *id, double value, Evidence evidence, Boundary boundary)
{
    Metric made;
    made.id = id;
    made.value = value;
    made.evidence = evidence;
    made.boundary = boundary;
    return made;
}

class StudyProjections : public testing::Test {
protected:
    StudyProjections()
        : m_folder(std::filesystem::temp_directory_path() / ("assay-projector-" + std::to_string(getpid()))),
          m_workloads(catalog::loadWorkloads({std::filesystem::path(ASSAY_SOURCE_DIR) / "resources/workloads"})),
          m_projector(m_workloads, projectedHardware(), {}, {{"cpu:native", "big-cpu"}})
    {
        std::filesystem::remove_all(m_folder);
        std::filesystem::create_directories(m_folder);
        auto file = store::StudyFile::open(m_folder / "study.assay", store::StudyFile::Mode::Create);
        EXPECT_TRUE(file) << file.error().text();
        m_file = std::make_unique<store::StudyFile>(std::move(*file));
    }
    ~StudyProjections() override
    {
        m_file.reset();
        std::filesystem::remove_all(m_folder);
    }

    [[nodiscard]] study::DesignPoint point(const std::string &target, const std::string &workload = "gemm",
                                           measure::ScenarioKind kind = measure::ScenarioKind::SingleStream) const
    {
        study::PlanRequest request;
        request.workloads = {workload};
        request.targets = {*study::TargetId::parse(target)};
        request.scenario.kind = kind;
        auto plan = study::plan(request, m_workloads, {{"cpu", {"native"}, "p"}, {"rtl", {"verilog"}, "p"}});
        if (!plan || plan->points.empty()) {
            ADD_FAILURE() << (plan ? "no point" : plan.error().text());
            return {};
        }
        return plan->points.front();
    }

    Projected project(const study::DesignPoint &asked, const std::string &now)
    {
        const auto done = m_projector.project(*m_file, {asked}, now);
        if (!done) {
            ADD_FAILURE() << done.error().text();
            return {};
        }
        return done->front();
    }
    [[nodiscard]] Metric value(std::int64_t number, const char *id) const
    {
        return model::headline(*m_file->result(number), id);
    }

    /// A result that was measured or emulated, in one run.
    std::int64_t keepResult(const study::DesignPoint &of, const std::string &startedAt, std::vector<Metric> metrics,
                            const Json &details = Json::object())
    {
        measure::Observation run;
        run.checked = run.converged = true;
        run.metrics = std::move(metrics);
        run.details = details;
        const auto number = *m_file->addPoint(of, "a device", false);
        const auto id = *m_file->beginRun(number, 0, 1, startedAt);
        EXPECT_TRUE(m_file->completeRun(id, run, 1, ""));
        return number;
    }
    std::int64_t measure(double seconds, const std::string &startedAt)
    {
        return keepResult(point("cpu:native"), startedAt,
                          {metric("latency.mean", seconds, Evidence::Measured, Boundary::InMemory),
                           metric("throughput.queries", 1 / seconds, Evidence::Measured, Boundary::InMemory)});
    }
    std::int64_t emulate(const std::string &target = "rtl:chip")
    {
        const Json facts = Json::array({Json{{"name", "cycles"}, {"value", 1000.0}}});
        return keepResult(point(target, "crc32"), "2026-11-23T10:00:00Z",
                          {metric("latency.mean", 1e-5, Evidence::Modelled, Boundary::WireToWire),
                           metric("design.clock", 1e8, Evidence::Modelled, Boundary::WireToWire),
                           metric("design.lut", 1000, Evidence::Modelled, Boundary::WireToWire),
                           metric("design.ff", 500, Evidence::Modelled, Boundary::WireToWire),
                           metric("design.bram", 4, Evidence::Modelled, Boundary::WireToWire)},
                          {{"provenance", {{"facts", facts}}}});
    }

    std::filesystem::path m_folder;
    catalog::WorkloadLibrary m_workloads;
    StudyProjector m_projector;
    std::unique_ptr<store::StudyFile> m_file;
};

TEST_F(StudyProjections, AreResultsWithTheWeakestEvidence)
{
    const Projected done = project(point("catalog:big-cpu"), "2026-11-23T10:00:00Z");
    EXPECT_TRUE(done.predicted) << done.absentReason;
    const Metric latency = value(done.result, "latency.p50");
    ASSERT_TRUE(latency.value && latency.low && latency.high);
    EXPECT_EQ(latency.evidence, Evidence::Modelled);
    EXPECT_EQ(latency.boundary, Boundary::InMemory);
    EXPECT_GT(*latency.high, *latency.low);
    const auto result = *m_file->result(done.result);
    EXPECT_TRUE(model::standing(result).projected);
    EXPECT_FALSE(model::standing(result).unchecked) << "there are no outputs to check";
    EXPECT_EQ(result.deviceName, "Big CPU");
}

TEST_F(StudyProjections, TheSameIsNotStoredTwiceAndTheNewestCounts)
{
    const study::DesignPoint asked = point("catalog:big-cpu");
    const Projected first = project(asked, "2026-11-23T10:00:00Z");
    const double before = *value(first.result, "latency.mean").value;
    EXPECT_TRUE(project(asked, "2026-11-23T10:00:01Z").unchanged);
    EXPECT_EQ(m_file->result(first.result)->runs.size(), 1U);

    measure(before * 3, "2026-11-23T10:00:02Z");
    const Projected second = project(asked, "2026-11-23T10:00:03Z");
    EXPECT_FALSE(second.unchanged) << "there is a result to calibrate with now";
    EXPECT_EQ(second.result, first.result);
    ASSERT_EQ(m_file->result(first.result)->runs.size(), 2U);
    const Metric after = value(first.result, "latency.mean");
    EXPECT_GT(*after.value, before) << "it moves to what was measured";
    EXPECT_GT(*after.high, before * 3) << "and holds it in its interval";
    EXPECT_EQ(model::standing(*m_file->result(first.result)).complete, 2U);
}

TEST_F(StudyProjections, AResultThatComesLaterIsHeldAgainstThePrediction)
{
    const study::DesignPoint asked = point("catalog:big-cpu");
    const Projected projected = project(asked, "2026-11-23T10:00:00Z");
    const Metric predicted = value(projected.result, "latency.mean");
    EXPECT_TRUE(m_projector.keepErrors(*m_file, "now")->empty()) << "nothing is known yet";

    const double truth = *predicted.high * 10;
    measure(truth, "2026-11-23T11:00:00Z");
    const auto errors = m_projector.keepErrors(*m_file, "2026-11-23T11:00:01Z");
    ASSERT_TRUE(errors) << errors.error().text();
    ASSERT_EQ(errors->size(), 1U);
    EXPECT_EQ(errors->front().projected, asked.describe());
    EXPECT_THAT(errors->front().found, HasSubstr("cpu:native"));
    EXPECT_EQ(model::FoundOut::fromJson(m_file->modelErrors()->front())->toJson(), errors->front().toJson());
    EXPECT_NEAR(errors->front().error.ratio, truth / *predicted.value, 1e-9);
    EXPECT_EQ(errors->front().error.deviceClass, "cpu");
    ASSERT_EQ(m_file->modelErrors()->size(), 1U);
    EXPECT_EQ(m_file->modelErrors()->front()["recorded_at"], "2026-11-23T11:00:01Z");
    ASSERT_TRUE(m_projector.keepErrors(*m_file, "2026-11-23T12:00:00Z"));
    EXPECT_EQ(m_file->modelErrors()->front()["recorded_at"], "2026-11-23T11:00:01Z") << "it is kept once";

    const study::DesignPoint other = point("catalog:big-cpu", "stencil-2d");
    const Projected widened = project(other, "2026-11-23T12:00:00Z");
    const auto details = *m_file->details(m_file->result(widened.result)->runs.front().id);
    EXPECT_THAT(details["provenance"].dump(), HasSubstr("model-error ledger")) << "new predictions show it";
}

TEST_F(StudyProjections, WithinASecondTheOrderInTheFileCounts)
{
    project(point("catalog:big-cpu"), "2026-11-23T10:00:00Z");
    measure(1e-3, "2026-11-23T10:00:00Z");
    EXPECT_EQ(m_projector.keepErrors(*m_file, "now")->size(), 1U);
}

TEST_F(StudyProjections, APredictionThatKnewTheResultIsNotHeldAgainstIt)
{
    measure(1e-3, "2026-11-23T09:00:00Z");
    project(point("catalog:big-cpu"), "2026-11-23T10:00:00Z");
    EXPECT_TRUE(m_projector.keepErrors(*m_file, "now")->empty());
}

TEST_F(StudyProjections, AnFpgaGetsTheEmulatedDesign)
{
    emulate();
    const Projected single = project(point("catalog:larger-chip", "crc32"), "2026-11-23T11:00:00Z");
    ASSERT_TRUE(single.predicted) << single.absentReason;
    const Metric latency = value(single.result, "latency.mean");
    EXPECT_GT(*latency.value, 1e-5 * 0.99) << "1000 cycles at 100 MHz, no faster on a larger chip";
    EXPECT_EQ(latency.boundary, Boundary::WireToWire);
    const Projected many =
        project(point("catalog:larger-chip", "crc32", measure::ScenarioKind::Offline), "2026-11-23T11:00:00Z");
    const double rate = *value(many.result, "throughput.queries").value;
    EXPECT_GT(rate, 40 * 1e5) << "70 replicas by LUTs, at a clock that a full chip has";
    EXPECT_LT(rate, 71 * 1e5);
}

TEST_F(StudyProjections, WithoutAnEmulatedDesignAnFpgaHasNoProjection)
{
    const Projected none = project(point("catalog:larger-chip", "crc32"), "2026-11-23T11:00:00Z");
    EXPECT_FALSE(none.predicted);
    EXPECT_THAT(none.absentReason, HasSubstr("assay run -w crc32 -t rtl:BOARD"));
    EXPECT_FALSE(value(none.result, "latency.mean").value) << "absent, not zero";
    emulate();
    EXPECT_THAT(project(point("catalog:strange-chip", "crc32"), "2026-11-23T11:00:00Z").absentReason,
                HasSubstr("family"));
    EXPECT_THAT(project(point("catalog:rented-chip", "crc32"), "2026-11-23T11:00:00Z").absentReason,
                HasSubstr("does not know the link"));
}

TEST_F(StudyProjections, RefusesWhatNoProjectionAnswers)
{
    auto server = point("catalog:big-cpu", "gemm", measure::ScenarioKind::Server);
    EXPECT_THAT(m_projector.project(*m_file, {server}, "now").error().text(), HasSubstr("single-stream and offline"));
    EXPECT_THAT(m_projector.project(*m_file, {point("catalog:big-cpus")}, "now").error().text(),
                HasSubstr("Did you mean 'big-cpu'"));
    EXPECT_TRUE(m_file->results()->empty());
}

} // namespace
} // namespace assay::desk
