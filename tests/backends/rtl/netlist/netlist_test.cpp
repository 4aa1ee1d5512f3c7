#include "backends/rtl/netlist/netlist.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::rtl {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// Two cells as Yosys 0.23 writes them: o = !a[1], and a flip-flop behind it.
const std::string kInverter = R"({
  "creator": "Yosys 0.23",
  "modules": {
    "SB_LUT4": {"attributes": {"blackbox": "1"}, "ports": {}, "cells": {}, "netnames": {}},
    "inverter": {
      "attributes": {"top": "1"},
      "ports": {
        "clk": {"direction": "input", "bits": [2]},
        "a": {"direction": "input", "bits": [3, 4]},
        "o": {"direction": "output", "bits": [6, "0", "x"]}
      },
      "cells": {
        "lut": {
          "hide_name": 0, "type": "SB_LUT4", "parameters": {"LUT_INIT": "0101010101010101"}, "attributes": {},
          "port_directions": {"I0": "input", "I1": "input", "I2": "input", "I3": "input", "O": "output"},
          "connections": {"I0": [4], "I1": ["0"], "I2": ["1"], "I3": ["x"], "O": [5]}
        },
        "ff": {
          "hide_name": 0, "type": "SB_DFF", "parameters": {}, "attributes": {},
          "port_directions": {"C": "input", "D": "input", "Q": "output"},
          "connections": {"C": [2], "D": [5], "Q": [6]}
        }
      },
      "netnames": {
        "$abc$1": {"hide_name": 1, "bits": [5], "attributes": {}},
        "inverted_early": {"hide_name": 0, "bits": [5], "attributes": {}},
        "inv": {"hide_name": 0, "bits": [5], "attributes": {}},
        "a": {"hide_name": 0, "bits": [3, 4], "attributes": {}},
        "o": {"hide_name": 0, "bits": [6, "0", "x"], "attributes": {}},
        "unused": {"hide_name": 0, "bits": [99], "attributes": {}}
      }
    }
  }
})";

std::string replaced(std::string text, const std::string &what, const std::string &with)
{
    return text.replace(text.find(what), what.size(), with);
}

std::string messageOf(const std::string &text, const std::string &top = "inverter")
{
    const auto netlist = Netlist::parse(text, top);
    return netlist ? "no error" : netlist.error().text();
}

TEST(Netlist, CellsPortsAndConstantsAreThoseOfTheFile)
{
    const auto netlist = Netlist::parse(kInverter, "inverter");
    ASSERT_TRUE(netlist) << netlist.error().text();
    ASSERT_EQ(netlist->cells.size(), 2U);
    EXPECT_EQ(netlist->nets, 5);
    const auto &lut = netlist->cells[0].type == "SB_LUT4" ? netlist->cells[0] : netlist->cells[1];
    const auto &flipFlop = netlist->cells[0].type == "SB_LUT4" ? netlist->cells[1] : netlist->cells[0];
    EXPECT_EQ(lut.parameter("LUT_INIT"), "0101010101010101");
    EXPECT_EQ(lut.parameter("SET_NORESET"), "");
    EXPECT_EQ(lut.net("I1"), Netlist::kConstant0);
    EXPECT_EQ(lut.net("I2"), Netlist::kConstant1);
    EXPECT_EQ(lut.net("I3"), Netlist::kOpen);
    EXPECT_EQ(lut.net("CO"), Netlist::kOpen);
    EXPECT_EQ(lut.net("O"), flipFlop.net("D"));
    EXPECT_TRUE(lut.pin("O")->output);
    EXPECT_FALSE(lut.pin("I0")->output);
    ASSERT_NE(netlist->port("o"), nullptr);
    EXPECT_TRUE(netlist->port("o")->output);
    EXPECT_THAT(netlist->port("o")->nets, ElementsAre(flipFlop.net("Q"), Netlist::kConstant0, Netlist::kOpen));
    EXPECT_EQ(netlist->port("a")->nets[1], lut.net("I0"));
    EXPECT_EQ(netlist->port("b"), nullptr);
}

TEST(Netlist, ANetHasItsShortestNameOfTheDesign)
{
    const auto netlist = Netlist::parse(kInverter, "inverter");
    ASSERT_TRUE(netlist);
    EXPECT_THAT(netlist->netNames, ElementsAre("", "a[0]", "a[1]", "inv", "o[0]"));
}

TEST(Netlist, WhatIsNoFlatMappedNetlistIsRefusedWithTheReason)
{
    EXPECT_THAT(messageOf("{}"), HasSubstr("no netlist of Yosys"));
    EXPECT_THAT(messageOf("not json"), HasSubstr("no netlist of Yosys"));
    EXPECT_THAT(messageOf(kInverter, "adder"), HasSubstr("no module 'adder'"));
    EXPECT_THAT(messageOf(replaced(kInverter, "\"SB_DFF\"", "\"$_DFF_P_\"")), HasSubstr("not mapped"));
    EXPECT_THAT(messageOf(replaced(kInverter, "{\"blackbox\": \"1\"}", "{}")), HasSubstr("not flat"));
    EXPECT_THAT(messageOf(replaced(kInverter, "\"D\": [5]", "\"D\": [-7]")), HasSubstr("net -7"));
    EXPECT_THAT(messageOf(replaced(kInverter, "\"D\": [5]", "\"D\": [2000000000]")), HasSubstr("net 2000000000"));
    EXPECT_THAT(messageOf(replaced(kInverter, "\"C\": [2], ", "\"X\": [2], ")), HasSubstr("no netlist of Yosys"));
}

TEST(Netlist, AnErrorNamesTheFile)
{
    const auto file = std::filesystem::path(::testing::TempDir()) / "half_a_netlist.json";
    std::ofstream(file) << kInverter.substr(0, 200);
    const auto netlist = Netlist::read(file, "inverter");
    ASSERT_FALSE(netlist);
    EXPECT_THAT(netlist.error().text(), HasSubstr("half_a_netlist.json"));
    EXPECT_FALSE(Netlist::read(file.string() + ".absent", "inverter"));
}

} // namespace
} // namespace assay::rtl
