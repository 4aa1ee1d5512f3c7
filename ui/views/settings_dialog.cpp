#include "ui/views/settings_dialog.hpp"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace assay::ui {
namespace {

constexpr auto kReopen = "start/reopen_last";

} // namespace

bool SettingsDialog::reopensLast(FileMemory &memory)
{
    return memory.settings().value(kReopen, false).toBool();
}

SettingsDialog::SettingsDialog(FileMemory &memory, Theme &theme, QWidget *parent) : QDialog(parent)
{
    setWindowTitle(tr("Settings"));
    setMinimumWidth(420);
    auto *looks = new QComboBox;
    looks->addItem(tr("As the system says"), static_cast<int>(Theme::Choice::System));
    looks->addItem(tr("Light"), static_cast<int>(Theme::Choice::Light));
    looks->addItem(tr("Dark"), static_cast<int>(Theme::Choice::Dark));
    looks->setCurrentIndex(looks->findData(static_cast<int>(theme.choice())));
    looks->setAccessibleName(tr("Colours"));
    looks->setAccessibleDescription(tr("Colours"));
    connect(looks, &QComboBox::activated, this,
            [this, looks] { emit themeChosen(static_cast<Theme::Choice>(looks->currentData().toInt())); });
    auto *reopen = new QCheckBox(tr("&Open the study of last time"));
    reopen->setChecked(reopensLast(memory));
    connect(reopen, &QCheckBox::toggled, this, [&memory](bool on) { memory.settings().setValue(kReopen, on); });

    auto *form = new QFormLayout;
    auto *label = new QLabel(tr("&Colours"));
    label->setBuddy(looks);
    form->addRow(label, looks);
    form->addRow(tr("At the start"), reopen);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addStretch();
    layout->addWidget(buttons);
}

} // namespace assay::ui
