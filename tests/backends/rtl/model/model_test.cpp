#include <filesystem>

#include "core/base/files.hpp"
#include "tests/backends/rtl/model/model_fixture.hpp"

using testing::ElementsAre;
using testing::HasSubstr;

namespace assay::rtl {
namespace {

constexpr std::uint64_t kLimit = 5000;

class ModelTest : public test::ModelFixture {
protected:
    /// tests/rtl/designs/faulty.v passes bytes through, or fails in one of five ways.
    std::unique_ptr<Model> faulty(std::int64_t fault)
    {
        return load(design("tests/rtl/designs/faulty.v", "faulty", {{"FAULT", fault}}));
    }
    /// What run() says of eight bytes that should pass.
    std::string errorOfRun(Model &model, Model::Pauses pauses = Model::Pauses())
    {
        std::vector<std::uint8_t> output(8);
        const std::vector<Packets::Packet> expected{{8, 0}};
        const auto run = model.run(test::packetsOf({"abcdefgh"}), expected, output, kLimit, pauses);
        return run ? "no error" : run.error().text();
    }
};

TEST_F(ModelTest, ComputesWhatTheCoreComputes)
{
    const auto model = load(crc32(4));
    EXPECT_STREQ(model->api().kernel, "crc32");
    EXPECT_STREQ(model->api().parameters, "BYTES=4 PIPE=1");
    const Packets input = test::packetsOf({"123456789", "a", "The quick brown fox jumps over the lazy dog"});
    const std::vector<Packets::Packet> expected(3, {4, 0});
    std::vector<std::uint32_t> output(3);
    const std::span<std::uint8_t> bytes(reinterpret_cast<std::uint8_t *>(output.data()), 12);
    const auto run = model->run(input, expected, bytes, kLimit);
    ASSERT_TRUE(run) << run.error().text();
    EXPECT_THAT(output, ElementsAre(0xCBF43926, 0xE8B7BE43, 0x414FA339));
    EXPECT_EQ(run->cycles, 15 + 3 + 2 + 2); // beats + 3 + T(BYTES) + clog2(BYTES), as resources/rtl/README.md says
    EXPECT_EQ(run->lastInput, 14);
    EXPECT_EQ(run->lastOutput, run->cycles - 1);

    model->reset();
    std::fill(output.begin(), output.end(), 0U);
    const auto paused = model->run(input, expected, bytes, kLimit, {7, 30000, 30000});
    ASSERT_TRUE(paused) << paused.error().text();
    EXPECT_THAT(output, ElementsAre(0xCBF43926, 0xE8B7BE43, 0x414FA339));
    EXPECT_GT(paused->cycles, run->cycles);
}

TEST_F(ModelTest, ManyInstancesOfOneLibrary)
{
    const auto first = faulty(0), second = faulty(0);
    EXPECT_EQ(errorOfRun(*first), "no error");
    EXPECT_EQ(errorOfRun(*second), "no error");
    EXPECT_EQ(errorOfRun(*first), "no error");
}

TEST_F(ModelTest, TimesOutWithTheCyclesAndWhatHadCome)
{
    const auto endless = faulty(1); // never raises tlast
    EXPECT_THAT(errorOfRun(*endless), HasSubstr("faulty: timed out after 5000 cycles: 0 of 1 output packets had come, "
                                                "1 of 1 input packets had been taken"));
    EXPECT_TRUE(endless->lastRunTimedOut());
    const auto stopping = faulty(2); // takes five bytes, no more
    EXPECT_THAT(errorOfRun(*stopping), HasSubstr("timed out after 5000 cycles: 0 of 1 output packets had come, 0 of 1 "
                                                 "input packets"));
    EXPECT_TRUE(stopping->lastRunTimedOut());
    stopping->reset();
    std::vector<std::uint8_t> output(3);
    const std::vector<Packets::Packet> expected{{3, 0}};
    EXPECT_TRUE(stopping->run(test::packetsOf({"abc"}), expected, output, kLimit));
    EXPECT_FALSE(stopping->lastRunTimedOut());
}

TEST_F(ModelTest, TellsWhatACoreDoesAgainstTheConvention)
{
    const auto lettingGo = faulty(3);
    EXPECT_THAT(errorOfRun(*lettingGo, {3, 0, 40000}), HasSubstr("breaks the AXI4-Stream rules"));
    EXPECT_FALSE(lettingGo->lastRunTimedOut());
    const auto more = faulty(4);
    EXPECT_THAT(errorOfRun(*more), HasSubstr("goes on with output after the last of 1 packets"));
    const auto finishing = faulty(5);
    EXPECT_THAT(errorOfRun(*finishing), HasSubstr("called $finish or $stop"));
}

TEST_F(ModelTest, ComparesPacketsWithWhatTheLayoutExpects)
{
    const auto model = faulty(0);
    std::vector<std::uint8_t> output(8);
    const auto errorFor = [&](std::vector<Packets::Packet> expected, std::span<std::uint8_t> room) {
        model->reset();
        const auto run = model->run(test::packetsOf({"abc", "de"}), expected, room, kLimit);
        return run ? "no error" : run.error().text();
    };
    EXPECT_EQ(errorFor({{3, 0}, {2, 0}}, output), "no error");
    EXPECT_EQ(errorFor({{3, 0}, {5, 0}}, output), "faulty: output packet 2 of 2 has 2 bytes instead of 5");
    EXPECT_EQ(errorFor({{3, 1}, {2, 0}}, output), "faulty: output packet 1 of 2 has tuser = 0 instead of 1");
    EXPECT_THAT(errorFor({{3, 0}, {1, 0}}, std::span(output).first(4)),
                HasSubstr("gives more output than the workload has room for (4 bytes in 2 packets): 1 of 2"));
}

TEST_F(ModelTest, WritesAWaveform)
{
    const auto plain = faulty(0);
    const auto refused = plain->trace(scratch.path() / "wave.vcd", 10);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Unsupported);

