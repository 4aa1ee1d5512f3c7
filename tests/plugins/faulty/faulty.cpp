// A backend that breaks on purpose, written against the bare C contract so that nothing of the SDK tames it. Faults
// before a session have no parameters yet: they come from ASSAY_FAULT_WHEN_STARTING and ASSAY_FAULT_WHEN_LISTING. Where
// ASSAY_FAULT_SPARES names a file, the first process is spared them and makes the file: so the inventory goes well.
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>
#include <vector>

#include "tests/plugins/faulty/faults.hpp"

using assay::faulty::Plan;

struct assay_session {
    Plan plan;
    std::vector<std::vector<float>> slots;
};

namespace {

constexpr std::size_t kElements = 16;

Plan readPlan(const assay_session_config &config)
{
    Plan plan;
    for (uint32_t i = 0; i < config.backend_param_count; ++i) {
        const assay_param &param = config.backend_params[i];
        const std::string name = param.name;
        if (name == "fault")
            plan.fault = param.text;
        else if (name == "when")
            plan.when = param.text;
        else if (name == "after")
            plan.after = param.int_value;
    }
    return plan;
}

bool spared = false;

Plan planFromEnvironment(const char *variable, const char *when)
{
    const char *fault = std::getenv(variable);
    return {fault != nullptr && !spared ? fault : "none", when, 0};
}

assay_status init(const assay_host *, assay_error *error)
{
    if (const char *file = std::getenv("ASSAY_FAULT_SPARES"); file != nullptr && !std::filesystem::exists(file)) {
        spared = true;
        std::ofstream made(file);
    }
    Plan plan = planFromEnvironment("ASSAY_FAULT_WHEN_STARTING", "start");
    return strike(plan, "start", error);
}

void shutdown() {}

assay_status listDevices(assay_device_sink sink, void *context, assay_error *error)
{
    Plan plan = planFromEnvironment("ASSAY_FAULT_WHEN_LISTING", "list");
    if (const assay_status status = strike(plan, "list", error); status != ASSAY_OK)
        return status;
    assay_device device{};
    device.struct_size = sizeof device;
    device.id = "device";
    device.name = "A device that breaks";
    device.kind = "accelerator";
    device.max_slots = 4;
    device.boundary = ASSAY_BOUNDARY_HOST_CALL;
    sink(context, plan.fault == "null-device" ? nullptr : &device);
    return ASSAY_OK;
}

assay_status open(const assay_session_config *config, assay_session **session, assay_error *error)
{
    Plan plan = readPlan(*config);
    if (const assay_status status = strike(plan, "open", error); status != ASSAY_OK)
        return status;
    *session = new assay_session{plan, std::vector<std::vector<float>>(config->slot_count)};
    return ASSAY_OK;
}

void close(assay_session *session)
{
    delete session;
}

assay_status upload(assay_session *session, uint32_t slot, const assay_tensor *inputs, uint32_t, assay_error *error)
{
    const auto *values = static_cast<const float *>(inputs[0].data);
    session->slots[slot].assign(values, values + kElements);
    return strike(session->plan, "upload", error);
}

assay_status execute(assay_session *session, uint32_t slot, assay_error *error)
{
    for (std::size_t i = 0; i < kElements; ++i)
        session->slots[slot][i] += static_cast<float>(i);
    return strike(session->plan, "execute", error);
}

// wrong, nan: the last element; partial: the second half stays as it was, and the call still says that all went well.
assay_status download(assay_session *session, uint32_t slot, assay_tensor *outputs, uint32_t, assay_error *error)
{
    const assay_status status = strike(session->plan, "download", error);
    auto *target = static_cast<float *>(outputs[0].data);
    const std::size_t count = spoils(session->plan, "partial") ? kElements / 2 : kElements;
    std::memcpy(target, session->slots[slot].data(), count * sizeof(float));
    if (spoils(session->plan, "wrong"))
        target[kElements - 1] += 1;
    if (spoils(session->plan, "nan"))
        target[kElements - 1] = std::numeric_limits<float>::quiet_NaN();
    return status;
}

const void *getExtension(const char *)
{
    return nullptr;
}

} // namespace

extern "C" ASSAY_EXPORT const assay_plugin *assay_plugin_entry();

const assay_plugin *assay_plugin_entry()
{
    static const assay_plugin plugin = [] {
        assay_plugin table{};
        table.struct_size = sizeof table;
        table.abi_major = ASSAY_ABI_MAJOR;
        table.abi_minor = ASSAY_ABI_MINOR;
        table.id = "faulty";
        table.name = "Faulty";
        table.version = "1.0";
        table.init = init;
        table.shutdown = shutdown;
        table.list_devices = listDevices;
        table.open = open;
        table.close = close;
        table.upload = upload;
        table.execute = execute;
        table.download = download;
        table.get_extension = getExtension;
        return table;
    }();
    return &plugin;
}
