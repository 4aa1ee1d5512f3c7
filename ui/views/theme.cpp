#include "ui/views/theme.hpp"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QStyleFactory>

namespace assay::ui {
namespace {

constexpr auto kPortal = "org.freedesktop.portal.Desktop";
constexpr auto kPortalPath = "/org/freedesktop/portal/desktop";
constexpr auto kPortalSettings = "org.freedesktop.portal.Settings";
constexpr auto kAppearance = "org.freedesktop.appearance";
constexpr auto kColourScheme = "color-scheme";

/// What the desktop says of light and dark, through its settings portal; silent where there is none.
class Portal : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    void ask()
    {
        QDBusConnection bus = QDBusConnection::sessionBus();
        if (!bus.isConnected())
            return; // no desktop: the palette that the platform gave decides
        bus.connect(kPortal, kPortalPath, kPortalSettings, "SettingChanged", this,
                    SLOT(take(QString, QString, QDBusVariant)));
        QDBusMessage question = QDBusMessage::createMethodCall(kPortal, kPortalPath, kPortalSettings, "Read");
        question << QString(kAppearance) << QString(kColourScheme);
        auto *watcher = new QDBusPendingCallWatcher(bus.asyncCall(question), this);
        connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
            const QDBusPendingReply<QDBusVariant> reply = *watcher;
            if (reply.isValid())
                take(kAppearance, kColourScheme, reply.value());
            watcher->deleteLater();
        });
    }

signals:
    void schemeSaid(uint scheme); ///< 0 no preference, 1 dark, 2 light

private slots:
    void take(const QString &group, const QString &key, const QDBusVariant &value)
    {
        if (group != kAppearance || key != kColourScheme)
            return;
        QVariant scheme = value.variant();
        if (scheme.canConvert<QDBusVariant>()) // Read wraps its answer twice
            scheme = scheme.value<QDBusVariant>().variant();
        emit schemeSaid(scheme.toUInt());
    }
};

struct Tones {
    const char *name, *window, *base, *alternate, *text, *muted, *button, *border, *accent, *selection, *selectedText,
        *link;
};
constexpr Tones kLight = {"light",   "#f4f6f8", "#ffffff", "#f8fafc", "#1b2330", "#596575",
                          "#ffffff", "#d5dbe3", "#1d5fc4", "#d3e3fb", "#10223d", "#1d5fc4"};
constexpr Tones kDark = {"dark",    "#14181e", "#1b2028", "#202630", "#e5e9ef", "#9aa7b7",
                         "#262d38", "#37414e", "#78aeff", "#2a4a7c", "#ffffff", "#8dbbff"};

QPalette paletteOf(const Tones &tones)
{
    QPalette palette;
    palette.setColor(QPalette::Window, tones.window);
    palette.setColor(QPalette::WindowText, tones.text);
    palette.setColor(QPalette::Base, tones.base);
    palette.setColor(QPalette::AlternateBase, tones.alternate);
    palette.setColor(QPalette::Text, tones.text);
    palette.setColor(QPalette::PlaceholderText, tones.muted);
    palette.setColor(QPalette::Button, tones.button);
    palette.setColor(QPalette::ButtonText, tones.text);
    palette.setColor(QPalette::BrightText, tones.selectedText);
    palette.setColor(QPalette::ToolTipBase, tones.base);
    palette.setColor(QPalette::ToolTipText, tones.text);
    palette.setColor(QPalette::Highlight, tones.selection);
    palette.setColor(QPalette::HighlightedText, tones.selectedText);
    palette.setColor(QPalette::Link, tones.link);
    palette.setColor(QPalette::LinkVisited, tones.link);
    palette.setColor(QPalette::Light, tones.base);
    palette.setColor(QPalette::Midlight, tones.alternate);
    palette.setColor(QPalette::Mid, tones.border);
    palette.setColor(QPalette::Dark, tones.border);
    palette.setColor(QPalette::Shadow, tones.border);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText})
        palette.setColor(QPalette::Disabled, role, tones.muted);
    return palette;
}

