#pragma once

#include <cerrno>
#include <filesystem>
#include <stdexcept>
#include <string_view>
#include <type_traits>

#include <SQLiteCpp/Exception.h>

#include "core/base/result.hpp"

struct sqlite3;

namespace assay::store {

/// A SQLite failure in words: what could not be done to which file, why, and the next step.
[[nodiscard]] Error errorOf(const std::filesystem::path &file, std::string_view doing, int extendedCode,
                            const char *sqliteText, int systemErrno);

/// A file that is a study but cannot be trusted any more.
[[nodiscard]] Error damaged(const std::filesystem::path &file, std::string_view what);

/// A value that a decoder found impossible: thrown inside guarded(), which turns it into damaged().
class DamagedContent : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Turns the exception in flight into an error; `connection` (may be null) tells the system's reason.
[[nodiscard]] Error currentError(const std::filesystem::path &file, std::string_view doing, sqlite3 *connection);

/// Runs `work`, which returns a Result, and turns what libraries throw into its error.
template <class Work>
[[nodiscard]] auto guarded(const std::filesystem::path &file, std::string_view doing, sqlite3 *connection, Work &&work)
    -> std::invoke_result_t<Work>
{
    errno = 0; // SQLite does not always keep the system's reason: what is set afterwards is it
    try {
        return work();
    } catch (...) {
        return failure(currentError(file, doing, connection));
    }
}

} // namespace assay::store
