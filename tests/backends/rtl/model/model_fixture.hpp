#pragma once

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include <gmock/gmock.h>

#include "backends/rtl/design/tools.hpp"
#include "backends/rtl/model/model.hpp"
#include "backends/rtl/model/model_store.hpp"
#include "tests/backends/rtl/design/scratch_folder.hpp"

namespace assay::rtl::test {

/// Compiles into a cache of its own; Verilator's runtime is shared by all tests, since it takes some seconds.
class ModelFixture : public testing::Test {
protected:
    void SetUp() override
    {
        for (const char *tool : {"verilator", "g++"})
            if (auto found = findTool(tool); !found)
                GTEST_SKIP() << found.error().text();
        const std::filesystem::path runtime =
            std::filesystem::path(ASSAY_BUILD_DIR) / "resources/rtl/cache/model-runtime";
        std::filesystem::create_directories(runtime);
        std::filesystem::create_directories(cache());
        std::filesystem::create_directory_symlink(runtime, cache() / "model-runtime");
    }
    [[nodiscard]] std::filesystem::path cache() const { return scratch.path() / "cache"; }
    [[nodiscard]] std::filesystem::path prebuilt() const { return scratch.path() / "prebuilt"; }
    [[nodiscard]] ModelStore store() const { return {kShared, prebuilt(), ArtifactCache(cache())}; }

    static Design design(const std::string &file, const std::string &top,
                         std::map<std::string, std::int64_t> parameters = {})
    {
        return makeDesign(kSource / file, top, std::move(parameters), kShared).value();
    }
    static Design crc32(std::int64_t bytes)
    {
        return design("resources/workloads/crc32/kernel.v", "crc32", {{"BYTES", bytes}, {"PIPE", 1}});
    }
    std::unique_ptr<Model> load(const Design &wanted, Tracing tracing = Tracing::No)
    {
        const auto library = store().get(wanted, tracing);
        EXPECT_TRUE(library) << library.error().text();
        auto model = Model::load(library.value().file);
        EXPECT_TRUE(model) << model.error().text();
        return std::move(model.value());
    }
    /// What get() says of a design that has no model.
    std::string errorOf(const Design &wanted)
    {
        const auto library = store().get(wanted);
        return library ? "no error" : library.error().text();
    }

    static inline const std::filesystem::path kSource = ASSAY_SOURCE_DIR;
    static inline const std::filesystem::path kShared = kSource / "resources/rtl";
    ScratchFolder scratch;
};

/// A PATH without any tool, for one test.
class NoTools {
public:
    explicit NoTools(const std::filesystem::path &empty) : m_before(std::getenv("PATH"))
    {
        ::setenv("PATH", empty.c_str(), 1);
    }
    NoTools(const NoTools &) = delete;
    NoTools &operator=(const NoTools &) = delete;
    ~NoTools() { ::setenv("PATH", m_before.c_str(), 1); }

private:
    std::string m_before;
};

inline Packets packetsOf(std::initializer_list<std::string> texts)
{
    Packets packets;
    for (const std::string &text : texts) {
        packets.bytes.insert(packets.bytes.end(), text.begin(), text.end());
        packets.packets.push_back({text.size(), 0});
    }
    return packets;
}

} // namespace assay::rtl::test
