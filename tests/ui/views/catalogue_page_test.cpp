#include "ui/views/catalogue_page.hpp"

#include <QDialogButtonBox>
#include <QFile>
#include <QTemporaryDir>

#include "tests/ui/qt_test.hpp"
#include "ui/views/own_hardware_dialog.hpp"

using assay::ui::CataloguePage;
using assay::ui::HardwareShelf;
using assay::ui::OwnHardwareDialog;

class CataloguePageTest : public QObject {
    Q_OBJECT
private slots:
    void init()
    {
        m_shelf = std::make_unique<HardwareShelf>();
        m_page = std::make_unique<CataloguePage>(*m_shelf);
        m_page->resize(1200, 700);
        m_page->show();
        QSignalSpy changed(m_shelf.get(), &HardwareShelf::changed);
        m_shelf->load();
        QVERIFY(changed.wait(20000));
    }
    void cleanup()
    {
        m_page.reset();
        m_shelf.reset();
    }

    void targetsAreFoundByWordsAndClass()
    {
        QTableView *list = named<QTableView>("Targets of the catalogue");
        const int all = list->model()->rowCount();
        QVERIFY(all > 50);
        auto *words = m_page->findChild<QLineEdit *>();
        words->setText("nvidia t4");
        QVERIFY(list->model()->rowCount() >= 1 && list->model()->rowCount() < all);
        QVERIFY(list->model()->index(0, 0).data().toString().contains("T4"));
        words->setText("no such thing");
        QCOMPARE(list->model()->rowCount(), 0);
        words->clear();
        QCOMPARE(list->model()->rowCount(), all);
    }

    void everyFigureHasItsSource()
    {
        m_page->choose("nvidia-t4");
        QCOMPARE(m_page->chosen(), QString("nvidia-t4"));
        const auto *figures = named<QTableWidget>("Figures of the target");
        QVERIFY(figures->rowCount() > 5);
        bool power = false;
        for (int row = 0; row < figures->rowCount(); ++row) {
            QVERIFY(!figures->item(row, 1)->text().isEmpty());
            if (figures->item(row, 1)->text() != "–")
                QVERIFY2(!figures->item(row, 5)->text().isEmpty(), qPrintable(figures->item(row, 0)->text()));
            power = power || figures->item(row, 1)->text().startsWith("70.0 W");
        }
        QVERIFY(power);
    }

    void whatIsNotKnownIsNoZeroAndComesLast()
    {
        QTableView *list = named<QTableView>("Targets of the catalogue");
        for (const Qt::SortOrder order : {Qt::AscendingOrder, Qt::DescendingOrder}) {
            list->sortByColumn(8, order);
            QVERIFY(list->model()->index(0, 8).data().toString().startsWith("$"));
            QCOMPARE(list->model()->index(list->model()->rowCount() - 1, 8).data().toString(), QString("–"));
        }
    }

    void ownFiguresAreWrittenOnlyWhenTheyCanBeRead()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath("hardware/own.toml");
        OwnHardwareDialog dialog(file, "nvidia-t4");
        QSignalSpy saved(&dialog, &OwnHardwareDialog::saved);
        auto *text = dialog.findChild<QPlainTextEdit *>();
        QVERIFY(text->toPlainText().contains("id = \"nvidia-t4\""));
        const QString good = text->toPlainText() + "list_price_usd = 900\n";
        text->setPlainText(good + "tdp_w = \"much\"\n");
        QMetaObject::invokeMethod(dialog.findChild<QDialogButtonBox *>(), "accepted");
        QVERIFY(!QFile::exists(file));
        QCOMPARE(saved.count(), 0);
        QString said;
        for (const QLabel *label : dialog.findChildren<QLabel *>())
            said += label->text();
        QVERIFY2(said.contains("tdp_w"), qPrintable(said));
        text->setPlainText(good);
        QMetaObject::invokeMethod(dialog.findChild<QDialogButtonBox *>(), "accepted");
        QCOMPARE(saved.count(), 1);
        QVERIFY(QFile::exists(file));
    }

private:
    template <class W> [[nodiscard]] W *named(const QString &name) const
    {
        for (W *widget : m_page->findChildren<W *>())
            if (widget->accessibleName() == name)
                return widget;
        return nullptr;
    }
    std::unique_ptr<HardwareShelf> m_shelf;
    std::unique_ptr<CataloguePage> m_page;
};

ASSAY_QT_TEST(CataloguePageTest)
#include "catalogue_page_test.moc"
