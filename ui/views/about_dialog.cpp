#include "ui/views/about_dialog.hpp"

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSysInfo>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "ui/views/icons.hpp"

namespace assay::ui {
namespace {

struct Part {
    const char *name, *what, *licence;
};
constexpr Part kParts[] = {{"Qt", "window", "LGPL-3.0"},
                           {"QCustomPlot", "charts", "GPL-3.0"},
                           {"SQLite", "study files", "public domain"},
                           {"SQLiteCpp", "study files", "MIT"},
                           {"fmt", "text", "MIT"},
                           {"nlohmann/json", "JSON and CBOR", "MIT"},
                           {"toml++", "manifests", "MIT"},
                           {"CLI11", "command line", "BSD-3-Clause"},
                           {"tl::expected", "errors", "CC0-1.0"},
                           {"Boost", "distributions, network", "BSL-1.0"},
                           {"pagmo", "search", "GPL-3.0 or LGPL-3.0"},
                           {"OpenSSL", "hashes", "Apache-2.0"}};

} // namespace

AboutDialog::AboutDialog(QWidget *parent) : QDialog(parent)
{
    setWindowTitle(tr("About Assay"));
    resize(520, 480);
    auto *icon = new QLabel;
    icon->setPixmap(programIcon().pixmap(QSize(64, 64)));
    auto *text = new QLabel(
        tr("<h2>Assay %1</h2><p>What is this silicon worth for my workload?</p>"
           "<p>Free software under the GNU General Public License, version 3 or later, without any "
           "warranty. The interface for plugins is under the MIT licence.</p>"
           "<p>Qt %2 on %3</p>")
            .arg(QStringLiteral(ASSAY_VERSION), QString::fromLatin1(qVersion()), QSysInfo::prettyProductName()));
    text->setWordWrap(true);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *top = new QHBoxLayout;
    top->addWidget(icon, 0, Qt::AlignTop);
    top->addWidget(text, 1);

    auto *parts = new QTreeWidget;
    parts->setAccessibleName(tr("Libraries and their licences"));
    parts->setRootIsDecorated(false);
    parts->setHeaderLabels({tr("Library"), tr("For"), tr("Licence")});
    for (const Part &part : kParts)
        (new QTreeWidgetItem(parts, {QString::fromLatin1(part.name), QString::fromLatin1(part.what),
                                     QString::fromLatin1(part.licence)})) // the tree owns it
            ->setSizeHint(0, QSize(130, 22));
    for (int column = 0; column < 3; ++column)
        parts->resizeColumnToContents(column);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(top);
    layout->addWidget(parts, 1);
    layout->addWidget(buttons);
}

} // namespace assay::ui
