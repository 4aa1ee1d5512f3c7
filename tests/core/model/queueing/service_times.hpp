#pragma once

#include <cmath>
#include <cstddef>
#include <random>
#include <string>
#include <vector>

/// Recorded service times of a known distribution with mean 1, by quantiles: as even as a sample can be.
struct Recorded {
    std::string name;
    std::vector<double> seconds;
    double scv = 0;
};

inline Recorded recorded(std::string name, std::vector<double> seconds)
{
    double sum = 0, squares = 0;
    for (const double value : seconds)
        sum += value;
    const auto n = static_cast<double>(seconds.size());
    for (double &value : seconds)
        value *= n / sum;
    for (const double value : seconds)
        squares += (value - 1) * (value - 1);
    return {std::move(name), std::move(seconds), squares / n};
}

inline Recorded constantTimes()
{
    return recorded("constant", {1.0});
}

inline Recorded exponentialTimes(std::size_t n = 100000)
{
    std::vector<double> seconds;
    for (std::size_t i = 0; i < n; ++i)
        seconds.push_back(-std::log1p(-(static_cast<double>(i) + 0.5) / static_cast<double>(n)));
    return recorded("exponential", std::move(seconds));
}

/// Two kinds of query, as a cache makes them: nine in ten take 1, the others 10.
inline Recorded bimodalTimes()
{
    return recorded("bimodal", {1, 1, 1, 1, 1, 1, 1, 1, 1, 10});
}

/// Even, as a GPU's: 0.9 to 1.1.
inline Recorded uniformTimes()
{
    std::vector<double> seconds;
    for (int i = 0; i < 1000; ++i)
        seconds.push_back(0.9 + 0.2 * (i + 0.5) / 1000);
    return recorded("uniform", std::move(seconds));
}
