#include "ui/models/reproduce_command.hpp"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

namespace assay::ui {
namespace {

using measure::ScenarioKind;
using measure::StopRule;

std::string scenarioOptions(const measure::Scenario &scenario)
{
    std::string text;
    if (scenario.kind != ScenarioKind::SingleStream)
        text += " --scenario " + toText(scenario.kind);
    if (scenario.kind == ScenarioKind::Server && scenario.arrivals != measure::Arrivals::Poisson)
        text += " --arrivals " + toText(scenario.arrivals);
    if (scenario.rate > 0)
        text += fmt::format(" --rate {}", scenario.rate);
    if (!scenario.traceFile.empty())
        text += " --trace " + shellWord(scenario.traceFile);
    if (scenario.burst > 0)
        text += fmt::format(" --burst {}", scenario.burst);
    if (scenario.concurrency > 0)
        text += fmt::format(" --concurrency {}", scenario.concurrency);
    if (scenario.sloSeconds > 0)
        text += fmt::format(" --slo {}s@p{:g}", scenario.sloSeconds, scenario.sloPercentile * 100);
    return text;
}

std::string stopOptions(const StopRule &rule)
{
    if (rule.quick)
        return " --quick";
    std::string text;
    if (rule.minimumSeconds != StopRule::full().minimumSeconds)
        text += fmt::format(" --duration {}", rule.minimumSeconds);
    if (rule.repeats != StopRule::full().repeats)
        text += fmt::format(" --repeats {}", rule.repeats);
    return text;
}

} // namespace

std::string shellWord(const std::string &word)
{
    const auto plain = [](unsigned char c) {
        return std::isalnum(c) != 0 || std::string_view("_-./:,=+@%").find(static_cast<char>(c)) != std::string::npos;
    };
    if (!word.empty() && std::all_of(word.begin(), word.end(), plain))
        return word;
    std::string quoted = "'";
    for (const char c : word)
        quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return quoted + "'";
}

std::string runCommand(const study::DesignPoint &point, const std::string &file)
{
    std::string text = fmt::format("assay run -w {} -t {}", shellWord(point.workload), shellWord(point.target.text()));
    for (const auto *set : {&point.workloadParameters, &point.backendParameters})
        for (const auto &[name, value] : *set)
            text += " -p " + shellWord(name + "=" + value.text());
    text += scenarioOptions(point.scenario) + stopOptions(point.stopRule);
    if (point.seed != 1)
        text += fmt::format(" --seed {}", point.seed);
    return text + " --again -o " + shellWord(file);
}

} // namespace assay::ui
