#include "backends/rtl/model/model_compiler.hpp"

#include <algorithm>
#include <fstream>
#include <future>
#include <sstream>

#include <fmt/format.h>

#include "backends/rtl/model/ports.hpp"
#include "core/base/files.hpp"
#include "core/base/hash.hpp"

namespace assay::rtl {
namespace {

namespace fs = std::filesystem;
using Words = std::vector<std::string>;

constexpr double kVerilateSeconds = 120, kCompileSeconds = 600;

const Words kVerilate{
    "--cc",       "--prefix",   "Vk",    "-O3",        "--x-assign", "fast",        "--x-initial",
    "fast",       "--noassert", "-Wall", "-Wno-fatal", "-Wno-WIDTH", "-Wno-UNUSED", "-Wno-DECLFILENAME",
    "--language", "1364-2005"};
const Words kCompile{"-std=c++17",
                     "-O1",
                     "-fPIC",
                     "-fvisibility=hidden",
                     "-DVM_COVERAGE=0",
                     "-DVM_SC=0",
                     "-DVL_TIME_CONTEXT",
                     "-DVL_USER_FINISH",
                     "-DVL_USER_STOP",
                     "-DVL_USER_FATAL"};
const Words kLink{"-shared", "-Wl,-Bsymbolic", "-Wl,--exclude-libs,ALL", "-Wl,-z,defs"};

Words joined(std::initializer_list<Words> lists)
{
    Words all;
    for (const Words &list : lists)
        all.insert(all.end(), list.begin(), list.end());
    return all;
}

Words compileFlags(Tracing tracing)
{
    const int trace = tracing == Tracing::Yes ? 1 : 0;
    return joined({kCompile, {fmt::format("-DVM_TRACE={}", trace), fmt::format("-DVM_TRACE_VCD={}", trace)}});
}

Words includes(const std::string &verilated)
{
    return {"-I" + verilated, "-I" + verilated + "/vltstd"};
}

/// Parts of Verilator's runtime that a model needs.
Words runtimeParts(Tracing tracing)
{
    Words parts{"verilated", "verilated_threads"};
    if (tracing == Tracing::Yes)
        parts.emplace_back("verilated_vcd_c");
    return parts;
}

Result<std::string> verilatorFolder(const Tool &verilator)
{
    auto root = runTool({verilator.program.string(), "--getenv", "VERILATOR_ROOT"}, kVerilateSeconds);
    if (!root)
        return root;
    std::string folder = root->substr(0, root->find('\n')) + "/include";
    std::error_code error;
    if (!fs::exists(fs::path(folder) / "verilated.cpp", error))
        return failure(ErrorCode::Io, fmt::format("Verilator's runtime is not in {}; is its package whole?", folder));
    return folder;
}

Status writeText(const fs::path &file, const std::string &text)
{
    std::ofstream stream(file, std::ios::binary);
    stream << text;
    stream.close();
    return stream ? Status() : writeFileAtomically(file, text); // which says why it fails
}

/// "%Warning-LATCH: kernel.v:12:5: …", the first line of each.
Json warningsIn(const std::string &output)
{
    Json warnings = Json::array();
    std::istringstream lines(output);
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with("%Warning"))
            warnings.push_back(line);
    return warnings;
}

std::string unity(const fs::path &objects, const fs::path &shim)
{
    Words sources;
    for (const auto &entry : fs::directory_iterator(objects))
        if (entry.path().extension() == ".cpp")
            sources.push_back(entry.path().string());
    std::sort(sources.begin(), sources.end());
    sources.push_back(shim.string());
    return fmt::format("#include \"{}\"\n", fmt::join(sources, "\"\n#include \""));
}

} // namespace

Result<ModelCompiler> ModelCompiler::find(const fs::path &sharedFolder, ArtifactCache cache)
{
    auto verilator = findTool("verilator"), compiler = findTool("g++");
    if (!verilator)
        return failure(verilator.error());
    if (!compiler)
        return failure(compiler.error());
    return ModelCompiler(fs::absolute(sharedFolder), std::move(cache), *verilator, *compiler);
}

std::string ModelCompiler::flags(Tracing tracing) const
{
    const char *trace = tracing == Tracing::Yes ? " --trace" : "";
    return fmt::format("{}{} | {} | {}", fmt::join(kVerilate, " "), trace, fmt::join(compileFlags(tracing), " "),
                       fmt::join(kLink, " "));
}

Status ModelCompiler::prepare(Tracing tracing) const
{
    if (auto made = runtime(tracing); !made)
        return failure(made.error());
    return {};
}

