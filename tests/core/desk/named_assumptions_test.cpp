#include "core/desk/named_assumptions.hpp"

#include <gmock/gmock.h>

namespace assay::desk {
namespace {

using testing::HasSubstr;

Json setOf(const char *name, double rate)
{
    return {{"name", name}, {"assumptions", Json::array({Json{{"id", "demand.rate"}, {"value", rate}}})}};
}

TEST(NamedAssumptions, AStudysOwnSetComesFirst)
{
    NamedAssumptions named{{setOf("shop", 300)}, {}};
    EXPECT_EQ(named.assumptions("shop")->value("demand.rate"), 300);
    EXPECT_EQ(named.assumptions("")->name, "standard");
    EXPECT_THAT(named.assumptions("shpo").error().text(), HasSubstr("Did you mean 'shop'"));
}

} // namespace
} // namespace assay::desk
