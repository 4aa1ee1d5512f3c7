// Turns the C++ that Verilator makes of one AXI4-Stream core into the library of assay_rtl_model.h.
//
// Compiled once for each model, in one translation unit with Verilator's output. The build passes what it read from the
// generated header: ASSAY_RTL_KERNEL, ASSAY_RTL_PARAMETERS (texts), ASSAY_RTL_INPUT_BYTES, ASSAY_RTL_OUTPUT_BYTES.
#include <array>
#include <cstdint>
#include <cstring>
#include <new>

#include <verilated.h>
#if VM_TRACE
#include <verilated_vcd_c.h>
#endif
#include <Vk.h>

#include "assay_rtl_model.h"

namespace {

// $finish, $stop and failed assertions end a run, never the process; Verilator's own handlers print and exit.
thread_local bool t_finished = false;

} // namespace

void vl_finish(const char *, int, const char *)
{
    t_finished = true;
}
void vl_stop(const char *, int, const char *)
{
    t_finished = true;
}
void vl_fatal(const char *, int, const char *, const char *)
{
    t_finished = true;
}

namespace {

constexpr std::size_t kInputBytes = ASSAY_RTL_INPUT_BYTES;
constexpr std::size_t kOutputBytes = ASSAY_RTL_OUTPUT_BYTES;
constexpr int kResetClocks = 10;

/// Sets the lowest `count` bits of a port of any width.
template <class Port> void setLowBits(Port &port, std::size_t count)
{
    std::array<std::uint8_t, sizeof(Port)> bytes{};
    std::memset(bytes.data(), 0xFF, count / 8);
    if (count % 8 != 0)
        bytes[count / 8] = static_cast<std::uint8_t>((1U << count % 8) - 1U);
    std::memcpy(&port, bytes.data(), sizeof(Port));
}

template <class Port> std::size_t countBits(const Port &port)
{
    std::array<std::uint8_t, sizeof(Port)> bytes;
    std::memcpy(bytes.data(), &port, sizeof(Port));
    std::size_t count = 0;
    for (const std::uint8_t byte : bytes)
        count += static_cast<std::size_t>(__builtin_popcount(byte));
    return count;
}

/// xorshift64* (S. Vigna, ACM TOMS 2016): a pause must cost less than a clock of a small model.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : m_state(seed * 0x9E3779B97F4A7C15U | 1U) {}
    bool hit(std::uint32_t outOf65536)
    {
        m_state ^= m_state >> 12;
        m_state ^= m_state << 25;
        m_state ^= m_state >> 27;
        return (m_state * 0x2545F4914F6CDD1DU) >> 48 < outOf65536;
    }

private:
    std::uint64_t m_state;
};

} // namespace

struct assay_rtl_model {
    VerilatedContext context;
    Vk top{&context, "k"};
#if VM_TRACE
    VerilatedVcdC vcd;
    std::uint64_t traceClocks = 0;
#endif

    assay_rtl_model()
    {
        top.aclk = 0;
        top.s_axis_tvalid = 0;
        top.m_axis_tready = 0;
        reset();
    }
    ~assay_rtl_model()
    {
        top.final();
    }

    void reset()
    {
        top.aresetn = 0;
        for (int i = 0; i < kResetClocks; ++i) {
            fall();
            rise();
        }
        top.aresetn = 1;
    }
    void fall()
    {
        top.aclk = 0;
        top.eval();
        dump();
    }
    void rise()
    {
        top.aclk = 1;
        top.eval();
        dump();
#if VM_TRACE
        if (traceClocks != 0 && --traceClocks == 0)
            vcd.close();
#endif
    }

private:
    void dump()
    {
#if VM_TRACE
        if (traceClocks != 0) {
            vcd.dump(context.time());
            context.timeInc(1);
        }
#endif
    }
};

namespace {

/// The input side: which beat is on the port, and what follows.
class Source {
public:
    Source(Vk &top, const assay_rtl_run &run)
        : m_top(top), m_data(run.input), m_packet(run.input_packets), m_end(m_packet + run.input_packet_count)
    {
        if (!finished())
            m_left = m_packet->bytes;
        setLowBits(m_top.s_axis_tkeep, kInputBytes);
    }
    [[nodiscard]] bool finished() const { return m_packet == m_end; }

