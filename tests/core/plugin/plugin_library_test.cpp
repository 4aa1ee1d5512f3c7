#include "core/plugin/plugin_library.hpp"

#include <cstdlib>
#include <fstream>

#include <gmock/gmock.h>

namespace assay::plugin {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char *kGood = R"({"schema": "assay.plugin/1", "id": "good", "name": "Good", "version": "1.2",
    "abi_major": 1, "library": "good.so", "implementations": ["native", "opencl"], "shares_host_cpu": false})";

class Manifests : public testing::Test {
protected:
    Manifests()
    {
        std::string pattern = (std::filesystem::temp_directory_path() / "assay-plugins-XXXXXX").string();
        folder = ::mkdtemp(pattern.data());
        write("good.so", "not really a library");
    }
    ~Manifests() override { std::filesystem::remove_all(folder); }

    std::filesystem::path write(const std::string &name, const std::string &content) const
    {
        std::filesystem::create_directories((folder / name).parent_path());
        std::ofstream(folder / name) << content;
        return folder / name;
    }
    /// The message for the good manifest with `key` replaced, or removed when `value` is discarded.
    std::string errorWith(const std::string &key, const Json &value) const
    {
        Json json = Json::parse(kGood);
        if (value.is_discarded())
            json.erase(key);
        else
            json[key] = value;
        const Result<PluginManifest> manifest = readPluginManifest(write("good.json", json.dump()));
        return manifest ? "no error" : manifest.error().message;
    }
    /// Errors about this test's folder; the plugins of the build tree are searched too.
    std::vector<std::string> errorsHere(const PluginList &list) const
    {
        std::vector<std::string> messages;
        for (const Error &error : list.errors)
            if (error.message.find(folder.string()) != std::string::npos)
                messages.push_back(error.message);
        return messages;
    }
    std::filesystem::path folder;
};

TEST_F(Manifests, AGoodOneIsReadWithItsLibrarysHash)
{
    const Result<PluginManifest> manifest = readPluginManifest(write("good.json", kGood));
    ASSERT_TRUE(manifest) << manifest.error().text();
    EXPECT_EQ(manifest->id, "good");
    EXPECT_EQ(manifest->version, "1.2");
    EXPECT_EQ(manifest->libraryPath, folder / "good.so");
    EXPECT_THAT(manifest->implementations, ElementsAre("native", "opencl"));
    EXPECT_FALSE(manifest->sharesHostCpu);
    EXPECT_EQ(manifest->hash.size(), 64U);
}

TEST_F(Manifests, MayDeclareParametersOfTheBackend)
{
    Json json = Json::parse(kGood);
    json["parameters"] = {{{"name", "effort"},
                           {"type", "text"},
                           {"default", "auto"},
                           {"choices", {"auto", "route"}},
                           {"alias", {"work"}},
                           {"meaning", "how hard it tries"}},
                          {{"name", "clock_mhz"},
                           {"type", "real"},
                           {"unit", "MHz"},
                           {"default", 0},
                           {"min", 0},
                           {"max", 2000.5},
                           {"meaning", "the clock"}}};
    const auto manifest = readPluginManifest(write("good.json", json.dump()));
    ASSERT_TRUE(manifest) << manifest.error().text();
    ASSERT_EQ(manifest->parameters.size(), 2U);
    EXPECT_TRUE(manifest->parameters[0].answersTo("work"));
    EXPECT_EQ(manifest->parameters[0].defaultValue.text(), "auto");
    EXPECT_EQ(manifest->parameters[0].choices.size(), 2U);
    EXPECT_EQ(manifest->parameters[1].maximum, 2000.5);
    json["parameters"][1]["min"] = 3000;
    json["parameters"][0]["defualt"] = "auto";
    const auto wrong = readPluginManifest(write("good.json", json.dump()));
    ASSERT_FALSE(wrong);
    EXPECT_THAT(wrong.error().text(), AllOf(HasSubstr("good.json: parameter 'clock_mhz': min = 3000 is above max"),
                                            HasSubstr("parameter 'effort': unknown key 'defualt'")));
}

