// Is the CPU baseline fair? Queries of gemm, fft, crc32 and aes-ctr through the CPU backend, exactly as a run makes
// them, beside the direct call of the best libraries on the same memory and with as many threads: one for `simd` and
// all for `library`. A ratio is the library's time by ours (1.10: ours is faster), the median over pairs timed by
// turns, so that what disturbs one disturbs the other. Not a test: compare ratios, not times.
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include <cblas.h>
#include <fftw3.h>
#include <openssl/evp.h>
#include <zlib.h>
#ifdef ASSAY_BENCH_ISAL
#include <isa-l.h>
#endif

#include "core/base/clock.hpp"
#include "core/catalog/workload.hpp"
#include "core/plugin/plugin_library.hpp"
#include "core/run/device_session.hpp"

using namespace assay;
using catalog::Tensor;

namespace {

constexpr int kPairs = 15;
constexpr int kSlices = 10; // of each side in a pair
constexpr double kSliceNanoseconds = 1e6;
constexpr double kTarget = 0.9;
const std::filesystem::path kBuild = ASSAY_BUILD_DIR;

[[noreturn]] void stop(const std::string &reason)
{
    std::fprintf(stderr, "%s\n", reason.c_str());
    std::exit(1);
}

template <class Value> Value must(Result<Value> result)
{
    if (!result)
        stop(result.error().text());
    return std::move(*result);
}

/// Makes so many calls in a row: the loop lies within, so that no call pays for being called through it.
using Batch = std::function<void(std::size_t calls)>;

/// One workload opened with one variant, as a run opens it.
class Ours {
public:
    Ours(const plugin::LoadedPlugin &backend, const catalog::Workload &workload, const ParameterSet &parameters,
         const std::string &variant)
    {
        study::DesignPoint point;
        point.workload = workload.id;
        point.workloadParameters = parameters;
        point.target = {"", "cpu", "native"};
        point.backendParameters = {{"variant", ParameterValue(variant)}};
        auto opened = run::DeviceSession::open(backend, workload, point, "native",
                                               {must(catalog::generateTensors(workload, parameters, 1))}, 1,
                                               kBuild / "lib/assay/workloads" / (workload.id + ".so"));
        if (!opened)
            stop(workload.id + ", " + variant + ": " + opened.error().text);
        m_session = std::move(*opened);
        m_system = m_session->systemUnderTest();
    }
    void run(std::size_t calls)
    {
        for (std::size_t i = 0; i < calls; ++i)
            if (!m_system.query(m_system.context, 0, 0))
                stop(m_session->failureOf(0).text);
    }
    /// The memory of an input or resident, or of an output, which the library works on too.
    template <class T> [[nodiscard]] T *input(const std::string &name) const
    {
        return find<T>(m_session->inputSet(0), name);
    }
    template <class T> [[nodiscard]] T *output(const std::string &name) const
    {
        return find<T>(m_session->outputs(0), name);
    }
    /// Copies of the outputs as they are now.
    [[nodiscard]] std::vector<Tensor> copyOutputs() const
    {
        std::vector<Tensor> copies;
        for (const Tensor &tensor : m_session->outputs(0)) {
            copies.push_back(must(catalog::allocateTensor(tensor.name, tensor.role, tensor.dtype, tensor.shape)));
            std::memcpy(copies.back().data.get(), tensor.data.get(), tensor.bytes());
        }
        return copies;
    }

private:
    template <class T> static T *find(const std::vector<Tensor> &tensors, const std::string &name)
    {
        for (const Tensor &tensor : tensors)
            if (tensor.name == name)
                return reinterpret_cast<T *>(tensor.data.get());
        stop("the workload has no tensor '" + name + "'");
    }

    std::unique_ptr<run::DeviceSession> m_session;
    measure::SystemUnderTest m_system;
};

// ---- the libraries' own calls ----

std::size_t sizeOf(const ParameterSet &parameters, const char *name)
{
    return static_cast<std::size_t>(parameters.at(name).integer());
}

Batch openBlas(const Ours &at, const ParameterSet &parameters)
{
    const auto m = static_cast<blasint>(sizeOf(parameters, "m")), n = static_cast<blasint>(sizeOf(parameters, "n")),
               k = static_cast<blasint>(sizeOf(parameters, "k"));
    const auto *a = at.input<float>("a"), *b = at.input<float>("b");
    auto *c = at.output<float>("c");
    return [=](std::size_t calls) {
        for (std::size_t i = 0; i < calls; ++i)
            cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, m, n, k, 1.0F, a, k, b, n, 0.0F, c, n);
    };
}

