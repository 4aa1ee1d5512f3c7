#include "backends/rtl/design/design.hpp"

#include <algorithm>
#include <cctype>
#include <set>
#include <string_view>

#include <fmt/format.h>

#include "core/base/files.hpp"
#include "core/base/hash.hpp"

namespace assay::rtl {
namespace {

namespace fs = std::filesystem;

bool wordCharacter(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$';
}

/// What a Verilog text names: its words, and its string literals. Comments do not count.
struct Names {
    std::set<std::string, std::less<>> words, literals;
};

Names namesIn(std::string_view text)
{
    Names names;
    for (std::size_t i = 0; i < text.size();) {
        const std::string_view rest = text.substr(i);
        std::size_t length = 1;
        if (rest.starts_with("//")) {
            length = std::min(rest.find('\n'), rest.size());
        } else if (rest.starts_with("/*")) {
            const std::size_t end = rest.find("*/", 2);
            length = end == std::string_view::npos ? rest.size() : end + 2;
        } else if (rest.front() == '"') {
            const std::size_t end = std::min(rest.find_first_of("\"\n", 1), rest.size() - 1);
            names.literals.emplace(rest.substr(1, std::max<std::size_t>(end, 1) - 1));
            length = end + 1;
        } else if (wordCharacter(rest.front())) {
            while (length < rest.size() && wordCharacter(rest[length]))
                ++length;
            names.words.emplace(rest.substr(0, length));
        }
        i += length;
    }
    return names;
}

/// The files that a text names and that are there; `found` also keeps what was looked at before.
Status follow(Design &design, const fs::path &file, const fs::path &sharedFolder, std::set<fs::path> &found)
{
    const auto text = readFile(file);
    if (!text)
        return failure(text.error());
    const Names names = namesIn(*text);
    const auto take = [&](const fs::path &named, std::vector<fs::path> &list) -> Status {
        std::error_code error;
        if (!fs::is_regular_file(named, error) || !found.insert(named).second)
            return {};
        list.push_back(named);
        return follow(design, named, sharedFolder, found);
    };
    for (const std::string &word : names.words)
        if (word.starts_with("assay_"))
            if (auto taken = take(sharedFolder / (word + ".v"), design.sharedModules); !taken)
                return taken;
    for (const std::string &literal : names.literals)
        if (auto taken = take(design.kernel.parent_path() / literal, design.included); !taken)
            return taken;
    return {};
}

} // namespace

std::string Design::parameterText() const
{
    std::string text;
    for (const auto &[name, value] : parameters)
        text += fmt::format("{}{}={}", text.empty() ? "" : " ", name, value);
    return text;
}

std::string Design::describe() const
{
    return parameters.empty() ? top : top + " " + parameterText();
}

Result<Design> makeDesign(const fs::path &kernel, const std::string &top,
                          std::map<std::string, std::int64_t> parameters, const fs::path &sharedFolder)
{
    Design design{fs::absolute(kernel), top, std::move(parameters), {}, {}};
    std::set<fs::path> found{design.kernel};
    if (auto done = follow(design, design.kernel, fs::absolute(sharedFolder), found); !done)
        return failure(done.error().within("design " + top));
    std::sort(design.sharedModules.begin(), design.sharedModules.end());
    std::sort(design.included.begin(), design.included.end());
    return design;
}

Result<std::string> contentKey(const Design &design)
{
    std::string all = fmt::format("{}\n{}\n", design.top, design.parameterText());
    const auto add = [&](const fs::path &file, bool named) -> Status {
        auto hash = sha256File(file);
        if (!hash)
            return failure(hash.error().within("design " + design.top));
        all += fmt::format("{} {}\n", named ? file.filename().string() : "kernel", *hash);
        return {};
    };
    if (auto added = add(design.kernel, false); !added)
        return failure(added.error());
    for (const auto *list : {&design.sharedModules, &design.included})
        for (const fs::path &file : *list)
            if (auto added = add(file, true); !added)
                return failure(added.error());
    return sha256Hex(all);
}

} // namespace assay::rtl
