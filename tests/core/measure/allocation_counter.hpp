#pragma once

#include <cstdint>

namespace assay::measure {
/// Allocations with operator new in this program so far: allocation_counter.cpp replaces the operator.
[[nodiscard]] std::uint64_t allocationCount();
} // namespace assay::measure
