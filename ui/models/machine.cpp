#include "ui/models/machine.hpp"

namespace assay::ui {

Machine::Machine(QObject *parent) : QObject(parent)
{
    m_pool.setMaxThreadCount(1);
}

Machine::~Machine()
{
    m_stop.request_stop();
    m_pool.waitForDone();
}

void Machine::look()
{
    if (m_looking)
        return;
    m_looking = true;
    emit lookingChanged();
    m_pool.start([this, stop = m_stop.get_token()] {
        auto facts = std::make_shared<MachineFacts>();
        facts->around = desk::lookAround();
        facts->without = desk::findDevices(facts->around, stop);
        QMetaObject::invokeMethod(this, [this, facts] {
            m_facts = facts;
            m_looking = false;
            emit lookingChanged();
            emit found();
        });
    });
}

} // namespace assay::ui