    /// Puts the next beat on the port.
    void offer()
    {
        m_top.s_axis_tvalid = 1;
        m_top.s_axis_tuser = m_packet->user & 1U;
        if (m_left > kInputBytes) {
            std::memcpy(&m_top.s_axis_tdata, m_data, kInputBytes);
            m_top.s_axis_tlast = 0;
        } else {
            offerLast();
        }
    }
    /// The beat on the port was taken.
    void accepted(std::uint64_t clock)
    {
        if (m_left == m_packet->bytes)
            m_packet->first_cycle = clock;
        m_top.s_axis_tvalid = 0;
        if (m_left > kInputBytes) {
            m_data += kInputBytes;
            m_left -= kInputBytes;
            return;
        }
        if (m_left < kInputBytes)
            setLowBits(m_top.s_axis_tkeep, kInputBytes);
        m_data += m_left;
        m_packet->last_cycle = clock;
        ++m_packet;
        if (!finished())
            m_left = m_packet->bytes;
    }

private:
    void offerLast()
    {
        m_top.s_axis_tlast = 1;
        if (m_left < kInputBytes) {
            std::memset(&m_top.s_axis_tdata, 0, kInputBytes);
            setLowBits(m_top.s_axis_tkeep, m_left);
        }
        std::memcpy(&m_top.s_axis_tdata, m_data, m_left);
    }

    Vk &m_top;
    const std::uint8_t *m_data;
    assay_rtl_packet *m_packet;
    assay_rtl_packet *m_end;
    std::uint64_t m_left = 0;
};

/// The output side: collects beats into packets.
class Sink {
public:
    Sink(Vk &top, assay_rtl_run &run) : m_top(top), m_run(run) {}
    [[nodiscard]] bool finished() const { return m_run.output_packets_done == m_run.output_packet_count; }

    /// Takes the beat on the port. False: no room.
    bool take(std::uint64_t clock)
    {
        const bool last = m_top.m_axis_tlast != 0;
        const std::size_t kept = last ? countBits(m_top.m_axis_tkeep) : kOutputBytes;
        if (finished() || m_run.output_bytes + kept > m_run.output_capacity)
            return false;
        std::uint8_t *place = m_run.output + m_run.output_bytes;
        if (kept == kOutputBytes)
            std::memcpy(place, &m_top.m_axis_tdata, kOutputBytes);
        else
            std::memcpy(place, &m_top.m_axis_tdata, kept);
        m_run.output_bytes += kept;
        if (!m_inPacket)
            m_firstCycle = clock;
        m_bytes += kept;
        m_inPacket = !last;
        if (last)
            closePacket(clock);
        return true;
    }

private:
    void closePacket(std::uint64_t clock)
    {
        m_run.output_packets[m_run.output_packets_done++] = {m_bytes, m_firstCycle, clock, m_top.m_axis_tuser, 0};
        m_bytes = 0;
    }

