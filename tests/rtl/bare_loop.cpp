// The fastest loop there is over a model: the clock toggles, inputs are ready, nothing is looked at but the count of
// beats. What shim_speed.py compares the shim with. usage: bare_loop CLOCKS CONFIGURATION_BEATS
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>
#include <vector>

#include <verilated.h>

#include <Vk.h>

void vl_finish(const char *, int, const char *) {}
void vl_stop(const char *, int, const char *) {}
void vl_fatal(const char *, int, const char *, const char *) {}

constexpr std::size_t kInputs = 65536;

int main(int, char **arguments)
{
    const long clocks = std::atol(arguments[1]), configuration = std::atol(arguments[2]);
    VerilatedContext context;
    Vk top(&context, "k");
    top.aresetn = 0;
    for (int i = 0; i < 20; ++i) {
        top.aclk = i & 1;
        top.eval();
    }
    top.aresetn = 1;
    top.s_axis_tvalid = 1;
    std::memset(&top.s_axis_tkeep, 0xFF, (ASSAY_RTL_INPUT_BYTES + 7) / 8);
    top.m_axis_tready = 1;
    top.s_axis_tuser = configuration != 0;
    long accepted = 0;
    std::vector<std::uint8_t> inputs(kInputs + ASSAY_RTL_INPUT_BYTES);
    std::vector<std::uint8_t> outputs(kInputs + ASSAY_RTL_OUTPUT_BYTES);
    std::size_t place = 0;
    std::mt19937 random(1);
    for (std::uint8_t &byte : inputs)
        byte = static_cast<std::uint8_t>(random());
    std::chrono::steady_clock::time_point begin;
    for (long i = -configuration - 2000; i < clocks; ++i) {
        if (i == 0)
            begin = std::chrono::steady_clock::now();
        top.aclk = 0;
        top.eval();
        const bool in = top.s_axis_tready;
        if (top.m_axis_tvalid) {
            std::memcpy(&outputs[place % kInputs], &top.m_axis_tdata, ASSAY_RTL_OUTPUT_BYTES);
            place += ASSAY_RTL_OUTPUT_BYTES;
        }
        top.aclk = 1;
        top.eval();
        if (in) {
            ++accepted;
            top.s_axis_tuser = accepted < configuration;
            top.s_axis_tlast = accepted == configuration - 1;
            std::memcpy(&top.s_axis_tdata, &inputs[static_cast<std::size_t>(accepted) * 7 % kInputs],
                        ASSAY_RTL_INPUT_BYTES);
        }
    }
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
    std::fprintf(stdout, "%.6f\n", seconds.count());
    top.final();
}
