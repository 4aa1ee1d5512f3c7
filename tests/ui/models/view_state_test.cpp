#include "ui/models/view_state.hpp"

#include "core/base/random.hpp"
#include "tests/ui/qt_test.hpp"
#include "ui/models/file_memory.hpp"
#include "ui/models/view_history.hpp"

#include <QTemporaryDir>

using assay::Json;
using assay::ui::Brush;
using assay::ui::FileMemory;
using assay::ui::ViewHistory;
using assay::ui::ViewState;

namespace {

/// Any state that a user could arrive at, and more.
class RandomStates {
public:
    ViewState next()
    {
        ViewState state;
        state.page = word();
        if (coin())
            state.baseline = number();
        for (int i = below(4); i > 0; --i)
            state.selection.insert(number());
        state.filterText = word() + " ±µ\"\\ " + word();
        for (int i = below(4); i > 0; --i)
            state.brushes.push_back(brush());
        state.differencesOnly = coin();
        for (int i = below(6); i > 0; --i)
            state.table.columns.push_back("metric:" + word());
        state.table.sortedBy = word();
        state.table.descending = coin();
        state.scatter = {word(), word(), word(), word(), coin(), coin(), coin(), word()};
        state.whatIf.set = word();
        for (int i = below(4); i > 0; --i)
            state.whatIf.changes.push_back({word(), maybe(), coin(), maybe(), maybe()});
        for (int i = below(3); i > 0; --i)
            state.whatIf.hardware[word()] = word();
        state.whatIf.axis = word();
        state.whatIf.mapX = word();
        state.whatIf.mapY = word();
        state.whatIf.tab = word();
        for (int i = below(4); i > 0; --i)
            state.charts.parallelAxes.push_back(word());
        state.charts.distribution = word();
        state.charts.logDistribution = coin();
        state.charts.series = word();
        state.charts.logSeries = coin();
        for (int i = below(3); i > 0; --i)
            state.openTabs.push_back(word());
        state.inspectorTab = word();
        return state;
    }

private:
    int below(int limit) { return static_cast<int>(m_random.below(static_cast<std::uint64_t>(limit))); }
    bool coin() { return below(2) == 1; }
    std::int64_t number() { return static_cast<std::int64_t>(m_random.next() >> 12U); }
    double real() { return (m_random.uniform() - 0.5) * std::pow(10.0, below(40) - 20); }
    std::optional<double> maybe() { return coin() ? std::optional(real()) : std::nullopt; }
    std::string word() { return "w" + std::to_string(below(100000)); }
    Brush brush()
    {
        Brush made{word(), {}, {}, {}};
        if (coin())
            made.low = real();
        if (coin())
            made.high = real();
        for (int i = below(3); i > 0; --i)
            made.values.insert(word());
        made.exclude = coin();
        return made;
    }
    assay::Random m_random{20261123};
};

} // namespace

class ViewStateTest : public QObject {
    Q_OBJECT
private slots:
    void aThousandStatesSurviveBeingKept()
    {
        QTemporaryDir folder;
        RandomStates states;
        for (int i = 0; i < 1000; ++i) {
            const ViewState state = states.next();
            const auto read = ViewState::fromJson(Json::parse(state.toJson().dump()));
            QVERIFY2(read, read ? "" : read.error().text().c_str());
            QVERIFY(*read == state);
        }
        const ViewState kept = states.next();
        FileMemory(folder.filePath("settings.ini")).keepView("/a/study.assay", kept);
        FileMemory reopened(folder.filePath("settings.ini"));
        QVERIFY(reopened.view("/a/study.assay") == kept);
        QVERIFY(!reopened.view("/another.assay"));
    }

    void aStateOfAnOlderVersionKeepsItsDefaults()
    {
        const auto read = ViewState::fromJson(Json::parse(R"({"filter": "gemm", "of a newer version": 3})"));
        QVERIFY(read);
        ViewState expected;
        expected.filterText = "gemm";
        QVERIFY(*read == expected);
    }

    void aWrongStateIsRefusedWithTheReason()
    {
        for (const char *text :
             {"[]", "3", R"({"filter": 3})", R"({"brushes": [7]})", R"({"table": {"columns": 1}})"}) {
            const auto read = ViewState::fromJson(Json::parse(text));
            QVERIFY2(!read, text);
            QVERIFY2(QString::fromStdString(read.error().text()).contains("view"), text);
        }
    }

    void everyStepIsUndoneAndRedone()
    {
        ViewHistory history;
        QSignalSpy changed(&history, &ViewHistory::changed);
        history.change("Set baseline", [](ViewState &state) { state.baseline = 3; });
        history.change("Nothing", [](ViewState &state) { state.baseline = 3; });
        history.change("Filter", [](ViewState &state) { state.filterText = "gemm"; });
        QCOMPARE(history.stack()->count(), 2);
        QCOMPARE(changed.count(), 2);
        history.stack()->undo();
        QCOMPARE(history.state().filterText, std::string());
        QCOMPARE(*history.state().baseline, 3);
        history.stack()->undo();
        QVERIFY(!history.state().baseline);
        QVERIFY(!history.stack()->canUndo());
        history.stack()->redo();
        history.stack()->redo();
        QCOMPARE(history.state().filterText, std::string("gemm"));
    }

    void aDragIsOneStep()
    {
        ViewHistory history;
        for (int i = 1; i <= 5; ++i)
            history.change(
                "Select", [i](ViewState &state) { state.selection = {i}; }, "selection");
        QCOMPARE(history.stack()->count(), 1);
        history.settle();
        history.change(
            "Select", [](ViewState &state) { state.selection = {9}; }, "selection");
        QCOMPARE(history.stack()->count(), 2);
        history.stack()->undo();
        QCOMPARE(history.state().selection, std::set<std::int64_t>{5});
        history.stack()->undo();
        QVERIFY(history.state().selection.empty());
    }

    void recentFilesAreKeptInOrderAndThoseGoneLeftOut()
    {
        QTemporaryDir folder;
        FileMemory memory(folder.filePath("settings.ini"));
        QStringList made;
        for (int i = 0; i < FileMemory::kMostRecent + 3; ++i) {
            QFile file(folder.filePath(QString("%1.assay").arg(i)));
            QVERIFY(file.open(QIODevice::WriteOnly));
            made.prepend(file.fileName());
            memory.noteOpened(file.fileName());
        }
        QCOMPARE(memory.recentFiles(), made.mid(0, FileMemory::kMostRecent));
        memory.noteOpened(made[4]);
        QCOMPARE(memory.recentFiles().front(), made[4]);
        QVERIFY(QFile::remove(made[0]));
        QVERIFY(!memory.recentFiles().contains(made[0]));
        memory.forget(made[4]);
        QVERIFY(!memory.recentFiles().contains(made[4]));
    }
};

ASSAY_QT_TEST(ViewStateTest)
#include "view_state_test.moc"
