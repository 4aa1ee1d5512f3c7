#include <array>
#include <cstring>
#include <memory>

#include <dlfcn.h>

#include "core/measure/energy.hpp"

namespace assay::measure {
namespace {

constexpr int kSuccess = 0;
constexpr int kNoPermission = 4;

/// libnvidia-ml, loaded only if it is there; its C interface is small enough to declare here.
class Nvml {
public:
    static std::shared_ptr<Nvml> load()
    {
        void *library = dlopen("libnvidia-ml.so.1", RTLD_NOW | RTLD_LOCAL);
        if (library == nullptr)
            return nullptr;
        auto nvml = std::make_shared<Nvml>(library);
        return nvml->m_ready ? nvml : nullptr;
    }
    explicit Nvml(void *library) : m_library(library)
    {
        find(m_init, "nvmlInit_v2");
        find(m_shutdown, "nvmlShutdown");
        find(m_count, "nvmlDeviceGetCount_v2");
        find(m_handle, "nvmlDeviceGetHandleByIndex_v2");
        find(m_energy, "nvmlDeviceGetTotalEnergyConsumption");
        m_ready = m_init != nullptr && m_shutdown != nullptr && m_count != nullptr && m_handle != nullptr &&
                  m_energy != nullptr && m_init() == kSuccess;
    }
    ~Nvml()
    {
        if (m_ready)
            m_shutdown();
        dlclose(m_library);
    }
    Nvml(const Nvml &) = delete;
    Nvml &operator=(const Nvml &) = delete;

    [[nodiscard]] unsigned count() const
    {
        unsigned devices = 0;
        return m_count(&devices) == kSuccess ? devices : 0;
    }
    [[nodiscard]] void *device(unsigned index) const
    {
        void *handle = nullptr;
        return m_handle(index, &handle) == kSuccess ? handle : nullptr;
    }
    [[nodiscard]] int millijoules(void *device, unsigned long long &value) const { return m_energy(device, &value); }

private:
    template <class Function> void find(Function *&function, const char *name)
    {
        void *symbol = dlsym(m_library, name);
        std::memcpy(&function, &symbol, sizeof symbol);
    }

    void *m_library;
    bool m_ready = false;
    int (*m_init)() = nullptr;
    int (*m_shutdown)() = nullptr;
    int (*m_count)(unsigned *) = nullptr;
    int (*m_handle)(unsigned, void **) = nullptr;
    int (*m_energy)(void *, unsigned long long *) = nullptr;
};

class NvmlSource final : public EnergySource {
public:
    NvmlSource(std::shared_ptr<Nvml> nvml, void *device, unsigned index)
        : m_nvml(std::move(nvml)), m_device(device), m_index(index)
    {
    }
    [[nodiscard]] std::string name() const override { return "NVML device " + std::to_string(m_index); }
    [[nodiscard]] std::string scope() const override { return "gpu-" + std::to_string(m_index); }
    [[nodiscard]] std::optional<double> joules() override
    {
        unsigned long long value = 0;
        if (m_nvml->millijoules(m_device, value) != kSuccess)
            return std::nullopt;
        return static_cast<double>(value) * 1e-3;
    }

private:
    std::shared_ptr<Nvml> m_nvml;
    void *m_device;
    unsigned m_index;
};

} // namespace

std::vector<std::unique_ptr<EnergySource>> openNvml(bool &denied)
{
    std::vector<std::unique_ptr<EnergySource>> sources;
    const auto nvml = Nvml::load();
    for (unsigned i = 0; nvml && i < nvml->count(); ++i) {
        void *device = nvml->device(i);
        unsigned long long value = 0;
        const int status = device == nullptr ? kNoPermission : nvml->millijoules(device, value);
        denied = denied || status == kNoPermission;
        if (status == kSuccess)
            sources.push_back(std::make_unique<NvmlSource>(nvml, device, i));
    }
    return sources;
}

} // namespace assay::measure
