#include <algorithm>
#include <array>
#include <cctype>

#include <fmt/format.h>

#include "core/catalog/generators.hpp"
#include "core/catalog/manifest_parts.hpp"
#include "plugins/abi/assay_plugin.h"

namespace assay::catalog {
namespace {

constexpr std::array<DType, 10> kAllDTypes{DType::F32, DType::F64, DType::I8,  DType::U8,  DType::I16,
                                           DType::U16, DType::I32, DType::U32, DType::I64, DType::U64};

bool isTensorName(const std::string &name)
{
    return !name.empty() && std::isdigit(static_cast<unsigned char>(name.front())) == 0 &&
           std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; });
}

std::optional<DType> readDType(const ManifestTable &table, const toml::node &node)
{
    std::vector<std::string> known;
    const auto text = node.value_exact<std::string>();
    for (const DType type : kAllDTypes) {
        known.push_back(toText(type));
        if (text && *text == known.back())
            return type;
    }
    table.diagnostics().add(node, fmt::format("{}: a dtype is one of {}, not {}", table.what(), fmt::join(known, ", "),
                                              text ? "'" + *text + "'" : "this"));
    return std::nullopt;
}

/// dtype = { parameter = "dtype", f32 = "f32", int8 = "i8" }: one entry for every choice of the parameter.
void readDTypeTable(ManifestTable &table, const toml::table &source, const std::vector<ParameterSpec> &parameters,
                    TensorSpec &spec)
{
    ManifestTable dtypes(source, table.what() + ", 'dtype'", table.diagnostics());
    const auto name = dtypes.text("parameter");
    if (!name)
        return;
    spec.dtypeParameter = *name;
    const auto parameter =
        std::find_if(parameters.begin(), parameters.end(), [&](const auto &p) { return p.name == *name; });
    if (parameter == parameters.end() || parameter->choices.empty()) {
        dtypes.error("parameter", fmt::format("'{}' is not a declared parameter with choices", *name));
        return;
    }
    for (const auto &choice : parameter->choices)
        if (const toml::node *node = dtypes.find(choice.text(), Need::Required))
            if (const auto type = readDType(dtypes, *node))
                spec.dtypes.emplace_back(choice.text(), *type);
    dtypes.finish();
}

void readDTypes(ManifestTable &table, const std::vector<ParameterSpec> &parameters, TensorSpec &spec)
{
    const toml::node *node = table.find("dtype", Need::Required);
    if (node == nullptr)
        return;
    if (const toml::table *byValue = node->as_table())
        readDTypeTable(table, *byValue, parameters, spec);
    else if (const auto type = readDType(table, *node))
        spec.dtypes.emplace_back("", *type);
}

void readShape(ManifestTable &table, const FormulaScope &scope, TensorSpec &spec)
{
    const toml::array *shape = table.array("shape", Need::Required);
    if (shape == nullptr)
        return;
    if (shape->empty() || shape->size() > ASSAY_MAX_RANK)
        table.error("shape", fmt::format("a shape has 1 to {} extents", ASSAY_MAX_RANK));
    for (const auto &extent : *shape)
        if (auto formula = readFormula(extent, table.what() + ", 'shape'", scope, table.diagnostics()))
            spec.shape.push_back(std::move(*formula));
}

std::filesystem::path readFilePath(ManifestTable &table, const char *key, Need need,
                                   const std::filesystem::path &folder)
{
    const auto text = table.text(key, need);
    if (!text || text->empty())
        return {};
    std::error_code error;
    if (!isInnerPath(*text))
        table.error(key, fmt::format("'{}' must lie in the workload's folder", *text));
    else if (!std::filesystem::is_regular_file(folder / *text, error))
        table.error(key, fmt::format("there is no file '{}' in the workload's folder", *text));
    return *text;
}

void readBounds(ManifestTable &table, const FormulaScope &scope, Generator &generator)
{
    generator.low = table.formula("low", scope).value_or(Expression());
    generator.high = table.formula("high", scope).value_or(Expression());
}

Generator readGenerator(ManifestTable &table, const FormulaScope &scope, const std::filesystem::path &folder)
{
    Generator generator;
    const auto kind = table.word("kind", {"uniform", "normal", "bytes", "zipf", "file", "zero"});
    if (!kind)
        return generator;
    generator.kind = static_cast<Generator::Kind>(*kind);
    if (generator.kind == Generator::Kind::Uniform || generator.kind == Generator::Kind::Zipf)
        readBounds(table, scope, generator);
    if (generator.kind == Generator::Kind::Zipf)
        generator.exponent = table.formula("exponent", scope).value_or(Expression());
    if (generator.kind == Generator::Kind::Normal) {
        generator.mean = table.formula("mean", scope).value_or(Expression());
        generator.deviation = table.formula("deviation", scope).value_or(Expression());
    }
    if (generator.kind == Generator::Kind::File)
        generator.file = readFilePath(table, "file", Need::Required, folder);
    table.finish();
    return generator;
}

bool hasRealDType(const TensorSpec &spec)
{
    return std::any_of(spec.dtypes.begin(), spec.dtypes.end(),
                       [](const auto &entry) { return entry.second == DType::F32 || entry.second == DType::F64; });
}

