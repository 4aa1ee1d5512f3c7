#pragma once

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QRadioButton>
#include <QTableWidget>
#include <QTimer>
#include <QWidget>

#include "ui/models/hardware_shelf.hpp"
#include "ui/models/machine.hpp"
#include "ui/models/study_plan.hpp"

namespace assay::ui {

/// What is to be measured: workloads, targets, parameters, load; what comes of it and how long it takes; one button.
class StudyBuilder : public QWidget {
    Q_OBJECT
public:
    StudyBuilder(Machine &machine, HardwareShelf &shelf, QWidget *parent = nullptr);

    /// Where results go unless the user says so: the open study, or a new one when it is "".
    void setOpenStudy(const QString &file);
    /// While runs go on no others can be started.
    void setRunning(bool running);
    [[nodiscard]] const PlannedStudy &planned() const { return m_planned; }
    /// Devices and catalogue were found.
    [[nodiscard]] bool isReady() const { return m_machine.facts() && m_shelf.shelf(); }
    [[nodiscard]] QString file() const { return m_file->text(); }
    /// As a click on Run does, when it can be run.
    void run();

signals:
    void runWanted(const QString &file);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void fillWorkloads();
    void fillTargets();
    void fillParameters();
    void showWorkload();
    void plan();
    void showPlan();
    void chooseFile();
    [[nodiscard]] StudyChoice choice() const;
    [[nodiscard]] QWidget *workloadPart();
    [[nodiscard]] QWidget *targetPart();
    [[nodiscard]] QWidget *planPart();

    Machine &m_machine;
    HardwareShelf &m_shelf;
    PlannedStudy m_planned;
    QLineEdit *m_findWorkload, *m_findTarget, *m_file;
    QListWidget *m_workloads, *m_targets;
    QLabel *m_about, *m_looking, *m_summary;
    QPushButton *m_look, *m_run;
    QTableWidget *m_parameters;
    QComboBox *m_scenario;
    QDoubleSpinBox *m_slo;
    QRadioButton *m_quick, *m_full;
    QTimer m_planSoon; ///< typing plans once
    bool m_running = false, m_filling = false;
};

} // namespace assay::ui
