#include <chrono>
#include <csignal>
#include <fstream>
#include <thread>

#include <gmock/gmock.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include "backends/rtl/design/artifact_cache.hpp"
#include "core/base/files.hpp"
#include "tests/backends/rtl/design/scratch_folder.hpp"

using assay::rtl::ArtifactCache;
using assay::rtl::test::ScratchFolder;
using testing::ElementsAre;
using testing::HasSubstr;

namespace assay::rtl {
namespace {

namespace fs = std::filesystem;

ArtifactCache::Make writes(const std::string &content, int &calls)
{
    return [content, &calls](const fs::path &folder) -> Result<Json> {
        ++calls;
        std::ofstream(folder / "thing") << content;
        return Json{{"tool", "pen 1.0"}};
    };
}

ArtifactCache::Make fails(ErrorCode code, int &calls)
{
    return [code, &calls](const fs::path &folder) -> Result<Json> {
        ++calls;
        std::ofstream(folder / "half") << "half";
        return failure(code, "kernel.v:4: no such name");
    };
}

std::string thingOf(const ArtifactCache::Entry &entry)
{
    return readFile(entry.folder / "thing").value();
}

/// A process of its own that runs `body` and ends with what it returns.
template <class Body> pid_t startProcess(Body body)
{
    const pid_t child = ::fork();
    if (child == 0)
        ::_exit(body());
    return child;
}

int endOf(pid_t child)
{
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void waitFor(const fs::path &file)
{
    for (int i = 0; i < 1000 && !fs::exists(file); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
}

TEST(ArtifactCache, MakesOnceAndFindsAgain)
{
    const ScratchFolder scratch;
    const ArtifactCache cache(scratch.path() / "deep" / "cache");
    int calls = 0;
    EXPECT_FALSE(cache.find("model", "abc"));
    const auto made = cache.getOrMake("model", "abc", writes("one", calls));
    ASSERT_TRUE(made) << made.error().text();
    EXPECT_FALSE(made->fromCache);
    EXPECT_EQ(thingOf(*made), "one");
    EXPECT_EQ(made->record.at("tool"), "pen 1.0");
    EXPECT_GE(made->record.at("seconds").get<double>(), 0);

    const auto again = cache.getOrMake("model", "abc", writes("two", calls));
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->fromCache);
    EXPECT_EQ(thingOf(*again), "one");
    EXPECT_EQ(again->record, made->record);
    EXPECT_EQ(calls, 1);
    EXPECT_TRUE(cache.find("model", "abc")->has_value());
    EXPECT_FALSE(cache.find("netlist", "abc"));
}

TEST(ArtifactCache, KeepsFailuresOfTheDesignButNotOfTheMachine)
{
    const ScratchFolder scratch;
    const ArtifactCache cache(scratch.path());
    for (const ErrorCode code : {ErrorCode::Failed, ErrorCode::Unsupported}) {
        int calls = 0;
        const std::string key = "kept" + std::to_string(static_cast<int>(code));
        for (int i = 0; i < 2; ++i) {
            const auto failed = cache.getOrMake("k", key, fails(code, calls));
            ASSERT_FALSE(failed);
            EXPECT_EQ(failed.error().code, code);
            EXPECT_EQ(failed.error().text(), "kernel.v:4: no such name");
        }
        EXPECT_EQ(calls, 1);
        EXPECT_FALSE(fs::exists(scratch.path() / "k" / key / "half"));
    }
    for (const ErrorCode code : {ErrorCode::Io, ErrorCode::DiskFull, ErrorCode::Cancelled}) {
        int calls = 0;
        EXPECT_FALSE(cache.getOrMake("k", "lost", fails(code, calls)));
        EXPECT_FALSE(cache.find("k", "lost"));
        const auto made = cache.getOrMake("k", "lost", writes("well", calls));
        ASSERT_TRUE(made);
        EXPECT_EQ(thingOf(*made), "well");
        fs::remove_all(made->folder);
    }
}

TEST(ArtifactCache, LetsOneProcessMakeAndTheOthersTake)
{
    const ScratchFolder scratch;
    const ArtifactCache cache(scratch.path() / "cache");
    const auto process = [&] {
        const auto entry = cache.getOrMake("k", "shared", [&](const fs::path &folder) -> Result<Json> {
            std::ofstream(scratch.path() / "makers", std::ios::app) << "x";
            std::this_thread::sleep_for(std::chrono::milliseconds(300));
            std::ofstream(folder / "thing") << "made";
            return Json::object();
        });
        return entry && thingOf(*entry) == "made" ? (entry->fromCache ? 1 : 0) : 2;
    };
    std::vector<pid_t> children;
    for (int i = 0; i < 4; ++i)
        children.push_back(startProcess(process));
    std::vector<int> ends;
    for (const pid_t child : children)
        ends.push_back(endOf(child));
    std::sort(ends.begin(), ends.end());
    EXPECT_THAT(ends, ElementsAre(0, 1, 1, 1)); // one made it, three took it
    EXPECT_EQ(readFile(scratch.path() / "makers").value(), "x");
}

TEST(ArtifactCache, ForgetsWhatAKilledMakerLeft)
{
    const ScratchFolder scratch;
    const ArtifactCache cache(scratch.path() / "cache");
    const pid_t child = startProcess([&] {
        static_cast<void>(cache.getOrMake("k", "key", [&](const fs::path &folder) -> Result<Json> {
            std::ofstream(folder / "thing") << "half";
            std::ofstream(folder / "debris") << "x";
            std::ofstream(scratch.path() / "begun") << "x";
            ::pause();
            return Json::object();
        }));
        return 0;
    });
    waitFor(scratch.path() / "begun");
    ::kill(child, SIGKILL);
    EXPECT_EQ(endOf(child), 128 + SIGKILL);
    EXPECT_FALSE(cache.find("k", "key")) << "a half-made entry must never be taken";

    int calls = 0;
    const auto made = cache.getOrMake("k", "key", writes("whole", calls));
    ASSERT_TRUE(made) << made.error().text();
    EXPECT_EQ(thingOf(*made), "whole");
    EXPECT_FALSE(fs::exists(made->folder / "debris"));
    for (const auto &entry : fs::directory_iterator(scratch.path() / "cache" / "k"))
        EXPECT_THAT(entry.path().filename().string(), testing::AnyOf("key", "key.lock"));
}

TEST(ArtifactCache, MakesAnewWhatWasDamaged)
{
    const ScratchFolder scratch;
    const ArtifactCache cache(scratch.path());
    int calls = 0;
    ASSERT_TRUE(cache.getOrMake("k", "key", writes("one", calls)));
    fs::remove(scratch.path() / "k" / "key" / "thing"); // a cleaner went over the cache
    EXPECT_FALSE(cache.find("k", "key"));
    EXPECT_EQ(thingOf(cache.getOrMake("k", "key", writes("two", calls)).value()), "two");
    scratch.write("k/key/meta.json", "{ half");
    EXPECT_EQ(thingOf(cache.getOrMake("k", "key", writes("three", calls)).value()), "three");
    EXPECT_EQ(calls, 3);
}

TEST(ArtifactCache, NamesAFolderThatCannotBeWritten)
{
    const ScratchFolder scratch;
    const fs::path file = scratch.write("file", "not a folder");
    int calls = 0;
    const auto entry = ArtifactCache(file / "cache").getOrMake("k", "key", writes("x", calls));
    ASSERT_FALSE(entry);
    EXPECT_EQ(entry.error().code, ErrorCode::Io);
    EXPECT_THAT(entry.error().text(), HasSubstr((file / "cache").string()));
    EXPECT_EQ(calls, 0);
}

} // namespace
} // namespace assay::rtl
