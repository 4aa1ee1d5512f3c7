#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/catalog/expression.hpp"
#include "core/catalog/parameter.hpp"

namespace assay::catalog {

/// The five kinds of workload that can leave the GPU (product.md).
enum class WorkloadKind {
    StreamingLowLatency,
    BitLevelCustomNumerics,
    FixedHighVolumeInference,
    CoupledWithIo,
    RegularLongLived
};
[[nodiscard]] std::string
toText(WorkloadKind kind); ///< the manifest's word: "streaming", "bit-level", "inference", "io-coupled", "regular"
[[nodiscard]] std::string title(WorkloadKind kind); ///< "streaming, low latency" …

enum class DType { F32, F64, I8, U8, I16, U16, I32, U32, I64, U64 };
[[nodiscard]] std::size_t byteSize(DType type);
[[nodiscard]] std::string toText(DType type); ///< "f32", "i8" …

enum class TensorRole { Input, Resident, Output };

/// How a tensor's content is made from a seed.
struct Generator {
    enum class Kind { Uniform, Normal, Bytes, Zipf, File, Zero } kind = Kind::Bytes;
    Expression low, high;       ///< uniform: inclusive for integers, [low, high) for reals
    Expression mean, deviation; ///< normal; integers are rounded and clamped to the dtype's range
    Expression exponent;        ///< zipf: the whole number low + r with a probability in proportion to (r+1)^-exponent
    std::filesystem::path file; ///< raw little-endian data, relative to the manifest; the tensor takes its first bytes
};

struct TensorSpec {
    std::string name;
    TensorRole role = TensorRole::Input;
    /// The dtype by value of a text parameter ("dtype = { f32 = \"f32\", int8 = \"i8\" }"), or one for all.
    std::string dtypeParameter;                        ///< "" when fixed
    std::vector<std::pair<std::string, DType>> dtypes; ///< parameter value → dtype; one entry with "" when fixed
    std::vector<Expression> shape;
    Generator generator; ///< inputs and residents
    /// Outputs of a workload without a reference: the right answer at the default parameters, raw little-endian,
    /// relative to the manifest; empty when there is none.
    std::filesystem::path golden;
    std::string meaning;

    [[nodiscard]] Result<DType> dtype(const ParameterSet &parameters) const;
    [[nodiscard]] Result<std::vector<std::uint64_t>> extents(const ParameterSet &parameters) const;
};

/// |out − ref| ≤ absolute + relative·|ref| for reals; integers are exact unless `absolute` allows steps.
struct Tolerance {
    double absolute = 0;
    double relative = 0;
    std::string reason;
};

/// One implementation offered to the backends.
struct Implementation {
    std::string kind;  ///< "native", "opencl", "verilog", "xclbin", "onnx"
    std::string file;  ///< relative to the folder; "" for native (the workload's library)
    std::string entry; ///< kernel or top module
    /// Backend parameters this implementation offers: `variant` for native, `local_size`, `vector_width` for OpenCL …
    std::vector<ParameterSpec> parameters;
    /// Conditions over workload and backend parameters that must be non-zero, each with the reason shown otherwise.
    struct Requirement {
        Expression condition;
        std::string reason;
    };
    std::vector<Requirement> requirements;
    /// [implementation.options] as JSON. A text that starts with '=' is a formula: see optionsFor.
    Json options;

    /// `options` with every formula evaluated to a number, as JSON text for assay_implementation.options.
    [[nodiscard]] Result<std::string> optionsFor(const ParameterSet &workloadParameters,
                                                 const ParameterSet &backendParameters) const;
};

/// What one answer is about: a packet, a sample, a request.
struct Item {
    std::string name;    ///< singular: "packet"
    Expression perQuery; ///< how many items a query holds
    bool streaming = false;
};

/// A parsed and checked workload.toml.
struct Workload {
    std::string id, title, summary; ///< summary: one paragraph for a student
    WorkloadKind kind = WorkloadKind::RegularLongLived;
    std::vector<std::string> tags;
    std::filesystem::path folder;
    bool bundled = true; ///< false: a user's own; its code needs trust before it is built or run
    std::vector<ParameterSpec> parameters;
    std::vector<TensorSpec> tensors;
    Item item;
    Expression operations;     ///< per query
    std::string operationUnit; ///< what an operation is: "flop", "int op", "table look-up"
    /// Units of a processor that do it: "matrix" (then vector units, too) or "vector"; "" when no peak counts such
    /// operations (table look-ups, rounds of a cipher).
    std::string operationClass;
    /// Number format of the operations by value of a text parameter, or one for all, as TensorSpec has its dtype.
    std::string precisionParameter;
    std::vector<std::pair<std::string, std::string>> precisions; ///< "fp32", "int8" …
    Expression minimalBytes;                               ///< bytes that must move per query even with perfect reuse
    std::vector<Implementation::Requirement> requirements; ///< over workload parameters, for all implementations
    Tolerance tolerance;                                   ///< default
    std::vector<std::pair<std::string, Tolerance>> tolerances; ///< by dtype parameter value, overrides
    std::vector<Implementation> implementations;
    std::string sourceHash; ///< SHA-256 over the folder

