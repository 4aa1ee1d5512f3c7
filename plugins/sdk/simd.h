// SPDX-License-Identifier: MIT
//
// Instruction sets for the `simd` variants, chosen at run time. A kernel that the compiler vectorises by itself needs
// only ASSAY_CLONES in front of its function. Kernels written with vectors lie in a file of their own that starts with
// #include "plugins/sdk/simd_vector.inc" and may ask for ASSAY_SIMD_LEVEL (0, 1, 2; only 0 where it is not x86). In
// native.cpp,
//
//   #define ASSAY_SIMD_KERNELS "kernels.inc"
//   #include "plugins/sdk/simd_levels.inc"
//
// gives baseline::kernel, avx2::kernel and avx512::kernel, and ASSAY_SIMD_SELECT(kernel) in the State maker picks one.
#pragma once

#include <cstdlib>
#include <cstring>

#if defined(__x86_64__)
#define ASSAY_X86 1
#include <immintrin.h>
#define ASSAY_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#define ASSAY_SIMD_SELECT(name) assay::sdk::select(&baseline::name, &avx2::name, &avx512::name)
#else
#define ASSAY_X86 0
#define ASSAY_CLONES
#define ASSAY_SIMD_SELECT(name) (&baseline::name)
#endif
#define ASSAY_TARGET_AVX2 "avx2,fma,bmi2"
#define ASSAY_TARGET_AVX512 "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,bmi2"

/// For `scalar` variants: keeps the plain loop plain where the compiler would vectorise it.
#if defined(__clang__)
#define ASSAY_PLAIN_LOOP
#else
#define ASSAY_PLAIN_LOOP __attribute__((optimize("no-tree-vectorize")))
#endif

namespace assay::sdk {

enum class SimdLevel { Baseline, Avx2, Avx512 };

/// The best level of this CPU. The environment variable ASSAY_SIMD (baseline, avx2) lowers it, so that a test reaches
/// every kernel on one machine. Not for the query path.
inline SimdLevel simdLevel()
{
#if ASSAY_X86
    const char *limit = std::getenv("ASSAY_SIMD");
    if (limit != nullptr && std::strcmp(limit, "baseline") == 0)
        return SimdLevel::Baseline;
    const bool avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
    if (avx512 && (limit == nullptr || std::strcmp(limit, "avx2") != 0))
        return SimdLevel::Avx512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2"))
        return SimdLevel::Avx2;
#endif
    return SimdLevel::Baseline;
}

template <class T> T select(T baseline, T avx2, T avx512)
{
    switch (simdLevel()) {
    case SimdLevel::Avx512:
        return avx512;
    case SimdLevel::Avx2:
        return avx2;
    default:
        return baseline;
    }
}

} // namespace assay::sdk
