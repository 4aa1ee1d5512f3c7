// The streams of the ten bundled kernels, byte for byte as tests/rtl/kernels.py makes them (streams.json).
#include <gmock/gmock.h>

#include "backends/rtl/stream/layout.hpp"
#include "core/base/files.hpp"
#include "tests/backends/rtl/stream/tensor_list.hpp"

using assay::rtl::test::bytesOf;
using assay::rtl::test::TensorList;

namespace assay::rtl {
namespace {

struct Named {
    const char *name;
    std::uint32_t dtype;
};
struct Bundled {
    const char *workload;
    std::vector<Named> inputs, residents, outputs;
    const char *options;
};

/// For the parameters in make_streams.py, formulas evaluated.
const std::vector<Bundled> kBundled{
    {"vector-transform",
     {{"x", ASSAY_I32}},
     {},
     {{"y", ASSAY_I32}},
     R"({"input": [{"tensors": ["x"]}], "output": [{"tensors": ["y"]}]})"},
    {"crc32",
     {{"data", ASSAY_U8}},
     {},
     {{"crc", ASSAY_U32}},
     R"({"input": [{"tensors": ["data"], "packets": 3}], "output": [{"tensors": ["crc"], "packets": 3.0}]})"},
    {"quantized-matvec",
     {{"x", ASSAY_I8}},
     {{"weights", ASSAY_U32}},
     {{"y", ASSAY_I32}},
     R"({"configuration": [{"tensors": ["weights"], "bits": 24, "beat_bytes": 8}], "input": [{"tensors": ["x"]}],
         "output": [{"tensors": ["y"]}]})"},
    {"fir-filter",
     {{"x", ASSAY_I16}},
     {{"h", ASSAY_I16}},
     {{"y", ASSAY_I16}},
     R"({"configuration": [{"tensors": ["h"]}], "input": [{"tensors": ["x"], "packets": 2}],
         "output": [{"tensors": ["y"], "packets": 2}]})"},
    {"anomaly-detect",
     {{"x", ASSAY_I32}, {"mean", ASSAY_I32}, {"variance", ASSAY_I64}},
     {},
     {{"flags", ASSAY_U8}, {"mean_after", ASSAY_I32}, {"variance_after", ASSAY_I64}},
     R"({"input": [{"tensors": ["mean", "variance"], "zip": true, "user": 1}, {"tensors": ["x"]}],
         "output": [{"tensors": ["flags"]}, {"tensors": ["mean_after", "variance_after"], "zip": true, "user": 1}]})"},
    {"scan-aggregate",
     {{"key", ASSAY_U16}, {"value", ASSAY_I32}, {"filter", ASSAY_U8}},
     {},
     {{"sum", ASSAY_I64}, {"count", ASSAY_U32}},
     R"({"configuration": [{"value": 80, "bytes": 1}], "input": [{"tensors": ["key", "value", "filter"], "zip": true}],
         "output": [{"tensors": ["sum", "count"], "zip": true}]})"},
    {"hamming-search",
     {{"wanted", ASSAY_U32}},
     {{"stored", ASSAY_U32}},
     {{"indices", ASSAY_I32}, {"distances", ASSAY_I32}},
     R"({"configuration": [{"tensors": ["stored"]}], "input": [{"tensors": ["wanted"]}],
         "output": [{"tensors": ["indices", "distances"], "zip": true}]})"},
    {"packet-filter",
     {{"headers", ASSAY_U8}},
     {{"rule_table", ASSAY_U32}},
     {{"match", ASSAY_I32}},
     R"({"configuration": [{"tensors": ["rule_table"]}], "input": [{"tensors": ["headers"], "packets": 3}],
         "output": [{"tensors": ["match"], "packets": 3}]})"},
    {"mlp-inference",
     {{"x", ASSAY_I8}},
     {{"weights", ASSAY_I8}, {"biases", ASSAY_I32}},
     {{"y", ASSAY_I32}},
     R"({"configuration": [{"parts": [
           {"tensors": ["weights"], "block": {"offset": 0, "rows": 64, "cols": 16, "lanes": 6}},
           {"tensors": ["weights"], "block": {"offset": 1024, "rows": 32, "cols": 64, "lanes": 6}},
           {"tensors": ["weights"], "block": {"offset": 3072, "rows": 32, "cols": 32, "lanes": 6}},
           {"tensors": ["weights"], "block": {"offset": 4096, "rows": 5, "cols": 32, "lanes": 6}},
           {"tensors": ["biases"], "block": {"offset": 0, "rows": 64, "cols": 1, "lanes": 6}},
           {"tensors": ["biases"], "block": {"offset": 64, "rows": 32, "cols": 1, "lanes": 6}},
           {"tensors": ["biases"], "block": {"offset": 96, "rows": 32, "cols": 1, "lanes": 6}},
           {"tensors": ["biases"], "block": {"offset": 128, "rows": 5, "cols": 1, "lanes": 6}}]}],
         "input": [{"tensors": ["x"], "packets": 2}], "output": [{"tensors": ["y"], "packets": 2}]})"},
    {"aes-ctr",
     {{"plaintext", ASSAY_U8}},
     {{"key", ASSAY_U8}, {"counter", ASSAY_U8}},
     {{"ciphertext", ASSAY_U8}},
     R"({"configuration": [{"tensors": ["key", "counter"]}], "input": [{"tensors": ["plaintext"]}],
         "output": [{"tensors": ["ciphertext"]}]})"},
};

