#include "ui/views/own_hardware_dialog.hpp"

#include <utility>

#include <QDialogButtonBox>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QPushButton>
#include <QSaveFile>
#include <QTemporaryDir>
#include <QVBoxLayout>

#include "core/base/paths.hpp"
#include "core/catalog/hardware.hpp"

namespace assay::ui {
namespace {

constexpr auto kSchema = "schema = \"assay.hardware/1\"\n";

QString beginningOf(const QString &target)
{
    return QStringLiteral(
               "\n[[target]]\nid = \"%1\"\n# list_price_usd = 1000\n# tdp_w = { low = 60, typical = 75, high = 90 }\n")
        .arg(target);
}

} // namespace

QString OwnHardwareDialog::ownFile()
{
    return QString::fromStdString((paths::userData() / "hardware" / "own.toml").string());
}

OwnHardwareDialog::OwnHardwareDialog(QString file, const QString &target, QWidget *parent)
    : QDialog(parent), m_file(std::move(file)), m_text(new QPlainTextEdit), m_problem(new QLabel)
{
    setWindowTitle(tr("Your own figures of hardware"));
    resize(720, 520);
    auto *about =
        new QLabel(tr("%1\nis read after the catalogue and overrides it figure by figure. A figure's name ends with "
                      "its unit; without a source this file is the source.")
                       .arg(m_file));
    about->setWordWrap(true);
    about->setTextInteractionFlags(Qt::TextSelectableByMouse);
    QFont fixed("DejaVu Sans Mono");
    fixed.setStyleHint(QFont::Monospace);
    m_text->setFont(fixed);
    m_text->setAccessibleName(tr("Your own figures, as TOML"));
    QFile present(m_file);
    QString text = present.open(QIODevice::ReadOnly) ? QString::fromUtf8(present.readAll()) : QString(kSchema);
    if (!target.isEmpty() && !text.contains("\"" + target + "\""))
        text += beginningOf(target);
    m_text->setPlainText(text);
    m_problem->setWordWrap(true);
    m_problem->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_problem->setAccessibleName(tr("What is wrong"));
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel);
    connect(buttons, &QDialogButtonBox::accepted, this, &OwnHardwareDialog::save);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(about);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_problem);
    layout->addWidget(buttons);
}

QString OwnHardwareDialog::problemOf(const QString &text) const
{
    const QTemporaryDir folder;
    const QString name = QFileInfo(m_file).fileName();
    QFile trial(folder.filePath(name));
    if (!trial.open(QIODevice::WriteOnly))
        return tr("No room to try the file: %1").arg(trial.errorString());
    trial.write(text.toUtf8());
    trial.close();
    auto folders = paths::hardwareFolders();
    folders.resize(1); // sources may be named that the bundled files have
    folders.emplace_back(folder.path().toStdString());
    QStringList problems;
    for (const Error &error : catalog::readHardware(folders).errors)
        if (const QString said = QString::fromStdString(error.text()); said.contains(folder.path()))
            problems << QString(said).replace(folder.path() + "/", QString());
    return problems.join('\n');
}

void OwnHardwareDialog::save()
{
    m_problem->setText(problemOf(m_text->toPlainText()));
    if (!m_problem->text().isEmpty())
        return;
    QDir().mkpath(QFileInfo(m_file).absolutePath());
    QSaveFile file(m_file);
    if (!file.open(QIODevice::WriteOnly) || file.write(m_text->toPlainText().toUtf8()) < 0 || !file.commit()) {
        m_problem->setText(tr("%1 cannot be written: %2").arg(m_file, file.errorString()));
        return;
    }
    emit saved();
    accept();
}

} // namespace assay::ui
