#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace assay::ui {

/// Raw samples of a result, in SI units. Immutable.
struct ResultSamples {
    struct Column {
        std::string name, unit; ///< "latency", "scheduled", "phase.upload" …
        std::shared_ptr<const std::vector<double>> values;

        friend bool operator==(const Column &, const Column &) = default;
    };
    std::int64_t number = 0;
    unsigned runs = 0;                                    ///< that count
    bool thinned = false;                                 ///< of many queries only some are kept, drawn evenly
    std::shared_ptr<const std::vector<double>> latencies; ///< of all these runs, rising
    unsigned shownRun = 0;                                ///< the run whose columns are here
    std::vector<Column> columns;                          ///< may differ in length

    /// Null when there is none.
    [[nodiscard]] const Column *column(const std::string &name) const
    {
        for (const Column &each : columns)
            if (each.name == name)
                return &each;
        return nullptr;
    }
};
using SamplesPointer = std::shared_ptr<const ResultSamples>;

} // namespace assay::ui
