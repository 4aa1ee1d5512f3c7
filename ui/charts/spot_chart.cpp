#include "ui/charts/spot_chart.hpp"

#include <algorithm>

namespace assay::charts {

void SpotChart::setSpots(std::vector<Spot> spots)
{
    m_spots = std::move(spots);
    dataChanged();
}

std::optional<Id> SpotChart::markId(std::size_t mark) const
{
    return mark < m_spots.size() ? m_spots[mark].id : std::nullopt;
}

QPointF SpotChart::markPlace(std::size_t mark, const Frame &frame) const
{
    return frame.toPixel(m_spots[mark].x, m_spots[mark].y);
}

std::optional<std::size_t> SpotChart::stepped(std::size_t from, Step step) const
{
    if (from >= m_spots.size() || (step != Step::Up && step != Step::Down))
        return Chart::stepped(from, step);
    const Spot &here = m_spots[from];
    const bool up = step == Step::Up;
    std::optional<std::size_t> best;
    const auto away = [&](std::size_t i) { return std::abs(m_spots[i].x - here.x); };
    for (std::size_t i = 0; i < m_spots.size(); ++i) {
        const std::size_t series = m_spots[i].series;
        if (up ? series >= here.series : series <= here.series)
            continue;
        const bool nearerSeries = best && (up ? series > m_spots[*best].series : series < m_spots[*best].series);
        const bool sameSeries = best && series == m_spots[*best].series;
        if (!best || nearerSeries || (sameSeries && away(i) < away(*best)))
            best = i;
    }
    return best ? best : from;
}

} // namespace assay::charts
