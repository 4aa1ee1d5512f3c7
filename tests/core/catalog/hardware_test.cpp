#include "core/catalog/hardware.hpp"

#include <fstream>

#include <gmock/gmock.h>

#include "core/base/paths.hpp"
#include "manifest_fixture.hpp"

namespace assay::catalog {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

constexpr const char *kBundled = R"(schema = "assay.hardware/1"
[[source]]
id = "sheet"
ref = "data sheet 12"
quality = "A"
date = "2024-01-02"
[[source]]
id = "rumour"
ref = "a forum"
quality = "C"
[[target]]
id = "board"
name = "A board"
class = "fpga"
luts = 100
host_link = "PCIe Gen3 x16"
tdp_w = 5.5
link_latency_us = { low = 1, typical = 2, high = 4 }
unverified_fields = ["idle_w", "list_price_usd"]
emulation = { backend = "rtl", device = "small", family = "ice40" }
[target.sources]
luts = "sheet"
host_link = "sheet"
tdp_w = "rumour"
link_latency_us = "sheet"
[target.derived]
luts = "two a cell"
[[target]]
id = "other"
name = "No emulation"
)";

class Hardware : public testing::Test {
protected:
    HardwareCatalogue read(const std::string &own = "") const
    {
        m_folders.write("bundled", "a.toml", kBundled);
        if (!own.empty())
            m_folders.write("own", "mine.toml", own);
        return readHardware({m_folders.root() / "bundled", m_folders.root() / "none", m_folders.root() / "own"});
    }
    TemporaryWorkloads m_folders;
};

TEST_F(Hardware, EveryFigureNamesItsSource)
{
    const auto catalogue = read();
    ASSERT_TRUE(catalogue.errors.empty()) << catalogue.errors[0].text();
    const Json *board = catalogue.find("board");
    ASSERT_NE(board, nullptr);
    EXPECT_EQ((*board)["luts"], Json({{"value", 100},
                                      {"source", "data sheet 12"},
                                      {"quality", "A"},
                                      {"date", "2024-01-02"},
                                      {"derived", "two a cell"}}));
    EXPECT_EQ((*board)["host_link"]["value"], "PCIe Gen3 x16");
    EXPECT_EQ((*board)["tdp_w"]["unverified"], true) << "an unvetted source is not believed";
    EXPECT_EQ((*board)["link_latency_us"]["typical"], 2);
    EXPECT_EQ((*board)["link_latency_us"]["high"], 4);
    EXPECT_EQ(catalogue.find("nobody"), nullptr);
}

TEST_F(Hardware, ABackendGetsTheTargetsItEmulates)
{
    const auto catalogue = read();
    const Json emulated = catalogue.emulatedBy("rtl");
    ASSERT_EQ(emulated.size(), 1U);
    EXPECT_EQ(emulated[0]["emulation"]["device"], "small");
    EXPECT_EQ(catalogue.emulatedBy("cpu"), Json::array());
}

TEST_F(Hardware, AUsersFileOverridesFieldByField)
{
    const auto catalogue = read("schema = \"assay.hardware/1\"\n[[target]]\nid = \"board\"\nluts = 120\nidle_w = 1\n");
    ASSERT_TRUE(catalogue.errors.empty()) << catalogue.errors[0].text();
    const Json &board = *catalogue.find("board");
    EXPECT_EQ(board["luts"]["value"], 120);
    EXPECT_THAT(board["luts"]["source"].get<std::string>(), HasSubstr("mine.toml:4"));
    EXPECT_EQ(board["luts"]["quality"], "own");
    EXPECT_FALSE(board["luts"].contains("derived")) << "that was how the other figure was computed";
    EXPECT_EQ(board["tdp_w"]["value"], 5.5) << "what the file does not name stays";
    EXPECT_EQ(board["unverified_fields"], Json::array({"list_price_usd"}));
}

TEST_F(Hardware, AWrongFileIsLeftOutWithItsReasons)
{
    const auto catalogue = read("schema = \"assay.hardware/1\"\n[[target]]\nid = \"board\"\nlutz = 3\nffs = -1\n"
                                "tdp_w = { low = 3, typical = 2, high = 4 }\n[target.sources]\ndsps = \"none\"\n");
    ASSERT_EQ(catalogue.errors.size(), 1U);
    const std::string text = catalogue.errors[0].text();
    EXPECT_THAT(text, HasSubstr("mine.toml:4: target 'board': unknown key 'lutz'. Did you mean 'luts'?"));
    EXPECT_THAT(text, HasSubstr("mine.toml:5: target 'board': 'ffs' must be a number of 0 or more"));
    EXPECT_THAT(text, HasSubstr("mine.toml:6: target 'board': 'tdp_w': it must be 0 ≤ low ≤ typical ≤ high"));
    EXPECT_EQ((*catalogue.find("board"))["luts"]["value"], 100) << "the bundled figures stay";
}

