#pragma once

#include <span>
#include <vector>

#include "backends/opencl/handle.hpp"
#include "backends/opencl/launch_plan.hpp"

namespace assay::opencl {

/// What the slots of a session share.
struct SharedState {
    cl_context context = nullptr;
    cl_device_id device = nullptr;
    cl_program program = nullptr;
    std::span<const assay_tensor> tensors; ///< in manifest order, without data
    std::span<const Buffer> residents;     ///< by tensor; empty handles for inputs and outputs
    const LaunchPlan &plan;
};

/// One query in flight: an in-order queue, buffers and kernel objects of its own, because setting the arguments of a
/// kernel object is not thread-safe. Everything is allocated when it is made; the query path only enqueues.
class Slot {
public:
    /// Throws Failure: no memory, no such kernel, wrong arguments, a local size the device does not take.
    explicit Slot(const SharedState &shared);

    void upload(std::span<const assay_tensor> inputs);
    void execute();
    void download(std::span<assay_tensor> outputs);
    void submit(std::span<const assay_tensor> inputs, std::span<assay_tensor> outputs);
    void wait();

    /// Switches between a plain queue and one with profiling.
    void enableDeviceTime(bool on, const SharedState &shared);
    /// Throws Failure when device time is off or no query has run since it was turned on.
    void deviceTime(assay_device_phases &phases) const;

private:
    /// One kernel launch with its arguments set.
    struct Step {
        cl_kernel kernel;
        const LaunchPlan::Launch *launch;
    };
    /// First and last command of a phase; only one event when the phase has one command.
    struct PhaseEvents {
        Event first, last;
    };

    void makeBuffers(const SharedState &shared);
    void makeSteps(const SharedState &shared);
    void addKernel(const SharedState &shared, const LaunchPlan::Launch &launch, unsigned repetition);
    void setArguments(const SharedState &shared, cl_kernel kernel, const LaunchPlan::Launch &launch,
                      unsigned repetition) const;
    [[nodiscard]] cl_mem buffer(const SharedState &shared, std::size_t index) const;

    void enqueueWrites(std::span<const assay_tensor> inputs, bool blocking);
    void enqueueKernels();
    void enqueueReads(std::span<assay_tensor> outputs, bool blocking, cl_event *lastEvent);
    /// Where to receive the event of command `index` of `count` in a phase; null when its time is not wanted.
    [[nodiscard]] cl_event *eventFor(uint32_t phase, std::size_t index, std::size_t count);
    template <class Body> void drainedOnFailure(Body &&body);

    Queue m_plainQueue, m_profilingQueue;
    cl_command_queue m_queue = nullptr; ///< the one in use
    std::vector<Buffer> m_buffers;      ///< by tensor and scratch buffer; empty handles for residents
    std::vector<cl_mem> m_inputs, m_outputs;
    std::vector<Kernel> m_kernels;
    std::vector<Step> m_steps;
    Event m_submitted; ///< the last command of a submitted query
    PhaseEvents m_events[ASSAY_PHASE_COUNT];
};

} // namespace assay::opencl
