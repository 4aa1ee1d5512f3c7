#pragma once

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "core/base/files.hpp"
#include "core/base/random.hpp"
#include "core/store/study_file.hpp"

namespace assay::store {

using Mode = StudyFile::Mode;

inline std::filesystem::path besideOf(const std::filesystem::path &file, const std::string &suffix)
{
    return file.string() + suffix;
}

inline study::DesignPoint somePoint(std::int64_t size = 1)
{
    study::DesignPoint point;
    point.workload = "crc32";
    point.workloadHash = std::string(64, 'a');
    point.pluginHash = std::string(64, 'b');
    point.target = {"", "cpu", "native"};
    point.workloadParameters = {{"size", ParameterValue(size)}};
    point.backendParameters = {{"variant", ParameterValue(std::string("simd"))}};
    return point;
}

inline measure::Column someColumn(const std::string &name, std::size_t count, std::uint64_t seed = 1)
{
    measure::Column column{name, "s", 1e-9, std::vector<std::uint32_t>(count), name == "scheduled"};
    Random random(seed);
    for (auto &value : column.values)
        value = static_cast<std::uint32_t>(random.next());
    return column;
}

inline Metric someMetric(const std::string &id, double value)
{
    Metric metric;
    metric.id = id;
    metric.value = value;
    return metric;
}

inline measure::Observation someObservation()
{
    measure::Observation observation;
    observation.queries = 3;
    observation.measuredSeconds = 0.5;
    observation.metrics = {someMetric("latency.p50", 1e-6)};
    observation.columns = {someColumn("latency", 3)};
    return observation;
}

/// A folder of its own for every test, taken away afterwards.
class StoreTest : public testing::Test {
protected:
    void SetUp() override
    {
        std::string folder = (std::filesystem::temp_directory_path() / "assay-store.XXXXXX").string();
        ASSERT_NE(::mkdtemp(folder.data()), nullptr);
        m_folder = folder;
        std::filesystem::permissions(m_folder, std::filesystem::perms(0755));
    }
    void TearDown() override
    {
        std::error_code error;
        std::filesystem::permissions(m_folder, std::filesystem::perms::owner_all, error);
        std::filesystem::remove_all(m_folder, error);
    }

    [[nodiscard]] std::filesystem::path file(const std::string &name = "study.assay") const { return m_folder / name; }

    static StudyFile opened(const std::filesystem::path &path, Mode mode = Mode::Create)
    {
        auto file = StudyFile::open(path, mode);
        if (!file)
            throw std::runtime_error(file.error().text());
        return std::move(*file);
    }

    /// A closed study with `runs` complete runs of one point.
    void makeStudy(const std::filesystem::path &path, unsigned runs = 1)
    {
        StudyFile study = opened(path);
        const auto point = study.addPoint(somePoint(), "a processor", false);
        for (unsigned repeat = 0; repeat < runs; ++repeat) {
            const auto run = study.beginRun(*point, repeat, 100 + repeat, "2026-01-01T00:00:00Z");
            ASSERT_TRUE(study.completeRun(*run, someObservation(), 1.5, "log"));
        }
    }

    static std::string bytesOf(const std::filesystem::path &path) { return readFile(path).value(); }
    static void writeBytes(const std::filesystem::path &path, const std::string &bytes)
    {
        std::ofstream(path, std::ios::binary) << bytes;
    }
    static std::string integrity(const std::filesystem::path &path)
    {
        SQLite::Database database(path.string(), SQLite::OPEN_READWRITE);
        return database.execAndGet("PRAGMA integrity_check").getString();
    }
    [[nodiscard]] std::vector<std::string> names() const
    {
        std::vector<std::string> found;
        for (const auto &entry : std::filesystem::directory_iterator(m_folder))
            found.push_back(entry.path().filename().string());
        std::sort(found.begin(), found.end());
        return found;
    }

    std::filesystem::path m_folder;
};

} // namespace assay::store
