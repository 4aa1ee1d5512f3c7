#pragma once

#include <QColor>
#include <QObject>
#include <QPalette>
#include <QString>

namespace assay::ui {

/// Colours beside those of a QPalette; all readable on the palette's base (contrast 4.5:1 or more for text).
struct Shades {
    QColor accent, muted, border;
    QColor better, worse; ///< apart for colour-blind people, too: blue and orange
    QColor warning;
};
[[nodiscard]] bool isDark(const QPalette &palette);
[[nodiscard]] const Shades &shadesOf(const QPalette &palette);

/// The program's looks: light and dark, as the system says or as the user chose. Sets palette and style sheet of the
/// application; widgets need nothing but their palette. One for the program, UI thread.
class Theme : public QObject {
    Q_OBJECT
public:
    enum class Choice { System, Light, Dark };
    explicit Theme(QObject *parent = nullptr);

    [[nodiscard]] Choice choice() const { return m_choice; }
    void choose(Choice choice);
    [[nodiscard]] static QString toText(Choice choice); ///< "system", "light", "dark": what settings keep
    [[nodiscard]] static Choice fromText(const QString &text);

signals:
    void changed();

private:
    void apply();
    [[nodiscard]] bool wantsDark() const;

    Choice m_choice = Choice::System;
    bool m_systemDark = false;
};

} // namespace assay::ui
