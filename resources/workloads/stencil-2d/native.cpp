#include "wavefront.hpp"

namespace {

using assay::sdk::Call;
using assay::sdk::State;

float updated(float self, float neighbours)
{
    return 0.5F * self + 0.125F * neighbours;
}
std::int32_t updated(std::int32_t self, std::int32_t neighbours)
{
    return (4 * self + neighbours + 4) >> 3;
}

/// One step after the other over the whole grid.
template <class T> class Plain : public State {
public:
    explicit Plain(const Call &call)
        : m_width(call.params.size("width")), m_height(call.params.size("height")), m_steps(call.params.size("steps")),
          m_other(m_width * m_height)
    {
    }

    void run(const Call &call) override
    {
        const T *from = call.input<T>(0);
        for (std::size_t step = 0; step < m_steps; ++step) {
            T *to = (m_steps - step) % 2 == 1 ? call.output<T>(0) : m_other.data();
            update(from, to);
            from = to;
        }
    }

private:
    ASSAY_PLAIN_LOOP void update(const T *from, T *to) const
    {
        for (std::size_t y = 0; y < m_height; ++y)
            for (std::size_t x = 0; x < m_width; ++x) {
                const std::size_t i = y * m_width + x;
                const bool border = y == 0 || x == 0 || y == m_height - 1 || x == m_width - 1;
                to[i] = border
                            ? from[i]
                            : updated(from[i], (from[i - m_width] + from[i + m_width]) + (from[i - 1] + from[i + 1]));
            }
    }

    std::size_t m_width, m_height, m_steps;
    std::vector<T> m_other;
};

std::unique_ptr<State> makeScalar(const Call &call)
{
    if (call.params.text("dtype") == "f32")
        return std::make_unique<Plain<float>>(call);
    return std::make_unique<Plain<std::int32_t>>(call);
}

std::unique_ptr<State> makeWavefront(const Call &call, unsigned threads)
{
    if (call.params.text("dtype") == "f32")
        return std::make_unique<Wavefront<float>>(call, threads);
    return std::make_unique<Wavefront<std::int32_t>>(call, threads);
}
std::unique_ptr<State> makeSimd(const Call &call)
{
    return makeWavefront(call, 1);
}
std::unique_ptr<State> makeThreads(const Call &call)
{
    return makeWavefront(call, std::max(1U, std::thread::hardware_concurrency()));
}

} // namespace

ASSAY_STATE_VARIANT("scalar", makeScalar, "plain loops, one step after the other, not vectorised");
ASSAY_STATE_VARIANT("simd", makeSimd, "one thread; up to eight steps fused; AVX-512, AVX2 or SSE2, chosen at run time");
ASSAY_STATE_VARIANT("threads", makeThreads, "the same on bands of rows on all cores");
