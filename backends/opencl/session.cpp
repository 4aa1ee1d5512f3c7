#include "backends/opencl/session.hpp"

#include "backends/opencl/build_options.hpp"
#include "backends/opencl/cl_error.hpp"

namespace assay::opencl {
namespace {

Context makeContext(const Device &device)
{
    if (device.info.health == ASSAY_HEALTH_UNUSABLE)
        throw sdk::Failure(ASSAY_UNSUPPORTED, device.info.name + ": " + device.info.healthText);
    const cl_context_properties properties[] = {CL_CONTEXT_PLATFORM,
                                                reinterpret_cast<cl_context_properties>(device.platform), 0};
    cl_int code = CL_SUCCESS;
    Context context(clCreateContext(properties, 1, &device.device, nullptr, nullptr, &code));
    check(code, "clCreateContext");
    return context;
}

} // namespace

Session::Session(Device device, const sdk::Config &config, const std::string &cacheFolder) : m_device(std::move(device))
{
    const assay_implementation &implementation = config.implementation("opencl");
    m_plan = parseLaunchPlan(implementation.options, implementation.entry, config.tensors());
    const assay_session_config &raw = config.raw();
    const std::string options = parameterOptions({raw.workload_params, raw.workload_param_count},
                                                 {raw.backend_params, raw.backend_param_count});
    m_context = makeContext(m_device);
    m_built = buildProgram(m_context.get(), m_device, implementation.path, options, cacheFolder);
    uploadResidents(config.tensors());
    m_slots.reserve(config.slotCount());
    for (uint32_t slot = 0; slot < config.slotCount(); ++slot)
        m_slots.emplace_back(shared(config.tensors()));
}

// Written explicitly: a driver may put off the transfer of CL_MEM_COPY_HOST_PTR to the first query.
void Session::uploadResidents(std::span<const assay_tensor> tensors)
{
    cl_int code = CL_SUCCESS;
    const Queue queue(clCreateCommandQueueWithProperties(m_context.get(), m_device.device, nullptr, &code));
    check(code, "clCreateCommandQueueWithProperties");
    for (const assay_tensor &tensor : tensors) {
        m_residents.emplace_back();
        if (tensor.role != ASSAY_TENSOR_RESIDENT)
            continue;
        m_residents.back() = Buffer(clCreateBuffer(m_context.get(), CL_MEM_READ_ONLY, tensor.bytes, nullptr, &code));
        if (code != CL_SUCCESS)
            throw clFailure(std::string("clCreateBuffer for '") + tensor.name + "'", code);
        check(clEnqueueWriteBuffer(queue.get(), m_residents.back().get(), CL_TRUE, 0, tensor.bytes, tensor.data, 0,
                                   nullptr, nullptr),
              "clEnqueueWriteBuffer");
    }
}

SharedState Session::shared(std::span<const assay_tensor> tensors) const
{
    return {m_context.get(), m_device.device, m_built.program.get(), tensors, m_residents, m_plan};
}

void Session::enableDeviceTime(bool on)
{
    for (Slot &slot : m_slots)
        slot.enableDeviceTime(on, shared({}));
}

void Session::buildInfo(assay_build_info &info)
{
    info.from_cache = m_built.fromCache ? 1 : 0;
    info.build_seconds = m_built.buildSeconds;
    info.tool = m_device.info.driver.c_str();
    info.log = m_built.log.c_str();
}

} // namespace assay::opencl
