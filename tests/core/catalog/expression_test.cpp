#include "core/catalog/expression.hpp"

#include <gmock/gmock.h>

namespace assay::catalog {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

ParameterSet sample()
{
    return {{"n", ParameterValue(std::int64_t{10})},
            {"x", ParameterValue(0.5)},
            {"zero", ParameterValue(std::int64_t{0})},
            {"dtype", ParameterValue(std::string("f32"))}};
}

double value(std::string_view text)
{
    const auto formula = Expression::parse(text);
    if (!formula) {
        ADD_FAILURE() << formula.error().text();
        return 0;
    }
    const auto result = formula->evaluate(sample());
    if (!result)
        ADD_FAILURE() << result.error().text();
    return result.value_or(0);
}

std::string parseError(std::string_view text)
{
    const auto formula = Expression::parse(text);
    return formula ? "" : formula.error().text();
}

std::string evaluationError(std::string_view text)
{
    const auto formula = Expression::parse(text);
    if (!formula)
        return "does not parse: " + formula.error().text();
    const auto result = formula->evaluate(sample());
    return result ? "" : result.error().text();
}

TEST(Expression, FollowsTheUsualPrecedence)
{
    EXPECT_EQ(value("1 + 2 * 3"), 7);
    EXPECT_EQ(value("(1 + 2) * 3"), 9);
    EXPECT_EQ(value("8 - 4 - 2"), 2);
    EXPECT_EQ(value("64 / 4 / 2"), 8);
    EXPECT_EQ(value("2 ^ 3 ^ 2"), 512);
    EXPECT_EQ(value("-2 ^ 2"), -4);
    EXPECT_EQ(value("2 ^ -1"), 0.5);
    EXPECT_EQ(value("- -3"), 3);
    EXPECT_EQ(value("1 + 1 == 2 && 3 < 4"), 1);
    EXPECT_EQ(value("1 || 0 && 0"), 1);
    EXPECT_EQ(value("!0 + 1"), 2);
}

TEST(Expression, KnowsParametersAndFunctions)
{
    EXPECT_EQ(value("n * x"), 5);
    EXPECT_EQ(value("n % 4"), 2);
    EXPECT_EQ(value("ceil(n / 4) * 4"), 12);
    EXPECT_EQ(value("floor(-0.5)"), -1);
    EXPECT_EQ(value("log2(1024)"), 10);
    EXPECT_EQ(value("min(n, 3) + max(n, 3)"), 13);
    EXPECT_EQ(value("abs(3 - n)"), 7);
    EXPECT_EQ(value("1e3 + .5"), 1000.5);
}

TEST(Expression, ComparesTexts)
{
    EXPECT_EQ(value("dtype == 'f32'"), 1);
    EXPECT_EQ(value("dtype != 'f32'"), 0);
    EXPECT_EQ(value("dtype == 'int8' ? 1 : 4"), 4);
    EXPECT_EQ(value("dtype == (n > 5 ? 'f32' : 'int8')"), 1);
}

TEST(Expression, LeavesOutWhatIsNotNeeded)
{
    EXPECT_EQ(value("zero == 0 ? 7 : n / zero"), 7);
    EXPECT_EQ(value("zero != 0 && n / zero > 1"), 0);
    EXPECT_EQ(value("1 || n / zero"), 1);
}

TEST(Expression, ListsItsNamesOnce)
{
    const auto formula = Expression::parse("n * n + max(batch, n) + (dtype == 'n' ? 1 : 2)");
    ASSERT_TRUE(formula);
    EXPECT_THAT(formula->names(), ElementsAre("batch", "dtype", "n"));
    EXPECT_EQ(formula->text(), "n * n + max(batch, n) + (dtype == 'n' ? 1 : 2)");
}

TEST(Expression, ConstantsAndTheDefaultNeedNoParameters)
{
    EXPECT_EQ(Expression().evaluate({}).value(), 0);
    EXPECT_EQ(Expression::constant(2.5).evaluate({}).value(), 2.5);
    EXPECT_EQ(Expression::constant(2.5).text(), "2.5");
}

struct WrongFormula {
    const char *formula;
    const char *message;
};

TEST(Expression, SyntaxErrorsNameColumnAndReason)
{
    const WrongFormula cases[] = {
        {"", "column 1: expected a number, a name or '(' but the formula ends"},
        {"n *", "column 4: expected a number, a name or '(' but the formula ends"},
        {"n * )", "column 5: expected a number, a name or '(' but found ')'"},
        {"(n + 1", "column 7: expected ')' but found the end"},
        {"n 4", "column 3: expected an operator or the end but found '4'"},
        {"2n", "column 2: a number runs into a name; write * between them"},
        {"n = 4", "column 3: '=' alone means nothing here; write == to compare"},
        {"n & 1", "column 3: write && for a condition"},
        {"1 < n < 3", "column 7: comparisons cannot be chained"},
        {"n ? 1", "column 6: expected ':' of '? :' but found the end"},
        {"dtype == 'f32", "column 10: the quote that opens here is not closed"},
        {"ciel(n)", "column 1: there is no function 'ciel'. Did you mean 'ceil'?"},
        {"min(n)", "column 1: 'min' takes 2 values, not 1"},
        {"ceil(1, 2)", "column 1: 'ceil' takes 1 value, not 2"},
        {"max(n, 2", "column 9: expected ',' or ')' but found the end"},
        {"1e999", "column 1: this is not a number that fits"},
    };
    for (const auto &wrong : cases)
        EXPECT_THAT(parseError(wrong.formula), HasSubstr(wrong.message)) << wrong.formula;
}

TEST(Expression, EvaluationErrorsNameColumnAndReason)
{
    const WrongFormula cases[] = {
        {"n + m", "column 5: 'm' is not a parameter"},
        {"dtyp == 'f32'", "Did you mean 'dtype'?"},
        {"n / zero", "column 3: division by zero"},
        {"n % (zero - 0)", "column 3: division by zero"},
        {"n % x", "% needs whole numbers, not 10 and 0.5"},
        {"dtype + 1", "column 1: 'f32' is a text; it can only be compared with == or !="},
        {"dtype == 1", "column 7: a number is compared with a text"},
        {"dtype", "'f32' is a text"},
        {"log2(zero)", "log2 of 0, which is not above 0"},
        {"10 ^ 400", "the result is inf, not a finite number"},
        {"(-1) ^ 0.5", "not a finite number"},
    };
    for (const auto &wrong : cases)
        EXPECT_THAT(evaluationError(wrong.formula), HasSubstr(wrong.message)) << wrong.formula;
}

TEST(Expression, RefusesWhatWouldExhaustTheStack)
{
    EXPECT_THAT(parseError(std::string(1000, '(')), HasSubstr("nested too deeply"));
    EXPECT_THAT(parseError(std::string(1000, '-') + "1"), HasSubstr("nested too deeply"));
    std::string ladder;
    for (int i = 0; i < 1000; ++i)
        ladder += "1?1:";
    EXPECT_THAT(parseError(ladder + "1"), HasSubstr("nested too deeply"));
    std::string sum = "1";
    for (int i = 0; i < 3000; ++i)
        sum += "+1";
    EXPECT_THAT(parseError(sum), HasSubstr("longer than 4096 characters"));
}

} // namespace
} // namespace assay::catalog