/// Measured plans are made on the arrays they are for; planning writes to them, so the input is put back.
Batch fftw(const Ours &at, const ParameterSet &parameters)
{
    const int n = static_cast<int>(sizeOf(parameters, "n")), batch = static_cast<int>(sizeOf(parameters, "batch"));
    auto *x = at.input<fftwf_complex>("x"), *y = at.output<fftwf_complex>("y");
    const std::size_t floats = 2 * sizeOf(parameters, "n") * sizeOf(parameters, "batch");
    const std::vector<float> kept(&x[0][0], &x[0][0] + floats);
    const std::shared_ptr<std::remove_pointer_t<fftwf_plan>> plan(
        fftwf_plan_many_dft(1, &n, batch, x, nullptr, 1, n, y, nullptr, 1, n, FFTW_FORWARD, FFTW_MEASURE),
        fftwf_destroy_plan);
    std::copy(kept.begin(), kept.end(), &x[0][0]);
    return [plan](std::size_t calls) {
        for (std::size_t i = 0; i < calls; ++i)
            fftwf_execute(plan.get());
    };
}

template <class Checksum> Batch crc(const Ours &at, const ParameterSet &parameters, Checksum checksum)
{
    const std::size_t bytes = sizeOf(parameters, "message_bytes"), messages = sizeOf(parameters, "messages");
    const auto *data = at.input<unsigned char>("data");
    auto *out = at.output<std::uint32_t>("crc");
    return [=](std::size_t calls) {
        for (std::size_t i = 0; i < calls; ++i)
            for (std::size_t message = 0; message < messages; ++message)
                out[message] = checksum(data + message * bytes, bytes);
    };
}

Batch zlib(const Ours &at, const ParameterSet &parameters)
{
    return crc(at, parameters, [](const unsigned char *data, std::size_t size) {
        return static_cast<std::uint32_t>(::crc32(0, data, static_cast<uInt>(size)));
    });
}

#ifdef ASSAY_BENCH_ISAL
Batch isal(const Ours &at, const ParameterSet &parameters)
{
    return crc(at, parameters,
               [](const unsigned char *data, std::size_t size) { return crc32_gzip_refl(0, data, size); });
}
#endif

/// The key is set once, the counter with every query, as a sender of packets does.
Batch openSsl(const Ours &at, const ParameterSet &parameters)
{
    const std::shared_ptr<EVP_CIPHER_CTX> context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
    const auto *key = at.input<unsigned char>("key"), *counter = at.input<unsigned char>("counter");
    const auto *in = at.input<unsigned char>("plaintext");
    auto *out = at.output<unsigned char>("ciphertext");
    const int bytes = static_cast<int>(sizeOf(parameters, "bytes"));
    if (EVP_EncryptInit_ex(context.get(), EVP_aes_128_ctr(), nullptr, key, counter) != 1)
        stop("OpenSSL has no AES-128-CTR");
    return [=](std::size_t calls) {
        int written = 0;
        for (std::size_t i = 0; i < calls; ++i) {
            EVP_EncryptInit_ex(context.get(), nullptr, nullptr, nullptr, counter);
            EVP_EncryptUpdate(context.get(), out, &written, in, bytes);
        }
    };
}

// ---- comparing ----

struct Case {
    std::string workload;
    ParameterSet parameters;
    std::string library;
    Batch (*call)(const Ours &, const ParameterSet &);
};

struct Comparison {
    double ours = 0, library = 0; ///< nanoseconds a call
    double ratio = 0;             ///< library by ours
};

double median(std::vector<double> values)
{
    std::nth_element(values.begin(), values.begin() + kPairs / 2, values.end());
    return values[kPairs / 2];
}

double nanosecondsPerCall(const Batch &batch, std::size_t calls)
{
    const std::int64_t begin = nowNanoseconds();
    batch(calls);
    return static_cast<double>(nowNanoseconds() - begin) / static_cast<double>(calls);
}

/// How many calls fill a slice; warms up on the way.
std::size_t callsPerSlice(const Batch &batch)
{
    std::size_t calls = 1;
    double each = nanosecondsPerCall(batch, calls);
    for (; each * static_cast<double>(calls) < kSliceNanoseconds / 2; each = nanosecondsPerCall(batch, calls))
        calls *= 2;
    return std::max<std::size_t>(1, static_cast<std::size_t>(kSliceNanoseconds / each));
}