TEST_F(Hardware, ASourceThatIsNotListedIsAnError)
{
    const auto catalogue = read("schema = \"assay.hardware/1\"\n[[target]]\nid = \"new\"\nname = \"New\"\nluts = 3\n"
                                "[target.sources]\nluts = \"nowhere\"\n");
    ASSERT_EQ(catalogue.errors.size(), 1U);
    EXPECT_THAT(catalogue.errors[0].text(), HasSubstr("'luts' comes from 'nowhere', but no [[source]] has this id"));
}

TEST_F(Hardware, ADeviceIsEmulatedFromOneTargetOnly)
{
    const auto catalogue = read("schema = \"assay.hardware/1\"\n[[target]]\nid = \"copy\"\nname = \"A copy\"\n"
                                "emulation = { backend = \"rtl\", device = \"small\" }\n");
    ASSERT_EQ(catalogue.errors.size(), 1U);
    EXPECT_THAT(catalogue.errors[0].text(), HasSubstr("'copy' is emulated as rtl:small, and so is 'board'"));
    ASSERT_EQ(catalogue.emulatedBy("rtl").size(), 1U);
    EXPECT_EQ(catalogue.emulatedBy("rtl")[0]["id"], "board");
}

TEST_F(Hardware, ANewTargetNeedsAName)
{
    const auto catalogue = read("schema = \"assay.hardware/1\"\n[[target]]\nid = \"bord\"\nluts = 3\n");
    ASSERT_EQ(catalogue.errors.size(), 1U);
    EXPECT_THAT(catalogue.errors[0].text(), HasSubstr("target 'bord' is new, so it needs a 'name'"));
    EXPECT_EQ(catalogue.find("bord"), nullptr);
}

TEST_F(Hardware, SegmentsMayBeOpenAndBeOverridden)
{
    const auto catalogue = read(R"(schema = "assay.hardware/1"
[[segment]]
id = "cable"
name = "a cable"
latency_us = { low = 1 }
bandwidth_gbs = { low = 1, typical = 2, high = 3 }
[[segment]]
id = "cable"
latency_us = { low = 2, typical = 3, high = 4 }
)");
    ASSERT_TRUE(catalogue.errors.empty()) << catalogue.errors.front().text();
    ASSERT_EQ(catalogue.segments.size(), 1U);
    EXPECT_EQ(catalogue.segments[0]["latency_us"]["high"], 4);
    EXPECT_EQ(catalogue.segments[0]["bandwidth_gbs"]["quality"], "own");
    EXPECT_FALSE(
        read("schema = \"assay.hardware/1\"\n[[segment]]\nid = \"x\"\nname = \"x\"\nlatency_us = { low = 0 }\n")
            .segments[0]["latency_us"]
            .contains("high"));
    EXPECT_THAT(read("schema = \"assay.hardware/1\"\n[[segment]]\nid = \"x\"\n").errors[0].text(),
                HasSubstr("segment 'x' is new, so it needs a 'name'"));
}

TEST(BundledHardware, HasWhatLiesBetweenAPlaceAndATargetWithSources)
{
    const auto catalogue = readHardware({fs::path(ASSAY_SOURCE_DIR) / "resources/hardware"});
    ASSERT_TRUE(catalogue.errors.empty()) << catalogue.errors.front().text();
    std::vector<std::string> ids;
    for (const Json &segment : catalogue.segments) {
        ids.push_back(segment["id"]);
        for (const char *key : {"latency_us", "bandwidth_gbs", "inside_factor"})
            if (segment.contains(key) && segment["id"] != "device-link") {
                EXPECT_TRUE(segment[key].contains("source")) << segment;
            }
    }
    EXPECT_THAT(ids, testing::IsSupersetOf({"host-nic-interrupt", "host-nic-poll", "ethernet-port", "nvme-read",
                                            "flash-inside", "device-link"}));
    ASSERT_NE(catalogue.find("raspberry-pi-5"), nullptr);
    EXPECT_TRUE((*catalogue.find("raspberry-pi-5"))["idle_w"].contains("source"));
}

TEST(BundledHardware, HasTheBoardsThatAreEmulated)
{
    const auto catalogue = readHardware({fs::path(ASSAY_SOURCE_DIR) / "resources/hardware"});
    ASSERT_TRUE(catalogue.errors.empty()) << catalogue.errors[0].text();
    std::map<std::string, Json> devices;
    for (const Json &entry : catalogue.emulatedBy("rtl"))
        devices[entry["emulation"]["device"]] = entry;
    for (const char *device : {"ice40-hx8k", "ice40-up5k", "ecp5-85", "pynq-z2", "alveo-u250", "kv260"})
        EXPECT_TRUE(devices.contains(device)) << device;
    EXPECT_EQ(devices["ice40-hx8k"]["luts"]["value"], 7680);
    EXPECT_EQ(devices["ice40-up5k"]["emulation"]["package"], "sg48");
    for (const auto &[device, entry] : devices)
        for (const auto &[key, figure] : entry.items())
            EXPECT_FALSE(figure.is_object() && figure.contains("value") && figure.value("source", "").empty())
                << device << " " << key;
}

} // namespace
} // namespace assay::catalog
