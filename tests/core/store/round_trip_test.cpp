#include "store_fixture.hpp"

#include <limits>

namespace assay::store {
namespace {

using testing::HasSubstr;

/// Text that breaks a program which pastes it into SQL.
const std::vector<std::string> kAwkward = {
    "",        "plain",           "'; DROP TABLE run; --",        "\" OR 1=1 --",
    "%s%n\\0", "Größe µs – 測定", std::string("nul\0inside", 10), "=cmd|'/c calc'!A1\n\ttabs"};

/// Random content for every field that a study keeps.
class Generator {
public:
    explicit Generator(std::uint64_t seed) : m_random(seed) {}

    std::string text() { return kAwkward[m_random.below(kAwkward.size())]; }
    bool coin() { return m_random.below(2) == 0; }
    double real()
    {
        static const std::vector<double> special = {0.0,
                                                    -0.0,
                                                    1e-308,
                                                    1.7e308,
                                                    std::numeric_limits<double>::infinity(),
                                                    0.1,
                                                    std::numeric_limits<double>::denorm_min()};
        return coin() ? special[m_random.below(special.size())] : m_random.normal();
    }
    std::uint64_t word() { return m_random.next(); }
    std::optional<double> maybe() { return coin() ? std::optional(real()) : std::nullopt; }

    ParameterSet parameters()
    {
        ParameterSet set;
        for (std::uint64_t left = m_random.below(4); left > 0; --left) {
            const std::string name = "p" + std::to_string(m_random.below(100));
            const auto kind = m_random.below(3);
            set[name] = kind == 0   ? ParameterValue(static_cast<std::int64_t>(word()))
                        : kind == 1 ? ParameterValue(m_random.normal())
                                    : ParameterValue(text());
        }
        return set;
    }

    study::DesignPoint point()
    {
        study::DesignPoint made = somePoint(static_cast<std::int64_t>(word() >> 1U));
        made.workload = "w" + std::to_string(m_random.below(9));
        made.target.agent = coin() ? "far" : "";
        made.workloadParameters = parameters();
        made.backendParameters = parameters();
        made.scenario.kind = static_cast<measure::ScenarioKind>(m_random.below(5));
        made.scenario.arrivals = static_cast<measure::Arrivals>(m_random.below(2));
        made.scenario.rate = m_random.uniform() * 1e6;
        made.scenario.concurrency = static_cast<unsigned>(m_random.below(64));
        made.scenario.sloSeconds = m_random.uniform();
        made.scenario.sloPercentile = m_random.uniform();
        made.stopRule = coin() ? measure::StopRule::quickRule() : measure::StopRule::full();
        made.stopRule.minimumSeconds = m_random.uniform();
        made.seed = word();
        return made;
    }

    measure::Histogram histogram()
    {
        measure::Histogram made;
        for (std::uint64_t left = m_random.below(200); left > 0; --left)
            made.record(word() >> m_random.below(60));
        return made;
    }

    measure::Column column(const std::string &name)
    {
        static const std::vector<std::size_t> sizes = {0, 1, 1000, 65535, 65536, 65537, 140000};
        measure::Column made = someColumn(name, sizes[m_random.below(sizes.size())], word());
        made.unit = coin() ? "s" : text();
        made.scale = m_random.uniform() + 1e-12;
        made.delta = coin();
        return made;
    }

    Metric metric()
    {
        Metric made;
        made.id = coin() ? "latency.p99" : text();
        made.value = maybe();
        made.low = maybe();
        made.high = maybe();
        made.evidence = static_cast<Evidence>(m_random.below(5));
        made.boundary = static_cast<Boundary>(m_random.below(4));
        made.absentReason = text();
        return made;
    }

