// A backend written with plugins/sdk/backend.hpp, seen through the C table as the runner sees it.
#include <array>
#include <numeric>

#include <gmock/gmock.h>

#include "core/plugin/plugin_library.hpp"

namespace assay::plugin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// A test plugin; loaded once per process, because libraries are never unloaded.
LoadedPlugin load(const std::string &id)
{
    const std::string file = ASSAY_BUILD_DIR "/tests/plugins/" + id + "/" + id + ".json";
    const Result<PluginManifest> manifest = readPluginManifest(file);
    EXPECT_TRUE(manifest) << manifest.error().text();
    Result<LoadedPlugin> plugin = LoadedPlugin::load(*manifest, "/cache-of-the-test");
    EXPECT_TRUE(plugin) << plugin.error().text();
    return *plugin;
}

assay_tensor tensor(const char *name, uint32_t dtype, uint32_t role, uint64_t bytes, void *data)
{
    assay_tensor made{};
    made.name = name;
    made.dtype = dtype;
    made.role = role;
    made.rank = 1;
    made.bytes = bytes;
    made.shape[0] = bytes / 4;
    made.data = data;
    return made;
}

struct Opened {
    Opened(const LoadedPlugin &plugin, const char *deviceId, const char *kind, uint32_t dtype)
        : implementation{kind, "", "", "{}"}, table(plugin.table())
    {
        const std::array<assay_tensor, 2> tensors{tensor("x", dtype, ASSAY_TENSOR_INPUT, 16, nullptr),
                                                  tensor("y", dtype, ASSAY_TENSOR_OUTPUT, 4, nullptr)};
        assay_session_config config{};
        config.struct_size = sizeof config;
        config.slot_count = 2;
        config.device_id = deviceId;
        config.workload_id = "test-workload";
        config.implementations = &implementation;
        config.implementation_count = 1;
        config.tensors = tensors.data();
        config.tensor_count = 2;
        status = table.open(&config, &session, &error);
    }
    ~Opened()
    {
        if (session != nullptr)
            table.close(session);
    }
    Opened(const Opened &) = delete;
    Opened &operator=(const Opened &) = delete;

    assay_implementation implementation;
    const assay_plugin &table;
    assay_session *session = nullptr;
    assay_error error = emptyError();
    assay_status status = ASSAY_INTERNAL;
};

class Everything : public testing::Test {
protected:
    LoadedPlugin plugin = load("everything");
    ~Everything() override { plugin.shutdown(); }

    assay_status executeWith(Opened &opened, int32_t value)
    {
        const assay_tensor input = tensor("x", ASSAY_I32, ASSAY_TENSOR_INPUT, 4, &value);
        EXPECT_EQ(opened.table.upload(opened.session, 1, &input, 1, &opened.error), ASSAY_OK);
        return opened.table.execute(opened.session, 1, &opened.error);
    }
};

TEST(Template, RunsItsToyKindInEverySlot)
{
    LoadedPlugin plugin = load("template");
    const Result<std::vector<Device>> devices = plugin.devices();
    ASSERT_TRUE(devices);
    ASSERT_EQ(devices->size(), 1U);
    EXPECT_EQ(devices->front().id, "adder");
    EXPECT_TRUE(devices->front().sameCpu);
    EXPECT_EQ(devices->front().boundary, Boundary::InMemory);

    Opened opened(plugin, "adder", "sum", ASSAY_F32);
    ASSERT_EQ(opened.status, ASSAY_OK) << opened.error.text;
    std::array<std::array<float, 4>, 2> values{{{1, 2, 3, 4}, {10, 20, 30, 40}}};
    for (uint32_t slot : {0U, 1U}) {
        const assay_tensor input = tensor("x", ASSAY_F32, ASSAY_TENSOR_INPUT, 16, values[slot].data());
        ASSERT_EQ(plugin.table().upload(opened.session, slot, &input, 1, &opened.error), ASSAY_OK);
    }
    for (uint32_t slot : {0U, 1U}) {
        float sum = 0;
        assay_tensor output = tensor("y", ASSAY_F32, ASSAY_TENSOR_OUTPUT, 4, &sum);
        ASSERT_EQ(plugin.table().execute(opened.session, slot, &opened.error), ASSAY_OK);
        ASSERT_EQ(plugin.table().download(opened.session, slot, &output, 1, &opened.error), ASSAY_OK);
        EXPECT_EQ(sum, slot == 0 ? 10.0F : 100.0F);
    }
    EXPECT_EQ(plugin.table().submit, nullptr) << "not overridden, so not offered";
    EXPECT_EQ(plugin.table().bind_outputs, nullptr);
    EXPECT_EQ(plugin.extension<assay_ext_device_time>(ASSAY_EXT_DEVICE_TIME), nullptr);
    EXPECT_EQ(plugin.extension<assay_ext_energy>(ASSAY_EXT_ENERGY), nullptr);
}