TEST_F(Manifests, AWrongOneNamesFileKeyAndReason)
{
    const Json missing(Json::value_t::discarded);
    EXPECT_THAT(errorWith("id", missing), AllOf(HasSubstr("good.json"), HasSubstr("'id' is missing")));
    EXPECT_THAT(errorWith("id", "Good One"), HasSubstr("only the characters"));
    EXPECT_THAT(errorWith("schema", "assay.plugin/7"), HasSubstr("must be \"assay.plugin/1\""));
    EXPECT_THAT(errorWith("abi_major", "one"), HasSubstr("'abi_major' must be a whole number"));
    EXPECT_THAT(errorWith("abi_major", -1), HasSubstr("'abi_major' must be a whole number"));
    EXPECT_THAT(errorWith("implementations", "native"), HasSubstr("'implementations' must be a list"));
    EXPECT_THAT(errorWith("implementations", Json::array({1})), HasSubstr("'implementations' must be a list"));
    EXPECT_THAT(errorWith("shares_host_cpu", 1), HasSubstr("'shares_host_cpu' must be true or false"));
    EXPECT_THAT(errorWith("library", "../../evil.so"), HasSubstr("without a folder"));
    EXPECT_THAT(errorWith("library", "absent.so"), AllOf(HasSubstr("'library'"), HasSubstr("absent.so")));
    EXPECT_THAT(errorWith("description", 3), HasSubstr("'description' must be a text"));
}

TEST_F(Manifests, GarbageIsRefused)
{
    EXPECT_THAT(readPluginManifest(write("x.json", "{\"schema\": ")).error().message, HasSubstr("is not JSON"));
    EXPECT_THAT(readPluginManifest(write("x.json", "[1, 2]")).error().message, HasSubstr("must be a JSON object"));
    EXPECT_EQ(readPluginManifest(folder / "none.json").error().code, ErrorCode::NotFound);
}

TEST_F(Manifests, AWrongOneHidesNoOther)
{
    write("good.json", kGood);
    write("bad.json", "{}");
    const PluginList list = findPlugins({folder});
    ASSERT_NE(list.find("good"), nullptr);
    EXPECT_THAT(errorsHere(list), ElementsAre(HasSubstr("bad.json")));
}

TEST_F(Manifests, TheFirstFolderThatHasAnIdWins)
{
    write("good.json", kGood);
    write("second/good.json", kGood);
    write("second/good.so", "another library");
    const PluginList list = findPlugins({folder / "second", folder});
    EXPECT_THAT(errorsHere(list), IsEmpty());
    ASSERT_NE(list.find("good"), nullptr);
    EXPECT_EQ(list.find("good")->manifestPath, folder / "second" / "good.json");
}

TEST_F(Manifests, TwoOfOneIdInAFolderAreAnError)
{
    write("good.json", kGood);
    write("twin.json", kGood);
    const PluginList list = findPlugins({folder});
    EXPECT_THAT(errorsHere(list), ElementsAre(AllOf(HasSubstr("twin.json"), HasSubstr("as in another manifest"))));
}

TEST_F(Manifests, AFolderThatTheUserNamedMustExist)
{
    const PluginList list = findPlugins({folder / "typo"});
    EXPECT_THAT(errorsHere(list), ElementsAre(HasSubstr("typo does not exist")));
}

TEST_F(Manifests, AFileThatIsNoLibraryDoesNotLoad)
{
    const Result<PluginManifest> manifest = readPluginManifest(write("good.json", kGood));
    ASSERT_TRUE(manifest);
    const Result<LoadedPlugin> plugin = LoadedPlugin::load(*manifest, {});
    ASSERT_FALSE(plugin);
    EXPECT_THAT(plugin.error().message, AllOf(HasSubstr("good.so"), HasSubstr("does not load")));
}

Result<LoadedPlugin> loadBroken(const std::string &defect)
{
    const Result<PluginManifest> manifest =
        readPluginManifest(ASSAY_BUILD_DIR "/tests/plugins/broken/broken-" + defect + ".json");
    EXPECT_TRUE(manifest) << manifest.error().text();
    return LoadedPlugin::load(*manifest, {});
}

