// SPDX-License-Identifier: MIT
//
// What workload and backend code share: failures that become a status at the C boundary, and parameters by name.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

#include "plugins/abi/assay_plugin.h"

/// Whether the writer of an APPENDABLE struct knew `field`; look at tail fields only if so.
#define ASSAY_HAS_FIELD(pointer, field)                                                                                \
    ((pointer)->struct_size >= offsetof(std::remove_cvref_t<decltype(*(pointer))>, field) + sizeof((pointer)->field))

namespace assay::sdk {

/// Thrown by workload and backend code; becomes a status and a text at the C boundary.
class Failure : public std::runtime_error {
public:
    Failure(assay_status status, const std::string &text) : std::runtime_error(text), m_status(status) {}
    [[nodiscard]] assay_status status() const { return m_status; }

private:
    assay_status m_status;
};

inline assay_status fail(assay_error *error, assay_status status, const char *text)
{
    if (error != nullptr) {
        error->status = status;
        std::strncpy(error->text, text, ASSAY_ERROR_TEXT - 1);
        error->text[ASSAY_ERROR_TEXT - 1] = '\0';
    }
    return status;
}

/// Runs `body` and turns what it throws into a status; the C edge of every SDK call.
template <class Body> assay_status guarded(assay_error *error, Body &&body)
{
    try {
        body();
        return ASSAY_OK;
    } catch (const Failure &failure) {
        return fail(error, failure.status(), failure.what());
    } catch (const std::bad_alloc &) {
        return fail(error, ASSAY_OUT_OF_MEMORY, "out of host memory");
    } catch (const std::exception &exception) {
        return fail(error, ASSAY_INTERNAL, exception.what());
    } catch (...) {
        return fail(error, ASSAY_INTERNAL, "an unknown exception was thrown");
    }
}

/// Parameters by name; throws Failure when a name is missing. Look values up in prepare, or once per call.
class Params {
public:
    Params(const assay_param *params, uint32_t count) : m_params(params), m_count(count) {}

    [[nodiscard]] const assay_param *find(std::string_view name) const
    {
        for (uint32_t i = 0; i < m_count; ++i)
            if (name == m_params[i].name)
                return &m_params[i];
        return nullptr;
    }
    [[nodiscard]] int64_t integer(std::string_view name) const { return at(name).int_value; }
    [[nodiscard]] std::size_t size(std::string_view name) const { return static_cast<std::size_t>(at(name).int_value); }
    [[nodiscard]] double real(std::string_view name) const { return at(name).real_value; }
    [[nodiscard]] std::string_view text(std::string_view name) const { return at(name).text; }

private:
    [[nodiscard]] const assay_param &at(std::string_view name) const
    {
        const assay_param *found = find(name);
        if (found == nullptr)
            throw Failure(ASSAY_INVALID_ARGUMENT, "parameter '" + std::string(name) + "' is missing");
        return *found;
    }
    const assay_param *m_params;
    uint32_t m_count;
};

} // namespace assay::sdk
