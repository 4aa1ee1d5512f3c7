#include <array>
#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "core/base/suggest.hpp"
#include "core/catalog/expression_node.hpp"

namespace assay::catalog {
namespace {

struct BinaryOperator {
    std::string_view token;
    Operation operation;
    int precedence;
};

// Longer tokens first, so that "<=" is not read as "<".
constexpr std::array<BinaryOperator, 13> kBinaryOperators{{{"||", Operation::Or, 1},
                                                           {"&&", Operation::And, 2},
                                                           {"==", Operation::Equal, 3},
                                                           {"!=", Operation::NotEqual, 3},
                                                           {"<=", Operation::LessEqual, 4},
                                                           {">=", Operation::GreaterEqual, 4},
                                                           {"<", Operation::Less, 4},
                                                           {">", Operation::Greater, 4},
                                                           {"+", Operation::Add, 5},
                                                           {"-", Operation::Subtract, 5},
                                                           {"*", Operation::Multiply, 6},
                                                           {"/", Operation::Divide, 6},
                                                           {"%", Operation::Remainder, 6}}};

struct Function {
    std::string_view name;
    Operation operation;
    std::size_t operands;
};
constexpr std::array<Function, 6> kFunctions{{{"ceil", Operation::Ceil, 1},
                                              {"floor", Operation::Floor, 1},
                                              {"log2", Operation::Log2, 1},
                                              {"min", Operation::Min, 2},
                                              {"max", Operation::Max, 2},
                                              {"abs", Operation::Abs, 1}}};

constexpr int kDeepestNesting = 64;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}
bool isNameStart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool isNamePart(char c)
{
    return isNameStart(c) || isDigit(c);
}
bool isComparison(int precedence)
{
    return precedence == 3 || precedence == 4;
}

/// Recursive descent; a null pointer means that m_error says what is wrong (the first error only).
class Parser {
public:
    explicit Parser(std::string_view text) : m_text(text) {}

    Result<NodePointer> parse()
    {
        if (m_text.size() > kLongestFormula)
            fail(1, fmt::format("it is longer than {} characters", kLongestFormula));
        NodePointer root = m_error ? nullptr : conditional();
        skipSpace();
        if (root && m_position < m_text.size())
            fail(column(), unexpectedTail());
        if (m_error)
            return failure(*m_error);
        return root;
    }

private:
    class Nesting {
    public:
        explicit Nesting(int &level) : m_level(level) { ++m_level; }
        ~Nesting() { --m_level; }
        Nesting(const Nesting &) = delete;
        Nesting &operator=(const Nesting &) = delete;

    private:
        int &m_level;
    };

    [[nodiscard]] std::size_t column() const { return m_position + 1; }

    NodePointer fail(std::size_t at, const std::string &reason)
    {
        if (!m_error)
            m_error = formulaError(m_text, at, reason);
        return nullptr;
    }

    void skipSpace()
    {
        while (m_position < m_text.size() && (m_text[m_position] == ' ' || m_text[m_position] == '\t' ||
                                              m_text[m_position] == '\n' || m_text[m_position] == '\r'))
            ++m_position;
    }

    bool accept(char c)
    {
        skipSpace();
        if (m_position >= m_text.size() || m_text[m_position] != c)
            return false;
        ++m_position;
        return true;
    }

    [[nodiscard]] std::string found() const
    {
        return m_position < m_text.size() ? fmt::format("'{}'", m_text[m_position]) : "the end";
    }

    [[nodiscard]] std::string unexpectedTail() const
    {
        switch (m_text[m_position]) {
        case '=':
            return "'=' alone means nothing here; write == to compare";
        case '&':
        case '|':
            return fmt::format("write {0}{0} for a condition", m_text[m_position]);
        default:
            return fmt::format("expected an operator or the end but found {}", found());
        }
    }

    static NodePointer make(Operation operation, std::size_t at, std::vector<NodePointer> operands)
    {
        auto node = std::make_shared<Expression::Node>();
        node->operation = operation;
        node->column = at;
        node->operands = std::move(operands);
        return node;
    }

    NodePointer conditional()
    {
        const Nesting nesting(m_nesting);
        if (m_nesting > kDeepestNesting)
            return fail(column(), "it is nested too deeply");
        NodePointer condition = binary(1);
        const std::size_t at = column();
        if (!condition || !accept('?'))
            return condition;
        NodePointer yes = conditional();
        if (!yes)
            return nullptr;
        if (!accept(':'))
            return fail(column(), fmt::format("expected ':' of '? :' but found {}", found()));
        NodePointer no = conditional();
        return no ? make(Operation::Conditional, at, {condition, yes, no}) : nullptr;
    }

    const BinaryOperator *peekOperator()
    {
        skipSpace();
        for (const auto &candidate : kBinaryOperators)
            if (m_text.substr(m_position).starts_with(candidate.token))
                return &candidate;
        return nullptr;
    }

