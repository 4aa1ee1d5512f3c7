#pragma once

#include <array>
#include <cstdint>

#include "backends/rtl/netlist/netlist.hpp"

namespace assay::rtl {

/// One SB_MAC16: multiplier, two 16-bit adders that may be one of 32 bits, and their registers, as Lattice's "DSP
/// Function Usage Guide for iCE40 Devices" (FPGA-TN-02007) draws it. Without the carry and sign chains to a neighbour.
class Mac16 {
public:
    explicit Mac16(const Netlist::Cell &cell);

    struct Inputs {
        std::uint16_t a = 0, b = 0, c = 0, d = 0;
        bool enable = true;
        bool holdA = false, holdB = false, holdC = false, holdD = false;
        bool resetTop = false, resetBottom = false;             ///< of input and pipeline registers, asynchronous
        bool resetOutputTop = false, resetOutputBottom = false; ///< of output registers, asynchronous
        bool loadTop = false, loadBottom = false, subtractTop = false, subtractBottom = false;
        bool holdTop = false, holdBottom = false, carryIn = false;
    };
    /// In the order of `pin`: A, B, C, D by bit, then the control inputs.
    static constexpr std::size_t kInputs = 64 + 16;
    struct Pin {
        const char *name;
        bool open; ///< value when unconnected
    };
    static const std::array<Pin, 16> kControls;
    [[nodiscard]] static Inputs inputs(const std::array<bool, 16> &controls, std::uint64_t words);

    [[nodiscard]] bool outputIsRegistered() const;
    [[nodiscard]] std::uint32_t output(const Inputs &in) const;
    void clock(const Inputs &in);

private:
    struct Products {
        std::uint16_t highHigh = 0, lowHigh = 0, highLow = 0, lowLow = 0; ///< of A's and B's bytes
        std::uint32_t whole = 0;
    };
    struct Sums {
        std::uint16_t top = 0, bottom = 0;
        Products products;
    };
    [[nodiscard]] Products freshProducts(const Inputs &in) const;
    [[nodiscard]] Products products(Products fresh) const;
    [[nodiscard]] Sums sums(const Inputs &in) const;

    bool m_registerA, m_registerB, m_registerC, m_registerD;
    bool m_registerTopProduct, m_registerBottomProduct, m_pipeline1, m_pipeline2;
    bool m_signedA, m_signedB, m_bytes;
    unsigned m_topSelect, m_bottomSelect, m_topLower, m_bottomLower, m_topCarry, m_bottomCarry;
    bool m_topUpper, m_bottomUpper;
    std::uint16_t m_a = 0, m_b = 0, m_c = 0, m_d = 0;
    Products m_kept;
    std::uint16_t m_top = 0, m_bottom = 0;
};

} // namespace assay::rtl
