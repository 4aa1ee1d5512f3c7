#include "backends/opencl/program.hpp"

#include <chrono>

#include <fmt/format.h>

#include "backends/opencl/cl_error.hpp"
#include "core/base/clock.hpp"
#include "core/base/files.hpp"
#include "core/base/hash.hpp"

namespace assay::opencl {
namespace {

// Leaves room in assay_error for the sentence in front of the log.
constexpr std::size_t kLogInError = ASSAY_ERROR_TEXT - 600;

std::string cacheKey(const Device &device, const std::string &source, const std::string &options)
{
    const std::string separator(1, '\0');
    return sha256Hex(source + separator + options + separator + device.info.name + separator + device.info.driver +
                     separator + device.platformVersion);
}

std::string buildLog(cl_program program, cl_device_id device)
{
    std::size_t size = 0;
    if (clGetProgramBuildInfo(program, device, CL_PROGRAM_BUILD_LOG, 0, nullptr, &size) != CL_SUCCESS || size == 0)
        return {};
    std::string log(size, '\0');
    if (clGetProgramBuildInfo(program, device, CL_PROGRAM_BUILD_LOG, size, log.data(), nullptr) != CL_SUCCESS)
        return {};
    log.resize(log.find_last_not_of(std::string("\0 \n", 3)) + 1);
    return log;
}

cl_int build(cl_program program, cl_device_id device, const std::string &options)
{
    return clBuildProgram(program, 1, &device, options.c_str(), nullptr, nullptr);
}

/// Empty when there is no binary or the driver does not take it any more.
Program programFromBinary(cl_context context, cl_device_id device, const std::filesystem::path &file,
                          const std::string &options)
{
    const Result<std::string> binary = readFile(file);
    if (!binary)
        return {};
    const auto *bytes = reinterpret_cast<const unsigned char *>(binary->data());
    const std::size_t size = binary->size();
    cl_int code = CL_SUCCESS;
    Program program(clCreateProgramWithBinary(context, 1, &device, &size, &bytes, nullptr, &code));
    if (code != CL_SUCCESS || build(program.get(), device, options) != CL_SUCCESS)
        return {};
    return program;
}

Program programFromSource(cl_context context, const Device &device, const std::filesystem::path &file,
                          const std::string &source, const std::string &options)
{
    const char *text = source.data();
    const std::size_t size = source.size();
    cl_int code = CL_SUCCESS;
    Program program(clCreateProgramWithSource(context, 1, &text, &size, &code));
    check(code, "clCreateProgramWithSource");
    code = build(program.get(), device.device, options);
    if (code == CL_BUILD_PROGRAM_FAILURE)
        throw sdk::Failure(ASSAY_BUILD_FAILED,
                           fmt::format("{} does not compile for {}:\n{}", file.filename().string(), device.info.name,
                                       firstErrors(buildLog(program.get(), device.device), kLogInError)));
    check(code, "clBuildProgram");
    return program;
}

/// Without a cached binary the next run only compiles again: problems here are none of the user's.
void store(cl_program program, const std::filesystem::path &file)
{
    std::size_t size = 0;
    if (clGetProgramInfo(program, CL_PROGRAM_BINARY_SIZES, sizeof size, &size, nullptr) != CL_SUCCESS || size == 0)
        return;
    std::string binary(size, '\0');
    auto *bytes = reinterpret_cast<unsigned char *>(binary.data());
    if (clGetProgramInfo(program, CL_PROGRAM_BINARIES, sizeof bytes, &bytes, nullptr) != CL_SUCCESS)
        return;
    std::error_code error;
    std::filesystem::create_directories(file.parent_path(), error);
    static_cast<void>(writeFileAtomically(file, binary));
}

} // namespace

std::string firstErrors(const std::string &log, std::size_t limit)
{
    if (log.empty())
        return "(the driver gave no build log)";
    std::size_t begin = log.find("error");
    begin = begin == std::string::npos ? 0 : log.rfind('\n', begin);
    begin = begin == std::string::npos ? 0 : log.find_first_not_of('\n', begin);
    std::string text = log.substr(begin, limit);
    if (log.size() - begin > limit)
        text += "\n… (cut)";
    return text;
}

BuiltProgram buildProgram(cl_context context, const Device &device, const std::filesystem::path &sourceFile,
                          const std::string &options, const std::filesystem::path &cacheFolder)
{
    const Result<std::string> source = readFile(sourceFile);
    if (!source)
        throw sdk::Failure(ASSAY_INVALID_ARGUMENT, source.error().text());
    const std::filesystem::path cached =
        cacheFolder.empty() ? cacheFolder : cacheFolder / "opencl" / (cacheKey(device, *source, options) + ".bin");

    BuiltProgram built;
    const std::int64_t begin = nowNanoseconds();
    if (!cached.empty())
        built.program = programFromBinary(context, device.device, cached, options);
    built.fromCache = static_cast<bool>(built.program);
    if (!built.fromCache)
        built.program = programFromSource(context, device, sourceFile, *source, options);
    built.buildSeconds = static_cast<double>(nowNanoseconds() - begin) * 1e-9;
    built.log = buildLog(built.program.get(), device.device);
    if (!built.fromCache && !cached.empty())
        store(built.program.get(), cached);
    return built;
}

} // namespace assay::opencl
