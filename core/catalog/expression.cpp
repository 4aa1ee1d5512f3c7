#include "core/catalog/expression.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <variant>

#include <fmt/format.h>

#include "core/base/suggest.hpp"
#include "core/catalog/expression_node.hpp"

namespace assay::catalog {
namespace {

/// Texts point into the node or the parameter set, which outlive an evaluation.
using Value = std::variant<double, std::string_view>;

double truth(bool value)
{
    return value ? 1.0 : 0.0;
}

class Evaluator {
public:
    Evaluator(std::string_view formula, const ParameterSet &parameters) : m_formula(formula), m_parameters(parameters)
    {
    }

    Result<double> number(const Expression::Node &node) const
    {
        const auto result = value(node);
        if (!result)
            return failure(result.error());
        if (const auto *text = std::get_if<std::string_view>(&*result))
            return wrong(node, fmt::format("'{}' is a text; it can only be compared with == or !=", *text));
        return std::get<double>(*result);
    }

private:
    tl::unexpected<Error> wrong(const Expression::Node &node, const std::string &reason) const
    {
        return failure(formulaError(m_formula, node.column, reason));
    }

    Result<Value> value(const Expression::Node &node) const
    {
        switch (node.operation) {
        case Operation::Number:
            return Value(node.number);
        case Operation::Text:
            return Value(std::string_view(node.text));
        case Operation::Name:
            return parameter(node);
        case Operation::Equal:
        case Operation::NotEqual:
            return equality(node);
        case Operation::Conditional: {
            const auto condition = number(*node.operands[0]);
            if (!condition)
                return failure(condition.error());
            return value(*node.operands[*condition != 0 ? 1 : 2]);
        }
        case Operation::And:
        case Operation::Or:
            return logical(node);
        default:
            return arithmetic(node);
        }
    }

    Result<Value> parameter(const Expression::Node &node) const
    {
        const auto found = m_parameters.find(node.text);
        if (found == m_parameters.end()) {
            std::vector<std::string> names;
            for (const auto &[name, unused] : m_parameters)
                names.push_back(name);
            return wrong(node, fmt::format("'{}' is not a parameter.{}", node.text, didYouMean(node.text, names)));
        }
        if (found->second.type() == ParameterType::Text)
            return Value(found->second.textView());
        return Value(found->second.number());
    }

    Result<Value> equality(const Expression::Node &node) const
    {
        const auto left = value(*node.operands[0]);
        if (!left)
            return failure(left.error());
        const auto right = value(*node.operands[1]);
        if (!right)
            return failure(right.error());
        if (left->index() != right->index())
            return wrong(node, "a number is compared with a text");
        return Value(truth((*left == *right) == (node.operation == Operation::Equal)));
    }

    Result<Value> logical(const Expression::Node &node) const
    {
        const auto left = number(*node.operands[0]);
        if (!left)
            return failure(left.error());
        if ((*left != 0) == (node.operation == Operation::Or))
            return Value(truth(*left != 0));
        const auto right = number(*node.operands[1]);
        if (!right)
            return failure(right.error());
        return Value(truth(*right != 0));
    }

    Result<Value> arithmetic(const Expression::Node &node) const
    {
        const auto left = number(*node.operands[0]);
        if (!left)
            return failure(left.error());
        if (node.operands.size() == 1)
            return unary(node, *left);
        const auto right = number(*node.operands[1]);
        if (!right)
            return failure(right.error());
        return binary(node, *left, *right);
    }

    Result<Value> unary(const Expression::Node &node, double x) const
    {
        switch (node.operation) {
        case Operation::Negate:
            return Value(-x);
        case Operation::Not:
            return Value(truth(x == 0));
        case Operation::Ceil:
            return Value(std::ceil(x));
        case Operation::Floor:
            return Value(std::floor(x));
        case Operation::Abs:
            return Value(std::abs(x));
        default: // Log2
            if (!(x > 0))
                return wrong(node, fmt::format("log2 of {}, which is not above 0", x));
            return Value(std::log2(x));
        }
    }

    Result<Value> binary(const Expression::Node &node, double a, double b) const
    {
        switch (node.operation) {
        case Operation::Add:
            return Value(a + b);
        case Operation::Subtract:
            return Value(a - b);
        case Operation::Multiply:
            return Value(a * b);
        case Operation::Power:
            return Value(std::pow(a, b));
        case Operation::Less:
            return Value(truth(a < b));
        case Operation::LessEqual:
            return Value(truth(a <= b));
        case Operation::Greater:
            return Value(truth(a > b));
        case Operation::GreaterEqual:
            return Value(truth(a >= b));
        case Operation::Min:
            return Value(std::min(a, b));
        case Operation::Max:
            return Value(std::max(a, b));
        default: // Divide, Remainder
            return quotient(node, a, b);
        }
    }

    Result<Value> quotient(const Expression::Node &node, double a, double b) const
    {
        if (b == 0)
            return wrong(node, "division by zero");
        if (node.operation == Operation::Divide)
            return Value(a / b);
        if (a != std::floor(a) || b != std::floor(b))
            return wrong(node, fmt::format("% needs whole numbers, not {} and {}", a, b));
        return Value(std::fmod(a, b));
    }

    std::string_view m_formula;
    const ParameterSet &m_parameters;
};

void collectNames(const Expression::Node &node, std::set<std::string> &names)
{
    if (node.operation == Operation::Name)
        names.insert(node.text);
    for (const auto &operand : node.operands)
        collectNames(*operand, names);
}

} // namespace

Expression::Expression() : Expression(constant(0)) {}

Result<Expression> Expression::parse(std::string_view text)
{
    auto root = parseFormula(text);
    if (!root)
        return failure(root.error());
    return Expression(std::string(text), std::move(*root));
}

Expression Expression::constant(double value)
{
    auto node = std::make_shared<Node>();
    node->number = value;
    return {fmt::format("{}", value), std::move(node)};
}

Result<double> Expression::evaluate(const ParameterSet &parameters) const
{
    auto result = Evaluator(m_text, parameters).number(*m_root);
    if (result && !std::isfinite(*result))
        return failure(formulaError(m_text, 1, fmt::format("the result is {}, not a finite number", *result)));
    return result;
}

std::vector<std::string> Expression::names() const
{
    std::set<std::string> names;
    collectNames(*m_root, names);
    return {names.begin(), names.end()};
}

} // namespace assay::catalog
