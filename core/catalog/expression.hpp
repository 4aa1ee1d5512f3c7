#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/catalog/parameter.hpp"

namespace assay::catalog {

/// A formula over parameters, as manifests use for shapes, operation counts and requirements.
///
/// Numbers, parameter names, + - * / % (reals; % on whole numbers, with the sign of the left one), ^ (power, from
/// right to left, above a sign on its left), comparisons and && || ! (1 or 0), == and != also between a text
/// parameter and a 'quoted' text, c ? a : b, and ceil floor log2 abs (one value) min max (two). && || ? : leave out
/// what they do not need. Immutable; any thread. Errors name the formula and the column.
class Expression {
public:
    Expression(); ///< 0
    [[nodiscard]] static Result<Expression> parse(std::string_view text);
    [[nodiscard]] static Expression constant(double value);

    /// Fails on a name that is not a parameter, on division by zero and on a result that is not finite.
    [[nodiscard]] Result<double> evaluate(const ParameterSet &parameters) const;
    /// The parameter names it uses, sorted, once each.
    [[nodiscard]] std::vector<std::string> names() const;
    [[nodiscard]] const std::string &text() const { return m_text; }

    struct Node; ///< defined in expression.cpp

private:
    Expression(std::string text, std::shared_ptr<const Node> root) : m_text(std::move(text)), m_root(std::move(root)) {}

    std::string m_text;
    std::shared_ptr<const Node> m_root;
};

} // namespace assay::catalog
