#pragma once

#include <memory>

namespace assay::opencl {

/// clEnqueueNDRangeKernel and clFinish of an empty kernel on the first CPU device, with nothing around them: what
/// tests/bench/opencl_overhead_bench compares the backend with. Throws std::runtime_error.
class BareEmptyKernel {
public:
    BareEmptyKernel();
    ~BareEmptyKernel();
    BareEmptyKernel(const BareEmptyKernel &) = delete;
    BareEmptyKernel &operator=(const BareEmptyKernel &) = delete;
    /// One plain function call on top of the two OpenCL calls.
    void query() const;

private:
    struct Objects;
    std::unique_ptr<Objects> m_objects;
};

} // namespace assay::opencl