    [[nodiscard]] const Implementation *implementation(std::string_view kind) const;
    [[nodiscard]] const ParameterSpec *parameter(std::string_view name) const;
    [[nodiscard]] ParameterSet defaults() const;
    /// Defaults overridden by `given`, each checked, and the workload's requirements.
    [[nodiscard]] Result<ParameterSet> complete(const ParameterSet &given) const;
    /// "fp32"; "" without an operation class.
    [[nodiscard]] std::string precision(const ParameterSet &parameters) const;
    /// The override of the `dtype` parameter's value, else the default.
    [[nodiscard]] Tolerance toleranceFor(const ParameterSet &parameters) const;
    /// True when the manifest gives golden outputs (then every output has one).
    [[nodiscard]] bool hasGoldenOutputs() const;
};

/// Reads <folder>/workload.toml and evaluates every formula once at the defaults. The error lists all that is wrong,
/// one a line in the order of the file, each with file, line and reason: "…/workload.toml:12: tensor 'x': …".
[[nodiscard]] Result<Workload> readWorkload(const std::filesystem::path &folder);

/// Parameters as JSON, with the keys of [[implementation.parameter]]: what a plugin's manifest declares. The error
/// lists all that is wrong, each with the file.
[[nodiscard]] Result<std::vector<ParameterSpec>> readParameterList(const Json &list, const std::filesystem::path &file);

/// All workloads of the search folders. A folder whose manifest is wrong does not hide the others: its error is listed.
struct WorkloadLibrary {
    std::vector<Workload> workloads; ///< by id
    std::vector<Error> errors;

    [[nodiscard]] const Workload *find(std::string_view id) const;
    /// As find, but the error has a suggestion.
    [[nodiscard]] Result<const Workload *> require(std::string_view id) const;
};
/// `extraFolders` (--workload-dir) hold workload folders or are one. The first folder that has an id wins.
[[nodiscard]] WorkloadLibrary loadWorkloads(const std::vector<std::filesystem::path> &extraFolders = {});

/// A tensor with data, 64-byte aligned.
struct Tensor {
    std::string name;
    TensorRole role = TensorRole::Input;
    DType dtype = DType::F32;
    std::vector<std::uint64_t> shape;
    std::shared_ptr<std::byte[]> data; ///< aligned; null where only the shape is needed
    [[nodiscard]] std::uint64_t elements() const;
    [[nodiscard]] std::uint64_t bytes() const;
};
/// A zeroed tensor. Fails when the memory is not to be had.
[[nodiscard]] Result<Tensor> allocateTensor(const std::string &name, TensorRole role, DType dtype,
                                            const std::vector<std::uint64_t> &shape);
/// All tensors of a query in manifest order, without data.
[[nodiscard]] Result<std::vector<Tensor>> describeTensors(const Workload &workload, const ParameterSet &parameters);
/// All tensors of a query in manifest order; inputs and residents filled by their generators from `seed`, a pure
/// function of (manifest, parameters, seed); outputs allocated and zeroed. A workload whose module has an input
/// adjuster (WorkloadModule::adjustInputs) needs that call before the data is used.
[[nodiscard]] Result<std::vector<Tensor>> generateTensors(const Workload &workload, const ParameterSet &parameters,
                                                          std::uint64_t seed);

/// The outputs the manifest states for its default parameters. Unsupported when it states none, or for others.
[[nodiscard]] Result<std::vector<Tensor>> goldenOutputs(const Workload &workload, const ParameterSet &parameters);

/// Compares outputs with the reference. NaN never passes, an infinity only equals itself.
struct OutputCheck {
    bool passed = false;
    double worst = 0;         ///< the largest |out − ref|; infinite where one of them is not finite and they differ
    double worstRelative = 0; ///< the largest |out − ref| / |ref| where ref is not 0
    std::uint64_t wrong = 0, elements = 0;
    std::string firstMismatch; ///< "y[17]: 0.25, expected 0.5"
};
/// Looks at the tensors of role Output of both lists, in order; names, dtypes and shapes must agree.
[[nodiscard]] OutputCheck compareTensors(const std::vector<Tensor> &outputs, const std::vector<Tensor> &reference,
                                         const Tolerance &tolerance);

} // namespace assay::catalog