    const auto traceable = load(design("tests/rtl/designs/faulty.v", "faulty", {{"FAULT", 0}}), Tracing::Yes);
    EXPECT_EQ(traceable->trace(scratch.path() / "no/such/folder.vcd", 10).error().code, ErrorCode::Io);
    ASSERT_TRUE(traceable->trace(scratch.path() / "wave.vcd", 10));
    EXPECT_EQ(errorOfRun(*traceable), "no error");
    const std::string wave = readFile(scratch.path() / "wave.vcd").value();
    EXPECT_THAT(wave, HasSubstr("$enddefinitions"));
    EXPECT_THAT(wave, HasSubstr("m_axis_tdata"));
    EXPECT_THAT(wave, HasSubstr("#19\n")); // half cycles: ten clocks
    EXPECT_THAT(wave, testing::Not(HasSubstr("#20\n")));
}

TEST(ModelLibrary, OtherFilesAreRefused)
{
    const test::ScratchFolder scratch;
    const std::filesystem::path libraries = std::filesystem::path(ASSAY_BUILD_DIR) / "tests";
    const auto errorOf = [](const std::filesystem::path &file) {
        const auto model = Model::load(file);
        return model ? "no error" : model.error().text();
    };
    EXPECT_THAT(errorOf(scratch.path() / "absent.so"), HasSubstr("absent.so"));
    EXPECT_THAT(errorOf(scratch.write("text.so", "no library")), HasSubstr("text.so"));
    EXPECT_THAT(errorOf(libraries / "assay_test_no_model.so"),
                HasSubstr("is no model of a core: it does not export assay_rtl_model_v1"));
    EXPECT_THAT(errorOf(libraries / "assay_test_other_abi.so"),
                HasSubstr("was made for another version of Assay (model ABI 2 instead of 1)"));
}

} // namespace
} // namespace assay::rtl
