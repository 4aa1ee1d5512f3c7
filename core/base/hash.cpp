#include "core/base/hash.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <memory>

#include <fmt/format.h>
#include <openssl/evp.h>

namespace assay {
namespace {

class Sha256 {
public:
    Sha256() : m_context(EVP_MD_CTX_new(), EVP_MD_CTX_free)
    {
        EVP_DigestInit_ex(m_context.get(), EVP_sha256(), nullptr);
    }
    void add(std::string_view bytes) { EVP_DigestUpdate(m_context.get(), bytes.data(), bytes.size()); }
    std::array<unsigned char, 32> finish()
    {
        std::array<unsigned char, 32> digest{};
        EVP_DigestFinal_ex(m_context.get(), digest.data(), nullptr);
        return digest;
    }
    std::string hex()
    {
        std::string text;
        for (unsigned char byte : finish())
            text += fmt::format("{:02x}", byte);
        return text;
    }

private:
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> m_context;
};

Status addFile(Sha256 &hash, const std::filesystem::path &file)
{
    std::ifstream stream(file, std::ios::binary);
    if (!stream)
        return failure(ErrorCode::Io, fmt::format("cannot read {}", file.string()));
    std::array<char, 65536> buffer{};
    while (stream.read(buffer.data(), buffer.size()) || stream.gcount() > 0)
        hash.add({buffer.data(), static_cast<std::size_t>(stream.gcount())});
    return {};
}

} // namespace

std::string sha256Hex(std::string_view bytes)
{
    Sha256 hash;
    hash.add(bytes);
    return hash.hex();
}

Result<std::string> sha256File(const std::filesystem::path &file)
{
    Sha256 hash;
    if (auto added = addFile(hash, file); !added)
        return failure(added.error());
    return hash.hex();
}

Result<std::string> sha256Folder(const std::filesystem::path &folder)
{
    std::error_code error;
    std::vector<std::filesystem::path> files;
    for (const auto &entry : std::filesystem::recursive_directory_iterator(folder, error))
        if (entry.is_regular_file())
            files.push_back(entry.path());
    if (error)
        return failure(ErrorCode::Io, fmt::format("cannot read the folder {}: {}", folder.string(), error.message()));
    std::sort(files.begin(), files.end());
    Sha256 hash;
    for (const auto &file : files) {
        const std::string name = file.lexically_relative(folder).generic_string();
        hash.add(fmt::format("{}:{}:{}:", name.size(), name, std::filesystem::file_size(file, error)));
        if (auto added = addFile(hash, file); !added)
            return failure(added.error());
    }
    return hash.hex();
}

std::uint64_t runSeed(std::uint64_t seed, std::string_view key, unsigned repeat)
{
    Sha256 hash;
    hash.add(fmt::format("{}/{}/{}", seed, key, repeat));
    const auto digest = hash.finish();
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < 8; ++i)
        value = (value << 8) | digest[i];
    return value;
}

} // namespace assay
