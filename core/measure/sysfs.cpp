#include "core/measure/sysfs.hpp"

#include <charconv>

#include "core/base/files.hpp"

namespace assay::measure {

std::optional<std::int64_t> readNumber(const std::filesystem::path &file)
{
    const auto text = readFile(file);
    std::int64_t value = 0;
    if (!text || std::from_chars(text->data(), text->data() + text->size(), value).ec != std::errc())
        return std::nullopt;
    return value;
}

} // namespace assay::measure
