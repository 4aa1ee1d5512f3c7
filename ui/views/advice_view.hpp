#pragma once

#include <QTextBrowser>

#include "ui/models/what_if_answer.hpp"

namespace assay::ui {

/// Whether to move, and every finding with what it rests on; its links select the results.
class AdviceView : public QTextBrowser {
    Q_OBJECT
public:
    explicit AdviceView(QWidget *parent = nullptr);
    void setAnswer(const WhatIfAnswer *answer);

signals:
    void resultsChosen(const std::vector<std::int64_t> &numbers);

private:
    QString m_shown;
};

} // namespace assay::ui
