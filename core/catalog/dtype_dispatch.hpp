#pragma once

#include <cstdint>
#include <utility>

#include "core/catalog/workload.hpp"

namespace assay::catalog {

/// Calls `body` with a zero of the C++ type that `type` stands for.
template <class Body> void dispatch(DType type, Body &&body)
{
    switch (type) {
    case DType::F32:
        return body(float{0});
    case DType::F64:
        return body(double{0});
    case DType::I8:
        return body(std::int8_t{0});
    case DType::U8:
        return body(std::uint8_t{0});
    case DType::I16:
        return body(std::int16_t{0});
    case DType::U16:
        return body(std::uint16_t{0});
    case DType::I32:
        return body(std::int32_t{0});
    case DType::U32:
        return body(std::uint32_t{0});
    case DType::I64:
        return body(std::int64_t{0});
    case DType::U64:
        return body(std::uint64_t{0});
    }
}

} // namespace assay::catalog
