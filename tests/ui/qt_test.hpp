#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include <QObject>
#include <QtTest>

namespace assay::test {

using MakeTest = std::function<std::unique_ptr<QObject>()>;
/// The test classes of this program by name.
std::map<std::string, MakeTest> &qtTests();

struct RegisterQtTest {
    RegisterQtTest(const char *name, MakeTest make) { qtTests().emplace(name, std::move(make)); }
};

} // namespace assay::test

/// At the end of a test's file, with the class in the global namespace or named by `using`; behind it comes
/// `#include "<file>.moc"`.
#define ASSAY_QT_TEST(Class)                                                                                           \
    static const assay::test::RegisterQtTest kRegister##Class(#Class, [] { return std::make_unique<Class>(); });
