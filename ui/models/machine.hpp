#pragma once

#include <map>
#include <memory>
#include <stop_token>
#include <string>

#include <QObject>
#include <QThreadPool>

#include "core/desk/surroundings.hpp"

namespace assay::ui {

/// What this machine can run, and what. Immutable.
struct MachineFacts {
    desk::Surroundings around;
    std::map<std::string, std::string> without; ///< backends that have no device, and why
};
using MachinePointer = std::shared_ptr<const MachineFacts>;

/// Looks for workloads, backends and devices on a thread of its own; backends are asked in processes of their own.
/// UI thread.
class Machine : public QObject {
    Q_OBJECT
public:
    explicit Machine(QObject *parent = nullptr);
    ~Machine() override; ///< stops looking

    /// Starts looking (again); `found` follows.
    void look();
    [[nodiscard]] bool isLooking() const { return m_looking; }
    /// Null until it was looked for.
    [[nodiscard]] const MachinePointer &facts() const { return m_facts; }

signals:
    void lookingChanged();
    void found();

private:
    QThreadPool m_pool;
    std::stop_source m_stop;
    MachinePointer m_facts;
    bool m_looking = false;
};

} // namespace assay::ui
