// Host and memory of a card, around the Verilated module `card`: writes and reads registers, and answers its AXI4
// master from a buffer, with random pauses. What breaks the AXI rules or leaves the buffer is kept as a text.
#include <cstdint>
#include <cstring>
#include <deque>
#include <string>

#include <verilated.h>

#include <Vk.h>

void vl_finish(const char *, int, const char *) {}
void vl_stop(const char *, int, const char *) {}
void vl_fatal(const char *, int, const char *, const char *) {}

namespace {

constexpr std::uint64_t kWord = ASSAY_MEM_BYTES;

struct Burst {
    std::uint64_t address;
    std::uint64_t beats;
};

class Card {
public:
    Card(std::uint8_t *memory, std::uint64_t size, std::uint64_t base, std::uint64_t seed)
        : m_memory(memory), m_size(size), m_base(base), m_random(seed * 2 + 1)
    {
        m_top.ap_rst_n = 0;
        for (int i = 0; i < 10; ++i)
            clock();
        m_top.ap_rst_n = 1;
    }
    ~Card() { m_top.final(); }

    void writeRegister(std::uint8_t address, std::uint32_t value)
    {
        m_top.s_axi_control_awaddr = address;
        m_top.s_axi_control_wdata = value;
        m_top.s_axi_control_wstrb = 15;
        m_top.s_axi_control_awvalid = m_top.s_axi_control_wvalid = 1;
        m_top.s_axi_control_bready = 1;
        settle();
        while (!m_top.s_axi_control_awready)
            clock();
        clock();
        m_top.s_axi_control_awvalid = m_top.s_axi_control_wvalid = 0;
    }
    std::uint32_t readRegister(std::uint8_t address)
    {
        m_top.s_axi_control_araddr = address;
        m_top.s_axi_control_arvalid = 1;
        m_top.s_axi_control_rready = 1;
        settle();
        while (!m_top.s_axi_control_arready)
            clock();
        clock();
        m_top.s_axi_control_arvalid = 0;
        while (!m_top.s_axi_control_rvalid)
            clock();
        const std::uint32_t value = m_top.s_axi_control_rdata;
        clock();
        return value;
    }
    void clock()
    {
        const bool pauses = m_pause != 0;
        m_top.m_axi_gmem_arready = !(pauses && dice());
        m_top.m_axi_gmem_awready = !(pauses && dice());
        m_top.m_axi_gmem_wready = !(pauses && dice());
        if (!m_top.m_axi_gmem_rvalid && !m_reads.empty() && !(pauses && dice()))
            offerRead();
        if (!m_top.m_axi_gmem_bvalid && m_answers != 0 && !(pauses && dice())) {
            m_top.m_axi_gmem_bvalid = 1;
            --m_answers;
        }
        settle();
        const bool ar = m_top.m_axi_gmem_arvalid && m_top.m_axi_gmem_arready;
        const bool aw = m_top.m_axi_gmem_awvalid && m_top.m_axi_gmem_awready;
        const bool w = m_top.m_axi_gmem_wvalid && m_top.m_axi_gmem_wready;
        const bool r = m_top.m_axi_gmem_rvalid && m_top.m_axi_gmem_rready;
        const bool b = m_top.m_axi_gmem_bvalid && m_top.m_axi_gmem_bready;
        if (ar)
            m_reads.push_back(burst(m_top.m_axi_gmem_araddr, m_top.m_axi_gmem_arlen));
        if (aw)
            m_writes.push_back(burst(m_top.m_axi_gmem_awaddr, m_top.m_axi_gmem_awlen));
        if (w)
            write();
        m_top.ap_clk = 1;
        m_top.eval();
        if (r)
            m_top.m_axi_gmem_rvalid = 0;
        if (b)
            m_top.m_axi_gmem_bvalid = 0;
        ++m_clocks;
    }
    void setPauses(std::uint32_t outOf256) { m_pause = outOf256; }
    [[nodiscard]] std::uint64_t clocks() const { return m_clocks; }
    [[nodiscard]] bool interrupt() const { return m_top.__SYM__interrupt; }
    [[nodiscard]] const char *fault() const { return m_fault.c_str(); }

private:
    void settle()
    {
        m_top.ap_clk = 0;
        m_top.eval();
    }
    bool dice()
    {
        m_random = m_random * 6364136223846793005U + 1442695040888963407U;
        return (m_random >> 33) % 256 < m_pause;
    }
    Burst burst(std::uint64_t address, std::uint64_t length)
    {
        const std::uint64_t bytes = (length + 1) * kWord;
        if (address % kWord != 0 || address / 4096 != (address + bytes - 1) / 4096)
            m_fault = "a burst is not aligned or crosses 4 KiB";
        if (address < m_base || address - m_base + bytes > m_size) {
            m_fault = "a burst leaves the memory";
            return {m_base, length + 1};
        }
        return {address, length + 1};
    }
    void offerRead()
    {
        Burst &front = m_reads.front();
        std::memcpy(&m_top.m_axi_gmem_rdata, m_memory + (front.address - m_base), kWord);
        m_top.m_axi_gmem_rvalid = 1;
        m_top.m_axi_gmem_rlast = front.beats == 1;
        front.address += kWord;
        if (--front.beats == 0)
            m_reads.pop_front();
    }
    void write()
    {
        if (m_writes.empty()) {
            m_fault = "data without an address";
            return;
        }
        Burst &front = m_writes.front();
        std::uint8_t bytes[kWord], strobe[8];
        std::memcpy(bytes, &m_top.m_axi_gmem_wdata, kWord);
        std::memcpy(strobe, &m_top.m_axi_gmem_wstrb, sizeof m_top.m_axi_gmem_wstrb);
        for (std::uint64_t i = 0; i < kWord; ++i)
            if (strobe[i / 8] >> i % 8 & 1)
                m_memory[front.address - m_base + i] = bytes[i];
        front.address += kWord;
        if ((--front.beats == 0) != (m_top.m_axi_gmem_wlast != 0))
            m_fault = "wlast is not on the last beat";
        if (front.beats == 0) {
            m_writes.pop_front();
            ++m_answers;
        }
    }

