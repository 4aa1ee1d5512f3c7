#pragma once

#include <QDialog>
#include <QLabel>
#include <QPlainTextEdit>

namespace assay::ui {

/// The user's own figures of hardware: a file that is read after the bundled catalogue and overrides it field by field.
/// A file that cannot be read is not saved; the reason is told.
class OwnHardwareDialog : public QDialog {
    Q_OBJECT
public:
    /// With `target`, text to begin its figures with is offered.
    OwnHardwareDialog(QString file, const QString &target, QWidget *parent = nullptr);
    /// Where the user's own figures are kept.
    [[nodiscard]] static QString ownFile();

signals:
    void saved();

private:
    void save();
    /// "" when the text can be read.
    [[nodiscard]] QString problemOf(const QString &text) const;

    QString m_file;
    QPlainTextEdit *m_text;
    QLabel *m_problem;
};

} // namespace assay::ui
