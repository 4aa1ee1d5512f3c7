#pragma once

#include <optional>

#include <QSettings>
#include <QString>
#include <QStringList>

#include "ui/models/view_state.hpp"

namespace assay::ui {

/// What the window remembers between starts, in the user's settings: recent files, how each was looked at, choices.
/// Never a measured number. UI thread.
class FileMemory {
public:
    static constexpr int kMostRecent = 12;

    FileMemory();
    /// Settings in this file instead of the user's own: for tests.
    explicit FileMemory(const QString &iniFile);

    /// The latest first; files that are gone are left out.
    [[nodiscard]] QStringList recentFiles() const;
    void noteOpened(const QString &file);
    void forget(const QString &file);

    /// How the file was looked at last; nothing when it never was, or that cannot be read.
    [[nodiscard]] std::optional<ViewState> view(const QString &file) const;
    void keepView(const QString &file, const ViewState &state);

    [[nodiscard]] QSettings &settings() { return m_settings; }

private:
    mutable QSettings m_settings;
};

} // namespace assay::ui