    measure::Observation observation()
    {
        measure::Observation made;
        made.quick = coin();
        made.checked = coin();
        made.converged = coin();
        made.notConverged = text();
        made.queries = word();
        made.measuredSeconds = std::abs(m_random.normal());
        made.reservoir = coin();
        for (std::uint64_t left = m_random.below(20); left > 0; --left)
            made.metrics.push_back(metric());
        for (std::uint64_t left = m_random.below(4); left > 0; --left)
            made.findings.push_back(
                {coin() ? measure::ValidityFinding::Level::Invalid : measure::ValidityFinding::Level::Warning, text(),
                 text()});
        for (const std::string name : {"scheduled", "latency", "phase.upload", "'; DROP TABLE run; --"})
            if (coin())
                made.columns.push_back(column(name));
        made.histograms = {{"latency", histogram()}, {"'quoted'", histogram()}};
        made.perSecond = {histogram(), histogram()};
        made.environmentStart = {{"cpu", kAwkward[5]}, {"n", 1.5}};
        if (coin())
            made.environmentEnd = {{"load", Json::array({1, 2})}};
        if (coin())
            made.details = {{"note", kAwkward[2]}};
        return made;
    }

private:
    Random m_random;
};

void expectEqual(const std::vector<Metric> &stored, const std::vector<Metric> &given)
{
    ASSERT_EQ(stored.size(), given.size());
    for (std::size_t i = 0; i < stored.size(); ++i) {
        EXPECT_EQ(stored[i].id, given[i].id);
        EXPECT_EQ(stored[i].value, given[i].value);
        EXPECT_EQ(stored[i].low, given[i].low);
        EXPECT_EQ(stored[i].high, given[i].high);
        EXPECT_EQ(stored[i].evidence, given[i].evidence);
        EXPECT_EQ(stored[i].boundary, given[i].boundary);
        EXPECT_EQ(stored[i].absentReason, given[i].absentReason);
    }
}

void expectEqual(const std::vector<measure::ValidityFinding> &stored,
                 const std::vector<measure::ValidityFinding> &given)
{
    ASSERT_EQ(stored.size(), given.size());
    for (std::size_t i = 0; i < stored.size(); ++i) {
        EXPECT_EQ(stored[i].level, given[i].level);
        EXPECT_EQ(stored[i].id, given[i].id);
        EXPECT_EQ(stored[i].text, given[i].text);
    }
}

void expectEqual(const std::vector<measure::Column> &stored, const std::vector<measure::Column> &given)
{
    ASSERT_EQ(stored.size(), given.size());
    for (std::size_t i = 0; i < stored.size(); ++i) {
        EXPECT_EQ(stored[i].name, given[i].name);
        EXPECT_EQ(stored[i].unit, given[i].unit);
        EXPECT_EQ(stored[i].scale, given[i].scale);
        EXPECT_EQ(stored[i].delta, given[i].delta);
        EXPECT_TRUE(stored[i].values == given[i].values) << stored[i].name;
    }
}

void expectEqual(const StudyFile &study, const study::RunRecord &run, const measure::Observation &given)
{
    EXPECT_EQ(run.state, study::RunState::Complete);
    EXPECT_EQ(run.cause, measure::Cause::None);
    EXPECT_EQ(run.quick, given.quick);
    EXPECT_EQ(run.checked, given.checked);
    EXPECT_EQ(run.converged, given.converged);
    EXPECT_EQ(run.notConverged, given.notConverged);
    EXPECT_EQ(run.queries, given.queries);
    EXPECT_EQ(run.measuredSeconds, given.measuredSeconds);
    expectEqual(run.metrics, given.metrics);
    expectEqual(run.findings, given.findings);
    expectEqual(*study.samples(run.id), given.columns);
    EXPECT_EQ(*study.samplesAreReservoir(run.id), given.reservoir);
    for (const auto &[name, histogram] : given.histograms)
        EXPECT_EQ(study.histogram(run.id, name)->value().encode(), histogram.encode());
    EXPECT_FALSE(study.histogram(run.id, "no such")->has_value());
    const auto perSecond = study.perSecond(run.id);
    ASSERT_EQ(perSecond->size(), given.perSecond.size());
    for (std::size_t i = 0; i < perSecond->size(); ++i)
        EXPECT_EQ(perSecond->at(i).encode(), given.perSecond[i].encode());
    EXPECT_EQ(*study.environment(run.id, false), given.environmentStart);
    EXPECT_EQ(*study.environment(run.id, true), given.environmentEnd);
    EXPECT_EQ(*study.details(run.id), given.details);
}

class RoundTrip : public StoreTest {};

TEST_F(RoundTrip, EveryFieldComesBack)
{
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        SCOPED_TRACE(seed);
        std::filesystem::remove(file());
        Generator make(seed);
        const auto point = make.point();
        const auto given = make.observation();
        const std::string device = make.text();
        const std::uint64_t runSeed = make.word();
        const std::string log = make.text();
        {
            auto study = opened(file());
            const auto number = study.addPoint(point, device, seed % 2 == 0);
            const auto run = study.beginRun(*number, 7, runSeed, "2026-01-01T10:00:00Z");
            ASSERT_TRUE(study.completeRun(*run, given, 2.5, log));
        }
        for (const bool cached : {true, false}) { // the rows say the same as the compact copies
            if (!cached)
                SQLite::Database(file().string(), SQLite::OPEN_READWRITE)
                    .exec("UPDATE run SET packed = NULL; UPDATE design_point SET packed = NULL");
            const auto study = opened(file(), Mode::ReadOnly);
            const auto result = study.result(1);
            ASSERT_TRUE(result) << result.error().text();
            EXPECT_EQ(result->key, point.key());
            EXPECT_EQ(result->point.toJson(), point.toJson());
            EXPECT_EQ(result->point.key(), point.key());
            EXPECT_EQ(result->deviceName, device);
            EXPECT_EQ(result->sameCpu, seed % 2 == 0);
            const auto &run = result->runs.at(0);
            EXPECT_EQ(run.repeat, 7U);
            EXPECT_EQ(run.seed, runSeed);
            EXPECT_EQ(run.startedAt, "2026-01-01T10:00:00Z");
            EXPECT_EQ(run.wallSeconds, 2.5);
            EXPECT_EQ(*study.log(run.id), log);
            expectEqual(study, run, given);
            const auto all = study.results();
            ASSERT_EQ(all->size(), 1U);
            EXPECT_EQ(all->at(0).point.toJson(), point.toJson());
            expectEqual(all->at(0).runs.at(0).metrics, given.metrics);
        }
    }
}

TEST_F(RoundTrip, SamplesStoredInPartsComeBackAsOneColumn)
{
    auto study = opened(file());
    const auto point = study.addPoint(somePoint(), "x", false);
    const auto run = study.beginRun(*point, 0, 1, "2026-01-01T00:00:00Z");
    measure::Column whole = someColumn("latency", 0);
    for (std::uint64_t part = 0; part < 5; ++part) {
        const auto column = someColumn("latency", 50'000, part);
        whole.values.insert(whole.values.end(), column.values.begin(), column.values.end());
        ASSERT_TRUE(study.appendSamples(*run, {column}));
    }
    auto rest = someObservation();
    rest.columns = {someColumn("issue_delay", 10)};
    ASSERT_TRUE(study.completeRun(*run, rest, 1, ""));
    expectEqual(*study.samples(*run), {whole, rest.columns.front()});
}

TEST_F(RoundTrip, AColumnKeepsItsScaleAndIsNotStoredTwice)
{
    auto study = opened(file());
    const auto point = study.addPoint(somePoint(), "x", false);
    const auto run = study.beginRun(*point, 0, 1, "2026-01-01T00:00:00Z");
    auto column = someColumn("latency", 10);
    ASSERT_TRUE(study.appendSamples(*run, {column}));
    column.scale = 1e-6;
    EXPECT_FALSE(study.appendSamples(*run, {column}));
    auto observation = someObservation();
    EXPECT_FALSE(study.completeRun(*run, observation, 1, ""));
    EXPECT_EQ(study.result(1)->runs[0].state, study::RunState::Running);
    EXPECT_EQ(study.samples(*run)->at(0).values.size(), 10U);
    observation.columns.clear();
    EXPECT_TRUE(study.completeRun(*run, observation, 1, ""));
}

TEST_F(RoundTrip, AMetricThatIsNotANumberIsAbsentWithAReason)
{
    auto study = opened(file());
    const auto point = study.addPoint(somePoint(), "x", false);
    const auto run = study.beginRun(*point, 0, 1, "2026-01-01T00:00:00Z");
    auto observation = someObservation();
    observation.metrics = {someMetric("latency.p50", std::nan(""))};
    ASSERT_TRUE(study.completeRun(*run, observation, 1, ""));
    const auto metric = study.result(1)->runs[0].metrics.at(0);
    EXPECT_FALSE(metric.value.has_value());
    EXPECT_EQ(metric.absentReason, "not a number");
}

TEST_F(RoundTrip, AFailedRunKeepsItsCauseLogAndSamples)
{
    auto study = opened(file());
    const auto point = study.addPoint(somePoint(), "x", false);
    const auto run = study.beginRun(*point, 0, 1, "2026-01-01T00:00:00Z");
    ASSERT_TRUE(study.appendSamples(*run, {someColumn("latency", 10)}));
    EXPECT_FALSE(study.failRun(*run, measure::Cause::None, "", 1, ""));
    ASSERT_TRUE(study.failRun(*run, measure::Cause::TimedOut, "no answer in 30 s", 31, "last words"));
    const auto record = study.result(1)->runs.at(0);
    EXPECT_EQ(record.state, study::RunState::Failed);
    EXPECT_EQ(record.cause, measure::Cause::TimedOut);
    EXPECT_EQ(record.causeText, "no answer in 30 s");
    EXPECT_EQ(*study.log(*run), "last words");
    EXPECT_EQ(study.samples(*run)->at(0).values.size(), 10U);
    EXPECT_TRUE(study.details(*run)->is_null());
    EXPECT_TRUE(study.environment(*run, true)->is_null());
}

TEST_F(RoundTrip, ThatAPointDoesNotFitIsKnownUntilALaterRunSaysOtherwise)
{
    auto study = opened(file());
    const auto point = study.addPoint(somePoint(), "x", false);
    const std::string key = somePoint().key();
    EXPECT_EQ(*study.misfit(key, "x"), std::nullopt);
    const auto first = study.beginRun(*point, 0, 1, "2026-01-01T00:00:00Z");
    ASSERT_TRUE(study.failRun(*first, measure::Cause::DoesNotFit, "needs 36 of 32 block RAMs (112 %)", 1, ""));
    EXPECT_EQ(*study.misfit(key, "x"), "needs 36 of 32 block RAMs (112 %)");
    EXPECT_EQ(*study.misfit(key, "another device"), std::nullopt);
    EXPECT_EQ(study.result(1)->runs.at(0).cause, measure::Cause::DoesNotFit);
    const auto second = study.beginRun(*point, 1, 2, "2026-01-02T00:00:00Z");
    ASSERT_TRUE(study.completeRun(*second, someObservation(), 1, ""));
    EXPECT_EQ(*study.misfit(key, "x"), std::nullopt);
}

TEST_F(RoundTrip, AFinishedRunTakesNothingMore)
{
    auto study = opened(file());
    const auto point = study.addPoint(somePoint(), "x", false);
    const auto run = study.beginRun(*point, 0, 1, "2026-01-01T00:00:00Z");
    ASSERT_TRUE(study.completeRun(*run, someObservation(), 1, ""));
    EXPECT_FALSE(study.appendSamples(*run, {someColumn("more", 1)}));
    EXPECT_FALSE(study.failRun(*run, measure::Cause::Crashed, "", 1, ""));
    EXPECT_FALSE(study.completeRun(*run, someObservation(), 1, ""));
    EXPECT_EQ(study.samples(*run)->size(), 1U);
}

TEST_F(RoundTrip, WhatDoesNotExistIsSaid)
{
    auto study = opened(file());
    EXPECT_EQ(study.result(3).error().code, ErrorCode::NotFound);
    EXPECT_EQ(study.samples(3).error().code, ErrorCode::NotFound);
    EXPECT_EQ(study.log(3).error().code, ErrorCode::NotFound);
    EXPECT_FALSE(study.beginRun(3, 0, 1, ""));
    EXPECT_TRUE(study.results()->empty());
    ASSERT_TRUE(study.addPoint(somePoint(), "x", false));
    EXPECT_THAT(study.result(3).error().text(), HasSubstr("the file has 1"));
}

TEST_F(RoundTrip, PointsAreFoundAgainByKeyAndDevice)
{
    auto study = opened(file());
    EXPECT_EQ(*study.addPoint(somePoint(), "", false), 1);
    EXPECT_EQ(*study.addPoint(somePoint(), "Xeon", true), 1) << "the name was not known before";
    EXPECT_EQ(study.result(1)->deviceName, "Xeon");
    EXPECT_TRUE(study.result(1)->sameCpu);
    EXPECT_EQ(*study.addPoint(somePoint(), "Xeon", true), 1);
    EXPECT_EQ(*study.addPoint(somePoint(), "", false), 1);
    EXPECT_EQ(*study.addPoint(somePoint(), "EPYC", false), 2) << "another machine is another result";
    EXPECT_EQ(*study.addPoint(somePoint(9), "Xeon", false), 3);
}

TEST_F(RoundTrip, CompleteRepeatsCountOnlyCompleteRuns)
{
    auto study = opened(file());
    const auto point = study.addPoint(somePoint(), "Xeon", false);
    for (unsigned repeat = 0; repeat < 3; ++repeat) {
        const auto run = study.beginRun(*point, repeat, repeat, "2026-01-01T00:00:00Z");
        if (repeat == 0) {
            ASSERT_TRUE(study.failRun(*run, measure::Cause::Crashed, "signal 11", 1, ""));
        }
        if (repeat == 1) {
            ASSERT_TRUE(study.completeRun(*run, someObservation(), 1, ""));
        }
    }
    EXPECT_EQ(*study.completeRepeats(somePoint().key()), std::set<unsigned>{1});
    EXPECT_TRUE(study.completeRepeats(somePoint().key(), "EPYC")->empty());
    EXPECT_TRUE(study.completeRepeats(somePoint(2).key())->empty());
    EXPECT_EQ(*study.settleInterruptedRuns(), 1);
    EXPECT_EQ(study.result(1)->runs[2].cause, measure::Cause::ExitedEarly);
    EXPECT_EQ(*study.settleInterruptedRuns(), 0);
}

TEST_F(RoundTrip, AUserCanQueryTheTables)
{
    makeStudy(file(), 2);
    SQLite::Database database(file().string());
    EXPECT_EQ(
        database
            .execAndGet("SELECT group_concat(value || ' ' || unit || ' ' || evidence || ' ' || boundary) FROM metric "
                        "JOIN run ON run.id = metric.run WHERE state = 'complete' AND metric.id = 'latency.p50'")
            .getString(),
        "1.0e-06 s measured host call,1.0e-06 s measured host call");
    EXPECT_EQ(
        database.execAndGet("SELECT json_extract(point, '$.workload_parameters.size') FROM design_point").getInt(), 1);
}

} // namespace
} // namespace assay::store
