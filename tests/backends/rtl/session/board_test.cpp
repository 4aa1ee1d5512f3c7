#include <gmock/gmock.h>

#include "backends/rtl/session/board.hpp"

namespace assay::rtl {
namespace {

using testing::HasSubstr;

Json entry()
{
    return {{"id", "some-board"},
            {"name", "Some board"},
            {"vendor", "Somebody"},
            {"luts", 7680},
            {"ffs", 7680},
            {"dsps", 0},
            {"bram4k", 32},
            {"sources", {{"luts", "a datasheet"}}},
            {"emulation",
             {{"backend", "rtl"}, {"device", "board"}, {"family", "ice40"}, {"part", "hx8k"}, {"package", "ct256"}}}};
}

TEST(Board, IsReadFromTheCatalogue)
{
    const auto board = Board::read(entry());
    ASSERT_TRUE(board) << board.error().text();
    EXPECT_EQ(board->device, "board");
    EXPECT_EQ(board->part.family, Family::Ice40);
    EXPECT_EQ(board->part.package, "ct256");
    EXPECT_EQ(board->part.available.lut, 7680);
    EXPECT_EQ(board->part.available.bram, 32);
    EXPECT_EQ(board->resourceSource, "a datasheet");
    EXPECT_FALSE(board->link);
}

TEST(Board, CountsA36KibitRamAsTwoBlocks)
{
    Json json = entry();
    json.erase("bram4k");
    json["bram36"] = 140;
    EXPECT_EQ(Board::read(json)->part.available.bram, 280);
}

TEST(Board, LeavesUnknownResourcesUnknown)
{
    Json json = entry();
    json.erase("ffs");
    EXPECT_FALSE(Board::read(json)->part.available.ff.has_value());
}

TEST(Board, HasALinkOnlyWithBothOfItsFigures)
{
    Json json = entry();
    json["host_link"] = "PCIe Gen3 x16";
    json["link_latency_us"] = {{"low", 5}, {"typical", 19}, {"high", 40}};
    EXPECT_FALSE(Board::read(json)->link);
    json["link_effective_gbs"] = {{"low", 8.5}, {"typical", 9}, {"high", 12.2}};
    const auto link = Board::read(json)->link;
    ASSERT_TRUE(link);
    EXPECT_DOUBLE_EQ(link->latency.high, 40e-6);
    EXPECT_DOUBLE_EQ(link->bandwidth.low, 8.5e9);
}

TEST(Board, NamesWhatIsMissing)
{
    Json json = entry();
    json["emulation"]["family"] = "cyclone";
    EXPECT_THAT(Board::read(json).error().text(), HasSubstr("'some-board': emulation.family is 'cyclone'"));
    json.erase("emulation");
    EXPECT_THAT(Board::read(json).error().text(), HasSubstr("no emulation table"));
    EXPECT_FALSE(Board::read(Json::array()));
}

} // namespace
} // namespace assay::rtl
