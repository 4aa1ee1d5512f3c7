#include <gmock/gmock.h>

#include "backends/rtl/results_tool/generate.hpp"
#include "backends/rtl/synthesis/synthesis_store.hpp"
#include "tests/backends/rtl/synthesis/store_fixture.hpp"

namespace assay::rtl {
namespace {

using Effort = SynthesisStore::Effort;

const std::filesystem::path kResources = std::filesystem::path(ASSAY_SOURCE_DIR) / "resources";
const std::vector<Part> kParts{test::kHx8k,
                               test::kUp5k,
                               {Family::Ecp5, "lfe5u-85f", "", {}},
                               {Family::Xc7, "xc7z020", "", {}},
                               {Family::UltraScalePlus, "xcu250", "", {}}};

/// What a user without any FPGA tool gets for the designs that come with Assay.
TEST(PrebuiltResults, EveryPrebuiltDesignHasThemForItsPresentVerilog)
{
    const auto designs = prebuiltDesigns(kResources);
    ASSERT_TRUE(designs) << designs.error().text();
    ASSERT_FALSE(designs->empty());
    const test::PathIs noTools("/nonexistent");
    const SynthesisStore store(kResources / "rtl", ArtifactCache("/nonexistent"));
    std::vector<std::string> without;
    for (const Design &design : *designs)
        for (const Part &part : kParts) {
            const std::string name = design.describe() + " on " + part.name;
            const auto synthesis = store.synthesis(design, part, Effort::DataOnly);
            const auto routed = store.placeAndRoute(design, part, Effort::DataOnly);
            const bool noClock = synthesis && !synthesis->estimate && (!routed || routed->clocks().empty());
            if ((!synthesis && synthesis.error().code == ErrorCode::Unsupported) || noClock)
                without.push_back(name);
            else if (part.family == Family::Ice40 && !routed)
                without.push_back(name + " (place and route)");
        }
    EXPECT_THAT(without, testing::IsEmpty())
        << "make them: build assay-rtl-results, run bin/assay-rtl-results, commit resources/rtl/results";
}

TEST(PrebuiltResults, AListThatIsDamagedIsNamed)
{
    const test::ScratchFolder folder;
    folder.write("rtl/prebuilt.json", R"([{"workload": "crc32", "top": 3}])");
    const auto designs = prebuiltDesigns(folder.path());
    ASSERT_FALSE(designs);
    EXPECT_THAT(designs.error().text(), testing::HasSubstr("prebuilt.json"));
}

} // namespace
} // namespace assay::rtl
