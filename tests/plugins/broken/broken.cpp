// A plugin that is wrong in the way DEFECT_… names; everything else about it is right.
#include <cstddef>

#include "plugins/abi/assay_plugin.h"

#ifndef DEFECT_NO_SYMBOL
namespace {

assay_status init(const assay_host *, assay_error *error)
{
#ifdef DEFECT_INIT_FAILS
    error->status = ASSAY_DEVICE_ERROR;
    const char *text = "the card's firmware is too old: flash version 7";
    for (size_t i = 0; text[i] != '\0'; ++i)
        error->text[i] = text[i];
    return ASSAY_DEVICE_ERROR;
#else
    static_cast<void>(error);
    return ASSAY_OK;
#endif
}

assay_status listDevices(assay_device_sink sink, void *context, assay_error *)
{
#ifndef DEFECT_SILENT
    assay_device device{};
    device.struct_size = sizeof device;
    device.id = "one";
#ifdef DEFECT_BAD_DEVICE_ID
    device.id = "One Device";
#endif
    device.name = "caf\xe9"; // not UTF-8: what comes from a driver may be anything
    sink(context, &device);
#ifdef DEFECT_DUPLICATE_ID
    sink(context, &device);
#endif
#else
    static_cast<void>(sink);
    static_cast<void>(context);
#endif
    return ASSAY_OK;
}

assay_status open(const assay_session_config *, assay_session **, assay_error *)
{
    return ASSAY_UNSUPPORTED;
}
assay_status upload(assay_session *, uint32_t, const assay_tensor *, uint32_t, assay_error *)
{
    return ASSAY_OK;
}
assay_status execute(assay_session *, uint32_t, assay_error *)
{
    return ASSAY_OK;
}
assay_status download(assay_session *, uint32_t, assay_tensor *, uint32_t, assay_error *)
{
    return ASSAY_OK;
}

[[maybe_unused]] assay_plugin table()
{
    assay_plugin plugin{};
    plugin.struct_size = sizeof plugin;
    plugin.abi_major = ASSAY_ABI_MAJOR;
    plugin.id = PLUGIN_ID;
    plugin.init = init;
    plugin.shutdown = [] {};
    plugin.list_devices = listDevices;
    plugin.open = open;
    plugin.close = [](assay_session *) {};
    plugin.upload = upload;
    plugin.execute = execute;
    plugin.download = download;
    plugin.get_extension = [](const char *) -> const void * { return nullptr; };
#ifdef DEFECT_WRONG_ABI
    plugin.abi_major = 99;
#elif defined DEFECT_SMALL_TABLE
    plugin.struct_size = offsetof(assay_plugin, upload);
#elif defined DEFECT_NULL_CALLS
    plugin.execute = nullptr;
    plugin.download = nullptr;
#elif defined DEFECT_OTHER_ID
    plugin.id = "somebody-else";
#elif defined DEFECT_OLDER
    // As a plugin built before bind_outputs was appended: what lies behind struct_size must not be read.
    plugin.struct_size = offsetof(assay_plugin, bind_outputs);
    plugin.bind_outputs = reinterpret_cast<decltype(plugin.bind_outputs)>(1);
#endif
    return plugin;
}

} // namespace

extern "C" ASSAY_EXPORT const assay_plugin *assay_plugin_entry(void)
{
#ifdef DEFECT_NULL_TABLE
    return nullptr;
#else
    static const assay_plugin plugin = table();
    return &plugin;
#endif
}
#endif
