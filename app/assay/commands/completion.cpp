#include <algorithm>
#include <set>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/assay/commands/all.hpp"
#include "app/assay/commands/shared.hpp"
#include "app/assay/target_cache.hpp"
#include "core/catalog/workload.hpp"
#include "core/measure/metric.hpp"
#include "core/measure/scenario.hpp"
#include "core/plugin/plugin_library.hpp"

namespace assay::app {
namespace {

// The words are compared as typed, up to the cursor: COMP_WORDS splits at the colon of a target id and at the equals
// sign of a parameter. Readline replaces only what follows its last break character, so that much is cut from the
// answers. Everything after the last comma is the element being completed.
constexpr std::string_view kFunctions = R"BASH(
_assay_answer() { # candidates for the last element of a comma list; keeps what stands before it
    local cur=$1 before= cut=
    shift
    if [[ $cur == *,* ]]; then before=${cur%,*},; fi
    mapfile -t COMPREPLY < <(compgen -W "$*" -P "$before" -- "${cur##*,}")
    if [[ $cur == *:* && $COMP_WORDBREAKS == *:* ]]; then
        cut=${cur%"${cur##*:}"}
        COMPREPLY=("${COMPREPLY[@]#"$cut"}")
    fi
    if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *: ]]; then compopt -o nospace 2>/dev/null; fi
}

_assay_files() { # files of one kind, and folders
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -f -X "!*.$2" -- "$1"; compgen -d -- "$1")
}

_assay_targets() { # the devices of this machine, as the program of this line knows them; else the backends alone
    "${1/#\~/$HOME}" completion targets 2>/dev/null </dev/null || echo "$_assay_backends"
}

_assay_folders() {
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -d -- "$1")
}

_assay() {
    local line=${COMP_LINE:0:COMP_POINT} cur= prev= command=
    local -a words
    read -r -a words <<<"$line"
    if [[ $line == *[[:space:]] || ${#words[@]} -eq 0 ]]; then words+=(''); fi
    cur=${words[${#words[@]} - 1]}
    if [[ ${#words[@]} -gt 1 ]]; then prev=${words[${#words[@]} - 2]}; fi
    if [[ ${#words[@]} -gt 2 ]]; then command=${words[1]}; fi
    COMPREPLY=()
    if [[ -z $command ]]; then
        if [[ $cur == -* ]]; then _assay_answer "$cur" --help --version; else _assay_answer "$cur" "$_assay_commands"; fi
        return
    fi
    case $prev in
        -w|--workload|--workloads) _assay_answer "$cur" "$_assay_workloads"; return ;;
        -t|--target|--targets) _assay_answer "$cur" "$(_assay_targets "${words[0]}")"; return ;;
        -p|--parameter) if [[ $cur != *=* ]]; then _assay_answer "$cur" "$_assay_parameters"; compopt -o nospace 2>/dev/null; fi; return ;;
        --metric) _assay_answer "$cur" "$_assay_metrics"; return ;;
        --objective|--metrics) _assay_answer "$cur" latency throughput energy cost "$_assay_metrics"; return ;;
        --search) _assay_answer "$cur" random lhs nsga2; return ;;
        --scenario) _assay_answer "$cur" "$_assay_scenarios"; return ;;
        --format) _assay_answer "$cur" csv json; return ;;
        --workload-dir|--plugin-dir) _assay_folders "$cur"; return ;;
        -o|--output) if [[ $command == export ]]; then _assay_folders "$cur"; else _assay_files "$cur" assay; fi; return ;;
    esac
    if [[ $cur == -* ]]; then _assay_answer "$cur" "${_assay_options[$command]}"; return; fi
    case $command in
        show|compare|export|merge) _assay_files "$cur" assay ;;
        run) _assay_files "$cur" toml ;;
        workloads) _assay_answer "$cur" "$_assay_workloads" ;;
        *) _assay_answer "$cur" "${_assay_subcommands[$command]}" ;;
    esac
}
complete -F _assay assay
)BASH";

/// A person at a prompt waits this long at most, and only the first time.
constexpr std::chrono::milliseconds kPatience{1500};

/// Ids come from manifests: only what needs no quoting in a shell goes into the script.
std::string shellWords(const std::vector<std::string> &words)
{
    constexpr std::string_view kSafe = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-:=";
    std::vector<std::string> safe;
    for (const auto &word : words)
        if (!word.empty() && word.find_first_not_of(kSafe) == std::string::npos)
            safe.push_back(word);
    return fmt::format("{}", fmt::join(safe, " "));
}

