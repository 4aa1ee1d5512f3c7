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
/// Numbers, parameter names, + - * / % (reals; % on integers), ^ (power), comparisons and && || ! (1 or 0), ==
/// also between a text parameter and a 'quoted' text, c ? a : b, and ceil floor log2 min max abs. Immutable.
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
    std::string m_text;
    std::shared_ptr<const Node> m_root;
};

} // namespace assay::catalog
