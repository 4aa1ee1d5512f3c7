#include <gmock/gmock.h>

#include "core/base/random.hpp"
#include "core/wire/frame.hpp"

using namespace assay;
using namespace assay::wire;

namespace {

std::vector<std::uint8_t> bytesOf(const Json &message)
{
    return *encodeMessage(message);
}

TEST(Frames, SurviveAnyCutting)
{
    const Json first = {{"type", "hello"}, {"protocol", 1}},
               second = {{"type", "progress"}, {"text", std::string(70000, 'x')}};
    std::vector<std::uint8_t> stream = bytesOf(first);
    const auto more = bytesOf(second);
    stream.insert(stream.end(), more.begin(), more.end());
    Random random(5);
    for (int round = 0; round < 20; ++round) {
        FrameReader reader;
        std::vector<Json> messages;
        Frame frame;
        for (std::size_t start = 0; start < stream.size();) {
            const std::size_t count = std::min<std::size_t>(1 + random.below(5000), stream.size() - start);
            ASSERT_TRUE(reader.feed({stream.data() + start, count}));
            while (reader.next(frame))
                messages.push_back(*decodeMessage(frame));
            start += count;
        }
        EXPECT_THAT(messages, testing::ElementsAre(first, second));
    }
}

TEST(Frames, BinaryFramesKeepTheirBytes)
{
    const std::vector<std::uint8_t> payload{0, 1, 2, 255, 0};
    FrameReader reader;
    ASSERT_TRUE(reader.feed(*encodeFrame(FrameKind::Binary, payload)));
    Frame frame;
    ASSERT_TRUE(reader.next(frame));
    EXPECT_EQ(frame.kind, FrameKind::Binary);
    EXPECT_EQ(frame.payload, payload);
    EXPECT_FALSE(decodeMessage(frame));
}

TEST(Frames, RefuseWrongLengthAndKindForGood)
{
    FrameReader tooLong;
    EXPECT_FALSE(tooLong.feed(std::vector<std::uint8_t>{0xff, 0xff, 0xff, 0x7f, 0}));
    EXPECT_FALSE(tooLong.feed(bytesOf({{"type", "hello"}})));
    FrameReader unknownKind;
    EXPECT_FALSE(unknownKind.feed(std::vector<std::uint8_t>{1, 0, 0, 0, 7, 0}));
    EXPECT_TRUE(unknownKind.broken());
    EXPECT_FALSE(encodeFrame(FrameKind::Binary, std::vector<std::uint8_t>(kMaximumFrame + 1)));
}

TEST(Frames, RefuseWhatIsNotAMessage)
{
    EXPECT_FALSE(decodeMessage({FrameKind::Message, {}}));
    EXPECT_FALSE(decodeMessage({FrameKind::Message, Json::to_cbor(Json::array({1}))}));
    EXPECT_FALSE(decodeMessage({FrameKind::Message, Json::to_cbor(Json{{"no", "type"}})}));
    // 100,000 nested arrays: refused by depth, not by a stack overflow
    EXPECT_FALSE(decodeMessage({FrameKind::Message, std::vector<std::uint8_t>(100000, 0x81)}));
}

TEST(Frames, NoiseNeverCrashesTheParser)
{
    Random random(11);
    for (int round = 0; round < 20000; ++round) {
        std::vector<std::uint8_t> noise(random.below(64));
        for (auto &byte : noise)
            byte = static_cast<std::uint8_t>(random.next());
        if (noise.size() > 4 && round % 2 == 0) { // half of them with a believable header
            noise[0] = static_cast<std::uint8_t>(noise.size() - 5);
            noise[1] = noise[2] = noise[3] = noise[4] = 0;
        }
        FrameReader reader;
        Frame frame;
        if (!reader.feed(noise))
            continue;
        while (reader.next(frame)) {
            const auto message = decodeMessage(frame);
            EXPECT_TRUE(!message || message->is_object());
        }
    }
}

} // namespace
