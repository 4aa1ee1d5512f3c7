// The transform as a chain of passes (pass.hpp), on one or all cores.
#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>

#include "pass.hpp"
#include "plugins/sdk/parallel.h"
#include "plugins/sdk/workload.h"

/// The passes of a transform of n points with their twiddles; shared by all threads.
class Plan {
public:
    struct Step {
        PassFunction run;
        std::size_t stride, flat; ///< flat: how many flat indices the pass has
        std::vector<float> twiddles;
    };

    Plan(std::size_t n, const FftKernel &kernel) : m_n(n), m_lanes(kernel.lanes)
    {
        for (std::size_t stride = 1; stride < n; stride *= 4) {
            const std::size_t left = n / stride;
            if (left == 2)
                m_steps.push_back({kernel.last2, stride, n / 2, {}});
            else if (left == 4)
                m_steps.push_back({kernel.last4, stride, n / 4, {}});
            else
                m_steps.push_back({stride == 1   ? kernel.first
                                   : stride == 4 ? kernel.second
                                                 : kernel.middle,
                                   stride, n / 4, twiddles(stride)});
        }
    }

    [[nodiscard]] const std::vector<Step> &steps() const { return m_steps; }
    [[nodiscard]] std::size_t points() const { return m_n; }
    [[nodiscard]] std::size_t lanes() const { return m_lanes; }

private:
    [[nodiscard]] std::vector<float> twiddles(std::size_t stride) const
    {
        // One set of three for each p, or, where a vector spans several p, for each lane.
        const std::size_t width = stride < m_lanes || stride <= 4 ? m_lanes : 1;
        const std::size_t step = width == 1 ? stride : 1;
        std::vector<float> table(m_n / 4 / step * 6);
        for (std::size_t f = 0; f < m_n / 4; f += step)
            for (std::size_t k = 1; k <= 3; ++k) {
                const double turns = static_cast<double>(f / stride * k * stride) / static_cast<double>(m_n);
                float *to = table.data() + f / step / width * 6 * width + 2 * (k - 1) * width + f / step % width;
                to[0] = static_cast<float>(std::cos(2 * std::numbers::pi * turns));
                to[width] = static_cast<float>(-std::sin(2 * std::numbers::pi * turns));
            }
        return table;
    }

    std::size_t m_n, m_lanes;
    std::vector<Step> m_steps;
};

class Stockham : public assay::sdk::State {
public:
    Stockham(const assay::sdk::Call &call, const FftKernel &kernel, unsigned threads)
        : m_plan(call.params.size("n"), kernel), m_batch(call.params.size("batch")), m_pool(threads)
    {
        for (unsigned i = 0; i < threads; ++i)
            m_scratch.emplace_back(4 * (m_plan.points() + kGap) + kGap);
    }

    void run(const assay::sdk::Call &call) override
    {
        const std::size_t workers = m_pool.size();
        const float *x = call.input<float>(0);
        float *y = call.output<float>(0);
        const std::size_t floats = 2 * m_plan.points();
        if (m_batch < workers && m_plan.points() >= kSharedFrom) {
            for (std::size_t signal = 0; signal < m_batch; ++signal)
                transform(x + signal * floats, y + signal * floats, m_scratch[0], true);
            return;
        }
        m_pool.forRange(std::min(workers, m_batch), 1, [&](std::size_t begin, std::size_t end) {
            for (std::size_t worker = begin; worker < end; ++worker)
                for (std::size_t signal = m_batch * worker / std::min(workers, m_batch);
                     signal < m_batch * (worker + 1) / std::min(workers, m_batch); ++signal)
                    transform(x + signal * floats, y + signal * floats, m_scratch[worker], false);
        });
    }

private:
    static constexpr std::size_t kGap = 80;           ///< floats that keep the four arrays off the same cache sets
    static constexpr std::size_t kSharedFrom = 16384; ///< points from which cores share one transform

    void transform(const float *x, float *y, std::vector<float> &scratch, bool shared)
    {
        const std::size_t n = m_plan.points();
        float *base = scratch.data() + (64 - reinterpret_cast<std::uintptr_t>(scratch.data()) % 64) / sizeof(float);
        const auto array = [&](std::size_t index) { return base + index * (n + kGap); };
        Pass pass{n, 1, nullptr, {array(0), array(1)}, {array(2), array(3)}, x, y};
        for (const Plan::Step &step : m_plan.steps()) {
            pass.stride = step.stride;
            pass.twiddles = step.twiddles.data();
            if (shared)
                m_pool.forRange(step.flat, m_plan.lanes(),
                                [&](std::size_t begin, std::size_t end) { step.run(pass, begin, end); });
            else
                step.run(pass, 0, step.flat);
            std::swap(pass.from, pass.to);
        }
    }

    Plan m_plan;
    std::size_t m_batch;
    std::vector<std::vector<float>> m_scratch;
    assay::sdk::ThreadPool m_pool;
};
