// SPDX-License-Identifier: MIT
//
// A backend in C++ over plugins/abi/assay_plugin.h: derive from Backend and Session, then
//
//   ASSAY_BACKEND(MyBackend, MySession, "my-backend", "My backend", "1.0")
//
// once, in one source file. plugins/template is a complete one. What fails throws (Failure with a status, or any
// std::exception); nothing thrown crosses the C boundary. Calls that are optional in the ABI are offered to the host
// exactly when MyBackend or MySession overrides them publicly. Link with hidden visibility.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "plugins/abi/assay_plugin.h"
#include "plugins/sdk/common.hpp"

namespace assay::sdk {

/// What the host offers. Valid until the backend is destroyed.
class Host {
public:
    explicit Host(const assay_host *host) : m_host(host) {}
    /// [any] Level is ASSAY_LOG_…; never from a timed call.
    void log(int32_t level, const std::string &text) const
    {
        if (m_host->log != nullptr)
            m_host->log(m_host->context, level, text.c_str());
    }
    /// Writable folder for compiled kernels and the like; "" when there is none.
    [[nodiscard]] std::string cacheDir() const { return m_host->cache_dir != nullptr ? m_host->cache_dir : ""; }
    /// Hardware this backend may emulate: a JSON array of catalogue entries; "[]" when there is none.
    [[nodiscard]] std::string hardware() const
    {
        return ASSAY_HAS_FIELD(m_host, hardware) && m_host->hardware != nullptr ? m_host->hardware : "[]";
    }

private:
    const assay_host *m_host;
};

/// assay_device with owned strings; empty and 0 mean unknown.
struct DeviceInfo {
    std::string id; ///< [a-z0-9._-]+, stable between calls and boots, unique within the backend
    std::string name, kind, vendor, driver, pciAddress, link, healthText;
    uint32_t flags = 0; ///< ASSAY_DEVICE_…
    uint32_t computeUnits = 0;
    uint32_t maxSlots = 1;
    uint64_t memoryBytes = 0;
    uint32_t clockMhz = 0;
    uint32_t health = ASSAY_HEALTH_OK;
    uint32_t boundary = ASSAY_BOUNDARY_HOST_CALL;

    /// The view for the C boundary; valid as long as this is.
    [[nodiscard]] assay_device view() const
    {
        const auto text = [](const std::string &value) { return value.empty() ? nullptr : value.c_str(); };
        assay_device device{};
        device.struct_size = sizeof device;
        device.flags = flags;
        device.id = id.c_str();
        device.name = text(name);
        device.kind = text(kind);
        device.vendor = text(vendor);
        device.driver = text(driver);
        device.pci_address = text(pciAddress);
        device.link = text(link);
        device.compute_units = computeUnits;
        device.max_slots = maxSlots;
        device.memory_bytes = memoryBytes;
        device.clock_mhz = clockMhz;
        device.health = health;
        device.health_text = text(healthText);
        device.boundary = boundary;
        return device;
    }
};

/// Gives equal ids numbers in PCI address order ("gpu", "gpu" → "gpu-0", "gpu-1"); single ids stay as they are. Call it
/// in devices(), and let open() look ids up in what devices() returns: so a number means the same device in both.
inline void numberDuplicates(std::vector<DeviceInfo> &devices)
{
    std::map<std::string, std::vector<DeviceInfo *>> byId;
    for (DeviceInfo &device : devices)
        byId[device.id].push_back(&device);
    for (auto &[id, same] : byId) {
        if (same.size() < 2)
            continue;
        std::stable_sort(same.begin(), same.end(), [](const DeviceInfo *left, const DeviceInfo *right) {
            return left->pciAddress < right->pciAddress;
        });
        for (std::size_t i = 0; i < same.size(); ++i)
            same[i]->id += "-" + std::to_string(i);
    }
}

/// What to open. Tensor descriptions and texts are valid until open() returned; copy what you keep. Only the data of
/// resident tensors stays valid until the session is destroyed.
class Config {
public:
    explicit Config(const assay_session_config &config)
        : workloadParams(config.workload_params, config.workload_param_count),
          backendParams(config.backend_params, config.backend_param_count), m_config(config)
    {
    }

