#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>

#include <SQLiteCpp/Database.h>

#include "core/base/result.hpp"
#include "core/store/file_guard.hpp"
#include "core/store/schema.hpp"

namespace assay::store {

/// One SQLite connection to a study file, set up defensively.
struct Connection {
    std::unique_ptr<SQLite::Database> database;
    /// A file at rest is read without locks, so that reading leaves no trace and a read-only folder will do. Should a
    /// writer come meanwhile, the stamp or its WAL shows it, and the reader connects anew.
    bool immutable = false;
    FileStamp stamp{};

    [[nodiscard]] bool overtaken(const std::filesystem::path &file, const FileGuard &guard) const;
};

/// For this user, as the kernel would judge it now.
[[nodiscard]] bool isWritable(const std::filesystem::path &path);

/// What the file's first bytes already rule out: not SQLite, another program's, newer, truncated, empty.
[[nodiscard]] Status checkHeader(const std::filesystem::path &file, const FileGuard &guard);

/// Nothing in it yet: no bytes, or what a creation that was killed leaves behind.
[[nodiscard]] bool isBlank(const std::filesystem::path &file, const FileGuard &guard);

/// For reading, checked: schema, allow-list, and quick_check as far as it is cheap. A file of an older schema is
/// migrated in memory.
[[nodiscard]] Result<Connection> connectForReading(const std::filesystem::path &file, const FileGuard &guard,
                                                   std::span<const Migration> steps);

/// For writing, with the writer lock held: checked as for reading before the first byte is written, then migrated.
/// A blank file becomes a study.
[[nodiscard]] Result<Connection> connectForWriting(const std::filesystem::path &file, const FileGuard &guard,
                                                   std::span<const Migration> steps);

/// Who the file says is writing it; nothing when it does not say.
[[nodiscard]] std::optional<WriterIdentity> recordedWriter(const std::filesystem::path &file);

} // namespace assay::store
