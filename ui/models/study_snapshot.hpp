#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/model/standing.hpp"
#include "core/study/result.hpp"

namespace assay::ui {

/// A headline metric of one result; without a value, `reason` says why (an index into MetricColumn::reasons).
struct MetricCell {
    std::optional<double> value, low, high; ///< SI; the interval only where one is known (yet)
    Evidence evidence = Evidence::Measured;
    Boundary boundary = Boundary::HostCall;
    std::uint16_t reason = 0;
};

/// One metric over all results of a snapshot, in its order.
struct MetricColumn {
    std::string id, unit;
    Better better = Better::Neither;
    std::vector<MetricCell> cells;
    std::vector<std::string> reasons; ///< each once; [0] is ""
    bool intervals = false;           ///< the cells have their intervals

    [[nodiscard]] const std::string &reason(const MetricCell &cell) const { return reasons[cell.reason]; }
};

/// One parameter over all results; empty where a result has no such parameter.
struct ParameterColumn {
    std::string name;
    bool ofBackend = false; ///< else of the workload
    std::vector<std::optional<ParameterValue>> cells;
    bool differs = false; ///< some results have other values, or none
};

/// What a table or a chart says of a result beside its numbers. Texts are printable.
struct ResultRow {
    std::int64_t number = 0;
    std::string title; ///< "#3 gemm on opencl:pocl local_size=64"
    std::string workload, target, device, load;
    std::string remarks;    ///< badges, and the cause of a failure
    std::string state;      ///< "complete", "invalid", "failed", "running", "does not fit", "not run"
    std::string firstStart; ///< ISO 8601 UTC, of its first run
    model::Standing standing;
    std::optional<Boundary> boundary; ///< of its default metric, where that has a value
    std::optional<Evidence> evidence; ///< the same
    std::string_view defaultMetric;   ///< what it is judged by when nothing is chosen
    /// Equal for results of the same workload, workload parameters and load: only those are ranked together, and of
    /// these only numbers of the same boundary.
    std::uint32_t question = 0;
};

/// What a study file held at one moment, as columns. Immutable and shared between threads by
/// std::shared_ptr<const StudySnapshot>; row i of every column is row i of `rows`.
struct StudySnapshot {
    std::string file; ///< absolute path
    std::string name; ///< for people: the file's name without ".assay"
    std::uint64_t generation = 0;
    std::shared_ptr<const std::vector<study::ResultRecord>> results; ///< never null
    std::vector<ResultRow> rows;
    std::vector<std::shared_ptr<const MetricColumn>> metrics; ///< those that a result speaks of, in display order
    std::vector<ParameterColumn> parameters;                  ///< the workloads' first, by name

    [[nodiscard]] std::size_t size() const { return rows.size(); }
    [[nodiscard]] std::optional<std::size_t> rowOf(std::int64_t number) const;
    [[nodiscard]] const MetricColumn *metric(std::string_view id) const;
    [[nodiscard]] const ParameterColumn *parameter(std::string_view name) const;
    [[nodiscard]] std::size_t runCount() const;

    std::map<std::int64_t, std::size_t> rowByNumber;
};
using SnapshotPointer = std::shared_ptr<const StudySnapshot>;

/// Columns of values, without intervals: those cost a bootstrap a number (see withIntervals). Pure; any thread.
[[nodiscard]] SnapshotPointer makeSnapshot(std::string file, std::vector<study::ResultRecord> results,
                                           std::uint64_t generation);

/// `column` of the snapshot again, with the 95 % interval of each value. What `before` (an earlier snapshot of the same
/// file, may be null) knows of results without new runs is taken from there. Pure; any thread.
[[nodiscard]] std::shared_ptr<const MetricColumn>
withIntervals(const StudySnapshot &snapshot, const MetricColumn &column, const StudySnapshot *before = nullptr);

/// The snapshot with these columns in place of those of the same id. Pure; any thread.
[[nodiscard]] SnapshotPointer withColumns(const StudySnapshot &snapshot,
                                          const std::vector<std::shared_ptr<const MetricColumn>> &columns);

} // namespace assay::ui
