#include <gmock/gmock.h>

#include "backends/rtl/stream/layout.hpp"
#include "tests/backends/rtl/stream/tensor_list.hpp"

using assay::rtl::test::bytesOf;
using assay::rtl::test::counting;
using assay::rtl::test::TensorList;
using testing::ElementsAre;
using testing::HasSubstr;

namespace assay::rtl {
namespace {

/// Inputs a (10 × i32), b (10 × u8), resident w (6 × i16), output y (12 × u8).
class LayoutTest : public testing::Test {
protected:
    void SetUp() override
    {
        tensors.add("a", ASSAY_I32, ASSAY_TENSOR_INPUT, counting<std::int32_t>(10));
        tensors.add("y", ASSAY_U8, ASSAY_TENSOR_OUTPUT, counting<std::uint8_t>(12));
        tensors.add("w", ASSAY_I16, ASSAY_TENSOR_RESIDENT, counting<std::int16_t>(6));
        tensors.add("b", ASSAY_U8, ASSAY_TENSOR_INPUT, counting<std::uint8_t>(10));
    }
    /// What read() says of good options with one of them replaced.
    std::string errorWith(const char *stream, const char *groups)
    {
        Json options = kGood;
        options[stream] = Json::parse(groups);
        const auto layout = Layout::read(options, tensors.all());
        if (layout)
            return "no error";
        EXPECT_EQ(layout.error().code, ErrorCode::InvalidInput);
        return layout.error().text();
    }
    Layout readWith(const char *stream, const char *groups)
    {
        Json options = kGood;
        options[stream] = Json::parse(groups);
        auto layout = Layout::read(options, tensors.all());
        EXPECT_TRUE(layout) << layout.error().text();
        return layout.value();
    }
    const Json kGood = Json::parse(R"({"configuration": [{"tensors": ["w"]}], "input": [{"tensors": ["a", "b"]}],
                                       "output": [{"tensors": ["y"]}], "cycles": 12, "parameters": {"LANES": 4}})");
    TensorList tensors;
};

TEST_F(LayoutTest, TensorsFollowEachOther)
{
    const auto layout = Layout::read(kGood, tensors.all());
    ASSERT_TRUE(layout) << layout.error().text();
    Packets query;
    layout->packQuery(tensors.inputs(), query);
    auto wanted = counting<std::int32_t>(10);
    const auto b = counting<std::uint8_t>(10);
    wanted.insert(wanted.end(), b.begin(), b.end());
    EXPECT_EQ(query.bytes, wanted);
    EXPECT_THAT(query.packets, ElementsAre(Packets::Packet{50, 0}));
    EXPECT_THAT(layout->configuration(tensors.all()).packets, ElementsAre(Packets::Packet{12, 1}));
}

TEST_F(LayoutTest, ZipGoesOnBeyondItsBlocks)
{
    constexpr std::size_t kRows = 10001;
    TensorList large;
    large.add("key", ASSAY_U16, ASSAY_TENSOR_INPUT, counting<std::uint16_t>(kRows));
    large.add("value", ASSAY_I64, ASSAY_TENSOR_INPUT, counting<std::int64_t>(kRows));
    large.add("sum", ASSAY_I64, ASSAY_TENSOR_OUTPUT, std::vector<std::uint8_t>(8 * kRows));
    large.add("count", ASSAY_U16, ASSAY_TENSOR_OUTPUT, std::vector<std::uint8_t>(2 * kRows));
    const auto layout =
        Layout::read(Json::parse(R"({"input": [{"tensors": ["key", "value"], "zip": true, "packets": 73}],
                                     "output": [{"tensors": ["count", "sum"], "zip": true}]})"),
                     large.all());
    ASSERT_TRUE(layout) << layout.error().text();
    Packets query;
    layout->packQuery(large.inputs(), query);
    ASSERT_EQ(query.bytes.size(), 10 * kRows);
    EXPECT_EQ(query.packets, std::vector<Packets::Packet>(73, {1370, 0}));
    for (std::size_t i = 0; i < kRows; ++i) {
        std::uint16_t key = 0;
        std::int64_t value = 0;
        std::memcpy(&key, query.bytes.data() + 10 * i, 2);
        std::memcpy(&value, query.bytes.data() + 10 * i + 2, 8);
        ASSERT_EQ(key, i + 1);
        ASSERT_EQ(value, static_cast<std::int64_t>(i + 1));
    }
    layout->unpackQuery(query.bytes, large.outputs());
    EXPECT_EQ(bytesOf(large.outputs()[0]), counting<std::int64_t>(kRows));
    EXPECT_EQ(bytesOf(large.outputs()[1]), counting<std::uint16_t>(kRows));
}

