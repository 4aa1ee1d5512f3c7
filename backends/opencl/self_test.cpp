#include <array>

#include "backends/opencl/cl_error.hpp"
#include "backends/opencl/session.hpp"

namespace assay::opencl {

// The whole way of a query: compile, write, run, read, compare.
void selfTest(const Device &device)
{
    constexpr std::size_t count = 256;
    const char *source =
        "__kernel void selfTest(__global int *x) { const int i = get_global_id(0); x[i] = 3 * x[i] + i; }";
    cl_int code = CL_SUCCESS;
    Context context(clCreateContext(nullptr, 1, &device.device, nullptr, nullptr, &code));
    check(code, "clCreateContext");
    Program program(clCreateProgramWithSource(context.get(), 1, &source, nullptr, &code));
    check(code, "clCreateProgramWithSource");
    check(clBuildProgram(program.get(), 1, &device.device, "", nullptr, nullptr), "clBuildProgram");
    Kernel kernel(clCreateKernel(program.get(), "selfTest", &code));
    check(code, "clCreateKernel");
    Queue queue(clCreateCommandQueueWithProperties(context.get(), device.device, nullptr, &code));
    check(code, "clCreateCommandQueueWithProperties");
    std::array<cl_int, count> values{};
    values.fill(7);
    Buffer buffer(
        clCreateBuffer(context.get(), CL_MEM_READ_WRITE | CL_MEM_COPY_HOST_PTR, sizeof values, values.data(), &code));
    check(code, "clCreateBuffer");
    cl_mem memory = buffer.get();
    check(clSetKernelArg(kernel.get(), 0, sizeof memory, &memory), "clSetKernelArg");
    check(clEnqueueNDRangeKernel(queue.get(), kernel.get(), 1, nullptr, &count, nullptr, 0, nullptr, nullptr),
          "clEnqueueNDRangeKernel");
    check(clEnqueueReadBuffer(queue.get(), memory, CL_TRUE, 0, sizeof values, values.data(), 0, nullptr, nullptr),
          "clEnqueueReadBuffer");
    for (std::size_t i = 0; i < count; ++i)
        if (values[i] != 21 + static_cast<cl_int>(i))
            throw sdk::Failure(ASSAY_DEVICE_ERROR, device.info.name + " computed a wrong result in its self-test");
}

} // namespace assay::opencl
