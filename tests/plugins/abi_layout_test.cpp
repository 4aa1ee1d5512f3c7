// Pins every size and offset of the contract on LP64. If one of these fails, plugins already built would break:
// append to an APPENDABLE struct instead, and raise ASSAY_ABI_MINOR.
#include <cstddef>

#include <gtest/gtest.h>

#include "plugins/abi/assay_plugin.h"

#define PIN_SIZE(type, bytes) static_assert(sizeof(type) == (bytes), #type)
#define PIN(type, field, offset) static_assert(offsetof(type, field) == (offset), #type "." #field)

#ifdef __LP64__

PIN_SIZE(assay_error, 4104);
PIN(assay_error, struct_size, 0);
PIN(assay_error, status, 4);
PIN(assay_error, text, 8);

PIN_SIZE(assay_host, 40);
PIN(assay_host, struct_size, 0);
PIN(assay_host, abi_minor, 4);
PIN(assay_host, context, 8);
PIN(assay_host, log, 16);
PIN(assay_host, cache_dir, 24);
PIN(assay_host, hardware, 32); // minor 1

PIN_SIZE(assay_param, 40);
PIN(assay_param, name, 0);
PIN(assay_param, type, 8);
PIN(assay_param, reserved, 12);
PIN(assay_param, int_value, 16);
PIN(assay_param, real_value, 24);
PIN(assay_param, text, 32);

PIN_SIZE(assay_tensor, 88);
PIN(assay_tensor, name, 0);
PIN(assay_tensor, dtype, 8);
PIN(assay_tensor, role, 12);
PIN(assay_tensor, rank, 16);
PIN(assay_tensor, reserved, 20);
PIN(assay_tensor, shape, 24);
PIN(assay_tensor, bytes, 72);
PIN(assay_tensor, data, 80);

PIN_SIZE(assay_implementation, 32);
PIN(assay_implementation, kind, 0);
PIN(assay_implementation, path, 8);
PIN(assay_implementation, entry, 16);
PIN(assay_implementation, options, 24);

PIN_SIZE(assay_device, 104);
PIN(assay_device, struct_size, 0);
PIN(assay_device, flags, 4);
PIN(assay_device, id, 8);
PIN(assay_device, name, 16);
PIN(assay_device, kind, 24);
PIN(assay_device, vendor, 32);
PIN(assay_device, driver, 40);
PIN(assay_device, pci_address, 48);
PIN(assay_device, link, 56);
PIN(assay_device, compute_units, 64);
PIN(assay_device, max_slots, 68);
PIN(assay_device, memory_bytes, 72);
PIN(assay_device, clock_mhz, 80);
PIN(assay_device, health, 84);
PIN(assay_device, health_text, 88);
PIN(assay_device, boundary, 96);
PIN(assay_device, reserved, 100);

PIN_SIZE(assay_session_config, 80);
PIN(assay_session_config, struct_size, 0);
PIN(assay_session_config, slot_count, 4);
PIN(assay_session_config, device_id, 8);
PIN(assay_session_config, workload_id, 16);
PIN(assay_session_config, workload_params, 24);
PIN(assay_session_config, workload_param_count, 32);
PIN(assay_session_config, backend_param_count, 36);
PIN(assay_session_config, backend_params, 40);
PIN(assay_session_config, implementations, 48);
PIN(assay_session_config, implementation_count, 56);
PIN(assay_session_config, tensor_count, 60);
PIN(assay_session_config, tensors, 64);
PIN(assay_session_config, hardware, 72); // minor 1