    Vk &m_top;
    assay_rtl_run &m_run;
    std::uint64_t m_bytes = 0;
    std::uint64_t m_firstCycle = 0;
    bool m_inPacket = false;
};

/// Whether a beat that was offered and not taken stays as it is, as AXI4-Stream demands.
class HoldCheck {
public:
    explicit HoldCheck(const Vk &top) : m_top(top) {}
    bool holds()
    {
        const bool kept = !m_waiting || (m_top.m_axis_tvalid && m_last == m_top.m_axis_tlast &&
                                         std::memcmp(m_data.data(), &m_top.m_axis_tdata, kOutputBytes) == 0 &&
                                         std::memcmp(m_keep.data(), &m_top.m_axis_tkeep, m_keep.size()) == 0);
        m_waiting = m_top.m_axis_tvalid && !m_top.m_axis_tready;
        if (m_waiting) {
            m_last = m_top.m_axis_tlast;
            std::memcpy(m_data.data(), &m_top.m_axis_tdata, kOutputBytes);
            std::memcpy(m_keep.data(), &m_top.m_axis_tkeep, m_keep.size());
        }
        return kept;
    }

private:
    const Vk &m_top;
    std::array<std::uint8_t, kOutputBytes> m_data{};
    std::array<std::uint8_t, sizeof(Vk::m_axis_tkeep)> m_keep{};
    bool m_waiting = false;
    CData m_last = 0;
};

/// Inputs change after the rising edge; ready and valid are sampled before the next one, with the clock low.
template <bool Stalls> assay_rtl_status runLoop(assay_rtl_model &model, assay_rtl_run &run)
{
    Vk &top = model.top;
    Source source(top, run);
    Sink sink(top, run);
    HoldCheck check(top);
    Dice dice(run.stalls.seed);
    std::uint64_t firstInput = UINT64_MAX, lastSeen = 0;
    assay_rtl_status status = ASSAY_RTL_OK;
    std::uint64_t &clock = run.clocks;
    t_finished = false;
    while (status == ASSAY_RTL_OK && !(source.finished() && sink.finished())) {
        if (clock == run.cycle_limit) {
            status = ASSAY_RTL_TIMED_OUT;
            break;
        }
        if (!top.s_axis_tvalid && !source.finished() && !(Stalls && dice.hit(run.stalls.input)))
            source.offer();
        top.m_axis_tready = !(Stalls && dice.hit(run.stalls.output));
        model.fall();
        if (Stalls && !check.holds())
            status = ASSAY_RTL_PROTOCOL;
        const bool in = top.s_axis_tvalid && top.s_axis_tready;
        const bool out = top.m_axis_tvalid && top.m_axis_tready;
        if (out) {
            if (!sink.take(clock))
                status = ASSAY_RTL_OVERFLOW;
            lastSeen = clock;
        }
        model.rise();
        if (in) {
            if (firstInput == UINT64_MAX)
                firstInput = clock;
            if (run.output_packet_count == 0)
                lastSeen = clock;
            run.input_packets_done += top.s_axis_tlast;
            source.accepted(clock);
        }
        ++clock;
        if (t_finished)
            status = ASSAY_RTL_FINISHED;
    }
    run.cycles = firstInput == UINT64_MAX ? 0 : lastSeen - firstInput + 1;
    return status;
}

/// True: something came out after the last packet.
bool drain(assay_rtl_model &model, assay_rtl_run &run)
{
    bool more = false;
    model.top.m_axis_tready = 1;
    for (std::uint64_t i = 0; i < run.drain_cycles; ++i, ++run.clocks) {
        model.fall();
        more = more || model.top.m_axis_tvalid;
        model.rise();
    }
    return more;
}

bool valid(const assay_rtl_run &run)
{
    if ((run.input_packet_count != 0 && (run.input == nullptr || run.input_packets == nullptr)) ||
        (run.output_packet_count != 0 && (run.output == nullptr || run.output_packets == nullptr)))
        return false;
    for (std::uint64_t i = 0; i < run.input_packet_count; ++i)
        if (run.input_packets[i].bytes == 0)
            return false;
    return true;
}

assay_rtl_status runModel(assay_rtl_model *model, assay_rtl_run *run)
{
    if (model == nullptr || run == nullptr || run->struct_size < sizeof(assay_rtl_run) || !valid(*run))
        return ASSAY_RTL_INVALID;
    run->cycles = run->clocks = run->input_packets_done = run->output_packets_done = run->output_bytes = 0;
    const bool stalls = run->stalls.input != 0 || run->stalls.output != 0;
    assay_rtl_status status = stalls ? runLoop<true>(*model, *run) : runLoop<false>(*model, *run);
    model->top.s_axis_tvalid = 0;
    if (drain(*model, *run) && status == ASSAY_RTL_OK)
        status = ASSAY_RTL_EXCESS;
    model->top.m_axis_tready = 0;
    return status;
}

int startTrace(assay_rtl_model *model, const char *path, std::uint64_t cycles)
{
#if VM_TRACE
    if (model == nullptr || path == nullptr || model->traceClocks != 0)
        return 0;
    model->context.traceEverOn(true);
    model->top.trace(&model->vcd, 99);
    model->vcd.open(path);
    if (!model->vcd.isOpen())
        return 0;
    model->traceClocks = cycles;
    return 1;
#else
    static_cast<void>(model), static_cast<void>(path), static_cast<void>(cycles);
    return 0;
#endif
}

} // namespace

extern "C" __attribute__((visibility("default"))) const assay_rtl_api *assay_rtl_model_v1()
{
    static const assay_rtl_api api = {sizeof(assay_rtl_api),
                                      ASSAY_RTL_MODEL_ABI,
                                      ASSAY_RTL_KERNEL,
                                      ASSAY_RTL_PARAMETERS,
                                      kInputBytes,
                                      kOutputBytes,
                                      VM_TRACE,
                                      0,
                                      [] { return new (std::nothrow) assay_rtl_model; },
                                      [](assay_rtl_model *model) { delete model; },
                                      [](assay_rtl_model *model) { model->reset(); },
                                      runModel,
                                      startTrace};
    return &api;
}
