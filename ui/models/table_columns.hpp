#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <QCoreApplication>
#include <QString>

#include "ui/models/study_snapshot.hpp"
#include "ui/models/view_state.hpp"

namespace assay::ui {

/// What a column of the results table shows. Its id is language-neutral and kept in files: "number", "workload",
/// "target", "device", "parameters", "load", "origin", "remarks", "runs", "started", "metric:ID", "parameter:NAME",
/// and "delta:ID" for the difference to the baseline, which follows its metric by itself.
struct TableColumn {
    enum class Kind {
        Number,
        Workload,
        Target,
        Device,
        Parameters,
        Load,
        Origin,
        Remarks,
        Runs,
        Started,
        Metric,
        Delta,
        Parameter
    };
    Kind kind = Kind::Number;
    std::string name; ///< of the metric or parameter

    [[nodiscard]] std::string id() const;
    [[nodiscard]] bool isNumeric() const;
    friend bool operator==(const TableColumn &, const TableColumn &) = default;
};
[[nodiscard]] std::optional<TableColumn> columnFromId(std::string_view id);

class ColumnTexts {
    Q_DECLARE_TR_FUNCTIONS(assay::ui::ColumnTexts)
public:
    [[nodiscard]] static QString title(const TableColumn &column);   ///< "p99 latency", "m"
    [[nodiscard]] static QString meaning(const TableColumn &column); ///< one sentence, for tool tips
};

/// Every column that this study can show, without deltas, in display order.
[[nodiscard]] std::vector<TableColumn> possibleColumns(const StudySnapshot &snapshot);
/// What is shown when nothing was chosen: what identifies a result and differs, latency, throughput, energy where
/// measured, where the numbers come from, and remarks.
[[nodiscard]] std::vector<TableColumn> defaultColumns(const StudySnapshot &snapshot);
/// What the state asks for: its columns or the defaults, those that the study has; parameters that differ only; a delta
/// behind each metric when there is a baseline.
[[nodiscard]] std::vector<TableColumn> shownColumns(const StudySnapshot &snapshot, const ViewState &state);

} // namespace assay::ui
