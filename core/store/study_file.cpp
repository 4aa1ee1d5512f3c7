#include "core/store/study_file.hpp"

#include <tuple>

#include <fmt/format.h>

#include "core/store/insert.hpp"
#include "core/store/state.hpp"

namespace assay::store {
namespace {

/// What the path itself rules out, before anything is opened.
Status checkPath(const std::filesystem::path &file, StudyFile::Mode mode)
{
    std::error_code error;
    const auto folder = file.parent_path();
    const auto status = std::filesystem::status(file, error);
    if (std::filesystem::is_directory(status))
        return failure(ErrorCode::InvalidInput, fmt::format("{} is a folder, not a study file", file.string()));
    if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status))
        return failure(ErrorCode::InvalidInput, fmt::format("{} is not a regular file", file.string()));
    if (status.type() == std::filesystem::file_type::not_found) {
        if (mode != StudyFile::Mode::Create)
            return failure(ErrorCode::NotFound,
                           fmt::format("there is no file {}. Check the name; `assay run … -o FILE` makes a study file",
                                       file.string()));
        if (!std::filesystem::exists(folder, error) && !error)
            return failure(ErrorCode::NotFound,
                           fmt::format("there is no folder {}: make it first (mkdir -p)", folder.string()));
    }
    if (mode != StudyFile::Mode::ReadOnly && !isWritable(folder))
        return failure(ErrorCode::InvalidInput, fmt::format("cannot write {}: the folder {} cannot be written to. "
                                                            "Choose a file in a folder of yours",
                                                            file.string(), folder.string()));
    return {};
}

Error heldByAnother(const std::filesystem::path &file)
{
    const auto writer = recordedWriter(file);
    const std::string who = writer ? fmt::format("{} (process {} on {}, since {})", writer->program, writer->pid,
                                                 writer->host, writer->since)
                                   : "another process that is just starting";
    return {ErrorCode::Busy,
            fmt::format("{} is being written by {}. Wait until it is done or stop it; reading the file "
                        "meanwhile is fine",
                        file.string(), who)};
}

FileGuard::Access accessFor(StudyFile::Mode mode)
{
    switch (mode) {
    case StudyFile::Mode::ReadOnly:
        return FileGuard::Access::Read;
    case StudyFile::Mode::ReadWrite:
        return FileGuard::Access::Write;
    case StudyFile::Mode::Create:
        return FileGuard::Access::Create;
    }
    return FileGuard::Access::Read;
}

} // namespace

StudyFile::StudyFile(std::unique_ptr<State> state) : m_state(std::move(state)) {}
StudyFile::StudyFile(StudyFile &&) noexcept = default;

StudyFile &StudyFile::operator=(StudyFile &&other) noexcept
{
    if (this != &other) {
        if (m_state)
            m_state->close();
        m_state = std::move(other.m_state);
    }
    return *this;
}

StudyFile::~StudyFile()
{
    if (m_state)
        m_state->close();
}

const std::filesystem::path &StudyFile::path() const
{
    return m_state->path;
}

Result<StudyFile> StudyFile::open(const std::filesystem::path &given, Mode mode)
{
    std::error_code error;
    const auto file = std::filesystem::absolute(given, error); // SQLite reads meaning into "file:…" and ":memory:"
    if (Status possible = checkPath(file, mode); !possible)
        return failure(possible.error());
    const bool existed = std::filesystem::exists(file, error);
    auto state = std::make_unique<State>();
    state->path = file;
    if (Status connected = state->connect(mode); !connected) {
        // A file that could not be filled is taken away again; one that has content stays as it is.
        if (state->lock && !existed && std::filesystem::file_size(file, error) == 0)
            std::filesystem::remove(file, error);
        return failure(connected.error());
    }
    return StudyFile(std::move(state));
}

Status StudyFile::State::connect(Mode mode)
{
    auto opened = FileGuard::open(path, accessFor(mode));
    if (!opened)
        return failure(opened.error());
    guard = *opened;
    const bool mayBeEmpty = mode == Mode::Create && guard->header().fileSize == 0;
    if (Status sound = mayBeEmpty ? Status{} : checkHeader(path, *guard); !sound)
        return sound;
    if (mode != Mode::ReadOnly) {
        auto taken = WriterLock::tryTake(guard);
        if (!taken)
            return failure(heldByAnother(path));
        lock.emplace(std::move(*taken));
    }
    auto made = lock ? connectForWriting(path, *guard, migrations()) : connectForReading(path, *guard, migrations());
    if (!made)
        return failure(made.error());
    connection = std::move(*made);
    return lock ? recordWriter() : Status{};
}

Status StudyFile::State::recordWriter()
{
    return write("open", [](SQLite::Database &database) -> Status {
        const WriterIdentity self = WriterIdentity::ofThisProcess();
        SQLite::Statement writer(database, "INSERT OR REPLACE INTO writer(one, program, pid, host, since) "
                                           "VALUES (1, ?, ?, ?, ?)");
        insert(writer, self.program, self.pid, self.host, self.since);
        SQLite::Statement meta(database, "INSERT OR IGNORE INTO meta(key, value) VALUES (?, ?)");
        insert(meta, std::string("created_at"), self.since);
        insert(meta, std::string("created_by"), self.program);
        return {};
    });
}

void StudyFile::State::close()
{
    if (!lock || !connection.database)
        return;
    // What fails here has been kept in the WAL and is found by the next opening.
    if (!broken)
        std::ignore = write("close", [](SQLite::Database &database) -> Status {
            database.exec("DELETE FROM writer");
            return {};
        });
    sqlite3_exec(connection.database->getHandle(), "PRAGMA wal_checkpoint(TRUNCATE)", nullptr, nullptr, nullptr);
}

} // namespace assay::store
