#include "backends/opencl/slot.hpp"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "backends/opencl/cl_error.hpp"

namespace assay::opencl {
namespace {

Queue makeQueue(const SharedState &shared, bool profiling)
{
    cl_int code = CL_SUCCESS;
    const cl_queue_properties properties[] = {CL_QUEUE_PROPERTIES, CL_QUEUE_PROFILING_ENABLE, 0};
    Queue queue(
        clCreateCommandQueueWithProperties(shared.context, shared.device, profiling ? properties : nullptr, &code));
    check(code, "clCreateCommandQueueWithProperties");
    return queue;
}

Buffer makeBuffer(const SharedState &shared, const std::string &name, std::size_t bytes)
{
    cl_int code = CL_SUCCESS;
    Buffer buffer(clCreateBuffer(shared.context, CL_MEM_READ_WRITE, bytes, nullptr, &code));
    if (code != CL_SUCCESS)
        throw clFailure(fmt::format("clCreateBuffer for '{}' ({} bytes)", name, bytes), code);
    return buffer;
}

Kernel makeKernel(const SharedState &shared, const LaunchPlan::Launch &launch)
{
    cl_int code = CL_SUCCESS;
    Kernel kernel(clCreateKernel(shared.program, launch.kernel.c_str(), &code));
    if (code != CL_SUCCESS)
        throw clFailure(fmt::format("clCreateKernel for '{}'", launch.kernel), code);
    cl_uint taken = 0;
    check(clGetKernelInfo(kernel.get(), CL_KERNEL_NUM_ARGS, sizeof taken, &taken, nullptr), "clGetKernelInfo");
    if (taken != launch.arguments.size())
        throw sdk::Failure(ASSAY_INVALID_ARGUMENT,
                           fmt::format("kernel '{}' takes {} arguments, the launch in the manifest gives {}",
                                       launch.kernel, taken, launch.arguments.size()));
    return kernel;
}

/// Says the device's limit, which the driver's error at the launch would not.
void checkLocalSize(const SharedState &shared, cl_kernel kernel, const LaunchPlan::Launch &launch)
{
    std::size_t limit = 0;
    const std::size_t wanted =
        std::accumulate(launch.local.begin(), launch.local.end(), std::size_t{1}, std::multiplies<>());
    check(clGetKernelWorkGroupInfo(kernel, shared.device, CL_KERNEL_WORK_GROUP_SIZE, sizeof limit, &limit, nullptr),
          "clGetKernelWorkGroupInfo");
    if (wanted > limit)
        throw sdk::Failure(ASSAY_UNSUPPORTED,
                           fmt::format("a local size of {} work-items is more than the {} that this device takes for "
                                       "kernel '{}'; choose a smaller local_size",
                                       wanted, limit, launch.kernel));
    for (std::size_t axis = 0; axis < launch.local.size(); ++axis)
        if (launch.global[axis] % launch.local[axis] != 0)
            throw sdk::Failure(ASSAY_INVALID_ARGUMENT,
                               fmt::format("kernel '{}': the global size {} is not a multiple of the local size {}",
                                           launch.kernel, launch.global[axis], launch.local[axis]));
}

cl_ulong profilingTime(const Event &event, cl_profiling_info what)
{
    cl_ulong nanoseconds = 0;
    check(clGetEventProfilingInfo(event.get(), what, sizeof nanoseconds, &nanoseconds, nullptr),
          "clGetEventProfilingInfo");
    return nanoseconds;
}

} // namespace

Slot::Slot(const SharedState &shared) : m_plainQueue(makeQueue(shared, false)), m_queue(m_plainQueue.get())
{
    makeBuffers(shared);
    makeSteps(shared);
}

void Slot::makeBuffers(const SharedState &shared)
{
    for (const assay_tensor &tensor : shared.tensors) {
        m_buffers.push_back(tensor.role == ASSAY_TENSOR_RESIDENT ? Buffer()
                                                                 : makeBuffer(shared, tensor.name, tensor.bytes));
        if (tensor.role == ASSAY_TENSOR_INPUT)
            m_inputs.push_back(m_buffers.back().get());
        if (tensor.role == ASSAY_TENSOR_OUTPUT)
            m_outputs.push_back(m_buffers.back().get());
    }
    for (const LaunchPlan::Scratch &scratch : shared.plan.scratch)
        m_buffers.push_back(makeBuffer(shared, scratch.name, scratch.bytes));
}

void Slot::makeSteps(const SharedState &shared)
{
    for (const LaunchPlan::Launch &launch : shared.plan.launches) {
        for (unsigned repetition = 0; repetition < launch.repeat; ++repetition) {
            if (repetition == 0 || launch.varies())
                addKernel(shared, launch, repetition);
            m_steps.push_back({m_kernels.back().get(), &launch});
        }
    }
}

void Slot::addKernel(const SharedState &shared, const LaunchPlan::Launch &launch, unsigned repetition)
{
    m_kernels.push_back(makeKernel(shared, launch));
    cl_kernel kernel = m_kernels.back().get();
    if (repetition == 0)
        checkLocalSize(shared, kernel, launch);
    setArguments(shared, kernel, launch, repetition);
}

cl_mem Slot::buffer(const SharedState &shared, std::size_t index) const
{
    return m_buffers[index] ? m_buffers[index].get() : shared.residents[index].get();
}

void Slot::setArguments(const SharedState &shared, cl_kernel kernel, const LaunchPlan::Launch &launch,
                        unsigned repetition) const
{
    using Kind = LaunchPlan::Argument::Kind;
    for (cl_uint i = 0; i < launch.arguments.size(); ++i) {
        const LaunchPlan::Argument &argument = launch.arguments[i];
        const cl_mem memory = argument.kind == Kind::Memory
                                  ? buffer(shared, repetition % 2 == 0 ? argument.evenBuffer : argument.oddBuffer)
                                  : nullptr;
        const auto number = static_cast<cl_int>(repetition);
        cl_int code = CL_SUCCESS;
        switch (argument.kind) {
        case Kind::Memory:
            code = clSetKernelArg(kernel, i, sizeof memory, &memory);
            break;
        case Kind::Integer:
            code = clSetKernelArg(kernel, i, sizeof argument.integer, &argument.integer);
            break;
        case Kind::Real:
            code = clSetKernelArg(kernel, i, sizeof argument.real, &argument.real);
            break;
        case Kind::Repetition:
            code = clSetKernelArg(kernel, i, sizeof number, &number);
            break;
        }
        if (code != CL_SUCCESS)
            throw clFailure(fmt::format("argument {} of kernel '{}'", i + 1, launch.kernel), code);
    }
}

cl_event *Slot::eventFor(uint32_t phase, std::size_t index, std::size_t count)
{
    if (m_queue != m_profilingQueue.get()) [[likely]]
        return nullptr;
    PhaseEvents &events = m_events[phase];
    if (index == 0) {
        events.last.reset();
        return events.first.receive();
    }
    return index + 1 == count ? events.last.receive() : nullptr;
}

/// After a failure the caller may free its memory: nothing may be in flight any more.
template <class Body> void Slot::drainedOnFailure(Body &&body)
{
    try {
        body();
    } catch (...) {
        clFinish(m_queue);
        throw;
    }
}

void Slot::enqueueWrites(std::span<const assay_tensor> inputs, bool blocking)
{
    if (inputs.size() != m_inputs.size())
        throw sdk::Failure(ASSAY_INVALID_ARGUMENT,
                           fmt::format("{} inputs were given, the workload has {}", inputs.size(), m_inputs.size()));
    // The queue is in order: when the last write is done, all are.
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const cl_bool wait = blocking && i + 1 == inputs.size() ? CL_TRUE : CL_FALSE;
        check(clEnqueueWriteBuffer(m_queue, m_inputs[i], wait, 0, inputs[i].bytes, inputs[i].data, 0, nullptr,
                                   eventFor(ASSAY_PHASE_UPLOAD, i, inputs.size())),
              "clEnqueueWriteBuffer");
    }
}

