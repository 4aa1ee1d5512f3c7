#include "backends/rtl/results_tool/generate.hpp"

#include <array>
#include <cstdio>
#include <ctime>
#include <map>
#include <mutex>
#include <set>

#include <fmt/format.h>

#include "backends/rtl/netlist/netlist.hpp"
#include "backends/rtl/power/power.hpp"
#include "backends/rtl/sweep/jobs.hpp"
#include "backends/rtl/synthesis/kept_activity.hpp"
#include "backends/rtl/synthesis/records.hpp"
#include "backends/rtl/synthesis/result_data.hpp"
#include "backends/rtl/synthesis/synthesis_store.hpp"
#include "core/base/files.hpp"

namespace assay::rtl {
namespace {

/// One part for each synthesis family. The capacity does not matter: nextpnr says what does not fit.
const std::array<Part, 4> &parts()
{
    static const std::array<Part, 4> kParts{{{Family::Ice40, "hx8k", "ct256", {}},
                                             {Family::Xc7, "xc7z020", "", {}},
                                             {Family::Ecp5, "lfe5u-85f", "", {}},
                                             {Family::Ice40, "up5k", "sg48", {}}}};
    return kParts;
}

/// These results are made once, on machines that are busy: with patience.
constexpr ToolLimits kPatience{.yosysSeconds = 900, .nextpnrSeconds = 240};

/// The parts whose clocks are estimated from the netlist that is made for `part`.
std::vector<Part> estimatedFrom(const Part &part)
{
    if (part.family != Family::Xc7)
        return {part};
    return {part, {Family::UltraScalePlus, "xcu250", "", {}}};
}

std::string today()
{
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    ::gmtime_r(&now, &utc);
    return fmt::format("{:04}-{:02}-{:02}", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday);
}

class Generator {
public:
    Generator(const GenerateOptions &options)
        : m_options(options), m_shared(options.resources / "rtl"), m_folder(m_shared / "results"),
          m_store(m_shared, ArtifactCache(options.cache), kPatience)
    {
    }

    Status run()
    {
        auto designs = prebuiltDesigns(m_options.resources);
        if (!designs)
            return failure(designs.error());
        if (auto loaded = load(*designs); !loaded)
            return loaded;
        std::vector<Job> jobs;
        for (const Part &part : parts())
            for (const Design &design : *designs)
                jobs.push_back({fmt::format("{} on {}", design.describe(), part.name), 1,
                                [this, &design, &part] { make(design, part); }});
        runJobs(std::move(jobs), m_options.workers, [](double, const std::string &) { return true; });
        if (!m_options.activities.empty())
            takeActivities(*designs);
        return m_failed;
    }

private:
    Status load(const std::vector<Design> &designs)
    {
        std::map<std::string, std::set<std::string>> keys;
        for (const Design &design : designs) {
            auto key = contentKey(design);
            if (!key)
                return failure(key.error());
            keys[design.top].insert(*key);
        }
        std::error_code ignored;
        std::filesystem::create_directories(m_folder, ignored);
        for (const auto &[top, present] : keys) {
            auto data = ResultData::read(m_folder, top);
            if (!data)
                return failure(data.error());
            if (const auto dropped = data->keepOnly(present); dropped > 0)
                fmt::print("{}: dropped {} results of designs that are no more\n", top, dropped);
            m_data.emplace(top, std::move(*data));
        }
        return {};
    }

    void make(const Design &design, const Part &part)
    {
        const auto key = contentKey(design);
        if (!key)
            return;
        const auto known =
            find([&](const ResultData &data) { return data.synthesis(*key, synthesisFamily(part)); }, design.top);
        if (!known || m_options.renewEstimates)
            makeSynthesis(design, part, *key, known);
        const auto routed =
            find([&](const ResultData &data) { return data.placeAndRoute(*key, part.name); }, design.top);
        if (!routed && part.family == Family::Ice40)
            makePlaceAndRoute(design, part, *key);
    }

    template <class Look> std::optional<Json> find(const Look &look, const std::string &top)
    {
        const std::scoped_lock lock(m_mutex);
        return look(m_data.at(top));
    }

