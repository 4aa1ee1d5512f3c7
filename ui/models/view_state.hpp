#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/base/json.hpp"
#include "core/base/result.hpp"

namespace assay::ui {

/// Keeps results whose dimension lies in a range (numbers) or among values (texts). A dimension is a column id of
/// table_columns.hpp: "metric:latency.p50", "parameter:m", "target".
struct Brush {
    std::string dimension;
    std::optional<double> low, high; ///< SI, inclusive; empty: open on that side
    std::set<std::string> values;    ///< when not empty, only these
    bool exclude = false;            ///< keeps what is outside instead
    friend bool operator==(const Brush &, const Brush &) = default;
};

struct TableView {
    std::vector<std::string> columns; ///< column ids in their order; empty: chosen by what the study holds
    std::string sortedBy = "number";
    bool descending = false;
    friend bool operator==(const TableView &, const TableView &) = default;
};

struct ScatterView {
    std::string x, y, size, colour; ///< dimensions; "" = chosen by the study, or none for size and colour
    bool logX = true, logY = true;
    bool front = true; ///< the Pareto front is drawn
    std::string iso;   ///< line of equal "product" or "ratio" of both axes through the baseline; "" for none
    friend bool operator==(const ScatterView &, const ScatterView &) = default;
};

/// What the other charts show.
struct ChartsView {
    std::vector<std::string> parallelAxes;  ///< dimensions from the left; empty: chosen by what the study holds
    std::string distribution = "histogram"; ///< "histogram", "cumulative", "percentiles"
    bool logDistribution = true;
    std::string series = "latency"; ///< column of the raw samples
    bool logSeries = true;
    friend bool operator==(const ChartsView &, const ChartsView &) = default;
};

/// An assumption that the user moved away from its set's value, or locked.
struct AssumedValue {
    std::string id; ///< "demand.rate", "target.cpu:native.price"
    std::optional<double> value;
    bool locked = false;
    std::optional<double> low = {}, high = {}; ///< how unsure the value is; empty: it is sure
    friend bool operator==(const AssumedValue &, const AssumedValue &) = default;
};

struct WhatIfView {
    std::string set = "standard"; ///< the named set of assumptions below the changes
    std::vector<AssumedValue> changes;
    std::map<std::string, std::string> hardware; ///< what a target is in the hardware catalogue, by target
    std::string axis = "demand.rate";            ///< the crossover is shown over it
    std::string mapX = "demand.rate", mapY;      ///< axes of the regime map; "" = chosen
    std::string tab = "crossover";
    friend bool operator==(const WhatIfView &, const WhatIfView &) = default;
};

/// All that a user has arranged to look at: what undo steps through and a session keeps. A plain value without
/// words of any language; it never holds a result or a measured number.
struct ViewState {
    std::string page = "explore"; ///< "explore", "what-if", "catalogue"
    std::optional<std::int64_t> baseline;
    std::set<std::int64_t> selection; ///< numbers of results
    std::string filterText;
    std::vector<Brush> brushes;
    bool differencesOnly = true; ///< parameters that are the same everywhere are hidden
    TableView table;
    ScatterView scatter;
    ChartsView charts;
    WhatIfView whatIf;
    std::vector<std::string> openTabs; ///< charts beside each other, by id; empty: as many as there is room for
    std::string inspectorTab = "facts";

    [[nodiscard]] Json toJson() const;
    /// A state of an older version lacks fields: they keep their defaults. Errors: not an object, a field of a wrong
    /// type.
    [[nodiscard]] static Result<ViewState> fromJson(const Json &json);
    friend bool operator==(const ViewState &, const ViewState &) = default;
};

} // namespace assay::ui
