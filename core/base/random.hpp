#pragma once

#include <array>
#include <cmath>
#include <cstdint>

namespace assay {

/// SplitMix64 (Steele, Lea, Flood 2014): turns any seed into well-mixed 64-bit words; used to seed and to derive.
class SplitMix64 {
public:
    explicit constexpr SplitMix64(std::uint64_t seed) : m_state(seed) {}
    constexpr std::uint64_t next()
    {
        std::uint64_t z = (m_state += 0x9e3779b97f4a7c15ULL);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
        return z ^ (z >> 31);
    }

private:
    std::uint64_t m_state;
};

/// xoshiro256++ 1.0 (Blackman, Vigna 2019). Own code, because the standard library's distributions differ between
/// implementations and schedules must be bit-identical everywhere.
class Random {
public:
    explicit constexpr Random(std::uint64_t seed)
    {
        SplitMix64 mix(seed);
        for (auto &word : m_state)
            word = mix.next();
    }

    constexpr std::uint64_t next()
    {
        const std::uint64_t result = rotate(m_state[0] + m_state[3], 23) + m_state[0];
        const std::uint64_t shifted = m_state[1] << 17;
        m_state[2] ^= m_state[0];
        m_state[3] ^= m_state[1];
        m_state[1] ^= m_state[2];
        m_state[0] ^= m_state[3];
        m_state[2] ^= shifted;
        m_state[3] = rotate(m_state[3], 45);
        return result;
    }

    /// Uniform in [0, 1), 53 bits.
    constexpr double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
    /// Uniform in [0, bound), bound > 0, by multiplication (Lemire 2019) without rejection: bias below 2^-32 for
    /// the bounds used here.
    constexpr std::uint64_t below(std::uint64_t bound)
    {
        return static_cast<std::uint64_t>((static_cast<Wide>(next()) * bound) >> 64);
    }
    /// Exponential with mean 1, by inversion: -ln(u), u in (0, 1].
    double exponential() { return -std::log(1.0 - uniform()); }
    /// Standard normal (Box–Muller, one of the pair).
    double normal()
    {
        const double radius = std::sqrt(2.0 * exponential());
        return radius * std::cos(6.283185307179586 * uniform());
    }

private:
    __extension__ using Wide = unsigned __int128;
    static constexpr std::uint64_t rotate(std::uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }
    std::array<std::uint64_t, 4> m_state{};
};

} // namespace assay
