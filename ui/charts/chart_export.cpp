// Of Chart: files and clipboard.
#include <QBuffer>
#include <QClipboard>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QMessageBox>
#include <QMimeData>
#include <QSaveFile>

#include "ui/charts/chart_state.hpp"

namespace assay::charts {
namespace {

QString csvCell(const QString &text)
{
    // Commas, quotes and line ends are quoted (RFC 4180).
    static const QString kSpecial = QStringLiteral(",\"\r\n");
    for (const QChar letter : text)
        if (kSpecial.contains(letter))
            return QLatin1Char('"') + QString(text).replace(QLatin1Char('"'), QLatin1String("\"\"")) + QLatin1Char('"');
    return text;
}

void appendRow(QByteArray &csv, const QStringList &cells)
{
    for (qsizetype i = 0; i < cells.size(); ++i) {
        if (i > 0)
            csv.append(',');
        csv.append(csvCell(cells[i]).toUtf8());
    }
    csv.append('\n');
}

Status notWritten(const QString &path, const QString &why)
{
    return failure(ErrorCode::Io, Chart::tr("%1 cannot be written%2. Choose another folder, or make room.")
                                      .arg(path, why.isEmpty() ? QString() : QStringLiteral(": ") + why)
                                      .toStdString());
}

Status writeFile(const QString &path, const QByteArray &content)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size() || !file.commit())
        return notWritten(path, file.errorString());
    return {};
}

} // namespace

template <class Draw> auto Chart::inPrint(Draw draw)
{
    flush();
    const Colours onScreen = m_state->colours;
    const auto look = [this](const Colours &colours) {
        m_state->colours = colours;
        m_state->legend = legend(colours);
        m_state->plot->setLook(colours, font());
    };
    look(lightColours());
    auto result = draw();
    look(onScreen);
    dataChanged();
    return result;
}

QImage Chart::image(const QSize &size, double scale)
{
    return inPrint([&] { return m_state->plot->image(size, scale); });
}

QPicture Chart::picture(const QSize &size)
{
    return inPrint([&] { return m_state->plot->picture(size); });
}

QByteArray Chart::csv() const
{
    const ChartTable content = table();
    QByteArray text;
    appendRow(text, content.header);
    for (const QStringList &row : content.rows)
        appendRow(text, row);
    return text;
}

Status Chart::save(const QString &path)
{
    const QString suffix = QFileInfo(path).suffix().toLower();
    if (suffix == QLatin1String("csv"))
        return writeFile(path, csv());
    if (isEmpty())
        return failure(ErrorCode::InvalidInput, tr("There is nothing in this chart to save.").toStdString());
    const QSize paper = size().expandedTo(QSize(480, 320));
    bool written = false;
    if (suffix == QLatin1String("png"))
        written = image(paper, 2).save(path);
    else if (suffix == QLatin1String("svg"))
        written = inPrint([&] { return m_state->plot->saveSvg(path, paper, name()); });
    else if (suffix == QLatin1String("pdf"))
        written = inPrint([&] { return m_state->plot->savePdf(path, paper, name()); });
    else
        return failure(ErrorCode::InvalidInput,
                       tr("Charts are saved as .svg, .pdf, .png or .csv, not as .%1.").arg(suffix).toStdString());
    return written ? Status{} : notWritten(path, {});
}

void Chart::copyPicture()
{
    if (!isEmpty())
        QGuiApplication::clipboard()->setImage(image(size(), 2));
}

void Chart::copyData()
{
    QGuiApplication::clipboard()->setText(QString::fromUtf8(csv()));
}

void Chart::saveWithDialog()
{
    QString chosen = QStringLiteral("*.svg");
    QString path = QFileDialog::getSaveFileName(this, tr("Save chart"), name() + QStringLiteral(".svg"),
                                                tr("Charts (*.svg *.pdf *.png *.csv)"), &chosen);
    if (path.isEmpty())
        return;
    if (QFileInfo(path).suffix().isEmpty())
        path += QStringLiteral(".svg");
    if (const Status saved = save(path); !saved)
        QMessageBox::warning(this, tr("Save chart"), QString::fromStdString(saved.error().text()));
}

} // namespace assay::charts
