#include <gtest/gtest.h>

#include "core/report/text_table.hpp"

namespace assay::report {
namespace {

TEST(TextTable, AlignsByWhatIsSeen)
{
    TextTable table({{"name"}, {"time", Align::Right}, {"note"}});
    table.add({"a", "12.3 µs", "first"});
    table.add({"longer", "4 ms", "ü"});
    EXPECT_EQ(table.render(), "name       time  note\n"
                              "a       12.3 µs  first\n"
                              "longer     4 ms  ü\n");
}

TEST(TextTable, LeavesOutColumnsWithoutContentAndTrailingBlanks)
{
    TextTable table({{"a"}, {"empty"}, {"b"}});
    table.add({"1", "", "x"});
    table.add({"2"});
    EXPECT_EQ(table.render(), "a  b\n1  x\n2\n");
}

TEST(TextTable, KeepsColumnsInPlaceWhenTheFirstCellIsEmpty)
{
    TextTable table({{"a"}, {"b"}});
    table.add({"1", "x"});
    table.add({"", "y"});
    EXPECT_EQ(table.render(), "a  b\n1  x\n   y\n");
}

TEST(TextTable, WrapsTheLastColumnUnderItself)
{
    TextTable table({{"id"}, {"meaning"}});
    table.wrapLastAt(28);
    table.add({"ab", "one two three four five six"});
    table.add({"cd", "short"});
    EXPECT_EQ(table.render(), "id  meaning\n"
                              "ab  one two three four five\n"
                              "    six\n"
                              "cd  short\n");
}

TextTable resultTable(std::size_t columns)
{
    TextTable table({{"#", Align::Right}, {"target"}, {"p50 (95 %)", Align::Right}, {"remarks"}});
    table.add({"1", "cpu:native variant=simd", "1.00 ms (0.990–1.01)", ""});
    table.add({"2", "opencl:pocl", "4.00 ms (3.96–4.04)", "quick, same CPU"});
    table.fitInto(columns);
    return table;
}

TEST(TextTable, StaysAsItIsWhereItFits)
{
    EXPECT_EQ(resultTable(67).render(), resultTable(0).render());
    EXPECT_EQ(resultTable(0).render(), "#  target                             p50 (95 %)  remarks\n"
                                       "1  cpu:native variant=simd  1.00 ms (0.990–1.01)\n"
                                       "2  opencl:pocl               4.00 ms (3.96–4.04)  quick, same CPU\n");
}

TEST(TextTable, PutsTheLastColumnUnderTheRowInANarrowTerminal)
{
    EXPECT_EQ(resultTable(55).render(), "#  target                             p50 (95 %)\n"
                                        "1  cpu:native variant=simd  1.00 ms (0.990–1.01)\n"
                                        "2  opencl:pocl               4.00 ms (3.96–4.04)\n"
                                        "    quick, same CPU\n");
}

TEST(TextTable, BreaksCellsButNeverANumberFromItsUnit)
{
    EXPECT_EQ(resultTable(42).render(), "#  target          p50 (95 %)  remarks\n"
                                        "1  cpu:native         1.00 ms\n"
                                        "   variant=simd  (0.990–1.01)\n"
                                        "2  opencl:pocl        4.00 ms  quick,\n"
                                        "                  (3.96–4.04)  same CPU\n");
}

TEST(TextTable, BecomesBlocksWhereNoTableFits)
{
    EXPECT_EQ(resultTable(28).render(), "#           1\n"
                                        "target      cpu:native variant=simd\n"
                                        "p50 (95 %)  1.00 ms (0.990–1.01)\n"
                                        "\n"
                                        "#           2\n"
                                        "target      opencl:pocl\n"
                                        "p50 (95 %)  4.00 ms (3.96–4.04)\n"
                                        "remarks     quick, same CPU\n");
}

TEST(Pairs, BreakLongValuesUnderThemselves)
{
    EXPECT_EQ(renderPairs({{"a", "one two three four five six seven"}}, 1, 30), " a  one two three four five\n"
                                                                                "    six seven\n");
}

TEST(TextTable, BoldOnlyWhenAsked)
{
    TextTable table({{"a"}});
    table.add({"1"});
    EXPECT_EQ(table.render(false).find('\x1b'), std::string::npos);
    EXPECT_EQ(table.render(true), "\x1b[1ma\x1b[0m\n1\n");
}

TEST(Pairs, LeaveOutWhatIsEmpty)
{
    EXPECT_EQ(renderPairs({{"a", "1"}, {"long", ""}, {"bcd", "2"}}, 1), " a    1\n bcd  2\n");
}

} // namespace
} // namespace assay::report