TEST_F(LayoutTest, BitsOfAnyWidthComeBack)
{
    TensorList one;
    one.add("a", ASSAY_U8, ASSAY_TENSOR_INPUT, {0xB1, 0x02, 0xFF, 0x47, 0x99, 0x0C, 0xE3});
    one.add("y", ASSAY_U8, ASSAY_TENSOR_OUTPUT, std::vector<std::uint8_t>(7, 0xEE));
    for (int bits = 1; bits <= 24; ++bits) {
        Json options = Json::parse(R"({"input": [{"tensors": ["a"], "beat_bytes": 3}]})");
        options["input"][0]["bits"] = bits;
        options["output"] = options["input"];
        options["output"][0]["tensors"][0] = "y";
        const auto layout = Layout::read(options, one.all());
        ASSERT_TRUE(layout) << layout.error().text();
        Packets query;
        layout->packQuery(one.inputs(), query);
        const int beats = (56 + bits - 1) / bits;
        ASSERT_EQ(query.bytes.size(), static_cast<std::size_t>(3 * beats));
        for (int beat = 0; beat < beats; ++beat) // bit j of a beat is bit (beat · bits + j) of the tensor
            for (int j = 0; j < 24; ++j) {
                const int from = beat * bits + j;
                const int wanted = j < bits && from < 56 ? bytesOf(one.inputs()[0])[from / 8] >> (from % 8) & 1 : 0;
                ASSERT_EQ(query.bytes[3 * beat + j / 8] >> (j % 8) & 1, wanted) << bits << " bits, beat " << beat;
            }
        layout->unpackQuery(query.bytes, one.outputs());
        EXPECT_EQ(bytesOf(one.outputs()[0]), bytesOf(one.inputs()[0])) << bits;
    }
}

TEST_F(LayoutTest, BlocksAreFilledUpWithZerosAndReadBack)
{
    // w as 3 rows and 2 columns, stored column by column: {1 2 3} {4 5 6}; two rows a block
    const auto sent = readWith("configuration", R"([{"tensors": ["w"], "block": {"rows": 3, "cols": 2, "lanes": 2}}])");
    EXPECT_THAT(sent.configuration(tensors.all()).bytes, ElementsAre(1, 0, 2, 0, 4, 0, 5, 0, 3, 0, 0, 0, 6, 0, 0, 0));
    const auto received =
        readWith("output", R"([{"parts": [{"tensors": ["y"], "block": {"rows": 5, "cols": 2, "lanes": 4}},
                                          {"tensors": ["y"], "block": {"offset": 10, "rows": 0, "cols": 1, "lanes": 4}},
                                          {"tensors": ["y"], "block": {"offset": 10, "rows": 2, "cols": 1, "lanes": 2}}]}])");
    ASSERT_EQ(received.outputBytes(), 18);
    const std::vector<std::uint8_t> bytes{1, 2, 3, 4, 6, 7, 8, 9, 5, 0, 0, 0, 10, 0, 0, 0, 11, 12};
    std::memset(tensors.outputs()[0].data, 0, 12);
    received.unpackQuery(bytes, tensors.outputs());
    EXPECT_EQ(bytesOf(tensors.outputs()[0]), counting<std::uint8_t>(12));
}

TEST_F(LayoutTest, ConstantsAreLittleEndian)
{
    const auto layout =
        readWith("configuration", R"([{"parts": [{"value": 258, "bytes": 4}, {"value": -2.0, "bytes": 2},
                                                 {"tensors": ["w"]}], "user": 0}])");
    const Packets configuration = layout.configuration(tensors.all());
    EXPECT_THAT(configuration.packets, ElementsAre(Packets::Packet{18, 0}));
    EXPECT_THAT(std::vector<std::uint8_t>(configuration.bytes.begin(), configuration.bytes.begin() + 8),
                ElementsAre(2, 1, 0, 0, 0xFE, 0xFF, 1, 0));
}

