#include "ui/views/advice_view.hpp"

#include <QScrollBar>

#include "core/report/printable.hpp"

namespace assay::ui {
namespace {

QString adviceWord(const std::string &text)
{
    return QString::fromStdString(report::printable(text)).toHtmlEscaped();
}

/// "results:3,7": what a click selects.
QString linkTo(const std::vector<std::int64_t> &numbers)
{
    QStringList ids, names;
    for (const std::int64_t number : numbers) {
        ids << QString::number(number);
        names << QStringLiteral("#%1").arg(number);
    }
    return QStringLiteral("<a href=\"results:%1\">%2</a>")
        .arg(ids.join(','), AdviceView::tr("Show %1").arg(names.join(", ")));
}

QString findingHtml(const model::Finding &finding)
{
    QString html =
        QStringLiteral("<p><b>%1</b> <i>(%2)</i>: %3")
            .arg(adviceWord(finding.topic), adviceWord(model::toText(finding.strength)), adviceWord(finding.claim));
    for (const std::string &reason : finding.because)
        html += "<br>&nbsp;&nbsp;" + AdviceView::tr("because %1").arg(adviceWord(reason));
    if (!finding.wouldChange.empty())
        html += "<br>&nbsp;&nbsp;" + AdviceView::tr("changes with: %1").arg(adviceWord(finding.wouldChange));
    if (!finding.results.empty())
        html += "<br>&nbsp;&nbsp;" + linkTo(finding.results);
    return html + "</p>";
}

QString adviceHtml(const WhatIfAnswer &answer)
{
    if (!answer.advice)
        return answer.adviceProblem.empty() ? AdviceView::tr("Being worked out …") : adviceWord(answer.adviceProblem);
    QString html = "<p><b>" + adviceWord(answer.advice->recommendation) + "</b></p>";
    for (const std::string &change : answer.advice->wouldChange)
        html += "<p>" + AdviceView::tr("Would change it: %1").arg(adviceWord(change)) + "</p>";
    for (const model::Finding &finding : answer.advice->findings)
        html += findingHtml(finding);
    return html;
}

} // namespace

AdviceView::AdviceView(QWidget *parent) : QTextBrowser(parent)
{
    setOpenLinks(false);
    setAccessibleName(tr("Advice"));
    connect(this, &QTextBrowser::anchorClicked, this, [this](const QUrl &link) {
        std::vector<std::int64_t> numbers;
        for (const QString &number : link.path().split(','))
            numbers.push_back(number.toLongLong());
        emit resultsChosen(numbers);
    });
}

void AdviceView::setAnswer(const WhatIfAnswer *answer)
{
    if (answer != nullptr && !answer->complete)
        return; // the advice before stays until there is another
    const QString html = answer == nullptr ? QString() : adviceHtml(*answer);
    if (html == m_shown)
        return;
    m_shown = html;
    const int scrolled = verticalScrollBar()->value();
    setHtml(html);
    verticalScrollBar()->setValue(scrolled);
}

} // namespace assay::ui
