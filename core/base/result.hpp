#pragma once

#include <string>
#include <utility>

#include <tl/expected.hpp>

namespace assay {

/// What went wrong, in kinds a caller may act on. The process exit code follows from it (see exitCodeFor).
enum class ErrorCode {
    InvalidInput, ///< wrong use, wrong file, wrong name: the user can mend it
    NotFound,     ///< a thing the user named does not exist
    Unsupported,  ///< valid, but not possible here
    Busy,         ///< somebody else holds it
    Io,           ///< the file system or a pipe failed
    DiskFull,     ///< no room: the disk, a quota or a limit on the size of files
    Cancelled,    ///< the user asked to stop
    Failed,       ///< a run or a device failed
    Internal      ///< a bug in Assay
};

/// An error in words for the user: `message` names the thing, the reason and the next step. `context` is added by
/// callers on the way up, outermost first.
struct Error {
    ErrorCode code = ErrorCode::Internal;
    std::string message;
    std::string context;

    Error() = default;
    Error(ErrorCode errorCode, std::string text) : code(errorCode), message(std::move(text)) {}

    /// "context: message", or the message alone.
    [[nodiscard]] std::string text() const { return context.empty() ? message : context + ": " + message; }
    [[nodiscard]] Error within(const std::string &outer) const
    {
        Error copy = *this;
        copy.context = context.empty() ? outer : outer + ": " + context;
        return copy;
    }
};

template <class T> using Result = tl::expected<T, Error>;
using Status = Result<void>;

[[nodiscard]] inline tl::unexpected<Error> failure(ErrorCode code, std::string message)
{
    return tl::unexpected<Error>(Error(code, std::move(message)));
}
[[nodiscard]] inline tl::unexpected<Error> failure(Error error)
{
    return tl::unexpected<Error>(std::move(error));
}

/// 2 for wrong use or input, 1 for everything that failed while it was tried.
[[nodiscard]] constexpr int exitCodeFor(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidInput:
    case ErrorCode::NotFound:
    case ErrorCode::Unsupported:
    case ErrorCode::Busy:
        return 2;
    default:
        return 1;
    }
}

} // namespace assay
