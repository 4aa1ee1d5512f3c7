#include "ui/views/icons.hpp"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QSvgRenderer>

namespace assay::ui {
namespace {

class ThemedEngine : public QIconEngine {
public:
    explicit ThemedEngine(QString name) : m_name(std::move(name))
    {
        QFile file(":/assay/icons/" + m_name + ".svg");
        if (file.open(QIODevice::ReadOnly))
            m_drawing = file.readAll();
    }
    void paint(QPainter *painter, const QRect &area, QIcon::Mode mode, QIcon::State state) override
    {
        QByteArray drawing = m_drawing;
        drawing.replace("currentColor", colour(mode, state).name().toLatin1());
        QSvgRenderer renderer(drawing);
        renderer.render(painter, QRectF(area));
    }
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return pixmap;
    }
    [[nodiscard]] QIconEngine *clone() const override { return new ThemedEngine(m_name); } // Qt takes it over

private:
    static QColor colour(QIcon::Mode mode, QIcon::State state)
    {
        const QPalette palette = QGuiApplication::palette();
        if (mode == QIcon::Disabled)
            return palette.color(QPalette::Disabled, QPalette::ButtonText);
        return palette.color(state == QIcon::On ? QPalette::HighlightedText : QPalette::ButtonText);
    }
    QString m_name;
    QByteArray m_drawing;
};

} // namespace

QIcon themedIcon(const QString &name)
{
    return QIcon(new ThemedEngine(name)); // the icon owns it
}

QIcon programIcon()
{
    return QIcon(":/assay/icons/assay.svg");
}

} // namespace assay::ui
