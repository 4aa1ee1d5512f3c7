#include "ui/charts/palette.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace assay::charts {
namespace {

constexpr std::size_t kStops = 4;

// Found by searching from the colours of Okabe and Ito for the largest smallest difference (CIEDE2000) between any two
// in normal and three simulated kinds of colour vision, with contrast 3.15:1 or more; tests/ui/charts checks them.
constexpr std::array<QRgb, Colours::kSeries> kLightSeries{0xff074ed6, 0xffe16100, 0xff0b866a, 0xff934f32,
                                                          0xffa8769e, 0xff1389ff, 0xff532400, 0xff564161};
constexpr std::array<QRgb, Colours::kSeries> kDarkSeries{0xff0f7db0, 0xffffdb25, 0xff3ab37d, 0xffee770c,
                                                         0xffa690a2, 0xff57ebf5, 0xffa5593e, 0xffa68efd};
constexpr std::array<QRgb, kStops> kLightRamp{0xff3b8ea5, 0xff2c5f9e, 0xff45257a, 0xff2b0a3d};
constexpr std::array<QRgb, kStops> kDarkRamp{0xff4b7bb0, 0xff4fb3a5, 0xffb5dd60, 0xfffdf6b2};

Colours makeLight()
{
    Colours c;
    c.background = QColor(0xff, 0xff, 0xff);
    c.text = QColor(0x1b, 0x23, 0x30);
    c.muted = QColor(0x59, 0x65, 0x75);
    c.axis = QColor(0xa9, 0xb3, 0xc0);
    c.grid = QColor(0xe6, 0xea, 0xef);
    c.accent = QColor(0x1d, 0x5f, 0xc4);
    c.selection = QColor(0x10, 0x22, 0x3d);
    c.ghost = QColor(0xc9, 0xd0, 0xd9);
    c.warning = QColor(0xb0, 0x3a, 0x00);
    c.box = QColor(0xff, 0xff, 0xff);
    c.boxBorder = QColor(0xa9, 0xb3, 0xc0);
    return c;
}

Colours makeDark()
{
    Colours c;
    c.background = QColor(0x1b, 0x20, 0x28);
    c.text = QColor(0xe5, 0xe9, 0xef);
    c.muted = QColor(0x9a, 0xa7, 0xb7);
    c.axis = QColor(0x5a, 0x67, 0x77);
    c.grid = QColor(0x2a, 0x31, 0x3b);
    c.accent = QColor(0x78, 0xae, 0xff);
    c.selection = QColor(0xff, 0xff, 0xff);
    c.ghost = QColor(0x3d, 0x47, 0x54);
    c.warning = QColor(0xff, 0xb0, 0x70);
    c.box = QColor(0x26, 0x2d, 0x38);
    c.boxBorder = QColor(0x5a, 0x67, 0x77);
    c.dark = true;
    return c;
}

} // namespace

QColor Colours::series(std::size_t index) const
{
    return QColor((dark ? kDarkSeries : kLightSeries)[index % kSeries]);
}

QColor Colours::ramp(double part) const
{
    const auto &stops = dark ? kDarkRamp : kLightRamp;
    const double place = std::clamp(std::isfinite(part) ? part : 0.0, 0.0, 1.0) * (kStops - 1);
    const auto from = std::min(static_cast<std::size_t>(place), kStops - 2);
    const float weight = static_cast<float>(place - static_cast<double>(from));
    const QColor a(stops[from]), b(stops[from + 1]);
    const auto mix = [weight](float x, float y) { return x + (y - x) * weight; };
    return QColor::fromRgbF(mix(a.redF(), b.redF()), mix(a.greenF(), b.greenF()), mix(a.blueF(), b.blueF()));
}

QColor Colours::faint(const QColor &colour, double opacity) const
{
    QColor copy = colour;
    copy.setAlphaF(static_cast<float>(opacity));
    return copy;
}

const Colours &lightColours()
{
    static const Colours kColours = makeLight();
    return kColours;
}

const Colours &darkColours()
{
    static const Colours kColours = makeDark();
    return kColours;
}

Colours coloursOf(const QPalette &palette)
{
    const QColor base = palette.color(QPalette::Base);
    Colours colours = base.lightness() < palette.color(QPalette::Text).lightness() ? darkColours() : lightColours();
    colours.background = base;
    return colours;
}

} // namespace assay::charts
