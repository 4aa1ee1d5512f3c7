#include <openssl/evp.h>

#include "aes.hpp"
#include "plugins/sdk/parallel.h"
#include "plugins/sdk/workload.h"

namespace {

using assay::sdk::Call;
using assay::sdk::Failure;
using assay::sdk::State;

/// One thread, one function; the key schedule is made once.
class Serial : public State {
public:
    Serial(const Call &call, aes::Encrypt encrypt)
        : m_keys(call.resident<std::uint8_t>(0)), m_counter(aes::Counter::read(call.resident<std::uint8_t>(1))),
          m_bytes(call.params.size("bytes")), m_encrypt(encrypt)
    {
    }
    void run(const Call &call) override
    {
        m_encrypt(m_keys, m_counter, call.input<std::uint8_t>(0), call.output<std::uint8_t>(0), m_bytes);
    }

private:
    aes::KeySchedule m_keys;
    aes::Counter m_counter;
    std::size_t m_bytes;
    aes::Encrypt m_encrypt;
};

class Threads : public State {
public:
    explicit Threads(const Call &call)
        : m_keys(call.resident<std::uint8_t>(0)), m_counter(aes::Counter::read(call.resident<std::uint8_t>(1))),
          m_bytes(call.params.size("bytes"))
    {
        if (const aes::Encrypt instructions = aes::instructionsEncrypt(); instructions != nullptr)
            m_encrypt = instructions;
    }
    void run(const Call &call) override
    {
        const auto *in = call.input<std::uint8_t>(0);
        auto *out = call.output<std::uint8_t>(0);
        m_pool.forRange(m_bytes, kGrainBytes, [&](std::size_t begin, std::size_t end) {
            m_encrypt(m_keys, m_counter.plus(begin / aes::kBlockBytes), in + begin, out + begin, end - begin);
        });
    }

private:
    static constexpr std::size_t kGrainBytes = 8192; // below it, waking a thread costs more than it saves

    aes::KeySchedule m_keys;
    aes::Counter m_counter;
    std::size_t m_bytes;
    aes::Encrypt m_encrypt = aes::encryptTables;
    assay::sdk::ThreadPool m_pool;
};

/// OpenSSL with the key set once; a query sets the counter and encrypts.
class Library : public State {
public:
    explicit Library(const Call &call)
        : m_context(EVP_CIPHER_CTX_new()), m_counter(call.resident<std::uint8_t>(1)),
          m_bytes(static_cast<int>(call.params.size("bytes")))
    {
        check(m_context != nullptr ? EVP_EncryptInit_ex(m_context.get(), EVP_aes_128_ctr(), nullptr,
                                                        call.resident<std::uint8_t>(0), m_counter)
                                   : 0);
    }
    void run(const Call &call) override
    {
        int written = 0;
        check(EVP_EncryptInit_ex(m_context.get(), nullptr, nullptr, nullptr, m_counter));
        check(EVP_EncryptUpdate(m_context.get(), call.output<std::uint8_t>(0), &written, call.input<std::uint8_t>(0),
                                m_bytes));
    }

private:
    static void check(int result)
    {
        if (result != 1)
            throw Failure(ASSAY_DEVICE_ERROR, "OpenSSL refused to set up AES-128-CTR; is its default provider there?");
    }
    struct Free {
        void operator()(EVP_CIPHER_CTX *context) const { EVP_CIPHER_CTX_free(context); }
    };
    std::unique_ptr<EVP_CIPHER_CTX, Free> m_context;
    const std::uint8_t *m_counter; // resident data outlives the state
    int m_bytes;
};

std::unique_ptr<State> makeScalar(const Call &call)
{
    return std::make_unique<Serial>(call, aes::encryptTables);
}
std::unique_ptr<State> makeThreads(const Call &call)
{
    return std::make_unique<Threads>(call);
}
std::unique_ptr<State> makeLibrary(const Call &call)
{
    return std::make_unique<Library>(call);
}
std::unique_ptr<State> makeSimd(const Call &call)
{
    const aes::Encrypt instructions = aes::instructionsEncrypt();
    if (instructions == nullptr)
        throw Failure(ASSAY_UNSUPPORTED,
                      "this CPU has no AES instructions (AES-NI); take variant scalar, threads or library");
    return std::make_unique<Serial>(call, instructions);
}

} // namespace

ASSAY_STATE_VARIANT("scalar", makeScalar, "four tables of 256 words, one block at a time");
ASSAY_STATE_VARIANT("simd", makeSimd, "one thread; VAES (32 blocks in flight) or AES-NI (8), chosen at run time");
ASSAY_STATE_VARIANT("threads", makeThreads, "the simd loop on all cores");
ASSAY_STATE_VARIANT("library", makeLibrary, "OpenSSL EVP aes-128-ctr");
