#include "tests/ui/charts/colour_vision.hpp"
#include "tests/ui/qt_test.hpp"
#include "ui/charts/palette.hpp"

using namespace assay::charts;
using namespace assay::test;

namespace {

std::vector<QColor> backgrounds(const Colours &colours)
{
    // The base of views and the window around them.
    return {colours.background, colours.dark ? QColor("#14181e") : QColor("#f4f6f8")};
}

} // namespace

class PaletteTest : public QObject {
    Q_OBJECT
private slots:
    void measuresColoursAsPublished();
    void seriesStayApartForEverybody();
    void marksStandOutFromTheBackground();
    void textIsReadable();
    void rampRunsInOneDirection();
    void followsThePaletteOfTheWindow();
};

void PaletteTest::measuresColoursAsPublished()
{
    QCOMPARE(std::round(contrast(Qt::black, Qt::white) * 100), 2100.0);
    QVERIFY(std::abs(contrast(QColor("#777777"), Qt::white) - 4.48) < 0.01);
    QVERIFY(difference(QColor("#123456"), QColor("#123456")) < 1e-9);
    QVERIFY(std::abs(difference(Qt::black, Qt::white) - 100) < 0.1);
    QVERIFY(difference(seenBy(Vision::NoGreen, QColor("#00b000")), seenBy(Vision::NoGreen, QColor("#b07000"))) <
            difference(QColor("#00b000"), QColor("#b07000")) / 2);
}

void PaletteTest::seriesStayApartForEverybody()
{
    for (const Colours *colours : {&lightColours(), &darkColours()})
        for (const Vision vision : {Vision::Normal, Vision::NoRed, Vision::NoGreen, Vision::NoBlue})
            for (std::size_t a = 0; a < Colours::kSeries; ++a)
                for (std::size_t b = a + 1; b < Colours::kSeries; ++b) {
                    const double apart =
                        difference(seenBy(vision, colours->series(a)), seenBy(vision, colours->series(b)));
                    QVERIFY2(apart >= 10, qPrintable(QString("series %1 and %2: %3").arg(a).arg(b).arg(apart)));
                }
}

void PaletteTest::marksStandOutFromTheBackground()
{
    for (const Colours *colours : {&lightColours(), &darkColours()})
        for (const QColor &background : backgrounds(*colours)) {
            for (std::size_t i = 0; i < Colours::kSeries; ++i)
                QVERIFY2(contrast(colours->series(i), background) >= 3, qPrintable(QString("series %1").arg(i)));
            for (int step = 0; step <= 20; ++step)
                QVERIFY2(contrast(colours->ramp(step / 20.0), background) >= 3,
                         qPrintable(QString("ramp %1 %2").arg(step).arg(colours->dark)));
            for (const QColor &mark : {colours->accent, colours->selection, colours->warning})
                QVERIFY(contrast(mark, background) >= 3);
        }
}

void PaletteTest::textIsReadable()
{
    for (const Colours *colours : {&lightColours(), &darkColours()})
        for (const QColor &background : {colours->background, colours->box})
            for (const QColor &text : {colours->text, colours->muted, colours->warning, colours->accent})
                QVERIFY2(contrast(text, background) >= 4.5, qPrintable(text.name() + background.name()));
}

void PaletteTest::rampRunsInOneDirection()
{
    for (const Colours *colours : {&lightColours(), &darkColours()}) {
        double before = contrast(colours->ramp(0), colours->background);
        for (int step = 1; step <= 20; ++step) {
            const double now = contrast(colours->ramp(step / 20.0), colours->background);
            QVERIFY(now > before); // more stands out more
            before = now;
        }
    }
}

void PaletteTest::followsThePaletteOfTheWindow()
{
    QPalette palette;
    palette.setColor(QPalette::Base, QColor("#1b2028"));
    palette.setColor(QPalette::Text, Qt::white);
    QVERIFY(coloursOf(palette).dark);
    palette.setColor(QPalette::Base, Qt::white);
    palette.setColor(QPalette::Text, Qt::black);
    QVERIFY(!coloursOf(palette).dark);
    QCOMPARE(coloursOf(palette).background, QColor(Qt::white));
}

ASSAY_QT_TEST(PaletteTest)
#include "palette_test.moc"
