// The main function of every QtTest program: runs the classes named on the command line, or all of them.
#include "tests/ui/qt_test.hpp"

#include <cstdio>

#include <QApplication>
#include <QStandardPaths>

namespace assay::test {

std::map<std::string, MakeTest> &qtTests()
{
    static std::map<std::string, MakeTest> tests;
    return tests;
}

} // namespace assay::test

int main(int count, char **arguments)
{
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QStandardPaths::setTestModeEnabled(true);
    QApplication application(count, arguments);
    int failed = 0;
    for (const auto &[name, make] : assay::test::qtTests()) {
        if (count > 1 && name != arguments[1])
            continue;
        QStringList options = {QString::fromStdString(name)};
        for (int i = 2; i < count; ++i)
            options << QString::fromLocal8Bit(arguments[i]);
        failed += QTest::qExec(make().get(), options);
    }
    if (count > 1 && !assay::test::qtTests().contains(arguments[1])) {
        std::fprintf(stderr, "there is no test class %s\n", arguments[1]);
        return 1;
    }
    return failed == 0 ? 0 : 1;
}
