#pragma once

#include <map>
#include <utility>
#include <vector>

#include <QObject>
#include <QPointer>

#include "ui/models/result_samples.hpp"
#include "ui/models/study_session.hpp"

namespace assay::ui {

/// Raw samples of some results of the session's study, read on the store thread and kept while they are wanted.
/// UI thread.
class SampleSource : public QObject {
    Q_OBJECT
public:
    explicit SampleSource(StudySession &session, QObject *parent = nullptr);

    /// These and no others; what is not there yet is read, and `changed` follows. Results with new runs are read again.
    void want(const std::vector<std::int64_t> &numbers);
    /// Null until it is read, and for a result that is not wanted.
    [[nodiscard]] SamplesPointer samples(std::int64_t number) const;
    /// Why the result's samples could not be read; "" when nothing is wrong.
    [[nodiscard]] QString problem(std::int64_t number) const;

signals:
    void changed();

private:
    struct Entry {
        unsigned runs = 0; ///< complete ones when it was asked for
        SamplesPointer samples;
        QString problem;
    };
    void ask(std::int64_t number, unsigned runs);

    StudySession &m_session;
    std::map<std::int64_t, Entry> m_entries;
};

} // namespace assay::ui
