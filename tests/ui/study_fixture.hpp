#pragma once

#include <string>

#include <QTemporaryDir>

#include "core/store/study_file.hpp"

namespace assay::test {

/// One result to be stored.
struct Planned {
    std::string target = "cpu:native";
    std::int64_t m = 256;
    double p50 = 1e-3;
    unsigned runs = 5;
    bool quick = false, invalid = false, failed = false;
    Boundary boundary = Boundary::InMemory;
    Evidence evidence = Evidence::Measured;
};

/// A study file in a folder of its own, gone with this object.
class StudyFixture {
public:
    [[nodiscard]] QString file(const char *name = "study.assay") const { return m_folder.filePath(name); }
    [[nodiscard]] QString folder() const { return m_folder.path(); }

    /// Adds to the file, which is made where there is none. Each fails the test when the file cannot be written.
    void add(const std::vector<Planned> &results, const char *name = "study.assay") const;

    /// 1 and 2 differ clearly, 3 is quick, 4 failed, 5 asks another question, 6 is invalid, 7 is as fast as 1, 8 spans
    /// another boundary and is emulated.
    [[nodiscard]] static std::vector<Planned> usual();

private:
    QTemporaryDir m_folder;
};

} // namespace assay::test
