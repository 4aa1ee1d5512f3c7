#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <thread>

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include "backends/rtl/design/tools.hpp"
#include "core/base/files.hpp"
#include "tests/backends/rtl/design/scratch_folder.hpp"

using assay::rtl::test::ScratchFolder;
using testing::HasSubstr;
using testing::Not;

namespace assay::rtl {
namespace {

/// PATH for one test.
class PathOf {
public:
    explicit PathOf(const std::string &path) : m_before(std::getenv("PATH")) { ::setenv("PATH", path.c_str(), 1); }
    PathOf(const PathOf &) = delete;
    PathOf &operator=(const PathOf &) = delete;
    ~PathOf() { ::setenv("PATH", m_before.c_str(), 1); }

private:
    std::string m_before;
};

/// Waits until the process whose number stands in `file` is gone; false when it lives on.
bool endsSoon(const std::filesystem::path &file)
{
    for (int i = 0; i < 500; ++i) {
        const auto text = readFile(file);
        if (text && !text->empty()) {
            const auto stat = readFile("/proc/" + std::to_string(std::stol(*text)) + "/stat");
            if (!stat || stat->find(") Z ") != std::string::npos) // a zombie waits for init only
                return true;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
}

std::vector<std::string> startsGrandchild(const std::filesystem::path &pidFile)
{
    return {"sh", "-c", "sleep 600 & echo $! > " + pidFile.string() + "; wait"};
}

TEST(Tools, MissingToolNamesThePackage)
{
    const ScratchFolder empty;
    const PathOf path(empty.path().string());
    for (const auto &[tool, package] : {std::pair{"verilator", "verilator"},
                                        {"g++", "g++"},
                                        {"yosys", "yosys"},
                                        {"nextpnr-ice40", "nextpnr-ice40"}}) {
        const auto found = findTool(tool);
        ASSERT_FALSE(found) << tool;
        EXPECT_EQ(found.error().code, ErrorCode::Unsupported);
        EXPECT_THAT(found.error().text(), HasSubstr(std::string("apt install ") + package));
    }
}

TEST(Tools, GivesTheFirstProgramOfPathAndItsVersion)
{
    const ScratchFolder scratch;
    const auto program = scratch.write("bin/yosys", "#!/bin/sh\necho; echo \"Yosys 9.9 ($1)\"; echo more\n");
    scratch.write("first/yosys", "not executable");
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
    const PathOf path((scratch.path() / "first").string() + ":" + (scratch.path() / "bin").string() + ":/usr/bin:/bin");
    const auto tool = findTool("yosys");
    ASSERT_TRUE(tool) << tool.error().text();
    EXPECT_EQ(tool->program, program);
    EXPECT_EQ(tool->version, "Yosys 9.9 (-V)");
}

TEST(Tools, GivesTheOutputOfBothStreams)
{
    const auto output = runTool({"sh", "-c", "echo out; echo err >&2"}, 10);
    ASSERT_TRUE(output);
    EXPECT_EQ(*output, "out\nerr\n");
}

TEST(Tools, FailureShowsTheLinesThatMatter)
{
    const auto failed =
        runTool({"sh", "-c",
                 "echo 'reading kernel.v'; echo '%Warning-WIDTH: kernel.v:3:1: narrow';"
                 "echo '%Error: kernel.v:4:32: no such name'; echo '%Error: Exiting due to 1 error(s)'; exit 1"},
                10);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, ErrorCode::Failed);
    EXPECT_EQ(failed.error().text(), "sh failed:\n%Error: kernel.v:4:32: no such name");
}

TEST(Tools, FailureWithoutAnErrorLineShowsTheEnd)
{
    std::string output;
    for (int i = 0; i < 100; ++i)
        output += "line " + std::to_string(i) + "\n";
    EXPECT_THAT(linesThatMatter(output, 3), testing::Eq("line 97\nline 98\nline 99"));
    EXPECT_THAT(linesThatMatter("error a\nerror b\nerror c\n", 2), testing::Eq("error a\nerror b\n… and 1 more"));
}

TEST(Tools, AbortIsOfTheDesignAndKillIsOfTheMachine)
{
    const auto aborted = runTool({"sh", "-c", "kill -ABRT $$"}, 10);
    ASSERT_FALSE(aborted);
    EXPECT_EQ(aborted.error().code, ErrorCode::Failed);
    EXPECT_THAT(aborted.error().text(), HasSubstr("signal 6"));
    EXPECT_EQ(runTool({"sh", "-c", "kill -KILL $$"}, 10).error().code, ErrorCode::Io);
    EXPECT_EQ(runTool({"sh", "-c", "echo 'a.o: No space left on device'; exit 1"}, 10).error().code,
              ErrorCode::DiskFull);
    EXPECT_EQ(runTool({"no-such-tool"}, 10).error().code, ErrorCode::NotFound);
}

TEST(Tools, TimeOutEndsWhatTheToolStarted)
{
    const ScratchFolder scratch;
    const auto failed = runTool(startsGrandchild(scratch.path() / "pid"), 0.5);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, ErrorCode::Failed);
    EXPECT_EQ(failed.error().text(), "sh took more than 0.5 s");
    EXPECT_TRUE(endsSoon(scratch.path() / "pid"));
}

TEST(Tools, EndWithTheProcessThatStartedThem)
{
    const ScratchFolder scratch;
    const pid_t caller = ::fork();
    if (caller == 0) {
        static_cast<void>(runTool(startsGrandchild(scratch.path() / "pid"), 600));
        ::_exit(0);
    }
    for (int i = 0; i < 1000 && readFile(scratch.path() / "pid").value_or("").empty(); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    ::kill(caller, SIGKILL); // as the desk side ends a runner
    ::waitpid(caller, nullptr, 0);
    EXPECT_TRUE(endsSoon(scratch.path() / "pid"));
}

} // namespace
} // namespace assay::rtl
