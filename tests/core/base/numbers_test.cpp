#include "core/base/numbers.hpp"

#include <clocale>
#include <string>

#include <gtest/gtest.h>

namespace assay {
namespace {

TEST(NumberFromText, IsTheWholeText)
{
    EXPECT_EQ(numberFromText("12"), 12);
    EXPECT_EQ(numberFromText("-0.5"), -0.5);
    EXPECT_EQ(numberFromText("1e6"), 1e6);
    for (const char *text : {"", " 1", "1 ", "1x", "1,5", "0x10", "x", "1e", "nan", "inf", "-inf", "1e999"})
        EXPECT_FALSE(numberFromText(text)) << text;
}

TEST(NumberFromText, IsTheSameInEveryLocale)
{
    const std::string before = std::setlocale(LC_NUMERIC, nullptr);
    // Where no locale with a comma is installed, there is nothing to be mistaken about.
    for (const char *comma : {"de_DE.UTF-8", "fr_FR.UTF-8", "de_DE"})
        if (std::setlocale(LC_NUMERIC, comma) != nullptr)
            break;
    EXPECT_EQ(numberFromText("0.5"), 0.5);
    std::setlocale(LC_NUMERIC, before.c_str());
}

} // namespace
} // namespace assay
