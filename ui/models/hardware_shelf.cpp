#include "ui/models/hardware_shelf.hpp"

namespace assay::ui {

const Json *Shelf::entryOf(std::string_view target, const std::map<std::string, std::string> &named) const
{
    if (const auto found = named.find(std::string(target)); found != named.end())
        return hardware.find(found->second);
    for (const Json &entry : hardware.targets)
        if (entry.contains("emulation") &&
            entry["emulation"]["backend"].get<std::string>() + ":" + entry["emulation"]["device"].get<std::string>() ==
                target)
            return &entry;
    return nullptr;
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
