#include <algorithm>

#include <fmt/format.h>

#include "core/base/hash.hpp"
#include "core/catalog/manifest_parts.hpp"

namespace assay::catalog {
namespace {

constexpr const char *kWorkloadSchema = "assay.workload/1";

bool readSchema(ManifestTable &root)
{
    const auto schema = root.text("schema");
    if (schema && *schema != kWorkloadSchema)
        root.error("schema", fmt::format("schema is '{}'; this Assay reads '{}'", *schema, kWorkloadSchema));
    return schema && *schema == kWorkloadSchema;
}

void readHeader(ManifestTable &root, const std::string &folderName, Workload &workload)
{
    if (const auto id = root.text("id")) {
        workload.id = *id;
        if (!isId(*id))
            root.error("id", fmt::format("id '{}' may only have small letters, digits and . _ -", *id));
        else if (*id != folderName)
            root.error("id", fmt::format("id '{}' must be the folder's name, '{}'", *id, folderName));
    }
    workload.title = root.text("title").value_or("");
    workload.summary = root.text("summary").value_or("");
    std::vector<std::string> kinds;
    for (int kind = 0; kind <= static_cast<int>(WorkloadKind::RegularLongLived); ++kind)
        kinds.push_back(toText(static_cast<WorkloadKind>(kind)));
    if (const auto kind = root.word("kind", kinds))
        workload.kind = static_cast<WorkloadKind>(*kind);
    if (const toml::array *tags = root.array("tags"))
        for (const auto &tag : *tags) {
            if (const auto text = tag.value_exact<std::string>())
                workload.tags.push_back(*text);
            else
                root.diagnostics().add(tag, "the manifest: a tag must be a text");
        }
}

/// A count that is formula, and above or at `least` at the defaults.
Expression readCount(ManifestTable &table, const char *key, const FormulaScope &scope, bool zeroAllowed)
{
    auto formula = table.formula(key, scope);
    if (!formula)
        return {};
    const auto value = formula->evaluate(scope.defaults);
    if (scope.evaluable && value && (*value < 0 || (*value == 0 && !zeroAllowed)))
        table.error(key, fmt::format("'{}' is {} at the default parameters; it must be {}", key, *value,
                                     zeroAllowed ? "0 or more" : "above 0"));
    return std::move(*formula);
}

std::string readPrecision(ManifestTable &table, std::string_view key)
{
    const std::vector<std::string> known{"fp64", "fp32", "fp16", "bf16", "int32", "int16", "int8", "int4"};
    const auto precision = table.word(key, known);
    return precision ? known[*precision] : "";
}

/// operation_precision = "fp32", or { parameter = "dtype", f32 = "fp32", int8 = "int8" }: one for every choice.
void readPrecisions(ManifestTable &root, Workload &workload)
{
    const toml::node *node = root.find("operation_precision", Need::Required);
    if (node == nullptr)
        return;
    if (!node->is_table()) {
        workload.precisions.emplace_back("", readPrecision(root, "operation_precision"));
        return;
    }
    ManifestTable table(*node->as_table(), "'operation_precision'", root.diagnostics());
    const auto name = table.text("parameter");
    if (!name)
        return;
    const ParameterSpec *parameter = workload.parameter(*name);
    if (parameter == nullptr || parameter->choices.empty()) {
        table.error("parameter", fmt::format("'{}' is not a declared parameter with choices", *name));
        return;
    }
    workload.precisionParameter = *name;
    for (const ParameterValue &choice : parameter->choices)
        workload.precisions.emplace_back(choice.text(), readPrecision(table, choice.text()));
    table.finish();
}

void readOperations(ManifestTable &root, const FormulaScope &scope, Workload &workload)
{
    workload.operations = readCount(root, "operations", scope, true);
    workload.operationUnit = root.text("operation_unit").value_or("");
    const std::vector<std::string> classes{"vector", "matrix"};
    if (root.find("operation_class") == nullptr)
        return;
    if (const auto operationClass = root.word("operation_class", classes))
        workload.operationClass = classes[*operationClass];
    readPrecisions(root, workload);
}

Item readItem(ManifestTable &root, const FormulaScope &scope)
{
    Item item{"query", Expression::constant(1), false};
    const toml::table *source = root.table("item");
    if (source == nullptr)
        return item;
    ManifestTable table(*source, "[item]", root.diagnostics());
    item.name = table.text("name").value_or("");
    item.perQuery = readCount(table, "per_query", scope, false);
    item.streaming = table.flag("streaming");
    table.finish();
    return item;
}

Tolerance readTolerance(ManifestTable &table)
{
    Tolerance tolerance;
    tolerance.absolute = table.number("absolute", Need::Optional).value_or(0);
    tolerance.relative = table.number("relative", Need::Optional).value_or(0);
    tolerance.reason = table.text("reason", Need::Optional).value_or("");
    for (const auto &[key, value] : {std::pair{"absolute", tolerance.absolute}, {"relative", tolerance.relative}})
        if (!(value >= 0))
            table.error(key, fmt::format("'{}' must be 0 or more", key));
    if ((tolerance.absolute > 0 || tolerance.relative > 0) && tolerance.reason.empty())
        table.error("a tolerance above 0 needs a 'reason'");
    return tolerance;
}

void readTolerances(ManifestTable &root, Workload &workload)
{
    const toml::table *source = root.table("tolerance");
    if (source == nullptr)
        return;
    ManifestTable table(*source, "[tolerance]", root.diagnostics());
    workload.tolerance = readTolerance(table);
    if (const ParameterSpec *dtype = workload.parameter("dtype"))
        for (const auto &choice : dtype->choices)
            if (const toml::table *own = table.table(choice.text())) {
                ManifestTable override(*own, fmt::format("[tolerance.{}]", choice.text()), root.diagnostics());
                workload.tolerances.emplace_back(choice.text(), readTolerance(override));
                override.finish();
            }
    table.finish();
}

void readSections(ManifestTable &root, Workload &workload)
{
    FormulaScope scope;
    workload.parameters = readParameters(root, scope);
    readOperations(root, scope, workload);
    workload.minimalBytes = readCount(root, "minimal_bytes", scope, false);
    workload.item = readItem(root, scope);
    workload.tensors = readTensors(root, workload.parameters, scope, workload.folder);
    workload.requirements = readRequirements(root, scope);
    readTolerances(root, workload);
    workload.implementations = readImplementations(root, scope, workload.folder);
}

/// Folders may be given with a slash at the end, or as ".".
std::filesystem::path plainFolder(const std::filesystem::path &folder)
{
    std::filesystem::path plain = std::filesystem::absolute(folder).lexically_normal();
    return plain.has_filename() ? plain : plain.parent_path();
}

} // namespace

Result<Workload> readWorkload(const std::filesystem::path &folder)
{
    Workload workload;
    workload.folder = plainFolder(folder);
    const std::filesystem::path file = workload.folder / "workload.toml";
    const auto source = parseToml(file);
    if (!source)
        return failure(source.error());
    Diagnostics diagnostics(file);
    ManifestTable root(*source, "the manifest", diagnostics);
    if (readSchema(root)) {
        readHeader(root, workload.folder.filename().string(), workload);
        readSections(root, workload);
        root.finish();
    }
    if (!diagnostics.empty())
        return failure(diagnostics.error());
    auto hash = sha256Folder(workload.folder);
    if (!hash)
        return failure(hash.error());
    workload.sourceHash = std::move(*hash);
    return workload;
}

} // namespace assay::catalog