std::vector<std::string> subcommandNames(const CLI::App &app)
{
    std::vector<std::string> names;
    for (const CLI::App *command : app.get_subcommands([](const CLI::App *) { return true; }))
        if (!command->get_group().empty()) // hidden ones have none
            names.push_back(command->get_name());
    return names;
}

std::vector<std::string> optionNames(const CLI::App &command)
{
    std::vector<std::string> names;
    for (const CLI::Option *option : command.get_options()) {
        for (const auto &name : option->get_snames())
            names.push_back("-" + name);
        for (const auto &name : option->get_lnames())
            names.push_back("--" + name);
    }
    return names;
}

std::vector<std::string> backendIds()
{
    std::vector<std::string> ids;
    for (const auto &manifest : plugin::findPlugins().plugins)
        ids.push_back(manifest.id + ":");
    return ids;
}

/// "lanes=" … of all workloads, their implementations and the backends.
std::vector<std::string> parameterNames(const catalog::WorkloadLibrary &library)
{
    std::set<std::string> names;
    const auto add = [&](const std::vector<ParameterSpec> &specs) {
        for (const auto &spec : specs)
            names.insert(spec.name + "=");
    };
    for (const auto &workload : library.workloads) {
        add(workload.parameters);
        for (const auto &implementation : workload.implementations)
            add(implementation.parameters);
    }
    for (const auto &manifest : plugin::findPlugins().plugins)
        add(manifest.parameters);
    return {names.begin(), names.end()};
}

std::string bashScript(const CLI::App &app)
{
    std::vector<std::string> workloads, metrics, scenarios;
    const auto library = catalog::loadWorkloads();
    for (const auto &workload : library.workloads)
        workloads.push_back(workload.id);
    for (const auto &info : metricInfos())
        metrics.emplace_back(info.id);
    using Kind = measure::ScenarioKind;
    for (const Kind kind : {Kind::SingleStream, Kind::MultiStream, Kind::Server, Kind::Offline, Kind::SloSearch})
        scenarios.push_back(toText(kind));
    std::string script = "# bash completion for assay; use: source <(assay completion bash)\n";
    script += fmt::format("_assay_commands=\"{}\"\n", shellWords(subcommandNames(app)));
    script += fmt::format("_assay_workloads=\"{}\"\n", shellWords(workloads));
    script += fmt::format("_assay_backends=\"{}\"\n", shellWords(backendIds()));
    script += fmt::format("_assay_parameters=\"{}\"\n", shellWords(parameterNames(library)));
    script += fmt::format("_assay_metrics=\"{}\"\n", shellWords(metrics));
    script += fmt::format("_assay_scenarios=\"{}\"\n", shellWords(scenarios));
    std::string options = "declare -gA _assay_options=(\n", subcommands = "declare -gA _assay_subcommands=(\n";
    for (const CLI::App *command : app.get_subcommands([](const CLI::App *) { return true; })) {
        options += fmt::format("    [{}]=\"{}\"\n", command->get_name(), shellWords(optionNames(*command)));
        subcommands += fmt::format("    [{}]=\"{}\"\n", command->get_name(), shellWords(subcommandNames(*command)));
    }
    return script + options + ")\n" + subcommands + ")\n" + std::string(kFunctions);
}

} // namespace

void registerCompletion(CLI::App &app, CommandContext &context, Action &action)
{
    CLI::App *command = app.add_subcommand("completion", "Print a script that completes commands in the shell");
    command->require_subcommand(1);
    command->footer(examples({"source <(assay completion bash)",
                              "assay completion bash > ~/.local/share/bash-completion/completions/assay"}));
    CLI::App *bash = command->add_subcommand("bash", "For bash: commands, options, workloads, targets, metrics, files");
    bash->add_flag("--json", context.json, "One JSON document on standard output");
    CLI::App *targets = command->add_subcommand("targets", "The targets of this machine, for the script")->group("");
    targets->callback([&action] {
        action = [] {
            fmt::print("{}\n", shellWords(knownTargets(kPatience)));
            return 0;
        };
    });
    bash->callback([&app, &context, &action] {
        action = [&app, &context] {
            const std::string script = bashScript(app);
            context.print(script);
            context.document("completion bash", {{"script", script}});
            return 0;
        };
    });
}

} // namespace assay::app