TEST(Template, RefusesWhatItCannotRunWithAReason)
{
    LoadedPlugin plugin = load("template");
    const Opened otherKind(plugin, "adder", "opencl", ASSAY_F32);
    EXPECT_EQ(otherKind.status, ASSAY_UNSUPPORTED);
    EXPECT_STREQ(otherKind.error.text, "workload 'test-workload' has no implementation of kind 'sum' (it has: opencl)");
    const Opened otherType(plugin, "adder", "sum", ASSAY_I32);
    EXPECT_EQ(otherType.status, ASSAY_UNSUPPORTED);
    EXPECT_THAT(otherType.error.text, HasSubstr("dtype f32"));
}

TEST_F(Everything, DevicesArriveWithAllFieldsAndUniqueIds)
{
    const Result<std::vector<Device>> devices = plugin.devices();
    ASSERT_TRUE(devices) << devices.error().text();
    ASSERT_EQ(devices->size(), 3U);
    EXPECT_EQ(devices->at(0).id, "card-1") << "numbered by PCI address, not by order";
    EXPECT_EQ(devices->at(2).id, "card-0");
    const Device &host = devices->at(1);
    EXPECT_EQ(host.id, "host");
    EXPECT_EQ(host.vendor, "Nobody");
    EXPECT_EQ(host.maxSlots, 8U);
    EXPECT_TRUE(host.sameCpu && host.emulated);
    EXPECT_EQ(host.healthText, "fan is slow: clean it");
    const Device again = Device::fromJson(host.toJson());
    EXPECT_EQ(again.toJson(), host.toJson());
    EXPECT_EQ(again.health, ASSAY_HEALTH_DEGRADED);
    EXPECT_FALSE(host.toJson().contains("clock_mhz")) << "unknown is left out, not zero";
}

TEST_F(Everything, ExceptionsBecomeStatusAndText)
{
    Opened opened(plugin, "host", "magic", ASSAY_I32);
    ASSERT_EQ(opened.status, ASSAY_OK) << opened.error.text;
    EXPECT_EQ(executeWith(opened, -1), ASSAY_DEVICE_LOST);
    EXPECT_EQ(toError(opened.error).message, "device lost: the card fell off the bus");
    EXPECT_EQ(executeWith(opened, -2), ASSAY_OUT_OF_MEMORY);
    EXPECT_EQ(executeWith(opened, -3), ASSAY_INTERNAL);
    EXPECT_EQ(toError(opened.error).message, "bug in the plugin: unexpected");
    EXPECT_EQ(executeWith(opened, -4), ASSAY_INTERNAL);
    EXPECT_EQ(executeWith(opened, 7), ASSAY_OK);
}

TEST_F(Everything, SubmitAndWaitAreOfferedWhenOverridden)
{
    const Opened opened(plugin, "host", "magic", ASSAY_I32);
    ASSERT_EQ(opened.status, ASSAY_OK) << opened.error.text;
    ASSERT_NE(plugin.table().submit, nullptr);
    assay_error error = emptyError();
    int32_t in = 5;
    int32_t out = 0;
    const assay_tensor input = tensor("x", ASSAY_I32, ASSAY_TENSOR_INPUT, 4, &in);
    assay_tensor output = tensor("y", ASSAY_I32, ASSAY_TENSOR_OUTPUT, 4, &out);
    ASSERT_EQ(plugin.table().submit(opened.session, 1, &input, 1, &output, 1, &error), ASSAY_OK);
    ASSERT_EQ(plugin.table().wait(opened.session, 1, &error), ASSAY_OK);
    EXPECT_EQ(out, 6);
}

