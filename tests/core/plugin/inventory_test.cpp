#include "core/plugin/inventory.hpp"

#include <cstdlib>
#include <fstream>

#include <gmock/gmock.h>

namespace assay::plugin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// A sysfs tree of PCI devices made for the test.
class Pci : public testing::Test {
protected:
    Pci()
    {
        std::string pattern = (std::filesystem::temp_directory_path() / "assay-sysfs-XXXXXX").string();
        root = ::mkdtemp(pattern.data());
    }
    ~Pci() override { std::filesystem::remove_all(root); }

    void add(const std::string &address, const std::string &pciClass, const std::string &vendor,
             const std::string &device, const std::string &driver = "") const
    {
        const std::filesystem::path folder = root / "bus/pci/devices" / address;
        std::filesystem::create_directories(folder);
        std::ofstream(folder / "class") << pciClass << "\n";
        std::ofstream(folder / "vendor") << vendor << "\n";
        std::ofstream(folder / "device") << device << "\n";
        if (!driver.empty())
            std::filesystem::create_symlink("../../../bus/pci/drivers/" + driver, folder / "driver");
    }
    [[nodiscard]] std::vector<std::string> idle() const
    {
        std::vector<std::string> addresses;
        for (const IdlePciDevice &device : findIdlePciDevices(root))
            addresses.push_back(device.address);
        return addresses;
    }
    std::filesystem::path root;
};

TEST_F(Pci, ACardWithoutDriverIsListedWithWhatToInstall)
{
    add("0000:3b:00.0", "0x030200", "0x10de", "0x20b5");
    const std::vector<IdlePciDevice> devices = findIdlePciDevices(root);
    ASSERT_EQ(devices.size(), 1U);
    EXPECT_EQ(devices[0].vendor, "NVIDIA");
    EXPECT_EQ(devices[0].name, "3D controller 10de:20b5");
    EXPECT_THAT(devices[0].missing, HasSubstr("no kernel driver"));
    EXPECT_THAT(devices[0].missing, HasSubstr("nvidia-opencl-icd"));
    EXPECT_FALSE(toJson(devices[0]).contains("driver"));
}

TEST_F(Pci, ADriverThatOnlyDrawsIsNotEnough)
{
    add("0000:01:00.0", "0x030000", "0x10de", "0x1b80", "nouveau");
    const std::vector<IdlePciDevice> devices = findIdlePciDevices(root);
    ASSERT_EQ(devices.size(), 1U);
    EXPECT_EQ(devices[0].driver, "nouveau");
    EXPECT_THAT(devices[0].missing, HasSubstr("nouveau does not compute"));
}

TEST_F(Pci, ACardGivenToAVirtualMachineSaysSo)
{
    add("0000:02:00.0", "0x120000", "0x1da3", "0x1020", "vfio-pci");
    add("0000:03:00.0", "0x120000", "0xabcd", "0x0001", "vfio-pci");
    const std::vector<IdlePciDevice> devices = findIdlePciDevices(root);
    ASSERT_EQ(devices.size(), 2U);
    EXPECT_THAT(devices[0].missing, HasSubstr("reserved for a virtual machine"));
    EXPECT_EQ(devices[1].vendor, "abcd") << "an unknown maker is shown by its number";
}

TEST_F(Pci, WorkingCardsAreNotIdle)
{
    add("0000:01:00.0", "0x030000", "0x10de", "0x2204", "nvidia");
    add("0000:02:00.0", "0x038000", "0x1002", "0x740f", "amdgpu");
    add("0000:03:00.0", "0x120000", "0x10ee", "0x505c", "xclmgmt");
    add("0000:03:00.1", "0x120000", "0x10ee", "0x505d", "xocl");
    add("0000:04:00.0", "0x120000", "0xabcd", "0x0001", "somedriver");
    EXPECT_THAT(idle(), IsEmpty());
}

TEST_F(Pci, OtherDevicesAreNotAccelerators)
{
    add("0000:00:02.0", "0x030000", "0x1234", "0x1111");                        // a virtual machine's display
    add("0000:00:03.0", "0x020000", "0x8086", "0x1572");                        // a network card of a GPU maker
    add("0000:01:00.1", "0x040300", "0x10de", "0x10f0");                        // a graphics card's sound
    add("0000:05:00.0", "0x030000", "0x1a03", "0x2000", "ast");                 // a server's management chip
    std::filesystem::create_directories(root / "bus/pci/devices/0000:06:00.0"); // went away while we read
    EXPECT_THAT(idle(), IsEmpty());
}

TEST_F(Pci, FpgasCountWhateverTheirClassAndComeInAddressOrder)
{
    add("0000:af:00.0", "0x058000", "0x10ee", "0x7038");
    add("0000:18:00.0", "0xff0000", "0x1172", "0xe003");
    EXPECT_THAT(idle(), ElementsAre("0000:18:00.0", "0000:af:00.0"));
    EXPECT_THAT(findIdlePciDevices(root)[1].missing, HasSubstr("XRT"));
}

TEST_F(Pci, NoPciBusIsNoError)
{
    EXPECT_THAT(findIdlePciDevices(root / "nowhere"), IsEmpty());
}

TEST(Inventory, JsonHasDevicesOrTheReasonForNone)
{
    BackendInventory inventory;
    inventory.plugin.id = "opencl";
    inventory.none = "no OpenCL platform found";
    EXPECT_EQ(toJson(inventory)["none"], "no OpenCL platform found");
    EXPECT_TRUE(toJson(inventory)["devices"].empty());

    Device device;
    device.id = "pocl";
    device.memoryBytes = 1024;
    device.boundary = Boundary::InMemory;
    inventory.devices.push_back(device);
    const Json json = toJson(inventory);
    EXPECT_FALSE(json.contains("none"));
    EXPECT_EQ(json["plugin"]["id"], "opencl");
    EXPECT_EQ(json["devices"][0]["id"], "pocl");
    EXPECT_EQ(json["devices"][0]["memory_bytes"], 1024);
    EXPECT_EQ(json["devices"][0]["boundary"], "in-memory");
    EXPECT_FALSE(json["devices"][0].contains("vendor"));
}

} // namespace
} // namespace assay::plugin