void Slot::enqueueKernels()
{
    for (std::size_t i = 0; i < m_steps.size(); ++i) {
        const LaunchPlan::Launch &launch = *m_steps[i].launch;
        const cl_int code =
            clEnqueueNDRangeKernel(m_queue, m_steps[i].kernel, static_cast<cl_uint>(launch.global.size()), nullptr,
                                   launch.global.data(), launch.local.empty() ? nullptr : launch.local.data(), 0,
                                   nullptr, eventFor(ASSAY_PHASE_EXECUTE, i, m_steps.size()));
        if (code != CL_SUCCESS) [[unlikely]]
            throw clFailure("clEnqueueNDRangeKernel for '" + launch.kernel + "'", code);
    }
}

void Slot::enqueueReads(std::span<assay_tensor> outputs, bool blocking, cl_event *lastEvent)
{
    if (outputs.size() != m_outputs.size())
        throw sdk::Failure(ASSAY_INVALID_ARGUMENT,
                           fmt::format("{} outputs were given, the workload has {}", outputs.size(), m_outputs.size()));
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        const bool last = i + 1 == outputs.size();
        cl_event *event = eventFor(ASSAY_PHASE_DOWNLOAD, i, outputs.size());
        if (last && lastEvent != nullptr && event == nullptr)
            event = lastEvent;
        check(clEnqueueReadBuffer(m_queue, m_outputs[i], blocking && last ? CL_TRUE : CL_FALSE, 0, outputs[i].bytes,
                                  outputs[i].data, 0, nullptr, event),
              "clEnqueueReadBuffer");
        if (last && lastEvent != nullptr && event != lastEvent) {
            check(clRetainEvent(*event), "clRetainEvent");
            *lastEvent = *event;
        }
    }
}

