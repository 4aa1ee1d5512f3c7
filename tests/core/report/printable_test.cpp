#include <gtest/gtest.h>

#include "core/report/printable.hpp"

namespace assay::report {
namespace {

TEST(Printable, LeavesOrdinaryTextAlone)
{
    EXPECT_EQ(printable("a·x + b, µs – Größe 漢字 🙂"), "a·x + b, µs – Größe 漢字 🙂");
}

TEST(Printable, MakesTerminalEscapesVisible)
{
    EXPECT_EQ(printable("\x1b[31mred\x1b]0;title\x07"), "\\x1b[31mred\\x1b]0;title\\x07");
    EXPECT_EQ(printable("a\nb\tc\rd\x7f"), "a\\x0ab\\x09c\\x0dd\\x7f");
    EXPECT_EQ(printable(std::string_view("a\0b", 3)), "a\\x00b");
}

TEST(Printable, MakesEightBitControlsVisible)
{
    EXPECT_EQ(printable("\u009b31m"), "\\x9b31m"); // C1 CSI works without ESC on some terminals
}

TEST(Printable, MakesTextDirectionVisible)
{
    EXPECT_EQ(printable("abc\u202egnp.exe"), "abc\\u202egnp.exe");
    EXPECT_EQ(printable("a\u2066b\u2028c"), "a\\u2066b\\u2028c");
}

TEST(Printable, ReplacesWhatIsNotUtf8)
{
    EXPECT_EQ(printable("a\xff z"), "a\uFFFD z");
    EXPECT_EQ(printable("\xc0\x80"), "\uFFFD\uFFFD") << "overlong";
    EXPECT_EQ(printable("\xed\xa0\x80"), "\uFFFD\uFFFD\uFFFD") << "surrogate";
    EXPECT_EQ(printable("x\xe2\x82"), "x\uFFFD\uFFFD") << "cut off";
}

TEST(Wrap, KeepsLinesWithinTheColumns)
{
    EXPECT_EQ(wrap("one two three four", 9), "one two\nthree\nfour");
    EXPECT_EQ(wrap("one two three four", 11, 2), "  one two\n  three\n  four");
}

TEST(Wrap, CountsColumnsNotBytes)
{
    EXPECT_EQ(wrap("µµµ µµµ", 7), "µµµ µµµ");
}

TEST(Wrap, GivesALongWordItsOwnLine)
{
    EXPECT_EQ(wrap("a extraordinarily b", 6), "a\nextraordinarily\nb");
}

} // namespace
} // namespace assay::report