    [[nodiscard]] std::string_view deviceId() const { return m_config.device_id; }
    [[nodiscard]] std::string_view workloadId() const { return m_config.workload_id; }
    [[nodiscard]] uint32_t slotCount() const { return m_config.slot_count; }
    [[nodiscard]] std::span<const assay_tensor> tensors() const { return {m_config.tensors, m_config.tensor_count}; }
    /// The tensors of one role (ASSAY_TENSOR_…), in manifest order.
    [[nodiscard]] std::vector<assay_tensor> tensors(uint32_t role) const
    {
        std::vector<assay_tensor> found;
        for (const assay_tensor &tensor : tensors())
            if (tensor.role == role)
                found.push_back(tensor);
        return found;
    }
    [[nodiscard]] std::span<const assay_implementation> implementations() const
    {
        return {m_config.implementations, m_config.implementation_count};
    }
    /// The implementation of this kind. Throws Failure(ASSAY_UNSUPPORTED) naming what the workload has instead.
    [[nodiscard]] const assay_implementation &implementation(std::string_view kind) const
    {
        std::string offered;
        for (const assay_implementation &candidate : implementations()) {
            if (kind == candidate.kind)
                return candidate;
            offered += (offered.empty() ? "" : ", ") + std::string(candidate.kind);
        }
        throw Failure(ASSAY_UNSUPPORTED, "workload '" + std::string(workloadId()) +
                                             "' has no implementation of kind '" + std::string(kind) +
                                             "' (it has: " + (offered.empty() ? "none" : offered) + ")");
    }
    /// The catalogue's entry of an emulated device, a JSON object; "" for others.
    [[nodiscard]] std::string_view hardware() const
    {
        return ASSAY_HAS_FIELD(&m_config, hardware) && m_config.hardware != nullptr ? m_config.hardware : "";
    }
    [[nodiscard]] const assay_session_config &raw() const { return m_config; }

    const Params workloadParams;
    const Params backendParams;

private:
    const assay_session_config &m_config;
};

namespace detail {
template <class B, class S> class Adapter;
}

/// One opened workload on one device; destroyed by close(). Calls on different slots may come from different threads
/// at the same time, calls on one slot never do.
class Session {
public:
    using Inputs = std::span<const assay_tensor>;
    using Outputs = std::span<assay_tensor>;

    Session() = default;
    Session(const Session &) = delete;
    Session &operator=(const Session &) = delete;
    virtual ~Session() = default;

    /// [slot] Bring the inputs (in manifest order, with data) to the device; their memory may be reused afterwards,
    /// unless the backend computes in host memory: then it may keep the pointers until download() returned.
    virtual void upload(uint32_t slot, Inputs inputs) = 0;
    /// [slot] Compute; return when the device is done.
    virtual void execute(uint32_t slot) = 0;
    /// [slot] Bring the outputs (in manifest order) into outputs[i].data.
    virtual void download(uint32_t slot, Outputs outputs) = 0;

    // Optional, offered when overridden. submit and wait come as a pair.

    /// [slot] Start upload, execute and download and return at once; all memory stays valid until wait() returned.
    virtual void submit(uint32_t, Inputs, Outputs) { notOffered(); }
    /// [slot]
    virtual void wait(uint32_t) { notOffered(); }
    /// [main] Where the outputs of this slot will always go: a host-memory backend may write there in execute().
    virtual void bindOutputs(uint32_t, std::span<const assay_tensor>) { notOffered(); }
    /// [main] assay.device-time/1: turn recording on or off …
    virtual void enableDeviceTime(bool) { notOffered(); }
    /// [slot] … and the device-side times of the slot's last query; `phases` comes zeroed with its struct_size.
    virtual void deviceTime(uint32_t, assay_device_phases &) { notOffered(); }
    /// [main] assay.virtual-time/1, emulated devices: the factors between which the true times lie; both come as 1.
    virtual void timeRange(double &, double &) { notOffered(); }
    /// [main] assay.build/1: `info` comes filled with "unknown".
    virtual void buildInfo(assay_build_info &) { notOffered(); }
    /// [main] assay.provenance/1: the JSON object that plugins/abi describes; called once after the queries.
    [[nodiscard]] virtual std::string provenance() { notOffered(); }
    /// [main] assay.trace/1: write a VCD of the next `cycles` clock cycles; whole when the session is destroyed.
    virtual void trace(const std::string &, uint64_t) { notOffered(); }

private:
    template <class B, class S> friend class detail::Adapter;
    std::string m_provenance; ///< what provenance() said last: the host's pointer is valid until close()
    [[noreturn]] static void notOffered() { throw Failure(ASSAY_UNSUPPORTED, "this backend does not offer this call"); }
};

/// [any] Tells the host how far preparing is: 0 … 1 of all, and what is done just now. False: stop, and return.
using PrepareProgress = std::function<bool(double fraction, const std::string &what)>;

/// Made by init(), destroyed by shutdown(). All calls are [main] unless said otherwise.
class Backend {
public:
    explicit Backend(const Host &host) : m_host(host) {}
    Backend(const Backend &) = delete;
    Backend &operator=(const Backend &) = delete;
    virtual ~Backend() = default;

