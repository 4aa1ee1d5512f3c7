// Answers that somebody else worked out (standards, RFCs, cases done by hand), asked of the reference and of every CPU
// variant. A workload's reference judges all targets, so it must not be judged by itself.
#include <algorithm>
#include <cstring>
#include <set>

#include <gmock/gmock.h>

#include "core/catalog/workload_module.hpp"

namespace {

using namespace assay;
using namespace assay::catalog;
using testing::ElementsAreArray;

template <class T> constexpr DType kDTypeOf = DType::U8;
template <> constexpr DType kDTypeOf<std::uint16_t> = DType::U16;
template <> constexpr DType kDTypeOf<std::int32_t> = DType::I32;
template <> constexpr DType kDTypeOf<std::uint32_t> = DType::U32;
template <> constexpr DType kDTypeOf<std::int64_t> = DType::I64;

using Bytes = std::vector<std::uint8_t>;

Bytes fromText(std::string_view text)
{
    return {text.begin(), text.end()};
}

Bytes fromHex(std::string_view hex)
{
    Bytes bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
        bytes.push_back(static_cast<std::uint8_t>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
    return bytes;
}

Bytes countingUp(std::size_t count)
{
    Bytes bytes(count);
    for (std::size_t i = 0; i < count; ++i)
        bytes[i] = static_cast<std::uint8_t>(i);
    return bytes;
}

Bytes joined(const std::vector<Bytes> &parts)
{
    Bytes all;
    for (const Bytes &part : parts)
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

std::filesystem::path moduleOf(const std::string &id)
{
    return std::filesystem::path(ASSAY_BUILD_DIR) / "lib/assay/workloads" / (id + ".so");
}

/// One question to a workload's code: tensors in manifest order, and what the outputs must be.
class Question {
public:
    Question(std::string id, const std::vector<std::pair<std::string, std::int64_t>> &numbers) : m_id(std::move(id))
    {
        for (const auto &[name, value] : numbers)
            m_parameters[name] = ParameterValue(value);
    }
    Question &text(const std::string &name, const std::string &value)
    {
        m_parameters[name] = ParameterValue(value);
        return *this;
    }
    template <class T> Question &resident(const std::vector<T> &values) { return add(TensorRole::Resident, values); }
    template <class T> Question &input(const std::vector<T> &values) { return add(TensorRole::Input, values); }
    template <class T> Question &answer(const std::vector<T> &values)
    {
        add(TensorRole::Output, values);
        m_answers.emplace_back(m_tensors.back().bytes());
        std::memcpy(m_answers.back().data(), values.data(), m_answers.back().size());
        return *this;
    }

    /// Asks the reference and all variants; one that this CPU cannot run must say so.
    void ask()
    {
        const auto module = WorkloadModule::load(moduleOf(m_id), m_id);
        ASSERT_TRUE(module) << module.error().text();
        spoilOutputs();
        const Status done = module->reference(m_parameters, m_tensors);
        ASSERT_TRUE(done) << done.error().text();
        expectAnswers("reference");
        for (std::uint32_t i = 0; i < module->table().variant_count; ++i)
            askVariant(module->table().variants[i]);
    }

private:
    template <class T> Question &add(TensorRole role, const std::vector<T> &values)
    {
        auto tensor = allocateTensor("t" + std::to_string(m_tensors.size()), role, kDTypeOf<T>, {values.size()});
        std::memcpy(tensor->data.get(), values.data(), tensor->bytes());
        m_tensors.push_back(*tensor);
        return *this;
    }
    void spoilOutputs()
    {
        for (const Tensor &tensor : m_tensors)
            if (tensor.role == TensorRole::Output)
                std::memset(tensor.data.get(), 0x5A, tensor.bytes());
    }
    void expectAnswers(const std::string &who) const
    {
        std::size_t index = 0;
        for (const Tensor &tensor : m_tensors)
            if (tensor.role == TensorRole::Output) {
                const auto *data = reinterpret_cast<const std::uint8_t *>(tensor.data.get());
                EXPECT_THAT(Bytes(data, data + tensor.bytes()), ElementsAreArray(m_answers[index]))
                    << m_id << ", " << who << ", output " << index;
                ++index;
            }
    }
    void askVariant(const assay_variant &variant)
    {
        auto prepared = PreparedVariant::prepare(variant, m_parameters, m_tensors);
        if (!prepared) {
            EXPECT_EQ(prepared.error().code, ErrorCode::Unsupported) << prepared.error().text();
            return;
        }
        const CallFrame frame(m_parameters, m_tensors);
        for (int query = 0; query < 2; ++query) { // the second must not see what the first left
            spoilOutputs();
            const Status done = prepared->run(frame);
            ASSERT_TRUE(done) << variant.name << ": " << done.error().text();
            expectAnswers(std::string("variant ") + variant.name);
        }
    }

    std::string m_id;
    ParameterSet m_parameters;
    std::vector<Tensor> m_tensors;
    std::vector<Bytes> m_answers;
};

// ---- crc32 ---------------------------------------------------------------------------------------------------

void expectCrc(const std::vector<Bytes> &messages, const std::vector<std::uint32_t> &crcs)
{
    Question question("crc32", {{"message_bytes", static_cast<std::int64_t>(messages.front().size())},
                                {"messages", static_cast<std::int64_t>(messages.size())}});
    question.input(joined(messages)).answer(crcs).ask();
}

TEST(Crc32KnownAnswer, CheckValueOfTheCatalogueOfParametrisedCrcs)
{
    expectCrc({fromText("123456789")}, {0xCBF43926U});
}

TEST(Crc32KnownAnswer, Pangram)
{
    expectCrc({fromText("The quick brown fox jumps over the lazy dog")}, {0x414FA339U});
}

TEST(Crc32KnownAnswer, MessagesOfOneQueryAreIndependent)
{
    expectCrc({Bytes(32, 0x00), Bytes(32, 0xFF), countingUp(32)}, {0x190A55ADU, 0xFF6CAB0BU, 0x91267E8AU});
}

TEST(Crc32KnownAnswer, OneMebibyteOfZeros)
{
    expectCrc({Bytes(1048576, 0x00)}, {0xA738EA1CU}); // as `head -c 1M /dev/zero | gzip | tail -c8` shows
}

// ---- aes-ctr -------------------------------------------------------------------------------------------------

void expectCiphertext(const Bytes &key, const Bytes &counter, const Bytes &plaintext, const Bytes &ciphertext)
{
    Question question("aes-ctr", {{"bytes", static_cast<std::int64_t>(plaintext.size())}});
    question.resident(key).resident(counter).input(plaintext).answer(ciphertext).ask();
}

TEST(AesCtrKnownAnswer, NistSp80038aF51)
{
    expectCiphertext(fromHex("2b7e151628aed2a6abf7158809cf4f3c"), fromHex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"),
                     fromHex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
                             "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710"),
                     fromHex("874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffdff"
                             "5ae4df3edbd5d35e5b4f09020db03eab1e031dda2fbe03d1792170a0f3009cee"));
}

TEST(AesCtrKnownAnswer, NistSp80038aF52DecryptsWithTheSameOperation)
{
    expectCiphertext(fromHex("2b7e151628aed2a6abf7158809cf4f3c"), fromHex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"),
                     fromHex("874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffdff"),
                     fromHex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"));
}

TEST(AesCtrKnownAnswer, Rfc3686Vector1)
{
    expectCiphertext(fromHex("ae6852f8121067cc4bf7a5765577f39e"), fromHex("00000030000000000000000000000001"),
                     fromText("Single block msg"), fromHex("e4095d4fb7a7b3792d6175a3261311b8"));
}

TEST(AesCtrKnownAnswer, Rfc3686Vector3EndsInPartOfABlock)
{
    expectCiphertext(fromHex("7691be035e5020a8ac6e618529f9a0dc"), fromHex("00e0017b27777f3f4a1786f000000001"),
                     countingUp(36),
                     fromHex("c1cf48a89f2ffdd9cf4652e9efdb72d74540a42bde6d7836d59a5ceaaef3105325b2072f"));
}

TEST(AesCtrKnownAnswer, Fips197BlockAsKeyStream)
{
    expectCiphertext(countingUp(16), fromHex("00112233445566778899aabbccddeeff"), Bytes(16, 0),
                     fromHex("69c4e0d86a7b0430d8cdb78070b4c55a"));
}

TEST(AesCtrKnownAnswer, CounterWrapsToZero)
{
    // Key 0: the block after counter ff…ff is the encryption of 0.
    expectCiphertext(Bytes(16, 0), Bytes(16, 0xFF), Bytes(32, 0),
                     fromHex("3f5b8cc9ea855a0afa7347d23e8d664e66e94bd4ef8a2c3b884cfa59ca342b2e"));
}

// ---- packet-filter -------------------------------------------------------------------------------------------

using Rule = std::vector<std::uint32_t>;
constexpr std::uint32_t kAnyPort = 65535U << 16U, kTcp = 6 | 0xFF00U, kUdp = 17 | 0xFF00U, kAnyProtocol = 0;

Bytes frame(const std::string &addresses, std::uint8_t protocol, unsigned sourcePort, unsigned destinationPort)
{
    Bytes bytes(64, 0);
    const Bytes fields = fromHex(addresses);
    bytes[12] = 0x08;
    bytes[14] = 0x45;
    bytes[23] = protocol;
    std::copy(fields.begin(), fields.end(), bytes.begin() + 26);
    for (const auto &[at, port] : {std::pair{34U, sourcePort}, std::pair{36U, destinationPort}}) {
        bytes[at] = static_cast<std::uint8_t>(port >> 8U);
        bytes[at + 1] = static_cast<std::uint8_t>(port);
    }
    return bytes;
}

void expectMatches(const std::vector<Rule> &rules, const std::vector<Bytes> &frames,
                   const std::vector<std::int32_t> &matches)
{
    std::vector<std::uint32_t> table;
    for (const Rule &rule : rules)
        table.insert(table.end(), rule.begin(), rule.end());
    Question question("packet-filter", {{"rules", static_cast<std::int64_t>(rules.size())},
                                        {"packets", static_cast<std::int64_t>(frames.size())}});
    question.resident(table).input(joined(frames)).answer(matches).ask();
}

// 10.1.0.0/16 → DNS over UDP; → 192.168.7.9, TCP ports 1024–2047; 10.1.2.0/24 → anything.
const Rule kDns{0x0A010000U, 0xFFFF0000U, 0, 0, kAnyPort, 53 | (53U << 16U), kUdp, 0};
const Rule kServer{0, 0, 0xC0A80709U, 0xFFFFFFFFU, kAnyPort, 1024 | (2047U << 16U), kTcp, 0};
const Rule kOffice{0x0A010200U, 0xFFFFFF00U, 0, 0, kAnyPort, kAnyPort, kAnyProtocol, 0};

TEST(PacketFilterKnownAnswer, FirstMatchWins)
{
    const std::string officeToDns = "0a01020308080808";
    expectMatches({kDns, kServer, kOffice},
                  {frame(officeToDns, 17, 5353, 53), frame(officeToDns, 6, 5353, 53), frame(officeToDns, 1, 0, 0),
                   frame("0a01030308080808", 17, 5353, 53), frame("0a02020308080808", 17, 5353, 53)},
                  {0, 2, 2, 0, -1});
    expectMatches({kOffice, kDns}, {frame(officeToDns, 17, 5353, 53)}, {0});
}

TEST(PacketFilterKnownAnswer, PortRangesIncludeBothEnds)
{
    const std::string toServer = "ac100001c0a80709";
    expectMatches({kDns, kServer, kOffice},
                  {frame(toServer, 6, 99, 1023), frame(toServer, 6, 99, 1024), frame(toServer, 6, 99, 2047),
                   frame(toServer, 6, 99, 2048), frame(toServer, 17, 99, 1500)},
                  {-1, 1, 1, -1, -1});
}

TEST(PacketFilterKnownAnswer, OtherProtocolsHaveNoPorts)
{
    const Rule highPorts{0, 0, 0, 0, kAnyPort, 1U | kAnyPort, kAnyProtocol, 0};
    expectMatches({highPorts}, {frame("0a01020308080808", 1, 7, 7), frame("0a01020308080808", 6, 7, 7)}, {-1, 0});
}

TEST(PacketFilterKnownAnswer, OnlyIpv4WithoutOptions)
{
    Bytes ipv6 = frame("0a01020308080808", 6, 1, 1);
    ipv6[12] = 0x86;
    ipv6[13] = 0xDD;
    Bytes options = frame("0a01020308080808", 6, 1, 1);
    options[14] = 0x46;
    expectMatches({kOffice}, {ipv6, options, frame("0a01020308080808", 6, 1, 1)}, {-1, -1, 0});
}

TEST(PacketFilterKnownAnswer, RulesBehindTheFirstVector)
{
    std::vector<Rule> rules(37, kServer);
    rules[20] = kDns;
    rules[36] = kOffice;
    expectMatches(rules, {frame("0a01020308080808", 17, 5, 53), frame("0a01020308080808", 17, 5, 54)}, {20, 36});
}

TEST(PacketFilterInputs, GeneratedPacketsHitManyRulesAndMissSome)
{
    const auto workload = readWorkload(std::filesystem::path(ASSAY_SOURCE_DIR) / "resources/workloads/packet-filter");
    ASSERT_TRUE(workload) << workload.error().text();
    const auto module = WorkloadModule::load(moduleOf("packet-filter"), "packet-filter");
    ASSERT_TRUE(module) << module.error().text();
    const auto parameters = workload->complete({});
    const auto tensors = generateTensors(*workload, *parameters, 1);
    ASSERT_TRUE(tensors) << tensors.error().text();
    ASSERT_TRUE(module->adjustInputs(*parameters, *tensors, 1));
    ASSERT_TRUE(module->reference(*parameters, *tensors));

    const Tensor &output = tensors->back();
    const auto *match = reinterpret_cast<const std::int32_t *>(output.data.get());
    const auto count = static_cast<std::ptrdiff_t>(output.elements());
    const auto misses = std::count(match, match + count, -1);
    EXPECT_GT(misses, count / 10);
    EXPECT_LT(misses, count / 2);
    EXPECT_GT(std::set<std::int32_t>(match, match + count).size(), 32U);
}

// ---- hamming-search ------------------------------------------------------------------------------------------

TEST(HammingSearchKnownAnswer, NearestFirstAndTiesByLowestIndex)
{
    const std::vector<std::uint32_t> codes{0, 0, 1, 0, 0, 0, ~0U, ~0U, 7, 0, 0, 0x80000000U};
    Question question("hamming-search", {{"codes", 6}, {"code_bits", 64}, {"queries", 2}, {"k", 4}});
    question.text("dtype", "u32")
        .resident(codes)
        .input(std::vector<std::uint32_t>{0, 0, ~0U, ~0U})
        .answer(std::vector<std::int32_t>{0, 2, 1, 5, 3, 4, 1, 5})
        .answer(std::vector<std::int32_t>{0, 0, 1, 1, 0, 61, 63, 63})
        .ask();
}

TEST(HammingSearchKnownAnswer, EqualCodesComeInOrder)
{
    std::vector<std::int32_t> firstTwelve(12);
    for (std::size_t i = 0; i < firstTwelve.size(); ++i)
        firstTwelve[i] = static_cast<std::int32_t>(i);
    Question question("hamming-search", {{"codes", 1000}, {"code_bits", 128}, {"queries", 1}, {"k", 12}});
    question.text("dtype", "u32")
        .resident(std::vector<std::uint32_t>(4000, 5))
        .input(std::vector<std::uint32_t>{5, 5, 5, 4})
        .answer(firstTwelve)
        .answer(std::vector<std::int32_t>(12, 1))
        .ask();
}

// ---- scan-aggregate ------------------------------------------------------------------------------------------

template <class Key> void expectSums(const std::string &dtype)
{
    Question question("scan-aggregate", {{"rows", 6}, {"groups", 4}, {"selectivity", 50}});
    question.text("dtype", dtype)
        .input(std::vector<Key>{0, 1, 0, 2, 1, 0})
        .input(std::vector<std::int32_t>{5, -7, 2147483647, INT32_MIN, 100, 2147483647})
        .input(Bytes{0, 10, 49, 50, 49, 0})
        .answer(std::vector<std::int64_t>{4294967299, 93, 0, 0})
        .answer(std::vector<std::uint32_t>{3, 2, 0, 0})
        .ask();
}

TEST(ScanAggregateKnownAnswer, FilterIsExclusiveAndSumsAreWide)
{
    expectSums<std::uint8_t>("u8");
    expectSums<std::uint16_t>("u16");
}

TEST(ScanAggregateKnownAnswer, ManyExtremeValuesInOneGroup)
{
    constexpr std::int64_t kRows = 200001;
    for (const std::int32_t value : {INT32_MIN, INT32_MAX}) {
        Question question("scan-aggregate", {{"rows", kRows}, {"groups", 2}, {"selectivity", 100}});
        question.text("dtype", "u8")
            .input(Bytes(kRows, 1))
            .input(std::vector<std::int32_t>(kRows, value))
            .input(Bytes(kRows, 99))
            .answer(std::vector<std::int64_t>{0, kRows * value})
            .answer(std::vector<std::uint32_t>{0, kRows})
            .ask();
    }
}

} // namespace
