#include "core/catalog/mlperf.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/files.hpp"
#include "core/base/json.hpp"
#include "core/catalog/mlperf_logs.hpp"

namespace assay::catalog {
namespace {

namespace fs = std::filesystem;

constexpr const char *kSummary = "mlperf_log_summary.txt";
constexpr std::uintmax_t kLargestLog = 256U << 20U;

Result<std::string> readLog(const fs::path &file)
{
    std::error_code error;
    const auto size = fs::file_size(file, error);
    if (!error && size > kLargestLog)
        return failure(ErrorCode::InvalidInput, fmt::format("{} is too large for a log", file.filename().string()));
    return readFile(file);
}

Json readJson(const fs::path &file)
{
    const auto text = readLog(file);
    return text ? Json::parse(*text, nullptr, /*allow_exceptions=*/false) : Json();
}

/// Texts of a system description; numbers are written as texts there, too.
std::string textOf(const Json &json, const char *key)
{
    const auto found = json.is_object() ? json.find(key) : json.end();
    if (!json.is_object() || found == json.end())
        return "";
    return found->is_string() ? found->get<std::string>() : found->is_number() ? found->dump() : "";
}

double countOf(const Json &json, const char *key)
{
    const std::string text = textOf(json, key);
    const double count = std::strtod(text.c_str(), nullptr);
    return count >= 1 && count <= 1e6 ? count : 0;
}

/// Small letters and digits only: "NVIDIA A100-PCIE-40GB" and "NVIDIA A100 PCIe 40GB" are one.
std::string plain(std::string_view text)
{
    std::string kept;
    for (const char c : text) {
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            kept += c;
        else if (c >= 'A' && c <= 'Z')
            kept += static_cast<char>(c - 'A' + 'a');
    }
    return kept;
}

std::string targetOf(const HardwareCatalogue &hardware, const std::string &accelerator)
{
    const std::string wanted = plain(accelerator);
    if (wanted.empty())
        return "";
    for (const Json &target : hardware.targets)
        if (plain(target.value("name", "")) == wanted || plain(target.value("id", "")) == wanted)
            return target["id"];
    return "";
}

/// Tiny submitters name the folder after the board: "pynq-z2" is the end of the id of one target, amd-pynq-z2.
std::string boardOf(const HardwareCatalogue &hardware, const std::string &system)
{
    constexpr std::size_t kTelling = 5;
    const std::string wanted = plain(system);
    std::vector<std::string> ids;
    for (const Json &target : hardware.targets)
        if (wanted.size() >= kTelling && plain(target.value("id", "")).ends_with(wanted))
            ids.push_back(target["id"]);
    return ids.size() == 1 ? ids.front() : "";
}

/// Names of the workloads as the bundled published results have them; the others keep the benchmark's own.
std::string workloadName(const std::string &benchmark)
{
    constexpr auto kNames = std::to_array<std::pair<std::string_view, const char *>>({
        {"resnet50", "ResNet50-v1.5 224x224 ImageNet"},
        {"resnet", "ResNet50-v1.5 224x224 ImageNet"},
        {"mobilenet", "MobileNet-v1 1.0 224x224 ImageNet"},
        {"bert-99", "BERT-Large SQuAD v1.1 seq 384"},
        {"bert-99.9", "BERT-Large SQuAD v1.1 seq 384"},
        {"ssd-small", "SSD-MobileNet-v1 300x300 COCO"},
        {"ssd-mobilenet", "SSD-MobileNet-v1 300x300 COCO"},
        {"ssd-large", "SSD-ResNet34 1200x1200 COCO"},
        {"ssd-resnet34", "SSD-ResNet34 1200x1200 COCO"},
        {"ad", "MLPerf Tiny anomaly detection"},
        {"ic", "MLPerf Tiny image classification"},
        {"kws", "MLPerf Tiny keyword spotting"},
        {"vww", "MLPerf Tiny visual wake words"},
    });
    for (const auto &[theirs, ours] : kNames)
        if (benchmark == theirs)
            return ours;
    return benchmark;
}

/// Where a result lies: REPOSITORY/DIVISION/SUBMITTER/results/SYSTEM/BENCHMARK[/SCENARIO or variant]/performance/…
class Place {
public:
    Place(const fs::path &file, const fs::path &root)
        : m_file(file), m_below(file.lexically_relative(root.parent_path()))
    {
        for (const fs::path &part : file)
            m_parts.push_back(part.string());
        for (std::size_t i = m_parts.size(); i-- > 0 && m_results == 0;)
            if (m_parts[i] == "results")
                m_results = i;
        for (std::size_t i = 0; i < m_parts.size(); ++i)
            if (m_parts[i].find("_results_v") != std::string::npos)
                m_repository = i;
    }

