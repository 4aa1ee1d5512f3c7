#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <QObject>
#include <QStringList>
#include <QThread>
#include <QTimer>

#include "core/desk/named_assumptions.hpp"
#include "ui/models/assumption_rows.hpp"
#include "ui/models/study_session.hpp"
#include "ui/models/what_if_answer.hpp"

namespace assay::ui {

class WhatIfWorker;

/// What if …: assumptions that sliders move, and what they make of the study's results. Nothing stored is changed; each
/// move is a step that can be undone. UI thread; the answers are computed on a thread of its own, which reads the study
/// file itself: first ranking and crossings, then what takes longer. Only the newest question is answered.
class WhatIf : public QObject {
    Q_OBJECT
public:
    explicit WhatIf(StudySession &session, QObject *parent = nullptr);
    ~WhatIf() override;

    /// Names of the sets: "standard" first.
    [[nodiscard]] QStringList sets() const;
    [[nodiscard]] const model::Assumptions &assumptions() const { return m_assumptions; }
    [[nodiscard]] const std::vector<AssumptionRow> &rows() const { return m_rows; }
    /// Null until there is one.
    [[nodiscard]] const WhatIfPointer &answer() const { return m_answer; }
    [[nodiscard]] bool isBusy() const { return m_pending || m_soon.isActive(); }
    [[nodiscard]] const std::string &axis() const { return m_session.view().whatIf.axis; }
    /// Targets of the options now, in their order.
    [[nodiscard]] std::vector<std::string> targets() const;

    // Steps that can be undone. A value beyond what may be is moved to the nearest one that may.
    void chooseSet(const QString &name);
    void setValue(const std::string &id, double value);
    /// As unsure as low to high; ends beyond the value are moved to it.
    void setRange(const std::string &id, double low, double value, double high);
    void reset(const std::string &id);
    void resetAll();
    void setLocked(const std::string &id, bool locked);
    /// Which assumption the crossover is shown over.
    void setAxis(const std::string &id);
    void setMapAxes(const std::string &x, const std::string &y);
    /// What a target is in the hardware catalogue; "" for nothing.
    void setHardware(const std::string &target, const std::string &id);

    /// Keeps what is in force as a set of this name in the study file; `saved` or `failed` follows.
    void saveAs(const QString &name);

signals:
    void saved(const QString &name);
    void rowsChanged();   ///< values or which rows there are
    void answerChanged(); ///< another one, or its slower part
    void busyChanged();
    void setsChanged();
    void failed(const QString &reason);

private:
    void follow();
    void takeSets(const desk::NamedAssumptions &named);
    void ask();
    void takeAnswer(std::uint64_t question, const WhatIfPointer &answer);
    void edit(const QString &text, const std::function<void(WhatIfView &)> &change, const QString &mergeKey = {});
    void refreshRows();

    StudySession &m_session;
    QThread m_thread;
    WhatIfWorker *m_worker; ///< lives on m_thread, which deletes it
    std::shared_ptr<std::atomic<std::uint64_t>> m_newest;
    QTimer m_soon; ///< several changes in one turn of the event loop are one question
    desk::NamedAssumptions m_named;
    model::Assumptions m_set, m_assumptions;
    std::vector<AssumptionRow> m_rows;
    WhatIfPointer m_answer;
    std::string m_file;
    WhatIfView m_view;
    std::shared_ptr<const std::vector<study::ResultRecord>> m_asked; ///< what the newest question is about
    std::set<std::int64_t> m_askedSelection;
    std::optional<std::int64_t> m_askedBaseline;
    bool m_pending = false;
};

} // namespace assay::ui