Result<ArtifactCache::Entry> ModelCompiler::runtime(Tracing tracing) const
{
    const std::string key = sha256Hex(tools() + "\n" + m_verilator.program.string() + "\n" + flags(tracing));
    return m_cache.getOrMake("model-runtime", key,
                             [&](const fs::path &folder) { return makeRuntime(tracing, folder); });
}

Result<Json> ModelCompiler::makeRuntime(Tracing tracing, const fs::path &folder) const
{
    auto verilated = verilatorFolder(m_verilator);
    if (!verilated)
        return failure(verilated.error());
    const Words flags = joined({{m_compiler.program.string()}, compileFlags(tracing), includes(*verilated)});
    const std::string header = (folder / "verilated.h").string();
    if (auto written = writeText(header, fmt::format("#include \"{}/verilated.h\"\n", *verilated)); !written)
        return failure(written.error());
    std::vector<std::future<Result<std::string>>> jobs;
    const auto start = [&](const Words &more) {
        jobs.push_back(std::async(std::launch::async, runTool, joined({flags, more}), kCompileSeconds));
    };
    start({"-x", "c++-header", header, "-o", header + ".gch"});
    for (const std::string &part : runtimeParts(tracing))
        start({"-c", *verilated + "/" + part + ".cpp", "-o", (folder / (part + ".o")).string()});
    Status all;
    for (auto &job : jobs)
        if (auto done = job.get(); !done && all)
            all = failure(done.error().within("Verilator's runtime"));
    if (!all)
        return failure(all.error());
    return Json{{"include", *verilated}};
}

Result<std::string> ModelCompiler::verilate(const Design &design, Tracing tracing, const fs::path &objects) const
{
    Words command = joined({{m_verilator.program.string()}, kVerilate, {"--top-module", design.top}});
    if (tracing == Tracing::Yes)
        command.emplace_back("--trace");
    for (const auto &[name, value] : design.parameters)
        command.push_back(fmt::format("-G{}={}", name, value));
    command.insert(command.end(),
                   {"-I" + design.kernel.parent_path().string(), "--Mdir", objects.string(), design.kernel.string()});
    for (const fs::path &file : design.sharedModules)
        command.push_back(file.string());
    return runTool(command, kVerilateSeconds);
}

Status ModelCompiler::link(const Design &design, Tracing tracing, const fs::path &objects,
                           const fs::path &library) const
{
    const auto header = readFile(objects / "Vk.h");
    if (!header)
        return failure(header.error());
    const auto ports = readPorts(*header, design.top);
    if (!ports)
        return failure(ports.error());
    const auto parts = runtime(tracing);
    if (!parts)
        return failure(parts.error());
    const fs::path source = objects / "unity.cpp";
    if (auto written = writeText(source, unity(objects, m_shared / "model_shim.cpp")); !written)
        return written;
    Words command = joined({{m_compiler.program.string()},
                            compileFlags(tracing),
                            includes(parts->record.at("include").get<std::string>()),
                            {"-include", (parts->folder / "verilated.h").string(), "-I" + objects.string(),
                             "-I" + m_shared.string(), fmt::format("-DASSAY_RTL_KERNEL=\"{}\"", design.top),
                             fmt::format("-DASSAY_RTL_PARAMETERS=\"{}\"", design.parameterText()),
                             fmt::format("-DASSAY_RTL_INPUT_BYTES={}", ports->input),
                             fmt::format("-DASSAY_RTL_OUTPUT_BYTES={}", ports->output), source.string()},
                            kLink});
    for (const std::string &part : runtimeParts(tracing))
        command.push_back((parts->folder / (part + ".o")).string());
    command.insert(command.end(), {"-o", library.string(), "-lpthread"});
    auto done = runTool(command, kCompileSeconds);
    return done ? Status() : failure(done.error());
}

Result<Json> ModelCompiler::compile(const Design &design, Tracing tracing, const fs::path &folder) const
{
    const fs::path objects = folder / "objects"; // empty: files of another run would be compiled in
    const auto output = verilate(design, tracing, objects);
    if (!output)
        return failure(output.error().within(design.describe()));
    if (auto linked = link(design, tracing, objects, folder / kLibrary); !linked)
        return failure(linked.error().within(design.describe()));
    std::error_code error;
    fs::remove_all(objects, error);
    return Json{{"tools", tools()}, {"warnings", warningsIn(*output)}};
}

} // namespace assay::rtl