/// A pair is ten slices of each side by turns, and the fastest of each side counts: other programs take the processor
/// away for longer than a slice, so that some slices are undisturbed even on a busy machine.
Comparison timeByTurns(const Batch &ours, const Batch &library)
{
    const std::size_t ourCalls = callsPerSlice(ours), libraryCalls = callsPerSlice(library);
    std::array<std::vector<double>, 3> times;
    for (int pair = 0; pair < kPairs; ++pair) {
        double ourBest = std::numeric_limits<double>::infinity(), libraryBest = ourBest;
        for (int slice = 0; slice < kSlices; ++slice) {
            ourBest = std::min(ourBest, nanosecondsPerCall(ours, ourCalls));
            libraryBest = std::min(libraryBest, nanosecondsPerCall(library, libraryCalls));
        }
        times[0].push_back(ourBest);
        times[1].push_back(libraryBest);
        times[2].push_back(libraryBest / ourBest);
    }
    return {median(times[0]), median(times[1]), median(times[2])};
}

/// Checks that both sides compute the same, then times them.
Comparison compare(const plugin::LoadedPlugin &backend, const Case &which, const std::string &variant)
{
    static const int allThreads = openblas_get_num_threads();
    openblas_set_num_threads(variant == "library" ? allThreads : 1);
    const auto workload = must(catalog::readWorkload(kBuild / "share/assay/workloads" / which.workload));
    const ParameterSet parameters = must(workload.complete(which.parameters));
    Ours ours(backend, workload, parameters, variant);
    const Batch library = which.call(ours, parameters);
    ours.run(1);
    const std::vector<Tensor> answers = ours.copyOutputs();
    library(1);
    const catalog::OutputCheck check =
        catalog::compareTensors(answers, ours.copyOutputs(), workload.toleranceFor(parameters));
    if (!check.passed)
        stop(which.workload + ", " + variant + " and " + which.library + " disagree: " + check.firstMismatch);
    return timeByTurns([&ours](std::size_t calls) { ours.run(calls); }, library);
}

ParameterSet numbers(const std::vector<std::pair<std::string, std::int64_t>> &values)
{
    ParameterSet set;
    for (const auto &[name, value] : values)
        set.emplace(name, value);
    return set;
}

std::vector<Case> cases()
{
    std::vector<Case> all;
    for (const std::int64_t edge : {64, 256, 512, 1024})
        all.push_back({"gemm", numbers({{"m", edge}, {"n", edge}, {"k", edge}}), "OpenBLAS", openBlas});
    for (const auto &[n, batch] : {std::pair{1024, 1}, {1024, 64}, {65536, 1}})
        all.push_back({"fft", numbers({{"n", n}, {"batch", batch}}), "FFTW", fftw});
    for (const auto &[bytes, messages] : {std::pair{64, 4096}, {1500, 256}, {65536, 16}, {1048576, 1}}) {
        const ParameterSet parameters = numbers({{"message_bytes", bytes}, {"messages", messages}});
        all.push_back({"crc32", parameters, "zlib", zlib});
#ifdef ASSAY_BENCH_ISAL
        all.push_back({"crc32", parameters, "ISA-L", isal});
#endif
    }
    for (const std::int64_t bytes : {1504, 65536, 1048576})
        all.push_back({"aes-ctr", numbers({{"bytes", bytes}}), "OpenSSL", openSsl});
    return all;
}

/// Prints one row; whether it reaches the target.
bool report(const plugin::LoadedPlugin &backend, const Case &which)
{
    const Comparison simd = compare(backend, which, "simd"), library = compare(backend, which, "library");
    const double best = std::max(simd.ratio, library.ratio);
    std::printf("%-8s %-32s %-9s %10.2f %10.2f %6.2f %11.2f %10.2f %6.2f %6.2f   %s\n", which.workload.c_str(),
                describe(which.parameters).c_str(), which.library.c_str(), simd.ours / 1e3, simd.library / 1e3,
                simd.ratio, library.ours / 1e3, library.library / 1e3, library.ratio, best,
                best >= kTarget ? "fair" : "BELOW");
    std::fflush(stdout);
    return best >= kTarget;
}

} // namespace

int main()
{
    const auto backend =
        must(plugin::LoadedPlugin::load(must(plugin::readPluginManifest(kBuild / "lib/assay/plugins/cpu.json")), {}));
    std::printf("median of %d pairs; microseconds a query; ratio = call / ours; fair: the better ratio >= %.1f\n",
                kPairs, kTarget);
#ifndef ASSAY_BENCH_ISAL
    std::printf("built without ISA-L (package libisal-dev): its rows are absent\n");
#endif
    std::printf("\n%-51s%28s%31s\n", "", "-------- one thread --------", "-------- all threads --------");
    std::printf("%-8s %-32s %-9s %10s %10s %6s %11s %10s %6s %6s\n", "workload", "parameters", "call", "simd", "call",
                "ratio", "library", "call", "ratio", "best");
    int rows = 0, below = 0;
    for (const Case &which : cases()) {
        ++rows;
        below += report(backend, which) ? 0 : 1;
    }
    std::printf("\n%d of %d rows below %.1f\n", below, rows, kTarget);
    return 0;
}