/// Spacing and hairlines on an 8-pixel grid; all colours come from the palette or the tones.
QString sheetOf(const Tones &tones)
{
    return QStringLiteral(R"(
QToolTip { color: %3; background: %2; border: 1px solid %1; padding: 4px; }
QToolBar { border: 0; spacing: 4px; padding: 4px; background: %6; }
QToolBar#topBar { border-bottom: 1px solid %1; }
QToolBar#rail { border-right: 1px solid %1; padding: 4px 4px; }
QToolBar#rail QToolButton { min-width: 56px; padding: 6px 2px; border-radius: 6px; border: 1px solid transparent; }
QToolBar QToolButton { border-radius: 6px; padding: 4px; border: 1px solid transparent; }
QToolButton:hover { background: %5; }
QToolBar QToolButton:checked { background: %7; color: %8; }
QToolBar QToolButton:focus { border: 1px solid %4; }
QHeaderView::section { background: %6; color: %9; border: 0; border-bottom: 1px solid %1; padding: 6px 8px 5px 8px; }
QHeaderView::up-arrow, QHeaderView::down-arrow {
  width: 9px; height: 5px; subcontrol-origin: padding; subcontrol-position: top center; }
QHeaderView::up-arrow { image: url(:/assay/icons/sort-up.svg); }
QHeaderView::down-arrow { image: url(:/assay/icons/sort-down.svg); }
QTableView, QTreeView, QListView, QPlainTextEdit { border: 1px solid %1; border-radius: 4px; }
QTableView:focus, QTreeView:focus, QListView:focus, QPlainTextEdit:focus { border: 1px solid %4; }
QStatusBar { border-top: 1px solid %1; }
QStatusBar::item { border: 0; }
QDockWidget::title { padding: 6px 8px; background: %6; border-bottom: 1px solid %1; }
QLineEdit { padding: 4px 8px; border: 1px solid %1; border-radius: 4px; background: %2; }
QLineEdit:focus { border: 1px solid %4; }
QTabBar::tab { padding: 6px 12px; border: 0; border-bottom: 2px solid transparent; color: %9; }
QTabBar::tab:selected { border-bottom: 2px solid %4; color: %3; }
QTabBar::tab:focus { color: %4; }
QTabWidget::pane { border: 0; }
QToolButton#pill { border: 1px solid %4; border-radius: 11px; padding: 2px 10px; color: %4; }
QToolButton#pill:focus { background: %7; }
QSplitter::handle { background: transparent; }
QCheckBox::indicator, QListView::indicator, QTreeView::indicator, QTableView::indicator {
  width: 13px; height: 13px; border: 1px solid %9; border-radius: 3px; background: %2; }
QCheckBox::indicator:checked, QListView::indicator:checked, QTreeView::indicator:checked, QTableView::indicator:checked {
  border-color: %4; background: %4; image: url(:/assay/icons/check-%10.svg); }
QCheckBox::indicator:disabled { border-color: %1; }
)")
        .arg(tones.border, tones.base, tones.text, tones.accent, tones.alternate, tones.window, tones.selection,
             tones.selectedText, tones.muted)
        .arg(tones.name);
}

/// Before the application's palette is ours: what the platform said.
bool platformIsDark()
{
    static const bool kDarkAtStart = isDark(QGuiApplication::palette());
    return kDarkAtStart;
}

} // namespace

bool isDark(const QPalette &palette)
{
    return palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
}

const Shades &shadesOf(const QPalette &palette)
{
    static const Shades kLightShades = {QColor(kLight.accent), QColor(kLight.muted), QColor(kLight.border),
                                        QColor("#0063a3"),     QColor("#a84300"),    QColor("#8a5a00")};
    static const Shades kDarkShades = {QColor(kDark.accent), QColor(kDark.muted), QColor(kDark.border),
                                       QColor("#62b8ee"),    QColor("#f2a15a"),   QColor("#e6c15a")};
    return isDark(palette) ? kDarkShades : kLightShades;
}

Theme::Theme(QObject *parent) : QObject(parent), m_systemDark(platformIsDark())
{
    QApplication::setStyle(QStyleFactory::create("Fusion"));
    auto *portal = new Portal(this);
    connect(portal, &Portal::schemeSaid, this, [this](uint scheme) {
        const bool dark = scheme == 0 ? platformIsDark() : scheme == 1;
        if (dark == m_systemDark)
            return;
        m_systemDark = dark;
        if (m_choice == Choice::System)
            apply();
    });
    portal->ask();
    apply();
}

QString Theme::toText(Choice choice)
{
    return choice == Choice::Light ? "light" : choice == Choice::Dark ? "dark" : "system";
}

Theme::Choice Theme::fromText(const QString &text)
{
    return text == "light" ? Choice::Light : text == "dark" ? Choice::Dark : Choice::System;
}

void Theme::choose(Choice choice)
{
    m_choice = choice;
    apply();
}

bool Theme::wantsDark() const
{
    return m_choice == Choice::Dark || (m_choice == Choice::System && m_systemDark);
}

void Theme::apply()
{
    const Tones &tones = wantsDark() ? kDark : kLight;
    QApplication::setPalette(paletteOf(tones));
    qApp->setStyleSheet(sheetOf(tones));
    emit changed();
}

} // namespace assay::ui

#include "theme.moc"
