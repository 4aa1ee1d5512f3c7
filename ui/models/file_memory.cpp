#include "ui/models/file_memory.hpp"

#include <QCryptographicHash>
#include <QFileInfo>

namespace assay::ui {
namespace {

constexpr auto kRecent = "files/recent";

QString absolute(const QString &file)
{
    return QFileInfo(file).absoluteFilePath();
}

/// Paths have slashes, which settings take for groups.
QString viewKey(const QString &file)
{
    const auto hash = QCryptographicHash::hash(absolute(file).toUtf8(), QCryptographicHash::Sha256);
    return "views/" + QString::fromLatin1(hash.toHex().left(32));
}

} // namespace

FileMemory::FileMemory() : m_settings("assay", "assay") {}
FileMemory::FileMemory(const QString &iniFile) : m_settings(iniFile, QSettings::IniFormat) {}

QStringList FileMemory::recentFiles() const
{
    QStringList present;
    for (const QString &file : m_settings.value(kRecent).toStringList())
        if (QFileInfo::exists(file))
            present.append(file);
    return present;
}

void FileMemory::noteOpened(const QString &file)
{
    QStringList files = m_settings.value(kRecent).toStringList();
    files.removeAll(absolute(file));
    files.prepend(absolute(file));
    while (files.size() > kMostRecent)
        m_settings.remove(viewKey(files.takeLast()));
    m_settings.setValue(kRecent, files);
}

void FileMemory::forget(const QString &file)
{
    QStringList files = m_settings.value(kRecent).toStringList();
    files.removeAll(absolute(file));
    m_settings.setValue(kRecent, files);
    m_settings.remove(viewKey(file));
}

std::optional<ViewState> FileMemory::view(const QString &file) const
{
    const QByteArray kept = m_settings.value(viewKey(file)).toByteArray();
    if (kept.isEmpty())
        return std::nullopt;
    const Json json = Json::parse(kept.begin(), kept.end(), nullptr, false);
    const auto state = ViewState::fromJson(json);
    return state ? std::optional(*state) : std::nullopt;
}

void FileMemory::keepView(const QString &file, const ViewState &state)
{
    m_settings.setValue(viewKey(file),
                        QByteArray::fromStdString(state.toJson().dump(-1, ' ', false, Json::error_handler_t::replace)));
}

} // namespace assay::ui