TEST_F(LayoutTest, PackingAgainKeepsTheMemory)
{
    const auto layout = Layout::read(kGood, tensors.all());
    Packets query;
    layout->packQuery(tensors.inputs(), query);
    const auto *bytes = query.bytes.data();
    const auto *packets = query.packets.data();
    layout->packQuery(tensors.inputs(), query);
    EXPECT_EQ(query.bytes.data(), bytes);
    EXPECT_EQ(query.packets.data(), packets);
}

TEST_F(LayoutTest, ErrorsNameTheGroupAndTheReason)
{
    EXPECT_EQ(errorWith("input", R"([{"tensors": ["a"]}, {"tensor": ["b"]}])"),
              "input[1]: unknown key 'tensor'. Did you mean 'tensors'?");
    EXPECT_THAT(errorWith("output", R"([{"tensors": ["Y"]}])"), HasSubstr("output[0]: unknown tensor 'Y'."));
    EXPECT_EQ(errorWith("input", R"([{"tensors": ["a", "b", "w"]}])"),
              "input[0]: tensor 'w' belongs to 'configuration', by its role");
    EXPECT_EQ(errorWith("input", R"([{"tensors": ["a", "b"], "packets": 4}])"),
              "input[0]: its 50 bytes cannot be cut into 4 equal packets");
    EXPECT_EQ(errorWith("configuration", R"([{"parts": [{"tensors": ["w"]}, {"tensors": ["w"], "user": 1}]}])"),
              "configuration[0]: parts[1]: unknown key 'user'.");
    EXPECT_EQ(errorWith("input", R"([{"zip": true}])"), "input[0]: needs either 'tensors', 'value' or 'parts'");
    EXPECT_EQ(errorWith("output", R"([{"value": 1, "bytes": 1}])"),
              "output[0]: 'value' can only be sent, not received");
    EXPECT_EQ(errorWith("configuration", R"([{"tensors": ["w"]}, {"value": 256, "bytes": 1}])"),
              "configuration[1]: value = 256 is no whole number of 1 byte(s)");
    EXPECT_THAT(errorWith("configuration", R"([{"tensors": ["w"], "bits": 9, "beat_bytes": 1}])"),
                HasSubstr("bits = 9 must be a whole number from 1 to 8"));
    EXPECT_THAT(errorWith("input", R"([{"tensors": ["a", "b"], "packets": "=n"}])"), HasSubstr("packets = \"=n\""));
}

TEST_F(LayoutTest, ErrorsOfSizesAndCoverage)
{
    EXPECT_EQ(errorWith("output", R"([{"tensors": ["y"]}, {"tensors": ["y"]}])"),
              "tensor 'y' is received twice from element 0");
    EXPECT_EQ(errorWith("configuration", R"([{"tensors": ["w"], "block": {"rows": 4, "cols": 1, "lanes": 2}}])"),
              "tensor 'w' is not sent from element 4 on");
    EXPECT_EQ(
        errorWith("configuration", R"([{"tensors": ["w"], "block": {"offset": 3, "rows": 2, "cols": 2, "lanes": 2}}])"),
        "configuration[0]: block: 2 rows and 2 columns from element 3 reach beyond the 6 elements of 'w'");
    EXPECT_THAT(errorWith("output", "[]"), HasSubstr("needs the option 'output'"));
    tensors.add("c", ASSAY_U8, ASSAY_TENSOR_INPUT, counting<std::uint8_t>(9));
    EXPECT_EQ(errorWith("input", R"([{"tensors": ["a"]}, {"tensors": ["b", "c"], "zip": true}])"),
              "input[1]: cannot zip 'b' (10 elements) with 'c' (9): they need equally many");
    EXPECT_EQ(errorWith("input", R"([{"tensors": ["a", "b"]}])"),
              "tensor 'c' is not sent: no group of 'input' names it");
}

} // namespace
} // namespace assay::rtl
