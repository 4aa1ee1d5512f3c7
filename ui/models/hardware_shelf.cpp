#include "ui/models/hardware_shelf.hpp"

#include "core/desk/target_hardware.hpp"

namespace assay::ui {

const Json *Shelf::entryOf(std::string_view target, const std::map<std::string, std::string> &named) const
{
    const auto id = study::TargetId::parse(target);
    return id ? desk::hardwareOf(hardware, {named.begin(), named.end()}, *id).value_or(nullptr) : nullptr;
}

HardwareShelf::HardwareShelf(QObject *parent) : QObject(parent)
{
    m_pool.setMaxThreadCount(1);
}

HardwareShelf::~HardwareShelf()
{
    m_pool.waitForDone();
}

void HardwareShelf::load()
{
    m_pool.start([this] {
        auto shelf = std::make_shared<Shelf>();
        shelf->hardware = catalog::loadHardware();
        shelf->published = catalog::loadPublished();
        QMetaObject::invokeMethod(this, [this, shelf] {
            m_shelf = shelf;
            emit changed();
        });
    });
}

} // namespace assay::ui