std::vector<std::uint8_t> fromHex(const Json &text)
{
    const auto hex = text.get<std::string>();
    std::vector<std::uint8_t> bytes;
    for (std::size_t i = 0; i < hex.size(); i += 2)
        bytes.push_back(static_cast<std::uint8_t>(std::stoul(hex.substr(i, 2), nullptr, 16)));
    return bytes;
}

Packets packetsOf(const Json &list)
{
    Packets packets;
    for (const Json &packet : list) {
        const auto bytes = fromHex(packet.at("bytes"));
        packets.bytes.insert(packets.bytes.end(), bytes.begin(), bytes.end());
        packets.packets.push_back({bytes.size(), packet.at("user").get<std::uint32_t>()});
    }
    return packets;
}

class BundledStreams : public testing::TestWithParam<Bundled> {
protected:
    void SetUp() override
    {
        const std::string file = std::string(ASSAY_SOURCE_DIR) + "/tests/backends/rtl/stream/streams.json";
        for (const Json &each : Json::parse(readFile(file).value()))
            if (each.at("workload") == GetParam().workload)
                golden = each;
        ASSERT_TRUE(golden.is_object()) << GetParam().workload;
        add(GetParam().inputs, golden.at("inputs"), ASSAY_TENSOR_INPUT);
        add(GetParam().residents, golden.at("residents"), ASSAY_TENSOR_RESIDENT);
        add(GetParam().outputs, golden.at("outputs"), ASSAY_TENSOR_OUTPUT);
    }
    void add(const std::vector<Named> &names, const Json &contents, std::uint32_t role)
    {
        ASSERT_EQ(names.size(), contents.size());
        for (std::size_t i = 0; i < names.size(); ++i)
            tensors.add(names[i].name, names[i].dtype, role, fromHex(contents.at(i)));
    }
    Json golden;
    TensorList tensors;
};

TEST_P(BundledStreams, ArePackedAndUnpackedAsTheKernelExpects)
{
    const auto layout = Layout::read(Json::parse(GetParam().options), tensors.all());
    ASSERT_TRUE(layout) << layout.error().text();

    const Packets configuration = layout->configuration(tensors.all());
    const Packets wantedConfiguration = packetsOf(golden.at("configuration"));
    EXPECT_EQ(configuration.bytes, wantedConfiguration.bytes);
    EXPECT_EQ(configuration.packets, wantedConfiguration.packets);

    Packets query;
    layout->packQuery(tensors.inputs(), query);
    const Packets wantedQuery = packetsOf(golden.at("query"));
    EXPECT_EQ(query.bytes, wantedQuery.bytes);
    EXPECT_EQ(query.packets, wantedQuery.packets);

    const Packets given = packetsOf(golden.at("output"));
    EXPECT_EQ(layout->expectedOutput(), given.packets);
    EXPECT_EQ(layout->outputBytes(), given.bytes.size());
    const auto outputs = tensors.outputs();
    for (const assay_tensor &output : outputs)
        std::memset(output.data, 0xA5, output.bytes);
    layout->unpackQuery(given.bytes, outputs);
    for (std::size_t i = 0; i < outputs.size(); ++i)
        EXPECT_EQ(bytesOf(outputs[i]), fromHex(golden.at("outputs").at(i))) << outputs[i].name;
}

INSTANTIATE_TEST_SUITE_P(Kernels, BundledStreams, testing::ValuesIn(kBundled), [](const auto &instance) {
    std::string name = instance.param.workload;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
});

} // namespace
} // namespace assay::rtl
