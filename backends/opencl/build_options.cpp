#include "backends/opencl/build_options.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

#include "plugins/sdk/common.hpp"

namespace assay::opencl {
namespace {

// Not isalnum: that depends on the locale a vendor's library may have set.
bool isIdentifierCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

std::string macroPart(std::string_view text)
{
    std::string part;
    for (const char c : text) {
        if (!isIdentifierCharacter(c))
            part += '_';
        else
            part += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return part;
}

std::string realLiteral(const assay_param &parameter)
{
    if (!std::isfinite(parameter.real_value))
        throw sdk::Failure(ASSAY_INVALID_ARGUMENT, std::string("parameter '") + parameter.name + "' is not finite");
    std::string text = fmt::format("{}", parameter.real_value);
    if (text.find_first_of(".e") == std::string::npos)
        text += ".0";
    return text;
}

std::string option(const assay_param &parameter)
{
    const std::string macro = "P_" + macroPart(parameter.name);
    if (parameter.type == ASSAY_PARAM_INT)
        return fmt::format(" -D{}={}", macro, parameter.int_value);
    if (parameter.type == ASSAY_PARAM_REAL)
        return fmt::format(" -D{}={}", macro, realLiteral(parameter));
    const std::string_view text = parameter.text;
    std::string options = fmt::format(" -D{}_{}=1", macro, macroPart(text));
    if (!text.empty() && std::all_of(text.begin(), text.end(), isIdentifierCharacter))
        options += fmt::format(" -D{}={}", macro, text);
    return options;
}

} // namespace

std::string parameterOptions(std::span<const assay_param> workloadParameters,
                             std::span<const assay_param> backendParameters)
{
    std::string options;
    for (const auto &parameters : {workloadParameters, backendParameters})
        for (const assay_param &parameter : parameters)
            options += option(parameter);
    return options.empty() ? options : options.substr(1);
}

} // namespace assay::opencl