TEST_F(Everything, ExtensionsAnswer)
{
    const Opened opened(plugin, "host", "magic", ASSAY_I32);
    ASSERT_EQ(opened.status, ASSAY_OK) << opened.error.text;
    assay_error error = emptyError();

    const auto *deviceTime = plugin.extension<assay_ext_device_time>(ASSAY_EXT_DEVICE_TIME);
    ASSERT_NE(deviceTime, nullptr);
    assay_device_phases phases{};
    phases.struct_size = sizeof phases;
    EXPECT_EQ(deviceTime->last(opened.session, 1, &phases, &error), ASSAY_INVALID_ARGUMENT);
    ASSERT_EQ(deviceTime->enable(opened.session, 1, &error), ASSAY_OK);
    ASSERT_EQ(deviceTime->last(opened.session, 1, &phases, &error), ASSAY_OK);
    EXPECT_EQ(phases.duration_ns[ASSAY_PHASE_EXECUTE], 101U);
    EXPECT_EQ(phases.struct_size, sizeof phases);

    const auto *virtualTime = plugin.extension<assay_ext_virtual_time>(ASSAY_EXT_VIRTUAL_TIME);
    ASSERT_NE(virtualTime, nullptr);
    double low = 0, high = 0;
    ASSERT_EQ(virtualTime->range(opened.session, &low, &high, &error), ASSAY_OK);
    EXPECT_EQ(low, 0.9);
    EXPECT_EQ(high, 1.0) << "left as it came";

    const auto *build = plugin.extension<assay_ext_build>(ASSAY_EXT_BUILD);
    ASSERT_NE(build, nullptr);
    assay_build_info info{};
    info.struct_size = sizeof info;
    ASSERT_EQ(build->info(opened.session, &info, &error), ASSAY_OK);
    EXPECT_EQ(info.fmax_hz, 250e6);
    EXPECT_LT(info.lut, 0) << "unknown, not zero";

    const auto *health = plugin.extension<assay_ext_health>(ASSAY_EXT_HEALTH);
    ASSERT_NE(health, nullptr);
    EXPECT_EQ(health->check("host", &error), ASSAY_OK);
    EXPECT_EQ(health->check("card-0", &error), ASSAY_DEVICE_ERROR);
    EXPECT_STREQ(error.text, "self-test of card-0 failed");

    const auto *energy = plugin.extension<assay_ext_energy>(ASSAY_EXT_ENERGY);
    ASSERT_NE(energy, nullptr);
    EXPECT_STREQ(energy->scope, "board");
    EXPECT_EQ(energy->read_joules, nullptr);
    double watts = 0;
    ASSERT_EQ(energy->read_watts("host", &watts, &error), ASSAY_OK);
    EXPECT_EQ(watts, 12.5);

    EXPECT_EQ(plugin.table().get_extension("assay.unheard-of/1"), nullptr);
}

TEST_F(Everything, ExtensionsOfEmulatedDevicesAnswer)
{
    const Opened opened(plugin, "host", "magic", ASSAY_I32);
    ASSERT_EQ(opened.status, ASSAY_OK) << opened.error.text;
    assay_error error = emptyError();
    const auto *provenance = plugin.extension<assay_ext_provenance>(ASSAY_EXT_PROVENANCE);
    ASSERT_NE(provenance, nullptr);
    const char *text = nullptr;
    ASSERT_EQ(provenance->describe(opened.session, &text, &error), ASSAY_OK);
    EXPECT_STREQ(text, "{\"value\": 0}");

    const auto *trace = plugin.extension<assay_ext_trace>(ASSAY_EXT_TRACE);
    ASSERT_NE(trace, nullptr);
    EXPECT_EQ(trace->start(opened.session, "wave.vcd", 12, &error), ASSAY_DOES_NOT_FIT);
    EXPECT_STREQ(error.text, "wave.vcd is too small for 12");
}

TEST_F(Everything, PreparingTellsHowFarItIsAndCanBeStopped)
{
    const auto *prepare = plugin.extension<assay_ext_prepare>(ASSAY_EXT_PREPARE);
    ASSERT_NE(prepare, nullptr);
    std::array<assay_session_config, 2> configs{};
    for (auto &config : configs) {
        config.struct_size = sizeof config;
        config.workload_id = "w";
    }
    configs[0].device_id = "one";
    configs[1].device_id = "two";
    configs[1].hardware = "{}";
    struct Told {
        std::vector<std::string> texts;
        std::size_t stopAfter = 9;
    } told;
    const auto progress = [](void *context, double fraction, const char *what) -> int32_t {
        auto &self = *static_cast<Told *>(context);
        EXPECT_EQ(fraction, 0.5);
        self.texts.emplace_back(what);
        return self.texts.size() >= self.stopAfter ? 1 : 0;
    };
    assay_error error = emptyError();
    EXPECT_EQ(prepare->prepare(configs.data(), 2, progress, &told, &error), ASSAY_OK) << error.text;
    EXPECT_EQ(told.texts, (std::vector<std::string>{"one ", "two {}"}));
    told = {{}, 1};
    EXPECT_EQ(prepare->prepare(configs.data(), 2, progress, &told, &error), ASSAY_TIMED_OUT);
    EXPECT_EQ(told.texts.size(), 1U);
    configs[0].struct_size = offsetof(assay_session_config, hardware); // an older host
    configs[0].hardware = "not to be read";
    told = {};
    EXPECT_EQ(prepare->prepare(configs.data(), 1, progress, &told, &error), ASSAY_OK);
    EXPECT_EQ(told.texts, std::vector<std::string>{"one "});
}

TEST_F(Everything, LogLinesGoToStderrWithThePluginsName)
{
    testing::internal::CaptureStderr();
    const Opened opened(plugin, "host", "magic", ASSAY_I32);
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "[everything] info: opened in /cache-of-the-test\n");
}

} // namespace
} // namespace assay::plugin