    /// At least one device, or throw Failure(ASSAY_UNSUPPORTED) saying why there is none and what to do.
    [[nodiscard]] virtual std::vector<DeviceInfo> devices() = 0;
    /// Compile or load, and upload resident tensors: all of it is the cold start.
    [[nodiscard]] virtual std::unique_ptr<Session> open(const Config &config) = 0;

    // Optional, offered when overridden.

    /// assay.health/1: a self-test of seconds at most; throws what is wrong.
    virtual void checkHealth(std::string_view) { throw Failure(ASSAY_UNSUPPORTED, "no health check"); }
    /// [any] assay.energy/1: joules since any fixed point, or momentary watts. Override energyScope with it: what the
    /// figure covers, "package", "board" …, as a text that lives as long as the library.
    virtual double readJoules(std::string_view) { throw Failure(ASSAY_UNSUPPORTED, "no energy counter"); }
    virtual double readWatts(std::string_view) { throw Failure(ASSAY_UNSUPPORTED, "no power sensor"); }
    [[nodiscard]] static const char *energyScope() { return "device"; }
    /// assay.prepare/1: make beforehand what sessions of all these need, in any order and as parallel as suits. A
    /// configuration that cannot be made is no error here. Tell `progress` at least every ten seconds.
    virtual void prepare(std::span<const Config>, const PrepareProgress &)
    {
        throw Failure(ASSAY_UNSUPPORTED, "nothing to prepare");
    }

protected:
    [[nodiscard]] const Host &host() const { return m_host; }

private:
    Host m_host;
};

namespace detail {

/// A member that a derived class did not override still names its base class in its type.
template <auto Member, auto BaseMember>
inline constexpr bool kOverridden = !std::is_same_v<decltype(Member), decltype(BaseMember)>;

/// The table of C functions over one Backend and its Session class.
template <class B, class S> class Adapter {
    static_assert(std::is_base_of_v<Backend, B> && std::is_base_of_v<Session, S>);
    static_assert(kOverridden<&S::submit, &Session::submit> == kOverridden<&S::wait, &Session::wait>,
                  "submit and wait come as a pair");
    static_assert(kOverridden<&S::enableDeviceTime, &Session::enableDeviceTime> ==
                      kOverridden<&S::deviceTime, &Session::deviceTime>,
                  "enableDeviceTime and deviceTime come as a pair");

public:
    static const assay_plugin *entry(const char *id, const char *name, const char *version)
    {
        static const assay_plugin plugin = table(id, name, version);
        return &plugin;
    }

private:
    static std::unique_ptr<B> &instance()
    {
        static std::unique_ptr<B> backend;
        return backend;
    }
    static B &backend()
    {
        if (!instance())
            throw Failure(ASSAY_INVALID_ARGUMENT, "init() was not called");
        return *instance();
    }
    static S *of(assay_session *session) { return reinterpret_cast<S *>(session); }

    static assay_plugin table(const char *id, const char *name, const char *version)
    {
        assay_plugin plugin{};
        plugin.struct_size = sizeof plugin;
        plugin.abi_major = ASSAY_ABI_MAJOR;
        plugin.abi_minor = ASSAY_ABI_MINOR;
        plugin.id = id;
        plugin.name = name;
        plugin.version = version;
        plugin.init = init;
        plugin.shutdown = [] { instance().reset(); };
        plugin.list_devices = listDevices;
        plugin.open = open;
        plugin.close = [](assay_session *session) { delete of(session); };
        plugin.upload = upload;
        plugin.execute = [](assay_session *session, uint32_t slot, assay_error *error) {
            return guarded(error, [&] { of(session)->execute(slot); });
        };
        plugin.download = download;
        if constexpr (kOverridden<&S::submit, &Session::submit>) {
            plugin.submit = submit;
            plugin.wait = [](assay_session *session, uint32_t slot, assay_error *error) {
                return guarded(error, [&] { of(session)->wait(slot); });
            };
        }
        plugin.get_extension = extension;
        if constexpr (kOverridden<&S::bindOutputs, &Session::bindOutputs>)
            plugin.bind_outputs = bindOutputs;
        return plugin;
    }

    static assay_status init(const assay_host *host, assay_error *error)
    {
        return guarded(error, [&] { instance() = std::make_unique<B>(Host(host)); });
    }
    static assay_status listDevices(assay_device_sink sink, void *context, assay_error *error)
    {
        return guarded(error, [&] {
            for (const DeviceInfo &device : backend().devices()) {
                const assay_device view = device.view();
                sink(context, &view);
            }
        });
    }
    static assay_status open(const assay_session_config *config, assay_session **session, assay_error *error)
    {
        return guarded(error, [&] {
            std::unique_ptr<Session> opened = backend().open(Config(*config));
            // Checked once here, so that the query path needs no look at the type.
            S *made = dynamic_cast<S *>(opened.get());
            if (made == nullptr)
                throw Failure(ASSAY_INTERNAL, "open() did not return the session class named in ASSAY_BACKEND");
            static_cast<void>(opened.release());
            *session = reinterpret_cast<assay_session *>(made);
        });
    }
    static assay_status upload(assay_session *session, uint32_t slot, const assay_tensor *inputs, uint32_t count,
                               assay_error *error)
    {
        return guarded(error, [&] { of(session)->upload(slot, {inputs, count}); });
    }
    static assay_status download(assay_session *session, uint32_t slot, assay_tensor *outputs, uint32_t count,
                                 assay_error *error)
    {
        return guarded(error, [&] { of(session)->download(slot, {outputs, count}); });
    }
    static assay_status submit(assay_session *session, uint32_t slot, const assay_tensor *inputs, uint32_t inputCount,
                               assay_tensor *outputs, uint32_t outputCount, assay_error *error)
    {
        return guarded(error, [&] { of(session)->submit(slot, {inputs, inputCount}, {outputs, outputCount}); });
    }
    static assay_status bindOutputs(assay_session *session, uint32_t slot, const assay_tensor *outputs, uint32_t count,
                                    assay_error *error)
    {
        return guarded(error, [&] { of(session)->bindOutputs(slot, {outputs, count}); });
    }

    static assay_status deviceTimeLast(assay_session *session, uint32_t slot, assay_device_phases *out,
                                       assay_error *error)
    {
        return guarded(error, [&] {
            assay_device_phases phases{};
            phases.struct_size = out->struct_size;
            of(session)->deviceTime(slot, phases);
            *out = phases;
        });
    }
    static assay_status timeRange(assay_session *session, double *low, double *high, assay_error *error)
    {
        return guarded(error, [&] {
            *low = *high = 1;
            of(session)->timeRange(*low, *high);
        });
    }
    static assay_status buildInfo(assay_session *session, assay_build_info *out, assay_error *error)
    {
        return guarded(error, [&] {
            assay_build_info info{out->struct_size, -1, -1, -1, -1, -1, -1, -1, nullptr, nullptr};
            of(session)->buildInfo(info);
            *out = info;
        });
    }

    static assay_status provenance(assay_session *session, const char **json, assay_error *error)
    {
        return guarded(error, [&] {
            Session &base = *of(session);
            base.m_provenance = of(session)->provenance();
            *json = base.m_provenance.c_str();
        });
    }
    static assay_status trace(assay_session *session, const char *file, uint64_t cycles, assay_error *error)
    {
        return guarded(error, [&] { of(session)->trace(file, cycles); });
    }
    static assay_status prepare(const assay_session_config *configs, uint32_t count, assay_prepare_progress progress,
                                void *context, assay_error *error)
    {
        return guarded(error, [&] {
            const std::vector<Config> all(configs, configs + count);
            backend().prepare(all, [&](double fraction, const std::string &what) {
                return progress == nullptr || progress(context, fraction, what.c_str()) == 0;
            });
        });
    }

    static const void *extension(const char *id)
    {
        const std::string_view wanted = id;
        if constexpr (kOverridden<&S::deviceTime, &Session::deviceTime>) {
            static const assay_ext_device_time deviceTime{
                sizeof deviceTime, 0,
                [](assay_session *session, int32_t on, assay_error *error) {
                    return guarded(error, [&] { of(session)->enableDeviceTime(on != 0); });
                },
                deviceTimeLast};
            if (wanted == ASSAY_EXT_DEVICE_TIME)
                return &deviceTime;
        }
        if constexpr (kOverridden<&S::timeRange, &Session::timeRange>) {
            static const assay_ext_virtual_time virtualTime{sizeof virtualTime, 0, timeRange};
            if (wanted == ASSAY_EXT_VIRTUAL_TIME)
                return &virtualTime;
        }
        if constexpr (kOverridden<&S::buildInfo, &Session::buildInfo>) {
            static const assay_ext_build build{sizeof build, 0, buildInfo};
            if (wanted == ASSAY_EXT_BUILD)
                return &build;
        }
        if constexpr (kOverridden<&B::checkHealth, &Backend::checkHealth>) {
            static const assay_ext_health health{sizeof health, 0, [](const char *deviceId, assay_error *error) {
                                                     return guarded(error, [&] { backend().checkHealth(deviceId); });
                                                 }};
            if (wanted == ASSAY_EXT_HEALTH)
                return &health;
        }
        if (const void *found = emulationExtension(wanted))
            return found;
        return wanted == ASSAY_EXT_ENERGY ? energyExtension() : nullptr;
    }
    static const void *emulationExtension([[maybe_unused]] std::string_view wanted)
    {
        if constexpr (kOverridden<&S::provenance, &Session::provenance>) {
            static const assay_ext_provenance extension{sizeof extension, 0, provenance};
            if (wanted == ASSAY_EXT_PROVENANCE)
                return &extension;
        }
        if constexpr (kOverridden<&S::trace, &Session::trace>) {
            static const assay_ext_trace extension{sizeof extension, 0, trace};
            if (wanted == ASSAY_EXT_TRACE)
                return &extension;
        }
        if constexpr (kOverridden<&B::prepare, &Backend::prepare>) {
            static const assay_ext_prepare extension{sizeof extension, 0, prepare};
            if (wanted == ASSAY_EXT_PREPARE)
                return &extension;
        }
        return nullptr;
    }
    static const void *energyExtension()
    {
        constexpr bool joules = kOverridden<&B::readJoules, &Backend::readJoules>;
        constexpr bool watts = kOverridden<&B::readWatts, &Backend::readWatts>;
        static const assay_ext_energy energy = [] {
            assay_ext_energy made{sizeof made, 0, B::energyScope(), nullptr, nullptr};
            if constexpr (joules)
                made.read_joules = [](const char *deviceId, double *value, assay_error *error) {
                    return guarded(error, [&] { *value = backend().readJoules(deviceId); });
                };
            if constexpr (watts)
                made.read_watts = [](const char *deviceId, double *value, assay_error *error) {
                    return guarded(error, [&] { *value = backend().readWatts(deviceId); });
                };
            return made;
        }();
        return joules || watts ? &energy : nullptr;
    }
};

} // namespace detail
} // namespace assay::sdk

/// Once in a plugin: exports the entry. `id` is the backend part of target ids and equals the manifest's.
#define ASSAY_BACKEND(backend_class, session_class, id, name, version)                                                 \
    extern "C" ASSAY_EXPORT const assay_plugin *assay_plugin_entry(void)                                               \
    {                                                                                                                  \
        return assay::sdk::detail::Adapter<backend_class, session_class>::entry(id, name, version);                    \
    }
