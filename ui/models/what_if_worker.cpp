#include "ui/models/what_if_worker.hpp"

#include <QDateTime>

#include "core/base/clock.hpp"

namespace assay::ui {

Result<desk::NamedAssumptions> WhatIfWorker::open(const std::string &file)
{
    m_drafter.reset();
    m_file.reset();
    if (file.empty())
        return desk::namedAssumptions({});
    auto opened = store::StudyFile::open(file, store::StudyFile::Mode::ReadOnly);
    if (!opened)
        return failure(opened.error());
    m_file = std::make_unique<store::StudyFile>(std::move(*opened));
    m_catalogue = catalog::loadHardware();
    useHardware({});
    auto sets = m_file->assumptionSets();
    if (!sets)
        return failure(sets.error());
    return desk::namedAssumptions(std::move(*sets));
}

void WhatIfWorker::useHardware(const std::map<std::string, std::string, std::less<>> &named)
{
    m_hardware = named;
    m_drafter.emplace(m_catalogue, desk::TargetChoices{named, {}},
                      [this](const study::ResultRecord &result) { return desk::serviceTimes(*m_file, result); });
}

const catalog::Workload *WhatIfWorker::workload(const std::string &id)
{
    if (!m_library)
        m_library = catalog::loadWorkloads();
    const auto found = m_library->require(id);
    return found ? *found : nullptr;
}

Result<desk::NamedAssumptions> WhatIfWorker::save(const std::string &path, const model::Assumptions &set)
{
    auto file = store::StudyFile::open(path, store::StudyFile::Mode::ReadWrite);
    if (!file)
        return failure(file.error());
    if (const Status saved =
            file->saveAssumptions(set.toJson(), QDateTime::currentDateTimeUtc().toString(Qt::ISODate).toStdString());
        !saved)
        return failure(saved.error());
    auto sets = file->assumptionSets();
    if (!sets)
        return failure(sets.error());
    return desk::namedAssumptions(std::move(*sets));
}

void WhatIfWorker::answer(std::uint64_t number, WhatIfQuestion question, const std::function<void(WhatIfPointer)> &give)
{
    if (!m_drafter || isOld(number))
        return;
    if (question.results != m_last.results)
        m_drafter->forget();
    if (question.hardware != m_hardware)
        useHardware(question.hardware);
    const bool sameChoices = question.results == m_last.results && question.selected == m_last.selected;
    question.chosen = sameChoices ? m_last.chosen : whatIfChoices(*question.results, question.selected);
    m_last = question;
    const auto quick = quickAnswer(question, *m_drafter, today());
    give(quick);
    if (isOld(number))
        return;
    // The quick one is shared by now: the whole is another one.
    const auto whole = quickAnswer(question, *m_drafter, today());
    completeAnswer(*whole, question);
    if (!isOld(number))
        addAdvice(*whole, question, [this](const std::string &id) { return workload(id); });
    whole->complete = true;
    if (!isOld(number))
        give(whole);
}

} // namespace assay::ui