    VerilatedContext m_context;
    Vk m_top{&m_context, "k"};
    std::uint8_t *m_memory;
    std::uint64_t m_size, m_base, m_random, m_clocks = 0;
    std::uint32_t m_pause = 0, m_answers = 0;
    std::deque<Burst> m_reads, m_writes;
    std::string m_fault;
};

} // namespace

#define EXPORT extern "C" __attribute__((visibility("default")))
EXPORT void *card_open(std::uint8_t *memory, std::uint64_t size, std::uint64_t base, std::uint64_t seed)
{
    return new Card(memory, size, base, seed);
}
EXPORT void card_close(void *card)
{
    delete static_cast<Card *>(card);
}
EXPORT void card_pauses(void *card, std::uint32_t outOf256)
{
    static_cast<Card *>(card)->setPauses(outOf256);
}
EXPORT void card_write(void *card, std::uint8_t address, std::uint32_t value)
{
    static_cast<Card *>(card)->writeRegister(address, value);
}
EXPORT std::uint32_t card_read(void *card, std::uint8_t address)
{
    return static_cast<Card *>(card)->readRegister(address);
}
EXPORT void card_clock(void *card, std::uint64_t count)
{
    while (count-- != 0)
        static_cast<Card *>(card)->clock();
}
EXPORT std::uint64_t card_clocks(void *card)
{
    return static_cast<Card *>(card)->clocks();
}
EXPORT int card_interrupt(void *card)
{
    return static_cast<Card *>(card)->interrupt();
}
EXPORT const char *card_fault(void *card)
{
    return static_cast<Card *>(card)->fault();
}