std::string loadErrorOf(const std::string &defect)
{
    const Result<LoadedPlugin> plugin = loadBroken(defect);
    return plugin ? "loaded" : plugin.error().text();
}

TEST(BrokenPlugins, AreRefusedWithWhatIsWrong)
{
    EXPECT_THAT(loadErrorOf("wrong-abi"), HasSubstr("has ABI version 99, this Assay needs 1"));
    EXPECT_THAT(loadErrorOf("no-symbol"), HasSubstr("does not export assay_plugin_entry"));
    EXPECT_THAT(loadErrorOf("null-table"), HasSubstr("assay_plugin_entry returned NULL"));
    EXPECT_THAT(loadErrorOf("small-table"), HasSubstr("struct_size"));
    EXPECT_THAT(loadErrorOf("null-calls"), HasSubstr("lacks required calls: execute, download"));
    EXPECT_THAT(loadErrorOf("other-id"), AllOf(HasSubstr("'somebody-else'"), HasSubstr("'broken-other-id'")));
}

TEST(BrokenPlugins, AManifestOfAnotherAbiIsRefusedWithoutLoading)
{
    Result<PluginManifest> manifest = readPluginManifest(ASSAY_BUILD_DIR "/tests/plugins/broken/broken-older.json");
    ASSERT_TRUE(manifest);
    manifest->abiMajor = 2;
    manifest->libraryPath = "/does/not/exist.so";
    const Result<LoadedPlugin> plugin = LoadedPlugin::load(*manifest, {});
    ASSERT_FALSE(plugin);
    EXPECT_THAT(plugin.error().message, HasSubstr("says abi_major 2, this Assay needs 1"));
}

TEST(BrokenPlugins, AFailingInitGivesThePluginsReason)
{
    EXPECT_EQ(loadErrorOf("init-fails"),
              "plugin 'broken-init-fails' does not start: the card's firmware is too old: flash version 7");
}

TEST(BrokenPlugins, DeviceListsAreChecked)
{
    EXPECT_THAT(loadBroken("silent")->devices().error().message, HasSubstr("reports no device and gives no reason"));
    EXPECT_THAT(loadBroken("bad-device-id")->devices().error().message, HasSubstr("'One Device'"));
    EXPECT_THAT(loadBroken("duplicate-id")->devices().error().message, HasSubstr("two devices with the id 'one'"));
}

TEST(OlderPlugins, LackTheCallsThatCameLater)
{
    const Result<LoadedPlugin> plugin = loadBroken("older");
    ASSERT_TRUE(plugin) << plugin.error().text();
    EXPECT_EQ(plugin->table().bind_outputs, nullptr);
    const Result<std::vector<Device>> devices = plugin->devices();
    ASSERT_TRUE(devices);
    EXPECT_EQ(devices->front().name, "caf\xef\xbf\xbd") << "what is not UTF-8 becomes U+FFFD, so that it can be JSON";
    EXPECT_EQ(devices->front().maxSlots, 1U);
}

TEST(ToError, KeepsTheKindOfFailure)
{
    assay_error error = emptyError();
    error.status = ASSAY_UNSUPPORTED;
    EXPECT_EQ(toError(error).code, ErrorCode::Unsupported);
    EXPECT_EQ(toError(error).message, "the plugin gave no reason");
    error.status = ASSAY_INVALID_ARGUMENT;
    EXPECT_EQ(toError(error).code, ErrorCode::InvalidInput);
    error.status = ASSAY_OUT_OF_MEMORY;
    EXPECT_EQ(toError(error).code, ErrorCode::Failed);
    EXPECT_THAT(toError(error).message, HasSubstr("out of memory"));
    std::fill(std::begin(error.text), std::end(error.text), 'x'); // a plugin that forgot the zero at the end
    EXPECT_THAT(toError(error).message, HasSubstr("xxx"));
}

} // namespace
} // namespace assay::plugin
