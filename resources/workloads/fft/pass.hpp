// What the Stockham transform (stockham.hpp) and its butterflies (kernels.inc) agree on.
//
// A pass of radix 4 takes, for each flat index f = q + stride·p below n/4, the points f + k·n/4 (k = 0 … 3), and leaves
// its results at stride·(4·p + k) + q: after the last pass the spectrum is in order, without bit reversal.
// T. G. Stockham, "High-speed convolution and correlation", AFIPS 1966; C. Van Loan, "Computational Frameworks for the
// Fast Fourier Transform", SIAM 1992, section 1.7.
#pragma once

#include <cstddef>

/// Points with real and imaginary parts apart, as vectors want them.
struct Split {
    float *re;
    float *im;
};

struct Pass {
    std::size_t n;
    std::size_t stride;
    /// exp(-2πi·p·k·stride/n) for k = 1 … 3. Where stride is below the vector: six vectors (re, im of each k) for each
    /// vector of f; else six numbers for each p. None in the last pass, where p is 0.
    const float *twiddles;
    Split from, to;
    const float *input; ///< interleaved, read by the first pass instead of `from`
    float *output;      ///< interleaved, written by the last pass instead of `to`
};

/// Does the part [begin, end) of the flat indices; multiples of the vector.
using PassFunction = void (*)(const Pass &, std::size_t begin, std::size_t end);

struct FftKernel {
    std::size_t lanes;
    PassFunction first;  ///< stride 1
    PassFunction second; ///< stride 4
    PassFunction middle; ///< stride of at least a vector
    PassFunction last4;
    PassFunction last2; ///< radix 2: points f and f + n/2, f below n/2
};
