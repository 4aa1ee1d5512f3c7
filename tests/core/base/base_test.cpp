#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <unistd.h>

#include "core/base/files.hpp"
#include "core/base/hash.hpp"
#include "core/base/random.hpp"
#include "core/base/result.hpp"
#include "core/base/subprocess.hpp"
#include "core/base/suggest.hpp"
#include "core/base/units.hpp"

namespace fs = std::filesystem;
using namespace assay;

namespace {

class Folder {
public:
    Folder() : m_path(fs::temp_directory_path() / ("assay-base-" + std::to_string(::getpid())))
    {
        fs::create_directories(m_path);
    }
    ~Folder() { fs::remove_all(m_path); }
    [[nodiscard]] const fs::path &path() const { return m_path; }

private:
    fs::path m_path;
};

TEST(Hash, MatchesThePublishedVectors)
{
    // FIPS 180-4 examples
    EXPECT_EQ(sha256Hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(sha256Hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Hash, OfAFolderDependsOnNamesAndContentsOnly)
{
    const Folder folder;
    fs::create_directories(folder.path() / "a");
    fs::create_directories(folder.path() / "b");
    for (const char *name : {"a", "b"}) {
        std::ofstream(folder.path() / name / "one") << "1";
        std::ofstream(folder.path() / name / "two") << "2";
    }
    const auto a = sha256Folder(folder.path() / "a"), b = sha256Folder(folder.path() / "b");
    ASSERT_TRUE(a && b);
    EXPECT_EQ(*a, *b);
    fs::rename(folder.path() / "b" / "two", folder.path() / "b" / "three");
    EXPECT_NE(*sha256Folder(folder.path() / "b"), *a);
    std::ofstream(folder.path() / "a" / "one") << "x";
    EXPECT_NE(*sha256Folder(folder.path() / "a"), *a);
}

TEST(Hash, RunSeedsDifferByEveryPart)
{
    const auto seed = runSeed(1, "key", 0);
    EXPECT_EQ(seed, runSeed(1, "key", 0));
    EXPECT_NE(seed, runSeed(2, "key", 0));
    EXPECT_NE(seed, runSeed(1, "kez", 0));
    EXPECT_NE(seed, runSeed(1, "key", 1));
}

TEST(RandomNumbers, SplitMixMatchesItsPublishedSequence)
{
    // first outputs for seed 1234567 of the reference implementation
    SplitMix64 mix(1234567);
    EXPECT_EQ(mix.next(), 6457827717110365317ULL);
    EXPECT_EQ(mix.next(), 3203168211198807973ULL);
}

TEST(RandomNumbers, ExponentialHasMeanAndVarianceOne)
{
    Random random(7);
    double sum = 0, squares = 0;
    constexpr int kDraws = 200'000;
    for (int i = 0; i < kDraws; ++i) {
        const double x = random.exponential();
        sum += x;
        squares += x * x;
    }
    EXPECT_NEAR(sum / kDraws, 1.0, 0.01);
    EXPECT_NEAR(squares / kDraws, 2.0, 0.05);
}

TEST(RandomNumbers, BelowStaysBelowAndReachesAll)
{
    Random random(3);
    std::array<int, 7> counts{};
    for (int i = 0; i < 7000; ++i)
        ++counts.at(random.below(7));
    for (const int count : counts)
        EXPECT_NEAR(count, 1000, 150);
}

TEST(Units, PickThePrefixAPersonWouldWrite)
{
    EXPECT_EQ(formatQuantity(12.34e-6, "s"), "12.3 µs");
    EXPECT_EQ(formatQuantity(999.96e-6, "s"), "1.00 ms");
    EXPECT_EQ(formatQuantity(83.2, "s"), "83.2 s");
    EXPECT_EQ(formatQuantity(81234, "query/s"), "81.2 kquery/s");
    EXPECT_EQ(formatQuantity(1572864, "B"), "1.50 MiB");
    EXPECT_EQ(formatQuantity(0.5, "1"), "0.500");
    EXPECT_EQ(formatQuantity(0, "s"), "0 s");
}

TEST(Units, IntervalsShareOnePrefix)
{
    EXPECT_EQ(formatInterval(12.34e-6, 11.9e-6, 12.8e-6, "s"), "12.3 µs (11.9–12.8)");
    EXPECT_EQ(formatInterval(105e-6, 53.3e-6, 0.1368, "s"), "105 µs (53.3 µs–137 ms)") << "one prefix suits not all";
    EXPECT_EQ(formatInterval(9490, 7.3, 18800, "query/s"), "9.49 kquery/s (7.30 query/s–18.8 kquery/s)");
    EXPECT_EQ(formatInterval(1e-6, 0, 2e-6, "s"), "1.00 µs (0–2.00)");
}

TEST(Units, WaitsReadLikeAClock)
{
    EXPECT_EQ(formatWait(4.21), "4.2 s");
    EXPECT_EQ(formatWait(200), "3 min 20 s");
    EXPECT_EQ(formatWait(7500), "2 h 05 min");
}

TEST(Suggest, FindsSlipsAndKeepsQuietOtherwise)
{
    const std::vector<std::string> names{"gemm", "crc32", "vector-transform"};
    EXPECT_EQ(nearest("gmem", names), "gemm");
    EXPECT_EQ(nearest("vector-trasform", names), "vector-transform");
    EXPECT_EQ(nearest("vector", names), "vector-transform");
    EXPECT_EQ(nearest("zebra", names), "");
    EXPECT_EQ(didYouMean("crc23", names), " Did you mean 'crc32'?");
}

TEST(Files, AtomicWriteReplacesWholeFilesOnly)
{
    const Folder folder;
    const fs::path file = folder.path() / "x";
    ASSERT_TRUE(writeFileAtomically(file, "first"));
    ASSERT_TRUE(writeFileAtomically(file, "second"));
    EXPECT_EQ(*readFile(file), "second");
    EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()), 1);
    const auto failed = writeFileAtomically(folder.path() / "no" / "x", "y");
    ASSERT_FALSE(failed);
    EXPECT_THAT(failed.error().text(), testing::HasSubstr("no/x"));
    EXPECT_THAT(readFile(folder.path()).error().text(), testing::HasSubstr("is a folder"));
}

TEST(Subprocess, ReportsOutputExitSignalAndTimeOut)
{
    const auto good = runSubprocess({"sh", "-c", "echo out; echo err >&2; exit 3"}, 10);
    ASSERT_TRUE(good);
    EXPECT_EQ(good->exitCode, 3);
    EXPECT_EQ(good->output, "out\nerr\n");
    EXPECT_EQ(runSubprocess({"sh", "-c", "kill -SEGV $$"}, 10)->exitCode, 128 + 11);
    const auto slow = runSubprocess({"sh", "-c", "sleep 60 & sleep 60"}, 0.2);
    ASSERT_TRUE(slow);
    EXPECT_TRUE(slow->timedOut);
    const auto absent = runSubprocess({"no-such-program-here"}, 1);
    ASSERT_FALSE(absent);
    EXPECT_THAT(absent.error().text(), testing::HasSubstr("no-such-program-here"));
}

TEST(Errors, WrongInputIsTwoAndFailureIsOne)
{
    EXPECT_EQ(exitCodeFor(ErrorCode::InvalidInput), 2);
    EXPECT_EQ(exitCodeFor(ErrorCode::NotFound), 2);
    EXPECT_EQ(exitCodeFor(ErrorCode::Failed), 1);
    EXPECT_EQ(Error(ErrorCode::Io, "full").within("file").within("run").text(), "run: file: full");
}

} // namespace