    void makeSynthesis(const Design &design, const Part &part, const std::string &key, const std::optional<Json> &known)
    {
        const auto synthesis = m_store.synthesis(design, part, SynthesisStore::Effort::RunTools);
        if (!synthesis && synthesis.error().code != ErrorCode::Failed)
            return fail(synthesis.error());
        Json record = known ? *known : Json{{"parameters", design.parameterText()}, {"date", today()}};
        if (synthesis) {
            record.update(toJson(*synthesis));
            record["estimates"] = estimates(*synthesis, design, part);
        } else {
            record["failure"] = synthesis.error().text();
        }
        keep(design, [&](ResultData &data) { data.setSynthesis(key, synthesisFamily(part), record); });
        fmt::print("{} for {}: {}\n", design.describe(), synthesisFamily(part),
                   synthesis ? toJson(synthesis->resources).dump() : synthesis.error().text());
    }

    Json estimates(const Synthesis &synthesis, const Design &design, const Part &made)
    {
        Json all = Json::object();
        const auto netlist = Netlist::read(*synthesis.netlist, design.top);
        for (const Part &part : estimatedFrom(made)) {
            if (!netlist)
                continue;
            if (const auto estimate = estimateClock(*netlist, part, m_shared))
                all[estimateName(part)] = toJson(*estimate);
            else
                fmt::print("{} on {}: no clock: {}\n", design.describe(), part.name, estimate.error().text());
        }
        return all;
    }

    void makePlaceAndRoute(const Design &design, const Part &part, const std::string &key)
    {
        const auto result = m_store.placeAndRoute(design, part, SynthesisStore::Effort::RunTools);
        if (!result)
            return fail({ErrorCode::Unsupported, "yosys or nextpnr-ice40 is not installed"});
        Json record = toJson(*result);
        record["parameters"] = design.parameterText();
        record["date"] = today();
        keep(design, [&](ResultData &data) { data.setPlaceAndRoute(key, part.name, record); });
        fmt::print("{} on {}: {}\n", design.describe(), part.name, record["seeds"].dump());
    }

    /// What runs of these designs kept in their cache.
    void takeActivities(const std::vector<Design> &designs)
    {
        const ArtifactCache cache(m_options.activities);
        for (const Part &part : parts())
            for (const Design &design : designs) {
                const auto key = contentKey(design);
                const auto activity = keptActivity(cache, design, part);
                if (!key || !activity)
                    continue;
                auto record = find([&](const ResultData &data) { return data.synthesis(*key, synthesisFamily(part)); },
                                   design.top);
                if (!record)
                    continue;
                (*record)["activity"] = activityToJson(*activity);
                keep(design, [&](ResultData &data) { data.setSynthesis(*key, synthesisFamily(part), *record); });
                fmt::print("{} on {}: activity taken\n", design.describe(), part.name);
            }
    }

    template <class Change> void keep(const Design &design, const Change &change)
    {
        const std::scoped_lock lock(m_mutex);
        ResultData &data = m_data.at(design.top);
        change(data);
        if (auto written = data.write(m_folder); !written)
            m_failed = written;
        std::fflush(stdout);
    }

    void fail(const Error &error)
    {
        const std::scoped_lock lock(m_mutex);
        m_failed = failure(error);
    }

    const GenerateOptions &m_options;
    std::filesystem::path m_shared, m_folder;
    SynthesisStore m_store;
    std::mutex m_mutex; ///< of what follows
    std::map<std::string, ResultData> m_data;
    Status m_failed;
};

} // namespace

Result<std::vector<Design>> prebuiltDesigns(const std::filesystem::path &resources)
{
    const auto file = resources / "rtl" / "prebuilt.json";
    auto text = readFile(file);
    if (!text)
        return failure(text.error());
    std::vector<Design> designs;
    try {
        for (const Json &one : Json::parse(*text)) {
            auto design =
                makeDesign(resources / "workloads" / one.at("workload").get<std::string>() / "kernel.v",
                           one.at("top").get<std::string>(),
                           one.at("parameters").get<std::map<std::string, std::int64_t>>(), resources / "rtl");
            if (!design)
                return failure(design.error());
            designs.push_back(std::move(*design));
        }
    } catch (const Json::exception &wrong) {
        return failure(ErrorCode::InvalidInput, fmt::format("{}: {}", file.string(), wrong.what()));
    }
    return designs;
}

Status generate(const GenerateOptions &options)
{
    return Generator(options).run();
}

} // namespace assay::rtl