    [[nodiscard]] bool has(std::string_view folder) const
    {
        return std::find(m_below.begin(), m_below.end(), folder) != m_below.end();
    }
    [[nodiscard]] std::string submitter() const { return before(1); }
    [[nodiscard]] std::string division() const { return before(2); }
    [[nodiscard]] std::string systemName() const { return after(1); }
    [[nodiscard]] std::string benchmark() const { return after(2); }
    /// Between benchmark and performance: the scenario, or the variant of a Tiny result.
    [[nodiscard]] std::string third() const { return after(3) == "performance" ? "" : after(3); }
    /// "v1.0" of inference_results_v1.0.
    [[nodiscard]] std::string round() const
    {
        const std::string &name = m_parts[m_repository];
        const auto at = name.find("_results_v");
        return at == std::string::npos ? "" : name.substr(at + 9);
    }
    /// From the repository on, or from the division, or from the folder that was named: what the result is known by.
    [[nodiscard]] std::string name() const
    {
        if (round().empty() && m_results <= 2)
            return m_below.string();
        const std::size_t first = round().empty() ? m_results - 2 : m_repository;
        fs::path path;
        for (std::size_t i = first; i < m_parts.size(); ++i)
            path /= m_parts[i];
        return path.string();
    }
    /// The folder of the submitter; empty when the path does not show it.
    [[nodiscard]] fs::path submitterFolder() const
    {
        fs::path path;
        for (std::size_t i = 0; i < m_results; ++i)
            path /= m_parts[i];
        return path;
    }
    [[nodiscard]] const fs::path &file() const { return m_file; }

private:
    [[nodiscard]] std::string before(std::size_t steps) const
    {
        return m_results > steps ? m_parts[m_results - steps] : "";
    }
    [[nodiscard]] std::string after(std::size_t steps) const
    {
        const bool there = m_results > 0 && m_results + steps + 1 < m_parts.size(); // the file itself is none
        return there ? m_parts[m_results + steps] : "";
    }

