#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/catalog/expression.hpp"

namespace assay::catalog {

enum class Operation {
    Number,
    Text,
    Name,
    Negate,
    Not,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Power,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Equal,
    NotEqual,
    And,
    Or,
    Conditional,
    Ceil,
    Floor,
    Log2,
    Min,
    Max,
    Abs
};

/// One node of a parsed formula. Private to the expression sources.
struct Expression::Node {
    Operation operation = Operation::Number;
    std::size_t column = 1; ///< where it stands in the text, counted from 1
    double number = 0;
    std::string text; ///< of a name or a 'text'
    std::vector<std::shared_ptr<const Node>> operands;
};

using NodePointer = std::shared_ptr<const Expression::Node>;

/// Longer formulas are refused: they bound the depth of the tree and so the stack that evaluating needs.
constexpr std::size_t kLongestFormula = 4096;

[[nodiscard]] Result<NodePointer> parseFormula(std::string_view text);
[[nodiscard]] Error formulaError(std::string_view formula, std::size_t column, const std::string &reason);

} // namespace assay::catalog