    NodePointer binary(int lowestPrecedence)
    {
        NodePointer left = unary();
        int previous = 0;
        while (left) {
            const BinaryOperator *next = peekOperator();
            if (next == nullptr || next->precedence < lowestPrecedence)
                return left;
            if (isComparison(next->precedence) && next->precedence == previous)
                return fail(column(), "comparisons cannot be chained; write a < b && b < c");
            const std::size_t at = column();
            m_position += next->token.size();
            NodePointer right = binary(next->precedence + 1);
            if (!right)
                return nullptr;
            left = make(next->operation, at, {left, right});
            previous = next->precedence;
        }
        return nullptr;
    }

    NodePointer unary()
    {
        const Nesting nesting(m_nesting);
        if (m_nesting > kDeepestNesting)
            return fail(column(), "it is nested too deeply");
        skipSpace();
        const std::size_t at = column();
        if (accept('+'))
            return unary();
        const bool negate = accept('-');
        if (negate || accept('!')) {
            NodePointer operand = unary();
            return operand ? make(negate ? Operation::Negate : Operation::Not, at, {operand}) : nullptr;
        }
        return power();
    }

    // Binds tighter than a sign on its left and looser than one on its right: -2^2 is -4, 2^-1 is 0.5.
    NodePointer power()
    {
        NodePointer base = primary();
        const std::size_t at = column();
        if (!base || !accept('^'))
            return base;
        NodePointer exponent = unary();
        return exponent ? make(Operation::Power, at, {base, exponent}) : nullptr;
    }

    NodePointer primary()
    {
        skipSpace();
        if (m_position >= m_text.size())
            return fail(column(), "expected a number, a name or '(' but the formula ends");
        const char c = m_text[m_position];
        if (isDigit(c) || c == '.')
            return number();
        if (c == '\'')
            return quoted();
        if (isNameStart(c))
            return nameOrCall();
        if (!accept('('))
            return fail(column(), fmt::format("expected a number, a name or '(' but found {}", found()));
        NodePointer inner = conditional();
        if (inner && !accept(')'))
            return fail(column(), fmt::format("expected ')' but found {}", found()));
        return inner;
    }

    NodePointer number()
    {
        auto node = std::make_shared<Expression::Node>();
        node->column = column();
        const char *begin = m_text.data() + m_position;
        const auto [end, error] = std::from_chars(begin, m_text.data() + m_text.size(), node->number);
        if (error != std::errc())
            return fail(column(), "this is not a number that fits");
        m_position += static_cast<std::size_t>(end - begin);
        if (m_position < m_text.size() && isNamePart(m_text[m_position]))
            return fail(column(), "a number runs into a name; write * between them");
        return node;
    }

    NodePointer quoted()
    {
        auto node = std::make_shared<Expression::Node>();
        node->operation = Operation::Text;
        node->column = column();
        const std::size_t end = m_text.find('\'', m_position + 1);
        if (end == std::string_view::npos)
            return fail(column(), "the quote that opens here is not closed");
        node->text = m_text.substr(m_position + 1, end - m_position - 1);
        m_position = end + 1;
        return node;
    }

    NodePointer nameOrCall()
    {
        auto node = std::make_shared<Expression::Node>();
        node->operation = Operation::Name;
        node->column = column();
        while (m_position < m_text.size() && isNamePart(m_text[m_position]))
            node->text += m_text[m_position++];
        if (accept('('))
            return call(node->text, node->column);
        return node;
    }

    NodePointer call(const std::string &name, std::size_t at)
    {
        const Function *function = nullptr;
        std::vector<std::string> known;
        for (const auto &candidate : kFunctions) {
            known.emplace_back(candidate.name);
            if (candidate.name == name)
                function = &candidate;
        }
        if (function == nullptr)
            return fail(at, fmt::format("there is no function '{}'.{} There are: {}", name, didYouMean(name, known),
                                        fmt::join(known, ", ")));
        std::vector<NodePointer> operands;
        do {
            operands.push_back(conditional());
            if (!operands.back())
                return nullptr;
        } while (accept(','));
        if (!accept(')'))
            return fail(column(), fmt::format("expected ',' or ')' but found {}", found()));
        if (operands.size() != function->operands)
            return fail(at, fmt::format("'{}' takes {} value{}, not {}", name, function->operands,
                                        function->operands == 1 ? "" : "s", operands.size()));
        return make(function->operation, at, std::move(operands));
    }

    std::string_view m_text;
    std::size_t m_position = 0;
    int m_nesting = 0;
    std::optional<Error> m_error;
};

} // namespace

Error formulaError(std::string_view formula, std::size_t column, const std::string &reason)
{
    return {ErrorCode::InvalidInput, fmt::format("formula \"{}\", column {}: {}", formula, column, reason)};
}

Result<NodePointer> parseFormula(std::string_view text)
{
    return Parser(text).parse();
}

} // namespace assay::catalog
