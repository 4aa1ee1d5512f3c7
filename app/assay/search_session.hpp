#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "app/assay/run_display.hpp"
#include "app/assay/run_plan.hpp"
#include "app/assay/search_options.hpp"
#include "core/desk/option_drafter.hpp"
#include "core/desk/study_sink.hpp"
#include "core/report/search_text.hpp"
#include "core/run/study_runner.hpp"
#include "core/store/study_file.hpp"
#include "core/study/search/plan_space.hpp"

namespace assay::app {

/// Asks to stop when somebody else does, or when the time is up.
class StopOrTime {
public:
    StopOrTime(const std::stop_token &other, std::optional<double> seconds);
    [[nodiscard]] std::stop_token token() const { return m_source.get_token(); }
    [[nodiscard]] bool timeUp() const { return m_source.stop_requested() && !m_other.stop_requested(); }
    [[nodiscard]] std::optional<double> secondsLeft() const;

private:
    std::stop_source m_source;
    std::stop_token m_other;
    std::stop_callback<std::function<void()>> m_forward;
    std::optional<std::int64_t> m_deadline;
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::jthread m_timer;
};

/// One search while it runs: proposes, runs what the file lacks, judges.
class SearchSession {
public:
    SearchSession(const SearchQuestion &question, const study::PlanSpace &space, const desk::Surroundings &around,
                  const run::StudyOptions &study, store::StudyFile &file, const std::stop_token &stop, bool quiet);

    /// Everything, from the first proposal to the confirmed front.
    [[nodiscard]] Result<report::SearchReport> run();

private:
    struct Design {
        std::string name;
        std::int64_t number = 0; ///< of its result; 0: there is none
        std::optional<study::DesignPoint> point;
        model::Judgement judgement;
        bool quick = false, evaluated = false;
    };

    [[nodiscard]] std::size_t room() const;
    [[nodiscard]] Result<std::vector<study::SearchPoint>> proposals();
    [[nodiscard]] Status evaluate(const std::vector<study::SearchPoint> &points);
    [[nodiscard]] Status runDesigns(const std::vector<Design *> &designs, bool again);
    [[nodiscard]] Result<bool> finished(const study::DesignPoint &point);
    [[nodiscard]] Status judge(Design &design);
    [[nodiscard]] Status confirm(report::SearchReport &report);
    void addFront(report::SearchReport &report) const;
    [[nodiscard]] run::StudyProgress overall(run::StudyProgress progress, std::size_t queued) const;

    const SearchQuestion &m_question;
    const study::PlanSpace &m_space;
    const desk::Surroundings &m_around;
    const run::StudyOptions &m_study;
    store::StudyFile &m_file;
    StopOrTime m_stop;
    desk::StudySink m_sink;
    RunDisplay m_display;
    std::optional<desk::OptionDrafter> m_drafter; ///< when assumptions decide anything

    std::uint64_t m_asked = 0; ///< points of the grid that the search may ask for so far
    std::vector<study::Evaluation> m_history;
    std::map<std::string, Design> m_designs; ///< by key, or by name where there is no design point
    std::size_t m_known = 0, m_runs = 0;
    std::optional<report::SearchEnd> m_end;
    std::string m_stopped;
};

} // namespace assay::app