void readContent(ManifestTable &table, const FormulaScope &scope, const std::filesystem::path &folder, TensorSpec &spec)
{
    const bool output = spec.role == TensorRole::Output;
    spec.golden = readFilePath(table, "golden", Need::Optional, folder);
    if (!spec.golden.empty() && !output)
        table.error("golden", "only an output has a golden file");
    const toml::table *source = table.table("generator");
    if (source != nullptr && output) {
        table.error("generator", "an output has no generator");
    } else if (source != nullptr) {
        ManifestTable generator(*source, table.what() + ", 'generator'", table.diagnostics());
        spec.generator = readGenerator(generator, scope, folder);
    }
    if (!output && spec.generator.kind == Generator::Kind::Bytes && hasRealDType(spec))
        table.error("generator", "random bytes are not usable reals (they have NaNs); name another generator");
}

void checkGoldenSize(const ManifestTable &table, const std::filesystem::path &folder, const TensorSpec &spec,
                     std::uint64_t bytes)
{
    std::error_code error;
    const std::uintmax_t size = std::filesystem::file_size(folder / spec.golden, error);
    if (error || size != bytes)
        table.error("golden", fmt::format("golden file '{}' holds {} bytes, the tensor has {}", spec.golden.string(),
                                          error ? 0 : size, bytes));
}

/// What can only be judged with numbers: extents and generators at the defaults.
void checkAtDefaults(const ManifestTable &table, const FormulaScope &scope, const std::filesystem::path &folder,
                     const TensorSpec &spec)
{
    const auto extents = spec.extents(scope.defaults);
    const auto dtype = spec.dtype(scope.defaults);
    if (!extents)
        table.error("shape", "at the default parameters, " + extents.error().text());
    if (!extents || !dtype)
        return;
    if (spec.role == TensorRole::Output) {
        if (!spec.golden.empty())
            checkGoldenSize(table, folder, spec, Tensor{spec.name, spec.role, *dtype, *extents, nullptr}.bytes());
        return;
    }
    if (auto checked = checkGenerator(spec, scope.defaults, folder); !checked)
        table.error("generator", "at the default parameters, " + checked.error().text());
}

TensorSpec readTensor(ManifestTable &table, const std::vector<ParameterSpec> &parameters, const FormulaScope &scope,
                      const std::filesystem::path &folder)
{
    TensorSpec spec;
    const auto before = table.diagnostics().count();
    if (const auto name = table.text("name")) {
        spec.name = *name;
        table.rename(fmt::format("tensor '{}'", spec.name));
        if (!isTensorName(spec.name))
            table.error("name", "a tensor's name has letters, digits and _ and does not start with a digit");
    }
    const auto role = table.word("role", {"input", "resident", "output"});
    spec.role = role ? static_cast<TensorRole>(*role) : TensorRole::Input;
    spec.meaning = table.text("meaning").value_or("");
    readDTypes(table, parameters, spec);
    readShape(table, scope, spec);
    readContent(table, scope, folder, spec);
    table.finish();
    if (scope.evaluable && table.diagnostics().count() == before)
        checkAtDefaults(table, scope, folder, spec);
    return spec;
}

bool dependsOnSeed(const TensorSpec &spec)
{
    return spec.role != TensorRole::Output && spec.generator.kind != Generator::Kind::File &&
           spec.generator.kind != Generator::Kind::Zero;
}

/// Golden outputs only make sense for all outputs, and for inputs that are the same for every seed.
void checkGolden(const ManifestTable &table, const std::vector<TensorSpec> &specs, const TensorSpec &spec)
{
    const bool anyGolden = std::any_of(specs.begin(), specs.end(), [](const auto &s) { return !s.golden.empty(); });
    if (!anyGolden)
        return;
    if (spec.role == TensorRole::Output && spec.golden.empty())
        table.error("another output has a golden file, so this one needs one too");
    if (dependsOnSeed(spec))
        table.error("the workload has golden outputs, so this tensor needs a generator of kind file or zero");
}

} // namespace

std::vector<TensorSpec> readTensors(ManifestTable &root, const std::vector<ParameterSpec> &parameters,
                                    const FormulaScope &scope, const std::filesystem::path &folder)
{
    std::vector<TensorSpec> specs;
    const auto sources = root.tables("tensor");
    for (const toml::table *source : sources) {
        ManifestTable table(*source, "a tensor", root.diagnostics());
        TensorSpec spec = readTensor(table, parameters, scope, folder);
        if (std::any_of(specs.begin(), specs.end(), [&](const auto &other) { return other.name == spec.name; }))
            table.error("name", "there is already a tensor of this name");
        specs.push_back(std::move(spec));
    }
    if (std::none_of(specs.begin(), specs.end(), [](const auto &s) { return s.role == TensorRole::Output; }))
        root.error("there is no [[tensor]] with role = \"output\"");
    for (std::size_t i = 0; i < specs.size(); ++i)
        checkGolden(ManifestTable(*sources[i], fmt::format("tensor '{}'", specs[i].name), root.diagnostics()), specs,
                    specs[i]);
    return specs;
}

} // namespace assay::catalog
