#include "backends/opencl/launch_plan.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "core/base/json.hpp"
#include "plugins/sdk/common.hpp"

namespace assay::opencl {
namespace {

// Repetitions whose arguments differ get a kernel object each.
constexpr std::uint64_t kMaxRepeat = 4096;

[[noreturn]] void wrong(const std::string &where, const std::string &reason)
{
    throw sdk::Failure(ASSAY_INVALID_ARGUMENT, "OpenCL options: " + where + " " + reason);
}

/// Formulas may come out as 64.0.
std::int64_t wholeNumber(const Json &value, const std::string &where)
{
    if (value.is_number_integer())
        return value.get<std::int64_t>();
    if (value.is_number_float()) {
        const double real = value.get<double>();
        if (std::floor(real) == real && std::abs(real) < 9e15)
            return static_cast<std::int64_t>(real);
    }
    wrong(where, "must be a whole number, not " + value.dump());
}

std::size_t size(const Json &value, const std::string &where)
{
    const std::int64_t number = wholeNumber(value, where);
    if (number < 1)
        wrong(where, fmt::format("must be at least 1, not {}", number));
    return static_cast<std::size_t>(number);
}

std::string text(const Json &object, const char *key, const std::string &where)
{
    if (!object.is_object() || !object.contains(key) || !object[key].is_string())
        wrong(where, fmt::format("needs '{}', a text", key));
    return object[key];
}

std::vector<std::size_t> sizes(const Json &launch, const char *key, const std::string &where)
{
    const Json list = launch.value(key, Json());
    if (!list.is_array() || list.empty() || list.size() > 3)
        wrong(where, fmt::format("needs '{}', a list of one to three sizes", key));
    std::vector<std::size_t> result;
    for (const Json &value : list)
        result.push_back(size(value, where + ", " + key));
    return result;
}

class Parser {
public:
    Parser(std::string_view entry, std::span<const assay_tensor> tensors) : m_entry(entry)
    {
        for (const assay_tensor &tensor : tensors)
            m_buffers.emplace_back(tensor.name);
    }

    LaunchPlan parse(const Json &options)
    {
        LaunchPlan plan;
        if (!options.is_object())
            wrong("they", "must be a JSON object");
        for (const Json &item : options.value("scratch", Json::array()))
            addScratch(plan, item);
        const Json launches = options.value("launches", Json::array());
        if (!launches.is_array() || launches.empty())
            wrong("'launches'", "must be a list that is not empty: it says which kernels run");
        for (const Json &item : launches)
            plan.launches.push_back(launch(item, fmt::format("launch {}", plan.launches.size() + 1)));
        return plan;
    }

private:
    void addScratch(LaunchPlan &plan, const Json &item)
    {
        const std::string where = fmt::format("scratch buffer {}", plan.scratch.size() + 1);
        const std::string name = text(item, "name", where);
        if (std::find(m_buffers.begin(), m_buffers.end(), name) != m_buffers.end())
            wrong(where, fmt::format("has the name '{}', which another buffer has", name));
        plan.scratch.push_back({name, size(item.value("bytes", Json(0)), where + ", bytes")});
        m_buffers.push_back(name);
    }

    LaunchPlan::Launch launch(const Json &item, const std::string &where) const
    {
        if (!item.is_object())
            wrong(where, "must be an object");
        LaunchPlan::Launch result;
        result.kernel = item.contains("kernel") || m_entry.empty() ? text(item, "kernel", where) : m_entry;
        result.global = sizes(item, "global", where);
        if (item.contains("local"))
            result.local = sizes(item, "local", where);
        if (!result.local.empty() && result.local.size() != result.global.size())
            wrong(where, "has another number of sizes in 'local' than in 'global'");
        const Json arguments = item.value("args", Json::array());
        if (!arguments.is_array())
            wrong(where, "needs 'args', a list");
        for (const Json &value : arguments)
            result.arguments.push_back(
                argument(value, fmt::format("{}, argument {}", where, result.arguments.size() + 1)));
        const std::size_t repeat = size(item.value("repeat", Json(1)), where + ", repeat");
        if (repeat > kMaxRepeat)
            wrong(where + ", repeat", fmt::format("must be at most {}", kMaxRepeat));
        result.repeat = static_cast<unsigned>(repeat);
        return result;
    }

    LaunchPlan::Argument argument(const Json &value, const std::string &where) const
    {
        LaunchPlan::Argument result;
        if (value.is_string() && value == "@i") {
            result.kind = LaunchPlan::Argument::Kind::Repetition;
        } else if (value.is_string()) {
            result.evenBuffer = result.oddBuffer = buffer(value, where);
        } else if (value.is_number()) {
            result.kind = LaunchPlan::Argument::Kind::Integer;
            const std::int64_t number = wholeNumber(value, where + " (write {real = x} for a float)");
            if (number < std::numeric_limits<cl_int>::min() || number > std::numeric_limits<cl_int>::max())
                wrong(where, fmt::format("is {}, which does not fit an int", number));
            result.integer = static_cast<cl_int>(number);
        } else if (value.is_object() && value.contains("real") && value["real"].is_number()) {
            result.kind = LaunchPlan::Argument::Kind::Real;
            result.real = value["real"].get<cl_float>();
        } else if (value.is_object() && value.contains("even")) {
            result.evenBuffer = buffer(text(value, "even", where), where);
            result.oddBuffer = buffer(text(value, "odd", where), where);
        } else {
            wrong(where,
                  "is " + value.dump() + "; known are a buffer's name, a whole number, {real}, \"@i\" and {even, odd}");
        }
        return result;
    }

    std::size_t buffer(const std::string &name, const std::string &where) const
    {
        const auto found = std::find(m_buffers.begin(), m_buffers.end(), name);
        if (found == m_buffers.end())
            wrong(where, fmt::format("names '{}', which is neither a tensor nor a scratch buffer (there is: {})", name,
                                     fmt::join(m_buffers, ", ")));
        return static_cast<std::size_t>(found - m_buffers.begin());
    }

    std::string m_entry;
    std::vector<std::string> m_buffers;
};

} // namespace

bool LaunchPlan::Launch::varies() const
{
    return repeat > 1 && std::any_of(arguments.begin(), arguments.end(), [](const Argument &a) { return a.varies(); });
}

LaunchPlan parseLaunchPlan(std::string_view options, std::string_view entry, std::span<const assay_tensor> tensors)
{
    try {
        return Parser(entry, tensors).parse(Json::parse(options));
    } catch (const Json::exception &exception) {
        throw sdk::Failure(ASSAY_INVALID_ARGUMENT, std::string("OpenCL options: ") + exception.what());
    }
}

} // namespace assay::opencl
