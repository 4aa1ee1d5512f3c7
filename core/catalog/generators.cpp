#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>

#include <fmt/format.h>

#include "core/base/files.hpp"
#include "core/base/random.hpp"
#include "core/catalog/dtype_dispatch.hpp"
#include "core/catalog/generators.hpp"
#include "core/catalog/zipf.hpp"

namespace assay::catalog {
namespace {

/// The bounds and shape numbers of a generator for one parameter set.
struct Numbers {
    double low = 0, high = 0, mean = 0, deviation = 0, exponent = 0;
};

/// FNV-1a, 64 bits: gives each tensor name its own stream of the seed.
std::uint64_t nameHash(std::string_view name)
{
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (const char c : name)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    return hash;
}

Random streamFor(std::uint64_t seed, std::string_view tensor)
{
    return Random(SplitMix64(SplitMix64(seed).next() ^ nameHash(tensor)).next());
}

tl::unexpected<Error> wrong(const TensorSpec &spec, const std::string &reason)
{
    return failure(ErrorCode::InvalidInput, fmt::format("tensor '{}', generator: {}", spec.name, reason));
}

Status evaluateInto(const TensorSpec &spec, const Expression &formula, const ParameterSet &parameters, double &number)
{
    const auto value = formula.evaluate(parameters);
    if (!value)
        return failure(value.error().within(fmt::format("tensor '{}', generator", spec.name)));
    number = *value;
    return {};
}

Result<Numbers> evaluate(const TensorSpec &spec, const ParameterSet &parameters)
{
    Numbers numbers;
    const Generator &generator = spec.generator;
    for (const auto &[formula, target] : {std::pair{&generator.low, &numbers.low},
                                          {&generator.high, &numbers.high},
                                          {&generator.mean, &numbers.mean},
                                          {&generator.deviation, &numbers.deviation},
                                          {&generator.exponent, &numbers.exponent}})
        if (auto done = evaluateInto(spec, *formula, parameters, *target); !done)
            return failure(done.error());
    return numbers;
}

template <class T> Status checkBounds(const TensorSpec &spec, const Numbers &numbers)
{
    if (numbers.low > numbers.high)
        return wrong(spec, fmt::format("low = {} is above high = {}", numbers.low, numbers.high));
    if constexpr (std::is_integral_v<T>) {
        if (numbers.low != std::floor(numbers.low) || numbers.high != std::floor(numbers.high))
            return wrong(spec,
                         fmt::format("the bounds {} and {} of whole numbers must be whole", numbers.low, numbers.high));
        // doubles hold whole numbers to 2^53 only
        const double least = std::max(static_cast<double>(std::numeric_limits<T>::min()), -0x1p53);
        const double most = std::min(static_cast<double>(std::numeric_limits<T>::max()), 0x1p53);
        if (numbers.low < least || numbers.high > most)
            return wrong(spec,
                         fmt::format("{} … {} does not lie within {} … {}", numbers.low, numbers.high, least, most));
    }
    return {};
}

/// Fills `count` values; `pair` makes two from each 64-bit word.
template <class T, class Pair> void fillPairs(T *data, std::uint64_t count, Random &random, Pair pair)
{
    std::uint64_t i = 0;
    for (; i + 1 < count; i += 2)
        pair(random.next(), data[i], data[i + 1]);
    if (i < count) {
        T unused{};
        pair(random.next(), data[i], unused);
    }
}

template <class T> void fillUniformIntegers(T *data, std::uint64_t count, Random &random, const Numbers &numbers)
{
    const auto low = static_cast<std::int64_t>(numbers.low);
    const auto span = static_cast<std::uint64_t>(static_cast<std::int64_t>(numbers.high) - low) + 1;
    const auto at = [low](std::uint64_t offset) { return static_cast<T>(low + static_cast<std::int64_t>(offset)); };
    // half a word is enough for small spans: the bias stays below 2^-16
    if (span <= (1U << 16)) {
        fillPairs(data, count, random, [&](std::uint64_t word, T &first, T &second) {
            first = at(((word >> 32) * span) >> 32);
            second = at(((word & 0xffffffffU) * span) >> 32);
        });
        return;
    }
    for (std::uint64_t i = 0; i < count; ++i)
        data[i] = at(random.below(span));
}

template <class T> void fillUniformReals(T *data, std::uint64_t count, Random &random, const Numbers &numbers)
{
    const T low = static_cast<T>(numbers.low), span = static_cast<T>(numbers.high - numbers.low);
    // rounding may reach the excluded upper end
    const T last = span > 0 ? std::nextafter(static_cast<T>(numbers.high), low) : low;
    const auto at = [=](T fraction) { return std::min(low + span * fraction, last); };
    if constexpr (sizeof(T) == 4) {
        fillPairs(data, count, random, [&](std::uint64_t word, T &first, T &second) {
            first = at(static_cast<T>(word >> 40) * 0x1p-24F);
            second = at(static_cast<T>((word >> 8) & 0xffffffU) * 0x1p-24F);
        });
    } else {
        for (std::uint64_t i = 0; i < count; ++i)
            data[i] = at(random.uniform());
    }
}

/// Marsaglia's polar method, both of the pair: one logarithm for two values.
template <class Sink> void normalPairs(std::uint64_t count, Random &random, Sink sink)
{
    for (std::uint64_t i = 0; i < count; i += 2) {
        double u = 0, v = 0, square = 0;
        do {
            const std::uint64_t word = random.next();
            u = static_cast<double>(word >> 32) * 0x1p-31 - 1.0;
            v = static_cast<double>(word & 0xffffffffU) * 0x1p-31 - 1.0;
            square = u * u + v * v;
        } while (square >= 1.0 || square == 0.0);
        const double factor = std::sqrt(-2.0 * std::log(square) / square);
        sink(i, u * factor);
        if (i + 1 < count)
            sink(i + 1, v * factor);
    }
}

template <class T> void fillNormal(T *data, std::uint64_t count, Random &random, const Numbers &numbers)
{
    normalPairs(count, random, [&](std::uint64_t i, double standard) {
        const double value = numbers.mean + numbers.deviation * standard;
        if constexpr (std::is_integral_v<T>) {
            // 2^63 and 2^64 round up to a double that the type does not hold
            constexpr double kLeast = static_cast<double>(std::numeric_limits<T>::min());
            const double most = std::min(static_cast<double>(std::numeric_limits<T>::max()), 0x1.fffffffffffffp62);
            // half away from zero by truncation: nearbyint is a library call on plain x86-64, a branch on the sign
            // is mispredicted half the time
            const double rounded = value + std::copysign(0.5, value);
            data[i] = static_cast<T>(std::clamp(rounded, kLeast, most));
        } else {
            data[i] = static_cast<T>(value);
        }
    });
}

Status checkZipf(const TensorSpec &spec, const Numbers &numbers)
{
    if (numbers.low != std::floor(numbers.low) || numbers.high != std::floor(numbers.high))
        return wrong(spec, "the bounds of zipf must be whole");
    if (numbers.high - numbers.low >= static_cast<double>(Zipf::kMostValues))
        return wrong(spec, fmt::format("zipf has {} values; at most {} are possible", numbers.high - numbers.low + 1,
                                       Zipf::kMostValues));
    if (numbers.exponent < 0)
        return wrong(spec, fmt::format("the exponent {} of zipf is below 0", numbers.exponent));
    return {};
}

template <class T> void fillZipf(T *data, std::uint64_t count, Random &random, const Numbers &numbers)
{
    const Zipf zipf(static_cast<std::uint32_t>(numbers.high - numbers.low) + 1, numbers.exponent);
    for (std::uint64_t i = 0; i < count; ++i)
        data[i] = static_cast<T>(numbers.low + static_cast<double>(zipf.rank(random)));
}

void fillBytes(std::byte *data, std::uint64_t bytes, Random &random)
{
    for (std::uint64_t i = 0; i < bytes; i += 8) {
        const std::uint64_t word = random.next();
        std::memcpy(data + i, &word, std::min<std::uint64_t>(8, bytes - i));
    }
}

Status checkNumbers(const TensorSpec &spec, DType dtype, const Numbers &numbers)
{
    if (spec.generator.kind == Generator::Kind::Normal)
        return numbers.deviation >= 0 ? Status()
                                      : wrong(spec, fmt::format("the deviation {} is below 0", numbers.deviation));
    Status status;
    dispatch(dtype, [&](auto zero) { status = checkBounds<decltype(zero)>(spec, numbers); });
    if (status && spec.generator.kind == Generator::Kind::Zipf)
        return checkZipf(spec, numbers);
    return status;
}

template <class T> void fillTyped(Generator::Kind kind, const Numbers &numbers, Random &random, Tensor &tensor)
{
    T *data = reinterpret_cast<T *>(tensor.data.get());
    const std::uint64_t count = tensor.elements();
    if (kind == Generator::Kind::Normal)
        fillNormal(data, count, random, numbers);
    else if (kind == Generator::Kind::Zipf)
        fillZipf(data, count, random, numbers);
    else if constexpr (std::is_integral_v<T>)
        fillUniformIntegers(data, count, random, numbers);
    else
        fillUniformReals(data, count, random, numbers);
}

Status fillFromFile(const TensorSpec &spec, const std::filesystem::path &folder, Tensor &tensor)
{
    const auto content = readFile(folder / spec.generator.file);
    if (!content)
        return failure(content.error().within(fmt::format("tensor '{}'", spec.name)));
    if (content->size() < tensor.bytes())
        return wrong(spec, fmt::format("{} holds {} bytes, the tensor needs {}", spec.generator.file.string(),
                                       content->size(), tensor.bytes()));
    std::memcpy(tensor.data.get(), content->data(), tensor.bytes());
    return {};
}

bool needsNumbers(Generator::Kind kind)
{
    return kind == Generator::Kind::Uniform || kind == Generator::Kind::Normal || kind == Generator::Kind::Zipf;
}

Status fill(const TensorSpec &spec, const std::filesystem::path &folder, const ParameterSet &parameters,
            std::uint64_t seed, Tensor &tensor)
{
    Random random = streamFor(seed, spec.name);
    if (spec.generator.kind == Generator::Kind::File)
        return fillFromFile(spec, folder, tensor);
    if (spec.generator.kind == Generator::Kind::Bytes)
        fillBytes(tensor.data.get(), tensor.bytes(), random);
    if (!needsNumbers(spec.generator.kind))
        return {};
    const auto numbers = evaluate(spec, parameters);
    if (!numbers)
        return failure(numbers.error());
    if (auto checked = checkNumbers(spec, tensor.dtype, *numbers); !checked)
        return checked;
    dispatch(tensor.dtype,
             [&](auto zero) { fillTyped<decltype(zero)>(spec.generator.kind, *numbers, random, tensor); });
    return {};
}

Result<Tensor> readGolden(const std::filesystem::path &folder, const TensorSpec &spec, const ParameterSet &parameters)
{
    const auto dtype = spec.dtype(parameters);
    const auto shape = spec.extents(parameters);
    if (!dtype || !shape)
        return failure(!dtype ? dtype.error() : shape.error());
    auto tensor = allocateTensor(spec.name, spec.role, *dtype, *shape);
    const auto content = readFile(folder / spec.golden);
    if (!tensor || !content)
        return failure(!tensor ? tensor.error() : content.error());
    if (content->size() != tensor->bytes())
        return failure(ErrorCode::InvalidInput,
                       fmt::format("golden output '{}' holds {} bytes, the tensor '{}' has {}", spec.golden.string(),
                                   content->size(), spec.name, tensor->bytes()));
    std::memcpy(tensor->data.get(), content->data(), content->size());
    return tensor;
}

} // namespace

Status checkGenerator(const TensorSpec &spec, const ParameterSet &parameters, const std::filesystem::path &folder)
{
    const auto dtype = spec.dtype(parameters);
    const auto shape = spec.extents(parameters);
    if (!dtype || !shape)
        return failure(!dtype ? dtype.error() : shape.error());
    if (spec.generator.kind == Generator::Kind::File) {
        const std::uint64_t needed = Tensor{spec.name, spec.role, *dtype, *shape, nullptr}.bytes();
        std::error_code error;
        const std::uintmax_t size = std::filesystem::file_size(folder / spec.generator.file, error);
        if (error)
            return wrong(spec, fmt::format("cannot read {}: {}", spec.generator.file.string(), error.message()));
        if (size < needed)
            return wrong(spec, fmt::format("{} holds {} bytes, the tensor needs {}", spec.generator.file.string(), size,
                                           needed));
    }
    if (!needsNumbers(spec.generator.kind))
        return {};
    const auto numbers = evaluate(spec, parameters);
    return numbers ? checkNumbers(spec, *dtype, *numbers) : failure(numbers.error());
}

Result<std::vector<Tensor>> generateTensors(const Workload &workload, const ParameterSet &parameters,
                                            std::uint64_t seed)
{
    auto described = describeTensors(workload, parameters);
    if (!described)
        return failure(described.error());
    std::vector<Tensor> tensors;
    for (std::size_t i = 0; i < described->size(); ++i) {
        const Tensor &shape = (*described)[i];
        auto tensor = allocateTensor(shape.name, shape.role, shape.dtype, shape.shape);
        if (!tensor)
            return failure(tensor.error());
        if (shape.role != TensorRole::Output)
            if (auto filled = fill(workload.tensors[i], workload.folder, parameters, seed, *tensor); !filled)
                return failure(filled.error());
        tensors.push_back(std::move(*tensor));
    }
    return tensors;
}

Result<std::vector<Tensor>> goldenOutputs(const Workload &workload, const ParameterSet &parameters)
{
    if (!workload.hasGoldenOutputs())
        return failure(ErrorCode::Unsupported, fmt::format("{} states no golden outputs", workload.id));
    if (parameters != workload.defaults())
        return failure(ErrorCode::Unsupported,
                       fmt::format("the golden outputs of {} hold for its default parameters only: {}", workload.id,
                                   describe(workload.defaults())));
    std::vector<Tensor> outputs;
    for (const auto &spec : workload.tensors) {
        if (spec.role != TensorRole::Output)
            continue;
        auto tensor = readGolden(workload.folder, spec, parameters);
        if (!tensor)
            return failure(tensor.error().within(workload.id));
        outputs.push_back(std::move(*tensor));
    }
    return outputs;
}

} // namespace assay::catalog
