#include <fmt/format.h>
#include <toml++/toml.h>

#include "app/assay/run_request.hpp"
#include "core/base/suggest.hpp"

namespace assay::app {
namespace {

/// Fills one RunRequest from a [[run]] table; the first error stops it.
class RunTableReader {
public:
    RunTableReader(std::string file, RunRequest &request) : m_file(std::move(file)), m_request(request) {}

    Status read(const toml::table &table)
    {
        for (const auto &[key, node] : table)
            if (auto taken = take(std::string(key.str()), node); !taken)
                return taken;
        return {};
    }

private:
    tl::unexpected<Error> wrong(const toml::node &node, const std::string &why) const
    {
        return failure(ErrorCode::InvalidInput, fmt::format("{}:{}: {}", m_file, node.source().begin.line, why));
    }

    Status take(const std::string &key, const toml::node &node)
    {
        if (key == "workload")
            return texts(key, node, m_request.workloads);
        if (key == "target")
            return texts(key, node, m_request.targets);
        if (key == "parameters")
            return parameters(node);
        if (key == "scenario")
            return value(key, node, m_request.scenario, "a text");
        if (key == "arrivals")
            return value(key, node, m_request.arrivals, "a text");
        if (key == "trace")
            return trace(key, node);
        if (key == "slo")
            return value(key, node, m_request.slo, "a text");
        if (key == "quick")
            return value(key, node, m_request.quick, "true or false");
        if (key == "rate")
            return value(key, node, m_request.rate.emplace(), "a number");
        if (key == "duration")
            return value(key, node, m_request.duration.emplace(), "a number");
        if (key == "repeats")
            return value(key, node, m_request.repeats.emplace(), "a whole number");
        if (key == "concurrency")
            return value(key, node, m_request.concurrency.emplace(), "a whole number");
        if (key == "burst")
            return value(key, node, m_request.burst.emplace(), "a whole number");
        if (key == "seed")
            return value(key, node, m_request.seed, "a whole number");
        return wrong(node, fmt::format("unknown key '{}'.{}", key,
                                       didYouMean(key, {"workload", "target", "parameters", "scenario", "arrivals",
                                                        "trace", "slo", "quick", "rate", "duration", "repeats",
                                                        "concurrency", "burst", "seed"})));
    }

    template <class T> Status value(const std::string &key, const toml::node &node, T &out, const char *what) const
    {
        const auto found = node.value<T>();
        if (!found)
            return wrong(node, fmt::format("'{}' must be {}", key, what));
        out = *found;
        return {};
    }

    Status trace(const std::string &key, const toml::node &node) const
    {
        auto read = value(key, node, m_request.trace, "a text");
        if (read)
            m_request.trace = (std::filesystem::path(m_file).parent_path() / m_request.trace).string();
        return read;
    }

    Status texts(const std::string &key, const toml::node &node, std::vector<std::string> &out) const
    {
        if (const auto one = node.value<std::string>()) {
            out.push_back(*one);
            return {};
        }
        const toml::array *list = node.as_array();
        if (list == nullptr)
            return wrong(node, fmt::format("'{}' must be a text or a list of texts", key));
        for (const auto &item : *list) {
            const auto text = item.value<std::string>();
            if (!text)
                return wrong(item, fmt::format("'{}' must hold texts", key));
            out.push_back(*text);
        }
        return {};
    }

    static std::string asText(const toml::node &node)
    {
        if (const auto text = node.value_exact<std::string>())
            return *text;
        if (const auto integer = node.value_exact<std::int64_t>())
            return fmt::format("{}", *integer);
        if (const auto real = node.value_exact<double>())
            return fmt::format("{}", *real);
        return "";
    }

    Status parameters(const toml::node &node)
    {
        const toml::table *table = node.as_table();
        if (table == nullptr)
            return wrong(node, "'parameters' must be a table: parameters = { n = [1024, 4096], variant = \"simd\" }");
        for (const auto &[name, values] : *table) {
            std::vector<std::string> list;
            if (const toml::array *array = values.as_array())
                for (const auto &item : *array)
                    list.push_back(asText(item));
            else
                list.push_back(asText(values));
            for (const auto &text : list)
                if (text.empty())
                    return wrong(values, fmt::format("parameter '{}' must be a number, a text or a list of them",
                                                     std::string(name.str())));
            m_request.parameters.push_back(fmt::format("{}={}", std::string(name.str()), fmt::join(list, ",")));
        }
        return {};
    }

    std::string m_file;
    RunRequest &m_request;
};

} // namespace

Result<std::vector<RunRequest>> readStudyToml(const std::filesystem::path &file)
{
    std::error_code error;
    if (!std::filesystem::is_regular_file(file, error))
        return failure(ErrorCode::NotFound, fmt::format("there is no study file {}", file.string()));
    toml::table root;
    try {
        root = toml::parse_file(file.string());
    } catch (const toml::parse_error &wrong) {
        return failure(ErrorCode::InvalidInput, fmt::format("{}:{}: {}", file.string(), wrong.source().begin.line,
                                                            std::string(wrong.description())));
    }
    for (const auto &[key, node] : root)
        if (key.str() != "run")
            return failure(ErrorCode::InvalidInput,
                           fmt::format("{}:{}: unknown key '{}'; a study is made of [[run]] tables", file.string(),
                                       node.source().begin.line, std::string(key.str())));
    const toml::array *runs = root["run"].as_array();
    if (runs == nullptr || runs->empty())
        return failure(ErrorCode::InvalidInput, fmt::format("{}: there is no [[run]] table in it", file.string()));
    std::vector<RunRequest> requests;
    for (const auto &node : *runs) {
        const toml::table *table = node.as_table();
        if (table == nullptr)
            return failure(ErrorCode::InvalidInput,
                           fmt::format("{}:{}: 'run' must be [[run]] tables", file.string(), node.source().begin.line));
        RunRequest &request = requests.emplace_back();
        request.origin = fmt::format("{}:{}", file.string(), table->source().begin.line);
        if (auto read = RunTableReader(file.string(), request).read(*table); !read)
            return failure(read.error());
    }
    return requests;
}

} // namespace assay::app
