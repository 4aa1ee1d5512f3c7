#pragma once

#include <functional>
#include <memory>
#include <vector>

#include <QString>

#include "ui/charts/chart.hpp"
#include "ui/charts/scatter_chart.hpp"

namespace assay::test {

/// Kinds of data that every chart must be able to show.
enum class Kind { Normal, Empty, One, Equal, Holes, Negative, Many };

/// `count` values of a kind, from a fixed seed.
std::vector<double> column(Kind kind, std::size_t count, std::uint64_t seed);
charts::ScatterData scatterData(Kind kind, std::size_t count);

struct ChartSample {
    QString name;
    std::function<std::unique_ptr<charts::Chart>(Kind)> make;
};
/// All charts there are, filled with data of a kind.
std::vector<ChartSample> chartSamples();

} // namespace assay::test