    fs::path m_file, m_below; ///< whole, and from the named folder on
    std::vector<std::string> m_parts;
    std::size_t m_results = 0, m_repository = 0; ///< places in m_parts; 0, the root, when there is none
};

std::vector<fs::path> jsonFilesIn(const fs::path &folder)
{
    std::vector<fs::path> files;
    if (!folder.is_absolute()) // the submitter's folder is not known
        return files;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
        if (entry->path().extension() == ".json")
            files.push_back(entry->path());
    std::sort(files.begin(), files.end());
    return files;
}

/// systems/SYSTEM.json; Tiny submitters name it otherwise: the only one that has a word of the system's name.
Json systemDescription(const Place &place)
{
    const fs::path folder = place.submitterFolder() / "systems";
    const std::string system = plain(place.systemName());
    std::vector<fs::path> similar;
    for (const fs::path &file : jsonFilesIn(folder)) {
        const std::string stem = file.stem().string();
        if (plain(stem) == system)
            return readJson(file);
        for (std::size_t start = 0; start < stem.size();) {
            const std::size_t end = std::min(stem.find_first_of("_- ", start), stem.size());
            const std::string word = plain(stem.substr(start, end - start));
            if (word.size() >= 4 && system.find(word) != std::string::npos) {
                similar.push_back(file);
                break;
            }
            start = end + 1;
        }
    }
    return similar.size() == 1 ? readJson(similar.front()) : Json();
}

void describeSystem(const Place &place, const HardwareCatalogue &hardware, PublishedResult &result)
{
    const Json system = systemDescription(place);
    result.round = place.round();
    result.division = place.division();
    result.submitter = place.submitter();
    result.system = place.systemName();
    for (const char *key : {"system_name", "Board Name"})
        if (const std::string name = textOf(system, key); !name.empty() && plain(name) != plain(place.systemName()))
            result.system += " (" + name + ")";
    const double nodes = std::max(countOf(system, "number_of_nodes"), 1.0);
    const double accelerators = countOf(system, "accelerators_per_node");
    result.accelerator = textOf(system, accelerators > 0 ? "accelerator_model_name" : "host_processor_model_name");
    if (result.accelerator.empty())
        result.accelerator = textOf(system, "Accelerator");
    result.devices =
        nodes * std::max(accelerators > 0 ? accelerators : countOf(system, "host_processors_per_node"), 1.0);
    result.targetId = targetOf(hardware, result.accelerator);
    if (result.targetId.empty())
        result.targetId = targetOf(hardware, textOf(system, "Board Name"));
    if (result.targetId.empty())
        result.targetId = boardOf(hardware, place.systemName());
    if (system.is_null() || system.is_discarded())
        result.notes.emplace_back(
            "no description of the system was found: accelerator and number of devices are not known");
}

/// measurements/SYSTEM/BENCHMARK/SCENARIO/*.json say the precision of the weights.
std::string precisionOf(const Place &place)
{
    const fs::path folder =
        place.submitterFolder() / "measurements" / place.systemName() / place.benchmark() / place.third();
    for (const fs::path &file : jsonFilesIn(folder))
        if (const std::string text = textOf(readJson(file), "weight_data_types"); !text.empty())
            return text;
    return "";
}

std::optional<double> timeZone(const fs::path &file)
{
    const Json json = readJson(file);
    const auto found = json.is_object() ? json.find("timezone") : json.end();
    return json.is_object() && found != json.end() && found->is_number() ? std::optional(found->get<double>())
                                                                         : std::nullopt;
}

/// The power log beside the summary, if there is one.
void addPower(const Place &place, const MlperfDetail &detail, PublishedResult &result)
{
    const fs::path run = place.file().parent_path(), power = run.parent_path() / "power";
    std::error_code error;
    if (!fs::exists(run / "spl.txt", error))
        return;
    const auto spl = readLog(run / "spl.txt");
    const auto mean = spl ? meanPower(*spl, detail, timeZone(power / "client.json"), timeZone(power / "server.json"))
                          : Result<MlperfPower>(failure(spl.error()));
    if (!mean) {
        result.notes.push_back("no power: " + mean.error().text());
        return;
    }
    result.powerScope = "system, at the wall";
    result.metrics.push_back({"power.mean", mean->watts,
                              fmt::format("mean of {} samples of spl.txt inside the measured time", mean->samples)});
    if (const PublishedMetric *rate = result.metric("throughput.queries"))
        result.metrics.push_back({"energy.gross_per_query", mean->watts / rate->value, "power over throughput"});
    result.notes.emplace_back("power and energy are averaged here: no official MLPerf figures");
    if (!mean->note.empty())
        result.notes.push_back(mean->note);
}

Result<PublishedResult> readInference(const Place &place, const HardwareCatalogue &hardware)
{
    const auto text = readLog(place.file());
    const auto summary = text ? parseMlperfSummary(*text) : Result<MlperfSummary>(failure(text.error()));
    if (!summary)
        return failure(summary.error());
    if (!summary->performance)
        return failure(ErrorCode::InvalidInput, "it is a run for accuracy");
    if (!summary->valid)
        return failure(ErrorCode::InvalidInput,
                       summary->objections.empty()
                           ? "the result is not VALID"
                           : fmt::format("the result is not VALID ({})", fmt::join(summary->objections, ", ")));
    PublishedResult result;
    result.id = result.source = place.name();
    result.kind = "mlperf-inference";
    result.scenario = summary->scenario;
    result.workload = workloadName(place.benchmark().empty() ? "unknown workload" : place.benchmark());
    result.precision = precisionOf(place);
    describeSystem(place, hardware, result);
    result.metrics = metricsOf(*summary);
    if (result.metric("throughput.queries") == nullptr)
        return failure(ErrorCode::InvalidInput, "it does not say what throughput was reached");
    const auto log = readLog(place.file().parent_path() / "mlperf_log_detail.txt");
    const MlperfDetail detail = log ? parseMlperfDetail(*log) : MlperfDetail();
    result.date = detail.date;
    if (summary->scenario == "multi-stream")
        result.notes.push_back(fmt::format("latencies are of a query of {:g} inferences",
                                           summary->number("samples_per_query").value_or(1)));
    addPower(place, detail, result);
    return result;
}

Result<PublishedResult> readTiny(const Place &place, const HardwareCatalogue &hardware)
{
    const auto text = readLog(place.file());
    if (!text)
        return failure(text.error());
    if (text->find("have not been met") != std::string::npos)
        return failure(ErrorCode::InvalidInput, "its requirements have not been met");
    const TinyLog speed = parseTinyLog(*text);
    if (!speed.throughput)
        return failure(ErrorCode::InvalidInput, "it does not say what throughput was reached");
    PublishedResult result;
    result.id = result.source = place.name();
    result.kind = "mlperf-tiny";
    result.scenario = "single-stream";
    result.workload = workloadName(place.benchmark());
    if (!place.third().empty())
        result.notes.push_back("model " + place.third());
    describeSystem(place, hardware, result);
    result.metrics = {{"throughput.queries", *speed.throughput, ""},
                      {"latency.mean", 1 / *speed.throughput, "1/median throughput"}};
    const auto log = readLog(place.file().parent_path().parent_path() / "power" / "results.txt");
    const TinyLog power = log ? parseTinyLog(*log) : TinyLog();
    if (power.watts)
        result.metrics.push_back({"power.mean", *power.watts, "median over the windows of power/results.txt"});
    if (power.joulesPerInference)
        result.metrics.push_back({"energy.gross_per_query", *power.joulesPerInference, ""});
    if (power.watts || power.joulesPerInference)
        result.powerScope = "board, at its supply";
    return result;
}

bool isInference(const Place &place)
{
    return place.file().filename() == kSummary && !place.has("ranging") && !place.has("accuracy") &&
           !place.has("compliance");
}

bool isTiny(const Place &place)
{
    return place.file().filename() == "results.txt" && place.file().parent_path().filename() == "performance" &&
           !place.systemName().empty();
}

Status checkFolder(const fs::path &folder)
{
    std::error_code error;
    if (fs::is_directory(folder, error))
        return {};
    return failure(ErrorCode::NotFound,
                   fs::exists(folder, error)
                       ? fmt::format("{} is a file. Name the folder of a clone of an MLPerf result repository, or a "
                                     "folder in it",
                                     folder.string())
                       : fmt::format("there is no folder {}", folder.string()));
}

} // namespace

Result<MlperfResults> readMlperf(const fs::path &folder, const HardwareCatalogue &hardware)
{
    if (const Status possible = checkFolder(folder); !possible)
        return failure(possible.error());
    std::error_code error;
    const fs::path whole = fs::weakly_canonical(folder, error);
    MlperfResults found;
    const auto options = fs::directory_options::skip_permission_denied;
    for (fs::recursive_directory_iterator entry(whole, options, error), end; !error && entry != end;
         entry.increment(error)) {
        if (!entry->is_regular_file(error))
            continue;
        const Place place(entry->path(), whole);
        const bool tiny = isTiny(place);
        if (!tiny && !isInference(place))
            continue;
        auto result = tiny ? readTiny(place, hardware) : readInference(place, hardware);
        if (result)
            found.results.push_back(std::move(*result));
        else
            found.leftOut.push_back(place.name() + ": " + result.error().text());
    }
    if (error)
        return failure(ErrorCode::Io, fmt::format("cannot read all of {}: {}", folder.string(), error.message()));
    std::sort(found.leftOut.begin(), found.leftOut.end());
    std::sort(found.results.begin(), found.results.end(), [](const auto &a, const auto &b) { return a.id < b.id; });
    if (!found.results.empty())
        return found;
    if (found.leftOut.empty())
        return failure(
            ErrorCode::NotFound,
            fmt::format("{} has no MLPerf result below it: no {} of a performance run, no performance/"
                        "results.txt of MLPerf Tiny. Name a clone of a result repository (inference_results_v1.0, "
                        "tiny_results_v0.7, …) or a folder in it",
                        folder.string(), kSummary));
    return failure(ErrorCode::InvalidInput,
                   fmt::format("{} has no valid MLPerf result:\n{}", folder.string(), fmt::join(found.leftOut, "\n")));
}

} // namespace assay::catalog
