#include "tests/backends/opencl/bare/bare_empty_kernel.hpp"

#include "backends/opencl/cl_error.hpp"
#include "backends/opencl/handle.hpp"

namespace assay::opencl {

struct BareEmptyKernel::Objects {
    Context context;
    Program program;
    Kernel kernel;
    Buffer buffer;
    Queue queue;
};

BareEmptyKernel::BareEmptyKernel() : m_objects(std::make_unique<Objects>())
{
    Objects &own = *m_objects;
    cl_int code = CL_SUCCESS;
    cl_platform_id platform = nullptr;
    cl_device_id device = nullptr;
    check(clGetPlatformIDs(1, &platform, nullptr), "clGetPlatformIDs");
    check(clGetDeviceIDs(platform, CL_DEVICE_TYPE_CPU, 1, &device, nullptr), "clGetDeviceIDs");
    own.context = Context(clCreateContext(nullptr, 1, &device, nullptr, nullptr, &code));
    check(code, "clCreateContext");
    const char *source = "__kernel void nothing(__global int *y) {}";
    own.program = Program(clCreateProgramWithSource(own.context.get(), 1, &source, nullptr, &code));
    check(code, "clCreateProgramWithSource");
    check(clBuildProgram(own.program.get(), 1, &device, "", nullptr, nullptr), "clBuildProgram");
    own.kernel = Kernel(clCreateKernel(own.program.get(), "nothing", &code));
    check(code, "clCreateKernel");
    own.queue = Queue(clCreateCommandQueueWithProperties(own.context.get(), device, nullptr, &code));
    check(code, "clCreateCommandQueueWithProperties");
    own.buffer = Buffer(clCreateBuffer(own.context.get(), CL_MEM_READ_WRITE, sizeof(cl_int), nullptr, &code));
    check(code, "clCreateBuffer");
    cl_mem memory = own.buffer.get();
    check(clSetKernelArg(own.kernel.get(), 0, sizeof memory, &memory), "clSetKernelArg");
}

BareEmptyKernel::~BareEmptyKernel() = default;

void BareEmptyKernel::query() const
{
    const std::size_t one = 1;
    check(clEnqueueNDRangeKernel(m_objects->queue.get(), m_objects->kernel.get(), 1, nullptr, &one, nullptr, 0, nullptr,
                                 nullptr),
          "clEnqueueNDRangeKernel");
    check(clFinish(m_objects->queue.get()), "clFinish");
}

} // namespace assay::opencl
