#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <QObject>

#include "core/catalog/workload.hpp"
#include "core/desk/named_assumptions.hpp"
#include "ui/models/what_if_answer.hpp"

namespace assay::ui {

/// Answers questions on the thread that it lives on. Reads the study file by a connection of its own.
class WhatIfWorker : public QObject {
    Q_OBJECT
public:
    explicit WhatIfWorker(std::shared_ptr<std::atomic<std::uint64_t>> newest) : m_newest(std::move(newest)) {}

    /// Another file: "" for none. Gives the sets of assumptions that may be chosen.
    [[nodiscard]] Result<desk::NamedAssumptions> open(const std::string &file);
    /// Keeps the set in the study file, in place of one of that name. Errors: somebody writes the file now.
    [[nodiscard]] Result<desk::NamedAssumptions> save(const std::string &file, const model::Assumptions &set);
    /// Sends answers through `give`, the quick part first; stops where a newer question is there.
    void answer(std::uint64_t number, WhatIfQuestion question, const std::function<void(WhatIfPointer)> &give);

private:
    [[nodiscard]] bool isOld(std::uint64_t number) const { return *m_newest != number; }

    std::shared_ptr<std::atomic<std::uint64_t>> m_newest;
    std::unique_ptr<store::StudyFile> m_file;
    void useHardware(const std::map<std::string, std::string, std::less<>> &named);
    [[nodiscard]] const catalog::Workload *workload(const std::string &id);

    catalog::HardwareCatalogue m_catalogue;
    std::map<std::string, std::string, std::less<>> m_hardware;
    std::optional<catalog::WorkloadLibrary> m_library; ///< read when advice is asked for first
    std::optional<desk::OptionDrafter> m_drafter;
    WhatIfQuestion m_last; ///< its choices hold while results and selection are the same
};

} // namespace assay::ui
