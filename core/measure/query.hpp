#pragma once

#include <cstdint>

#include "core/measure/observation.hpp"

namespace assay::measure {

/// What the load generator drives: the system under test as plain function pointers, so that a query costs no
/// virtual call, no allocation and no lock. `slot` is below `slots`; `set` picks one of `inputSets` prepared inputs.
struct SystemUnderTest {
    void *context = nullptr;
    std::uint32_t slots = 1; ///< queries that may be in flight, each slot on its own thread
    std::uint32_t inputSets = 1;
    /// One whole query, blocking; false = failed (the text is asked for once, after the loop).
    bool (*query)(void *context, std::uint32_t slot, std::uint32_t set) = nullptr;
    /// The same with host time stamps after each phase (nanoseconds spent per phase); may be null.
    bool (*queryPhases)(void *context, std::uint32_t slot, std::uint32_t set,
                        std::uint64_t phaseNanoseconds[kPhaseCount]) = nullptr;
    /// Bit p set: queryPhases stamps phase p. The others do not exist on this target (and are absent, not zero).
    std::uint32_t phaseMask = (1U << kPhaseCount) - 1;
    /// Optional split for overlapped transfer: start a query, finish it.
    bool (*submit)(void *context, std::uint32_t slot, std::uint32_t set) = nullptr;
    bool (*wait)(void *context, std::uint32_t slot) = nullptr;
    /// Emulated targets only: one whole query, its phases in virtual time (0 = no such phase). Where it is set, the
    /// measurement takes place in virtual time.
    bool (*virtualQuery)(void *context, std::uint32_t set, std::uint64_t phaseNanoseconds[kPhaseCount]) = nullptr;
};

} // namespace assay::measure
