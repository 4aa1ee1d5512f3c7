#include "core/report/printable.hpp"

#include "core/base/json_text.hpp"

#include <sstream>

#include <fmt/format.h>

#include "core/base/units.hpp"

namespace assay::report {
namespace {

constexpr char32_t kNotUtf8 = 0xFFFFFFFF;

struct Decoded {
    char32_t codePoint = kNotUtf8;
    std::size_t length = 1;
};

std::size_t lengthFromLead(unsigned char lead)
{
    if (lead < 0x80)
        return 1;
    if (lead >= 0xC2 && lead < 0xE0)
        return 2;
    if (lead >= 0xE0 && lead < 0xF0)
        return 3;
    return lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
}

Decoded decode(std::string_view text)
{
    const auto lead = static_cast<unsigned char>(text.front());
    const std::size_t length = lengthFromLead(lead);
    if (length == 1)
        return {lead, 1};
    if (length == 0 || text.size() < length)
        return {};
    char32_t value = lead & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if ((byte & 0xC0U) != 0x80U)
            return {};
        value = (value << 6U) | (byte & 0x3FU);
    }
    const bool overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
    const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    if (overlong || surrogate || value > 0x10FFFF)
        return {};
    return {value, length};
}

bool isHarmful(char32_t c)
{
    const bool control = c < 0x20 || (c >= 0x7F && c < 0xA0);
    const bool separator = c == 0x2028 || c == 0x2029;
    const bool direction =
        c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    return control || separator || direction;
}

} // namespace

std::string printable(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const Decoded next = decode(text);
        if (next.codePoint == kNotUtf8)
            out += "\uFFFD";
        else if (!isHarmful(next.codePoint))
            out += text.substr(0, next.length);
        else if (next.codePoint < 0x100)
            out += fmt::format("\\x{:02x}", static_cast<unsigned>(next.codePoint));
        else
            out += fmt::format("\\u{:04x}", static_cast<unsigned>(next.codePoint));
        text.remove_prefix(next.length);
    }
    return out;
}

std::string wrap(std::string_view text, std::size_t columns, std::size_t indent)
{
    std::istringstream words{std::string(text)};
    const std::string margin(indent, ' ');
    std::string out = margin, word;
    std::size_t used = indent;
    while (words >> word) {
        const std::size_t width = displayWidth(word);
        const bool first = used == indent;
        if (!first && used + 1 + width > columns) {
            out += "\n" + margin + word;
            used = indent + width;
            continue;
        }
        out += first ? word : " " + word;
        used += width + (first ? 0 : 1);
    }
    return out;
}

std::string printableAt(const Json &object, const char *key)
{
    return printable(textAt(object, key));
}

} // namespace assay::report
