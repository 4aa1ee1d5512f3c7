#pragma once

#include <cstdint>
#include <optional>
#include <type_traits>
#include <vector>

#include <SQLiteCpp/Statement.h>

namespace assay::store {

/// Binds in order; optional numbers may be absent, numbers of 64 bits keep their pattern.
template <class... Values> void insert(SQLite::Statement &statement, const Values &...values)
{
    int index = 0;
    const auto bindOne = [&](const auto &value) {
        using Value = std::decay_t<decltype(value)>;
        ++index;
        if constexpr (std::is_same_v<Value, std::optional<double>>) {
            if (value)
                statement.bind(index, *value);
            else
                statement.bind(index);
        } else if constexpr (std::is_integral_v<Value>) {
            statement.bind(index, static_cast<std::int64_t>(value));
        } else if constexpr (std::is_same_v<Value, std::vector<std::uint8_t>>) {
            statement.bind(index, value.empty() ? static_cast<const void *>("") : value.data(),
                           static_cast<int>(value.size())); // null data would be NULL
        } else {
            statement.bind(index, value);
        }
    };
    (bindOne(values), ...);
    statement.exec();
    statement.reset();
}

} // namespace assay::store