PIN_SIZE(assay_plugin, 136);
PIN(assay_plugin, struct_size, 0);
PIN(assay_plugin, abi_major, 4);
PIN(assay_plugin, abi_minor, 8);
PIN(assay_plugin, reserved, 12);
PIN(assay_plugin, id, 16);
PIN(assay_plugin, name, 24);
PIN(assay_plugin, version, 32);
PIN(assay_plugin, init, 40);
PIN(assay_plugin, shutdown, 48);
PIN(assay_plugin, list_devices, 56);
PIN(assay_plugin, open, 64);
PIN(assay_plugin, close, 72);
PIN(assay_plugin, upload, 80);
PIN(assay_plugin, execute, 88);
PIN(assay_plugin, download, 96);
PIN(assay_plugin, submit, 104);
PIN(assay_plugin, wait, 112);
PIN(assay_plugin, get_extension, 120);
PIN(assay_plugin, bind_outputs, 128);

PIN_SIZE(assay_device_phases, 112);
PIN(assay_device_phases, struct_size, 0);
PIN(assay_device_phases, mask, 4);
PIN(assay_device_phases, start_ns, 8);
PIN(assay_device_phases, duration_ns, 48);
PIN(assay_device_phases, queued_ns, 88);
PIN(assay_device_phases, cycles, 96);
PIN(assay_device_phases, clock_hz, 104);

PIN_SIZE(assay_ext_device_time, 24);
PIN(assay_ext_device_time, struct_size, 0);
PIN(assay_ext_device_time, reserved, 4);
PIN(assay_ext_device_time, enable, 8);
PIN(assay_ext_device_time, last, 16);

PIN_SIZE(assay_ext_virtual_time, 16);
PIN(assay_ext_virtual_time, struct_size, 0);
PIN(assay_ext_virtual_time, reserved, 4);
PIN(assay_ext_virtual_time, range, 8);

PIN_SIZE(assay_ext_energy, 32);
PIN(assay_ext_energy, struct_size, 0);
PIN(assay_ext_energy, reserved, 4);
PIN(assay_ext_energy, scope, 8);
PIN(assay_ext_energy, read_joules, 16);
PIN(assay_ext_energy, read_watts, 24);

PIN_SIZE(assay_build_info, 72);
PIN(assay_build_info, struct_size, 0);
PIN(assay_build_info, from_cache, 4);
PIN(assay_build_info, build_seconds, 8);
PIN(assay_build_info, fmax_hz, 16);
PIN(assay_build_info, lut, 24);
PIN(assay_build_info, ff, 32);
PIN(assay_build_info, dsp, 40);
PIN(assay_build_info, bram, 48);
PIN(assay_build_info, tool, 56);
PIN(assay_build_info, log, 64);

PIN_SIZE(assay_ext_build, 16);
PIN(assay_ext_build, struct_size, 0);
PIN(assay_ext_build, reserved, 4);
PIN(assay_ext_build, info, 8);

PIN_SIZE(assay_ext_health, 16);
PIN(assay_ext_health, struct_size, 0);
PIN(assay_ext_health, reserved, 4);
PIN(assay_ext_health, check, 8);

PIN_SIZE(assay_ext_provenance, 16);
PIN(assay_ext_provenance, describe, 8);

PIN_SIZE(assay_ext_prepare, 16);
PIN(assay_ext_prepare, prepare, 8);

PIN_SIZE(assay_ext_trace, 16);
PIN(assay_ext_trace, start, 8);

#endif

namespace {

extern "C" std::size_t assayPluginTableSizeInC();

TEST(AbiLayout, TheSameInCAndInCpp)
{
    EXPECT_EQ(assayPluginTableSizeInC(), sizeof(assay_plugin));
}

TEST(AbiLayout, NumbersThatTravelStayAsTheyAre)
{
    EXPECT_EQ(ASSAY_UNSUPPORTED, 1);
    EXPECT_EQ(ASSAY_INTERNAL, 8);
    EXPECT_EQ(ASSAY_U64, 9);
    EXPECT_EQ(ASSAY_TENSOR_OUTPUT, 2);
    EXPECT_EQ(ASSAY_PHASE_POSTPROCESS, 4);
    EXPECT_EQ(ASSAY_BOUNDARY_WIRE, 3);
    EXPECT_STREQ(ASSAY_EXT_DEVICE_TIME, "assay.device-time/1");
}

} // namespace
