#include "core/base/json_text.hpp"

#include <gtest/gtest.h>

namespace assay {
namespace {

TEST(JsonText, OfAKeyThatIsNotThereOrNoTextIsEmpty)
{
    const Json object{{"name", "card"}, {"luts", 7680}};
    EXPECT_EQ(textAt(object, "name"), "card");
    EXPECT_EQ(textAt(object, "luts"), "");
    EXPECT_EQ(textAt(object, "vendor"), "");
}

TEST(JsonText, NumbersThatAreMissingAreNull)
{
    const Json object{{"name", "card"}, {"luts", 7680}};
    EXPECT_EQ(numberAt(object, "luts"), 7680);
    EXPECT_EQ(numberAt(object, "name"), std::nullopt);
    EXPECT_EQ(orNull(numberAt(object, "ffs")), Json());
    EXPECT_EQ(orNull(0.0), Json(0.0));
}

TEST(JsonText, IsOneLineAndSurvivesWhatIsNoUtf8)
{
    EXPECT_EQ(jsonLine(Json{{"b", 1}, {"a", "x\ny"}}), R"({"a":"x\ny","b":1})");
    EXPECT_EQ(jsonLine(Json("bad \xff end")), "\"bad \xef\xbf\xbd end\"");
}

} // namespace
} // namespace assay
