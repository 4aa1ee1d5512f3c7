#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include <QObject>
#include <QThreadPool>

#include "core/catalog/hardware.hpp"
#include "core/catalog/published.hpp"

namespace assay::ui {

/// What the hardware catalogue and what others published held when it was read last. Immutable.
struct Shelf {
    catalog::HardwareCatalogue hardware;
    catalog::PublishedData published;

    /// The entry of a target: as desk::hardwareOf, with what the user names by target ("cpu:native"); null when
    /// there is none.
    [[nodiscard]] const Json *entryOf(std::string_view target, const std::map<std::string, std::string> &named) const;
};
using ShelfPointer = std::shared_ptr<const Shelf>;

/// Reads the hardware catalogue on a thread of its own. UI thread.
class HardwareShelf : public QObject {
    Q_OBJECT
public:
    explicit HardwareShelf(QObject *parent = nullptr);
    ~HardwareShelf() override;

    /// Starts reading (again); `changed` follows.
    void load();
    /// Null until it was read.
    [[nodiscard]] const ShelfPointer &shelf() const { return m_shelf; }

signals:
    void changed();

private:
    QThreadPool m_pool;
    ShelfPointer m_shelf;
};

} // namespace assay::ui
