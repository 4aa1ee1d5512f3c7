#include "ui/models/what_if_worker.hpp"

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
    m_drafter.emplace(catalog::loadHardware(), desk::TargetChoices{},
                      [this](const study::ResultRecord &result) { return desk::serviceTimes(*m_file, result); });
    auto sets = m_file->assumptionSets();
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
    const bool sameChoices = question.results == m_last.results && question.selected == m_last.selected;
    question.chosen = sameChoices ? m_last.chosen : whatIfChoices(*question.results, question.selected);
    m_last = question;
    const auto quick = quickAnswer(question, *m_drafter, today());
    give(quick);
    if (isOld(number) || !quick->problem.empty())
        return;
    // The quick one is shared by now: the whole is another one.
    const auto whole = quickAnswer(question, *m_drafter, today());
    completeAnswer(*whole);
    if (!isOld(number))
        give(whole);
}

} // namespace assay::ui
