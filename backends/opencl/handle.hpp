#pragma once

#include <utility>

#include <CL/cl.h>

namespace assay::opencl {

/// Owns one reference to an OpenCL object; null when empty.
template <class T, auto Release> class Handle {
public:
    Handle() = default;
    explicit Handle(T object) : m_object(object) {}
    Handle(Handle &&other) noexcept : m_object(std::exchange(other.m_object, nullptr)) {}
    Handle &operator=(Handle &&other) noexcept
    {
        std::swap(m_object, other.m_object);
        return *this;
    }
    Handle(const Handle &) = delete;
    Handle &operator=(const Handle &) = delete;
    ~Handle() { reset(); }

    [[nodiscard]] T get() const { return m_object; }
    explicit operator bool() const { return m_object != nullptr; }
    /// For calls that return an object through a pointer; releases what it held.
    [[nodiscard]] T *receive()
    {
        reset();
        return &m_object;
    }
    void reset()
    {
        if (m_object != nullptr)
            Release(std::exchange(m_object, nullptr));
    }

private:
    T m_object = nullptr;
};

using Context = Handle<cl_context, clReleaseContext>;
using Queue = Handle<cl_command_queue, clReleaseCommandQueue>;
using Program = Handle<cl_program, clReleaseProgram>;
using Kernel = Handle<cl_kernel, clReleaseKernel>;
using Buffer = Handle<cl_mem, clReleaseMemObject>;
using Event = Handle<cl_event, clReleaseEvent>;

} // namespace assay::opencl
