// Answers worked out elsewhere (a textbook, cases done by hand), asked of
// the reference and of every CPU variant, the vectorised ones on each instruction set this machine has.
#include <vector>

#include <gmock/gmock.h>

#include "question.hpp"

namespace {

using namespace assay;
using namespace assay::catalog;

// ---- stencil-2d ----

TEST(StencilAnswers, APointSpreads)
{
    std::vector<float> grid(25), once(25), twice(25);
    grid[12] = 8;
    once[12] = 4;
    once[7] = once[11] = once[13] = once[17] = 1;
    twice[12] = 2.5F;
    twice[7] = twice[11] = twice[13] = twice[17] = 1;
    twice[6] = twice[8] = twice[16] = twice[18] = 0.25F; // the border stays at 0
    Question("stencil-2d", {{"width", 5}, {"height", 5}, {"steps", 1}}, "f32").input(grid).answer(once).ask();
    Question("stencil-2d", {{"width", 5}, {"height", 5}, {"steps", 2}}, "f32").input(grid).answer(twice).ask();
}

TEST(StencilAnswers, IntegersRoundHalvesUp)
{
    std::vector<std::int32_t> grid(16), once(16);
    grid[5] = 3;    // (4·3 + 4) >> 3 = 2
    grid[10] = -12; // (−48 + 4) >> 3 = −6 (−5.5 rounds down)
    once[5] = 2;
    once[10] = -6;
    once[6] = once[9] = -1; // (3 − 12 + 4) >> 3 = −1 (−0.625)
    Question("stencil-2d", {{"width", 4}, {"height", 4}, {"steps", 1}}, "i32").input(grid).answer(once).ask();
}

TEST(StencilAnswers, AnEvenTemperatureStays)
{
    Question("stencil-2d", {{"width", 33}, {"height", 71}, {"steps", 25}}, "i32")
        .input(constant<std::int32_t>(33 * 71, -777))
        .answer(constant<std::int32_t>(33 * 71, -777))
        .ask();
}

// ---- black-scholes ----

TEST(BlackScholesAnswers, TextbookPrices)
{
    // At the money; J. Hull, "Options, Futures, and Other Derivatives", example of 42 against 40.
    Question("black-scholes", {{"n", 2}}, "f32")
        .input<float>({100, 42})
        .input<float>({100, 40})
        .input<float>({0.05F, 0.1F})
        .input<float>({0.2F, 0.2F})
        .input<float>({1, 0.5F})
        .answer<float>({10.4506F, 4.76F})
        .answer<float>({5.5735F, 0.81F})
        .ask(0.005);
    Question("black-scholes", {{"n", 1}}, "f32")
        .input<float>({100})
        .input<float>({100})
        .input<float>({0.05F})
        .input<float>({0.2F})
        .input<float>({1})
        .answer<float>({10.4506F})
        .answer<float>({5.5735F})
        .ask(1e-4);
}

TEST(BlackScholesAnswers, FarOffTheMoneyIsWorthTheDifferenceOrNothing)
{
    Question("black-scholes", {{"n", 2}}, "f32")
        .input<float>({150, 50})
        .input<float>({50, 150})
        .input<float>({0, 0})
        .input<float>({0.1F, 0.1F})
        .input<float>({0.1F, 0.1F})
        .answer<float>({100, 0})
        .answer<float>({0, 100})
        .ask(5e-5);
}

} // namespace