void Slot::upload(std::span<const assay_tensor> inputs)
{
    drainedOnFailure([&] { enqueueWrites(inputs, true); });
}

void Slot::execute()
{
    enqueueKernels();
    check(clFinish(m_queue), "clFinish");
}

void Slot::download(std::span<assay_tensor> outputs)
{
    drainedOnFailure([&] { enqueueReads(outputs, true, nullptr); });
}

void Slot::submit(std::span<const assay_tensor> inputs, std::span<assay_tensor> outputs)
{
    drainedOnFailure([&] {
        enqueueWrites(inputs, false);
        enqueueKernels();
        enqueueReads(outputs, false, m_submitted.receive());
        check(clFlush(m_queue), "clFlush");
    });
}

void Slot::wait()
{
    // Unlike clFinish this reports a command that failed. Without outputs there is no event.
    if (m_submitted) {
        cl_event event = m_submitted.get();
        const cl_int code = clWaitForEvents(1, &event);
        m_submitted.reset();
        drainedOnFailure([&] { check(code, "clWaitForEvents"); });
    } else {
        check(clFinish(m_queue), "clFinish");
    }
}

void Slot::enableDeviceTime(bool on, const SharedState &shared)
{
    if (on && !m_profilingQueue)
        m_profilingQueue = makeQueue(shared, true);
    m_queue = on ? m_profilingQueue.get() : m_plainQueue.get();
    for (PhaseEvents &events : m_events)
        events = {};
}

void Slot::deviceTime(assay_device_phases &phases) const
{
    if (m_queue != m_profilingQueue.get())
        throw sdk::Failure(ASSAY_INVALID_ARGUMENT, "device times are not recorded: turn them on before the query");
    for (const uint32_t phase : {ASSAY_PHASE_UPLOAD, ASSAY_PHASE_EXECUTE, ASSAY_PHASE_DOWNLOAD}) {
        const PhaseEvents &events = m_events[phase];
        if (!events.first)
            continue;
        const cl_ulong start = profilingTime(events.first, CL_PROFILING_COMMAND_START);
        const cl_ulong end = profilingTime(events.last ? events.last : events.first, CL_PROFILING_COMMAND_END);
        phases.mask |= 1U << phase;
        phases.start_ns[phase] = start;
        phases.duration_ns[phase] = end - std::min(start, end);
        if (phase == ASSAY_PHASE_EXECUTE)
            phases.queued_ns = start - std::min(start, profilingTime(events.first, CL_PROFILING_COMMAND_QUEUED));
    }
    if (phases.mask == 0)
        throw sdk::Failure(ASSAY_INVALID_ARGUMENT, "no query has run since device times were turned on");
}

} // namespace assay::opencl
