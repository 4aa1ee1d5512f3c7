#include "ui/models/sample_source.hpp"

#include <algorithm>

#include "ui/models/study_reader.hpp"

namespace assay::ui {

SampleSource::SampleSource(StudySession &session, QObject *parent) : QObject(parent), m_session(session)
{
    const auto forget = [this] { m_entries.clear(); };
    connect(&session, &StudySession::opened, this, forget);
    connect(&session, &StudySession::closed, this, forget);
}

void SampleSource::want(const std::vector<std::int64_t> &numbers)
{
    std::erase_if(m_entries,
                  [&](const auto &entry) { return std::ranges::find(numbers, entry.first) == numbers.end(); });
    const SnapshotPointer &snapshot = m_session.snapshot();
    for (const std::int64_t number : numbers) {
        const auto row = snapshot ? snapshot->rowOf(number) : std::nullopt;
        if (!row)
            continue;
        const unsigned runs = snapshot->rows[*row].standing.complete;
        const auto [entry, isNew] = m_entries.try_emplace(number);
        if (!isNew && entry->second.runs == runs)
            continue;
        entry->second.runs = runs;
        ask(number, runs);
    }
}

void SampleSource::ask(std::int64_t number, unsigned runs)
{
    m_session.onStore([self = QPointer<SampleSource>(this), number, runs](StudyReader &reader) {
        auto samples = reader.samples(number);
        return std::function<void()>([self, number, runs, samples = std::move(samples)] {
            if (!self)
                return;
            const auto entry = self->m_entries.find(number);
            if (entry == self->m_entries.end() || entry->second.runs != runs)
                return; // no longer wanted, or asked again since
            entry->second.problem = samples ? QString() : QString::fromStdString(samples.error().text());
            if (samples)
                entry->second.samples = *samples;
            emit self->changed();
        });
    });
}

SamplesPointer SampleSource::samples(std::int64_t number) const
{
    const auto found = m_entries.find(number);
    return found == m_entries.end() ? nullptr : found->second.samples;
}

QString SampleSource::problem(std::int64_t number) const
{
    const auto found = m_entries.find(number);
    return found == m_entries.end() ? QString() : found->second.problem;
}

} // namespace assay::ui
