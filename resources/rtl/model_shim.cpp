// Turns the C++ that Verilator makes of one AXI4-Stream core into the library of assay_rtl_model.h.
//
// Compiled once for each model, in one translation unit with Verilator's output. The build passes what it read from the
// generated header: ASSAY_RTL_KERNEL, ASSAY_RTL_PARAMETERS (texts), ASSAY_RTL_INPUT_BYTES, ASSAY_RTL_OUTPUT_BYTES.
#include <algorithm>
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

// -O1, right for Verilator's output, inlines too little of the loop here: it costs a tenth of a small model's speed.
#define ASSAY_HOT [[gnu::always_inline]] inline

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
constexpr std::uint64_t kFinishCheck = 64; ///< clocks; a look at a thread's variable costs a nanosecond

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
    ASSAY_HOT bool hit(std::uint32_t outOf65536)
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
    ASSAY_HOT void fall()
    {
        top.aclk = 0;
        top.eval();
        dump();
    }
    ASSAY_HOT void rise()
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
    ASSAY_HOT void dump()
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
        beginPacket();
    }
    [[nodiscard]] bool finished() const { return m_packet == m_end; }
    [[nodiscard]] std::uint64_t packetsDone(const assay_rtl_run &run) const
    {
        return static_cast<std::uint64_t>(m_packet - run.input_packets);
    }

    /// Puts the next beat on the port.
    ASSAY_HOT void offer()
    {
        m_top.s_axis_tvalid = 1;
        if (m_left > kInputBytes)
            std::memcpy(&m_top.s_axis_tdata, m_data, kInputBytes);
        else
            offerLast();
    }
    /// The beat on the port was taken.
    ASSAY_HOT void accepted(std::uint64_t clock)
    {
        if (m_first) {
            m_first = false;
            m_packet->first_cycle = clock;
        }
        if (m_left > kInputBytes) {
            m_data += kInputBytes;
            m_left -= kInputBytes;
        } else {
            m_data += m_left;
            m_packet->last_cycle = clock;
            ++m_packet;
            beginPacket();
        }
    }

private:
    void beginPacket()
    {
        m_first = true;
        m_left = finished() ? 0 : m_packet->bytes;
        m_top.s_axis_tuser = finished() ? 0 : m_packet->user & 1U;
        m_top.s_axis_tlast = 0;
        setLowBits(m_top.s_axis_tkeep, kInputBytes);
    }
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
    std::uint64_t m_left = 0; ///< bytes of the packet, the beat on the port included
    bool m_first = true;
};

/// The output side: collects beats into packets.
class Sink {
public:
    Sink(Vk &top, const assay_rtl_run &run)
        : m_top(top), m_place(run.output), m_end(run.output + run.output_capacity), m_packet(run.output_packets),
          m_lastPacket(run.output_packets + run.output_packet_count), m_begin(run.output)
    {
    }
    [[nodiscard]] bool finished() const { return m_packet == m_lastPacket; }

    /// Takes the beat on the port. False: no room.
    ASSAY_HOT bool take(std::uint64_t clock)
    {
        if (m_top.m_axis_tlast)
            return takeLast(clock);
        if (static_cast<std::size_t>(m_end - m_place) < kOutputBytes || finished())
            return false;
        if (m_place == m_begin)
            m_firstCycle = clock;
        std::memcpy(m_place, &m_top.m_axis_tdata, kOutputBytes);
        m_place += kOutputBytes;
        return true;
    }
    /// After take() found no room: a partial beat without tlast, which breaks the convention, passes where it fits, so
    /// that a core without tlast ends as timed out. False: no room.
    bool takePartial()
    {
        const std::size_t kept = countBits(m_top.m_axis_tkeep);
        if (static_cast<std::size_t>(m_end - m_place) < kept || finished())
            return false;
        std::memcpy(m_place, &m_top.m_axis_tdata, kept);
        m_place += kept;
        return true;
    }
    void report(assay_rtl_run &run) const
    {
        run.output_packets_done = static_cast<std::uint64_t>(m_packet - run.output_packets);
        run.output_bytes = static_cast<std::uint64_t>(m_place - run.output);
    }

private:
    bool takeLast(std::uint64_t clock)
    {
        const std::size_t kept = countBits(m_top.m_axis_tkeep);
        if (static_cast<std::size_t>(m_end - m_place) < kept || finished())
            return false;
        std::memcpy(m_place, &m_top.m_axis_tdata, kept);
        const std::uint64_t first = m_place == m_begin ? clock : m_firstCycle;
        m_place += kept;
        *m_packet++ = {static_cast<std::uint64_t>(m_place - m_begin), first, clock, m_top.m_axis_tuser, 0};
        m_begin = m_place;
        return true;
    }

    Vk &m_top;
    std::uint8_t *m_place;
    std::uint8_t *m_end;
    assay_rtl_packet *m_packet;
    assay_rtl_packet *m_lastPacket;
    std::uint8_t *m_begin; ///< of the packet that is coming
    std::uint64_t m_firstCycle = 0;
};

/// Whether a beat that was offered and not taken stays as it is, as AXI4-Stream demands.
class HoldCheck {
public:
    explicit HoldCheck(const Vk &top) : m_top(top) {}
    ASSAY_HOT bool holds()
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
    std::uint64_t firstInput = UINT64_MAX, lastInput = 0, lastSeen = 0, clock = 0;
    const std::uint64_t limit = run.cycle_limit;
    std::uint64_t look = 0; // the clock in which to look at what happens seldom
    bool offered = false, over = source.finished() && sink.finished();
    assay_rtl_status status = ASSAY_RTL_OK;
    t_finished = false;
    while (!over) {
        if (clock == look) {
            if (clock == limit)
                status = ASSAY_RTL_TIMED_OUT;
            if (clock == limit || t_finished)
                break;
            look = std::min(limit, clock + kFinishCheck);
        }
        if (!offered && !source.finished() && !(Stalls && dice.hit(run.stalls.input))) {
            source.offer();
            offered = true;
        }
        top.m_axis_tready = !(Stalls && dice.hit(run.stalls.output));
        model.fall();
        if (Stalls && !check.holds()) {
            status = ASSAY_RTL_PROTOCOL;
            over = true;
        }
        const bool in = offered && top.s_axis_tready;
        if (top.m_axis_tvalid && (!Stalls || top.m_axis_tready)) {
            if (!sink.take(clock) && !sink.takePartial()) {
                status = ASSAY_RTL_OVERFLOW;
                over = true;
            }
            lastSeen = clock;
            over = over || (source.finished() && sink.finished());
        }
        model.rise();
        if (in) {
            if (firstInput == UINT64_MAX)
                firstInput = clock;
            lastInput = clock;
            source.accepted(clock);
            offered = false;
            top.s_axis_tvalid = 0;
            over = over || (source.finished() && sink.finished());
        }
        ++clock;
    }
    if (t_finished)
        status = ASSAY_RTL_FINISHED;
    sink.report(run);
    run.input_packets_done = source.packetsDone(run);
    run.clocks = clock;
    const std::uint64_t last = run.output_packet_count == 0 || lastSeen == 0 ? lastInput : lastSeen;
    if (firstInput != UINT64_MAX)
        run.cycles = last - firstInput + 1;
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
