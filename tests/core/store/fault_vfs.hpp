#pragma once

#include <cerrno>
#include <cstring>

#include <sqlite3.h>

namespace assay::store {

/// A SQLite file system that passes everything on to the real one and fails the n-th write, sync or truncation.
/// While it lives it is the default.
class FaultVfs {
public:
    FaultVfs()
    {
        s_real = sqlite3_vfs_find(nullptr);
        m_vfs = *s_real;
        m_vfs.zName = "faulty";
        m_vfs.szOsFile = static_cast<int>(sizeof(File)) + s_real->szOsFile;
        m_vfs.xOpen = open;
        sqlite3_vfs_register(&m_vfs, 1);
    }
    FaultVfs(const FaultVfs &) = delete;
    FaultVfs &operator=(const FaultVfs &) = delete;
    ~FaultVfs()
    {
        sqlite3_vfs_unregister(&m_vfs);
        sqlite3_vfs_register(s_real, 1);
    }

    /// `code` at operation `number` (from 0), and at all later ones when persistent; with the system's reason.
    void arm(int number, int code, bool persistent, int systemErrno = 0)
    {
        s_errno = systemErrno;
        s_left = number;
        s_code = code;
        s_persistent = persistent;
        s_fired = false;
    }
    void disarm() { s_left = -1; }
    [[nodiscard]] bool fired() const { return s_fired; }

private:
    struct File {
        sqlite3_file base;
    };
    static sqlite3_file *realOf(sqlite3_file *file)
    {
        return reinterpret_cast<sqlite3_file *>(reinterpret_cast<File *>(file) + 1);
    }

    static int fault()
    {
        if (s_left < 0 || s_left-- > 0)
            return SQLITE_OK;
        s_left = s_persistent ? 0 : -1;
        s_fired = true;
        if (s_errno != 0)
            errno = s_errno;
        return s_code;
    }
    static int open(sqlite3_vfs *, const char *name, sqlite3_file *file, int flags, int *outFlags)
    {
        static const sqlite3_io_methods methods = faultyMethods();
        file->pMethods = nullptr;
        const int code = s_real->xOpen(s_real, name, realOf(file), flags, outFlags);
        if (code == SQLITE_OK)
            file->pMethods = &methods;
        return code;
    }

    static sqlite3_io_methods faultyMethods()
    {
        sqlite3_io_methods m{};
        m.iVersion = 2; // without mapped reads
        m.xClose = [](sqlite3_file *f) { return realOf(f)->pMethods->xClose(realOf(f)); };
        m.xRead = [](sqlite3_file *f, void *to, int n, sqlite3_int64 at) {
            return realOf(f)->pMethods->xRead(realOf(f), to, n, at);
        };
        m.xWrite = [](sqlite3_file *f, const void *from, int n, sqlite3_int64 at) {
            const int code = fault();
            if (code != SQLITE_OK) { // a failing disk may have taken half of it
                const int reason = errno;
                realOf(f)->pMethods->xWrite(realOf(f), from, n / 2, at);
                errno = reason;
                return code;
            }
            return realOf(f)->pMethods->xWrite(realOf(f), from, n, at);
        };
        m.xTruncate = [](sqlite3_file *f, sqlite3_int64 size) {
            const int code = fault();
            return code != SQLITE_OK ? code : realOf(f)->pMethods->xTruncate(realOf(f), size);
        };
        m.xSync = [](sqlite3_file *, int) {
            const int code = fault();
            // No real sync: the sweep is about errors, and thousands of syncs take minutes.
            return code == SQLITE_FULL ? SQLITE_IOERR_FSYNC : code;
        };
        m.xFileSize = [](sqlite3_file *f, sqlite3_int64 *size) {
            return realOf(f)->pMethods->xFileSize(realOf(f), size);
        };
        m.xLock = [](sqlite3_file *f, int lock) { return realOf(f)->pMethods->xLock(realOf(f), lock); };
        m.xUnlock = [](sqlite3_file *f, int lock) { return realOf(f)->pMethods->xUnlock(realOf(f), lock); };
        m.xCheckReservedLock = [](sqlite3_file *f, int *out) {
            return realOf(f)->pMethods->xCheckReservedLock(realOf(f), out);
        };
        m.xFileControl = [](sqlite3_file *f, int op, void *argument) {
            return realOf(f)->pMethods->xFileControl(realOf(f), op, argument);
        };
        m.xSectorSize = [](sqlite3_file *f) { return realOf(f)->pMethods->xSectorSize(realOf(f)); };
        m.xDeviceCharacteristics = [](sqlite3_file *f) {
            return realOf(f)->pMethods->xDeviceCharacteristics(realOf(f));
        };
        m.xShmMap = [](sqlite3_file *f, int page, int size, int extend, void volatile **out) {
            return realOf(f)->pMethods->xShmMap(realOf(f), page, size, extend, out);
        };
        m.xShmLock = [](sqlite3_file *f, int offset, int n, int flags) {
            return realOf(f)->pMethods->xShmLock(realOf(f), offset, n, flags);
        };
        m.xShmBarrier = [](sqlite3_file *f) { realOf(f)->pMethods->xShmBarrier(realOf(f)); };
        m.xShmUnmap = [](sqlite3_file *f, int remove) { return realOf(f)->pMethods->xShmUnmap(realOf(f), remove); };
        return m;
    }

    inline static sqlite3_vfs *s_real = nullptr;
    inline static int s_errno = 0;
    inline static int s_left = -1;
    inline static int s_code = SQLITE_OK;
    inline static bool s_persistent = false;
    inline static bool s_fired = false;
    sqlite3_vfs m_vfs{};
};

} // namespace assay::store
