#include <map>

#include <fmt/format.h>

#include "core/report/printable.hpp"
#include "core/report/result_detail.hpp"

namespace assay::report {
namespace {

using Block = std::vector<const measure::Column *>;

void append(std::string &text, unsigned run, const Block &block)
{
    text += "run\tindex";
    std::vector<std::vector<double>> values;
    for (const auto *column : block) {
        text += fmt::format("\t{} [{}]", printable(column->name), printable(column->unit));
        values.push_back(sampleValues(*column));
    }
    text += "\n";
    for (std::size_t i = 0; i < values.front().size(); ++i) {
        fmt::format_to(std::back_inserter(text), "{}\t{}", run, i);
        // 12 digits: exact for 32-bit counts, without the noise of the product with a decimal scale
        for (const auto &column : values)
            fmt::format_to(std::back_inserter(text), "\t{:.12g}", column[i]);
        text += "\n";
    }
}

} // namespace

std::vector<double> sampleValues(const measure::Column &column)
{
    std::vector<double> values;
    values.reserve(column.values.size());
    std::uint64_t sum = 0;
    for (const std::uint32_t value : column.values) {
        sum = column.delta ? sum + value : value;
        values.push_back(static_cast<double>(sum) * column.scale);
    }
    return values;
}

std::string samplesTsv(unsigned run, const std::vector<measure::Column> &columns)
{
    std::map<std::size_t, Block, std::greater<>> blocks;
    for (const auto &column : columns)
        if (!column.values.empty())
            blocks[column.values.size()].push_back(&column);
    std::string text;
    for (const auto &[length, block] : blocks) {
        if (!text.empty())
            text += "\n";
        append(text, run, block);
    }
    return text;
}

} // namespace assay::report
