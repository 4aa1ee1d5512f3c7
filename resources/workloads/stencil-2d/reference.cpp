// Every inner cell becomes half itself plus an eighth of each neighbour; the border stays. Reals are kept in double.
#include "plugins/sdk/workload.h"

namespace {

using assay::sdk::Call;

double updated(double self, double neighbours)
{
    return 0.5 * self + 0.125 * neighbours;
}
std::int32_t updated(std::int32_t self, std::int32_t neighbours)
{
    return (4 * self + neighbours + 4) >> 3;
}

template <class T, class Precise> void iterate(const Call &call)
{
    const std::size_t width = call.params.size("width");
    const std::size_t height = call.params.size("height");
    std::vector<Precise> now(call.input<T>(0), call.input<T>(0) + width * height);
    std::vector<Precise> next = now;
    for (std::size_t step = 0; step < call.params.size("steps"); ++step) {
        for (std::size_t y = 1; y + 1 < height; ++y)
            for (std::size_t x = 1; x + 1 < width; ++x) {
                const std::size_t i = y * width + x;
                next[i] = updated(now[i], now[i - width] + now[i + width] + now[i - 1] + now[i + 1]);
            }
        now.swap(next);
    }
    for (std::size_t i = 0; i < now.size(); ++i)
        call.output<T>(0)[i] = static_cast<T>(now[i]);
}

void reference(const Call &call)
{
    if (call.params.text("dtype") == "f32")
        iterate<float, double>(call);
    else
        iterate<std::int32_t, std::int32_t>(call);
}

} // namespace

ASSAY_WORKLOAD("stencil-2d", reference)
