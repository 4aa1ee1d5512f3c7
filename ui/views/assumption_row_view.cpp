#include "ui/views/assumption_row_view.hpp"

#include <algorithm>
#include <cmath>

#include <QGridLayout>
#include <QKeyEvent>
#include <QLocale>

#include "ui/models/what_if_words.hpp"
#include "ui/views/icons.hpp"

namespace assay::ui {
namespace {

constexpr int kSteps = 400;

QToolButton *smallButton(const QString &icon, const QString &tip)
{
    auto *button = new QToolButton;
    button->setIcon(themedIcon(icon));
    button->setAutoRaise(true);
    button->setToolTip(tip);
    button->setFocusPolicy(Qt::StrongFocus);
    return button;
}

/// "0.2", or "0.1:0.2:0.4" for a range that the user gave.
QString valueText(const AssumptionRow &row)
{
    const QString value = assumptionText(row.range.value, "");
    return row.changed && row.range.low < row.range.high
               ? assumptionText(row.range.low, "") + ":" + value + ":" + assumptionText(row.range.high, "")
               : value;
}

QString toolTipOf(const AssumptionRow &row)
{
    QString text = QString::fromStdString(row.id + "\n" + row.meaning);
    if (!row.known)
        return text + "\n" + AssumptionRowView::tr("Not known: an option cannot be priced without it.");
    if (row.range.low < row.range.high)
        text += "\n" + AssumptionRowView::tr("Range: %1 to %2")
                           .arg(assumptionText(row.range.low, row.unit), assumptionText(row.range.high, row.unit));
    if (!row.source.empty())
        text += "\n" + AssumptionRowView::tr("Source: %1").arg(QString::fromStdString(row.source));
    if (row.unverified)
        text += "\n" + AssumptionRowView::tr("Unverified");
    if (row.stale)
        text += "\n" + AssumptionRowView::tr("More than 90 days old");
    return text;
}

} // namespace

AssumptionRowView::AssumptionRowView(const AssumptionRow &row, QWidget *parent)
    : QWidget(parent), m_row(row), m_name(new QLabel), m_slider(new QSlider(Qt::Horizontal)), m_value(new QLineEdit),
      m_unit(new QLabel), m_lock(smallButton("lock", tr("Lock: sliders and reset leave it alone"))),
      m_reset(smallButton("undo", tr("Back to the set's value"))), m_curve(new MiniCurve)
{
    const QString id = QString::fromStdString(row.id);
    m_slider->setRange(0, kSteps);
    m_slider->setPageStep(kSteps / 20);
    m_slider->setAccessibleName(tr("%1, slider").arg(id));
    m_value->setAccessibleName(tr("%1, value").arg(id));
    m_value->setAlignment(Qt::AlignRight);
    m_value->setFixedWidth(84);
    m_lock->setCheckable(true);
    m_lock->setAccessibleName(tr("Lock %1").arg(id));
    m_reset->setAccessibleName(tr("Reset %1").arg(id));
    m_name->setBuddy(m_value);
    m_name->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // its text is cut before the row gets wider

    auto *layout = new QGridLayout(this);
    layout->setContentsMargins(0, 4, 0, 4);
    layout->setHorizontalSpacing(4);
    layout->setVerticalSpacing(0);
    layout->addWidget(m_name, 0, 0, 1, 5);
    layout->addWidget(m_slider, 1, 0);
    layout->addWidget(m_value, 1, 1);
    layout->addWidget(m_unit, 1, 2);
    layout->addWidget(m_lock, 1, 3);
    layout->addWidget(m_reset, 1, 4);
    layout->addWidget(m_curve, 0, 5, 2, 1);
    layout->setColumnStretch(0, 1);
    m_unit->setMinimumWidth(60);

    connect(m_slider, &QSlider::valueChanged, this, &AssumptionRowView::takeSlider);
    connect(m_slider, &QSlider::sliderReleased, this, &AssumptionRowView::settled);
    connect(m_value, &QLineEdit::editingFinished, this, &AssumptionRowView::takeText);
    connect(m_lock, &QToolButton::clicked, this, &AssumptionRowView::lockChanged);
    connect(m_reset, &QToolButton::clicked, this, &AssumptionRowView::resetRequested);
    m_value->installEventFilter(this);
    show(row);
}

/// Undo in a box that nobody is typing in takes back the assumption, not a letter.
bool AssumptionRowView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_value && event->type() == QEvent::ShortcutOverride && !m_value->isModified()) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo)) {
            event->ignore();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void AssumptionRowView::show(const AssumptionRow &row)
{
    const bool dragged = m_slider->isSliderDown(); // its ends stay while a hand is on it
    const double low = m_row.sliderLow(), high = m_row.sliderHigh();
    AssumptionRow shown = row;
    if (dragged && low <= row.range.value && row.range.value <= high)
        shown.range = row.range;
    if (!dragged)
        m_row = shown;
    else
        m_row.range.value = shown.range.value;
    const QString meaning = QString::fromStdString(row.meaning);
    m_name->setText(row.changed ? tr("<b>%1</b>").arg(meaning.toHtmlEscaped()) : meaning.toHtmlEscaped());
    const QString tip = toolTipOf(row);
    for (QWidget *part : std::initializer_list<QWidget *>{m_name, m_slider, m_value})
        part->setToolTip(tip);
    m_unit->setText(QString::fromStdString(row.unit));
    if (!m_value->hasFocus() || !m_value->isModified())
        m_value->setText(row.known ? valueText(row) : QString());
    m_value->setPlaceholderText(tr("not known"));
    m_value->setModified(false);
    if (!dragged) {
        const QSignalBlocker quiet(m_slider);
        m_slider->setValue(row.known ? positionOf(row.range.value) : 0);
    }
    m_slider->setEnabled(!row.locked);
    m_value->setEnabled(!row.locked);
    m_lock->setChecked(row.locked);
    m_reset->setEnabled(row.changed && !row.locked);
}

int AssumptionRowView::positionOf(double value) const
{
    const double low = m_row.sliderLow(), high = m_row.sliderHigh();
    if (!(high > low))
        return 0;
    const double part = m_row.isLogarithmic() ? std::log(std::max(value, low) / low) / std::log(high / low)
                                              : (value - low) / (high - low);
    return static_cast<int>(std::lround(std::clamp(part, 0.0, 1.0) * kSteps));
}

double AssumptionRowView::valueAt(int position) const
{
    const double low = m_row.sliderLow(), high = m_row.sliderHigh(), part = static_cast<double>(position) / kSteps;
    return m_row.isLogarithmic() ? low * std::pow(high / low, part) : low + (high - low) * part;
}

void AssumptionRowView::takeSlider(int position)
{
    const double value = valueAt(position);
    const double digits = value == 0 ? 1 : std::pow(10, std::floor(std::log10(std::abs(value))) - 2);
    emit valueChanged(std::round(value / digits) * digits); // three digits: nobody drags to more
}

void AssumptionRowView::takeText()
{
    if (!m_value->isModified())
        return;
    m_value->setModified(false);
    std::vector<double> numbers;
    for (const QString &part : QString(m_value->text()).remove(',').split(':')) {
        bool isNumber = false;
        const double value = part.trimmed().toDouble(&isNumber);
        if (isNumber && std::isfinite(value) && value >= m_row.least && value <= m_row.most)
            numbers.push_back(value);
    }
    const auto parts = m_value->text().count(':') + 1;
    if (static_cast<std::size_t>(parts) == numbers.size() && (parts == 1 || parts == 3) &&
        std::ranges::is_sorted(numbers)) {
        emit settled();
        if (parts == 1)
            emit valueChanged(numbers[0]);
        else
            emit rangeChanged(numbers[0], numbers[1], numbers[2]);
        return;
    }
    m_value->setText(m_row.known ? valueText(m_row) : QString());
    m_value->setToolTip(tr("A number from %1 to %2, or low:typical:high")
                            .arg(assumptionText(m_row.least, m_row.unit), assumptionText(m_row.most, m_row.unit)));
}

} // namespace assay::ui
