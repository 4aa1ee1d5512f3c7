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
