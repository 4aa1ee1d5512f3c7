#include "backends/rtl/power/mac16.hpp"

#include <cstdlib>

namespace assay::rtl {
namespace {

unsigned numberOf(const Netlist::Cell &cell, const char *parameter)
{
    return static_cast<unsigned>(std::strtoul(cell.parameter(parameter).c_str(), nullptr, 2));
}

bool isSet(const Netlist::Cell &cell, const char *parameter)
{
    return numberOf(cell, parameter) != 0;
}

/// A byte as a number of 16 bits, with its sign.
std::uint16_t widened(unsigned byte, bool isSigned)
{
    return static_cast<std::uint16_t>(isSigned && (byte & 0x80U) != 0 ? byte | 0xff00U : byte);
}

std::uint16_t product(std::uint16_t left, std::uint16_t right)
{
    return static_cast<std::uint16_t>(static_cast<std::uint32_t>(left) * right);
}

/// Shifted by eight bits, with its sign.
std::uint32_t middle(std::uint16_t part, bool isSigned)
{
    const std::uint32_t sign = isSigned && (part & 0x8000U) != 0 ? 0xff0000U : 0;
    return (sign | part) << 8U;
}

} // namespace

const std::array<Mac16::Pin, 16> Mac16::kControls{{{"CE", true},
                                                   {"AHOLD", false},
                                                   {"BHOLD", false},
                                                   {"CHOLD", false},
                                                   {"DHOLD", false},
                                                   {"IRSTTOP", false},
                                                   {"IRSTBOT", false},
                                                   {"ORSTTOP", false},
                                                   {"ORSTBOT", false},
                                                   {"OLOADTOP", false},
                                                   {"OLOADBOT", false},
                                                   {"ADDSUBTOP", false},
                                                   {"ADDSUBBOT", false},
                                                   {"OHOLDTOP", false},
                                                   {"OHOLDBOT", false},
                                                   {"CI", false}}};

Mac16::Inputs Mac16::inputs(const std::array<bool, 16> &controls, std::uint64_t words)
{
    Inputs in;
    in.a = static_cast<std::uint16_t>(words);
    in.b = static_cast<std::uint16_t>(words >> 16U);
    in.c = static_cast<std::uint16_t>(words >> 32U);
    in.d = static_cast<std::uint16_t>(words >> 48U);
    const std::array<bool *, 16> places{&in.enable,         &in.holdA,          &in.holdB,
                                        &in.holdC,          &in.holdD,          &in.resetTop,
                                        &in.resetBottom,    &in.resetOutputTop, &in.resetOutputBottom,
                                        &in.loadTop,        &in.loadBottom,     &in.subtractTop,
                                        &in.subtractBottom, &in.holdTop,        &in.holdBottom,
                                        &in.carryIn};
    for (std::size_t i = 0; i < places.size(); ++i)
        *places[i] = controls[i];
    return in;
}

Mac16::Mac16(const Netlist::Cell &cell)
    : m_registerA(isSet(cell, "A_REG")), m_registerB(isSet(cell, "B_REG")), m_registerC(isSet(cell, "C_REG")),
      m_registerD(isSet(cell, "D_REG")), m_registerTopProduct(isSet(cell, "TOP_8x8_MULT_REG")),
      m_registerBottomProduct(isSet(cell, "BOT_8x8_MULT_REG")), m_pipeline1(isSet(cell, "PIPELINE_16x16_MULT_REG1")),
      m_pipeline2(isSet(cell, "PIPELINE_16x16_MULT_REG2")), m_signedA(isSet(cell, "A_SIGNED")),
      m_signedB(isSet(cell, "B_SIGNED")), m_bytes(isSet(cell, "MODE_8x8")),
      m_topSelect(numberOf(cell, "TOPOUTPUT_SELECT")), m_bottomSelect(numberOf(cell, "BOTOUTPUT_SELECT")),
      m_topLower(numberOf(cell, "TOPADDSUB_LOWERINPUT")), m_bottomLower(numberOf(cell, "BOTADDSUB_LOWERINPUT")),
      m_topCarry(numberOf(cell, "TOPADDSUB_CARRYSELECT")), m_bottomCarry(numberOf(cell, "BOTADDSUB_CARRYSELECT")),
      m_topUpper(isSet(cell, "TOPADDSUB_UPPERINPUT")), m_bottomUpper(isSet(cell, "BOTADDSUB_UPPERINPUT"))
{
}

bool Mac16::outputIsRegistered() const
{
    return m_topSelect == 1 && m_bottomSelect == 1;
}

Mac16::Products Mac16::freshProducts(const Inputs &in) const
{
    const std::uint16_t a = m_registerA ? m_a : in.a, b = m_registerB ? m_b : in.b;
    const std::uint16_t highA = widened(a >> 8U, m_signedA), highB = widened(b >> 8U, m_signedB);
    const std::uint16_t lowA = widened(a & 0xffU, m_signedA && m_bytes),
                        lowB = widened(b & 0xffU, m_signedB && m_bytes);
    return {product(highA, highB), product(lowA & 0xffU, highB), product(highA, lowB & 0xffU), product(lowA, lowB), 0};
}

/// As the adders see them: kept ones where there is a register.
Mac16::Products Mac16::products(Products fresh) const
{
    Products seen;
    seen.highHigh = m_registerTopProduct ? m_kept.highHigh : fresh.highHigh;
    seen.lowHigh = m_pipeline1 ? m_kept.lowHigh : fresh.lowHigh;
    seen.highLow = m_pipeline1 ? m_kept.highLow : fresh.highLow;
    seen.lowLow = m_registerBottomProduct ? m_kept.lowLow : fresh.lowLow;
    seen.whole = seen.lowLow + middle(seen.highLow, m_signedA) + middle(seen.lowHigh, m_signedB) +
                 (static_cast<std::uint32_t>(seen.highHigh) << 16U);
    return seen;
}

/// What the output registers take and the output shows without them.
Mac16::Sums Mac16::sums(const Inputs &in) const
{
    Sums made;
    made.products = products(freshProducts(in));
    const Products &of = made.products;
    const std::uint32_t whole = m_pipeline2 ? m_kept.whole : of.whole;
    const std::uint16_t a = m_registerA ? m_a : in.a, b = m_registerB ? m_b : in.b;
    const std::uint16_t c = m_registerC ? m_c : in.c, d = m_registerD ? m_d : in.d;

    const auto lower = [](unsigned select, std::uint16_t word, std::uint16_t byte, std::uint16_t half,
                          std::uint16_t sign) {
        return select == 0 ? word : select == 1 ? byte : select == 2 ? half : sign;
    };
    const std::uint16_t z = lower(m_bottomLower, b, of.lowLow, static_cast<std::uint16_t>(whole), 0);
    const auto extended = static_cast<std::uint16_t>((z & 0x8000U) != 0 ? 0xffffU : 0);
    const std::uint16_t x = lower(m_topLower, a, of.highHigh, static_cast<std::uint16_t>(whole >> 16U), extended);

    const auto inverted = [](std::uint16_t word, bool invert) {
        return static_cast<std::uint16_t>(invert ? ~word : word);
    };
    const std::uint32_t bottomCarry = m_bottomCarry == 1 || (m_bottomCarry == 3 && in.carryIn) ? 1 : 0;
    const std::uint32_t bottom = z + inverted(m_bottomUpper ? d : m_bottom, in.subtractBottom) + bottomCarry;
    const bool carry = (bottom >> 16U) != 0;
    const std::uint32_t topCarry =
        m_topCarry == 1 || (m_topCarry == 2 && carry) || (m_topCarry == 3 && carry != in.subtractBottom) ? 1 : 0;
    const std::uint32_t top = x + inverted(m_topUpper ? c : m_top, in.subtractTop) + topCarry;
    made.bottom = in.loadBottom ? d : inverted(static_cast<std::uint16_t>(bottom), in.subtractBottom);
    made.top = in.loadTop ? c : inverted(static_cast<std::uint16_t>(top), in.subtractTop);
    return made;
}

std::uint32_t Mac16::output(const Inputs &in) const
{
    const Sums now = sums(in);
    const std::uint32_t whole = m_pipeline2 ? m_kept.whole : now.products.whole;
    const auto select = [](unsigned by, std::uint32_t sum, std::uint32_t kept, std::uint32_t byte, std::uint32_t half) {
        return by == 0 ? sum : by == 1 ? kept : by == 2 ? byte : half;
    };
    const std::uint32_t top = select(m_topSelect, now.top, m_top, now.products.highHigh, whole >> 16U);
    const std::uint32_t bottom = select(m_bottomSelect, now.bottom, m_bottom, now.products.lowLow, whole & 0xffffU);
    return (top << 16U) | bottom;
}

void Mac16::clock(const Inputs &in)
{
    const Sums now = sums(in);
    const Products fresh = freshProducts(in);
    if (in.enable) {
        m_a = in.holdA ? m_a : in.a;
        m_b = in.holdB ? m_b : in.b;
        m_c = in.holdC ? m_c : in.c;
        m_d = in.holdD ? m_d : in.d;
        m_kept.highHigh = fresh.highHigh;
        m_kept.lowLow = fresh.lowLow;
        if (!m_bytes) {
            m_kept.lowHigh = fresh.lowHigh;
            m_kept.highLow = fresh.highLow;
            m_kept.whole = now.products.whole;
        }
        m_top = in.holdTop ? m_top : now.top;
        m_bottom = in.holdBottom ? m_bottom : now.bottom;
    }
    if (in.resetTop) {
        m_a = m_c = 0;
        m_kept.highHigh = m_kept.lowHigh = 0;
    }
    if (in.resetBottom) {
        m_b = m_d = 0;
        m_kept.highLow = m_kept.lowLow = 0;
        m_kept.whole = 0;
    }
    if (in.resetOutputTop)
        m_top = 0;
    if (in.resetOutputBottom)
        m_bottom = 0;
}

} // namespace assay::rtl
