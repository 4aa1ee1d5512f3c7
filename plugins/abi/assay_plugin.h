/* SPDX-License-Identifier: MIT
 *
 * The contract between Assay's runner and a backend plugin.
 *
 * A plugin is a shared library that exports one symbol, `assay_plugin_entry`. Beside it lies a manifest
 * (`<library stem>.json`) that the desk side reads without running any plugin code. The library is only ever
 * loaded inside `assay-runner`, a process that lives for one run: it may crash or hang without harming a study.
 *
 * Rules
 *  - `abi_major` must equal ASSAY_ABI_MAJOR; a higher minor only appends.
 *  - Structs start with `struct_size`, filled by whoever allocates them. FROZEN structs never change; APPENDABLE
 *    ones grow at the tail, and a reader looks at a tail field only if `struct_size` covers it.
 *  - Fallible calls return an assay_status and, unless it is ASSAY_OK, fill the error struct.
 *  - No exception crosses this boundary. Strings are UTF-8 and zero-terminated; they stay valid until the call
 *    that received them returns, unless stated otherwise.
 *  - Thread tags: [main] one thread at a time, never at the same time as any other call on the same object.
 *    [slot] calls on different slots may come from different threads at the same time; calls on one slot never.
 *    [any] any thread, any time.
 *  - The host generates inputs and checks outputs. A backend never grades itself.
 */
#ifndef ASSAY_PLUGIN_H
#define ASSAY_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ASSAY_ABI_MAJOR 1u
#define ASSAY_ABI_MINOR 1u
#define ASSAY_ENTRY_SYMBOL "assay_plugin_entry"
#define ASSAY_MAX_RANK 6u
#define ASSAY_ERROR_TEXT 4096u

/* ---- status and errors ------------------------------------------------------------------------------------ */

typedef int32_t assay_status;
enum {
    ASSAY_OK = 0,
    ASSAY_UNSUPPORTED = 1,      /* this workload, implementation or parameter cannot run here; the text says why */
    ASSAY_INVALID_ARGUMENT = 2, /* the host or the user passed something wrong */
    ASSAY_BUILD_FAILED = 3,     /* a kernel, bitstream or model did not compile or load; the text has the log */
    ASSAY_DEVICE_ERROR = 4,     /* the device or driver reported an error */
    ASSAY_DEVICE_LOST = 5,      /* the device went away */
    ASSAY_OUT_OF_MEMORY = 6,    /* host or device memory */
    ASSAY_TIMED_OUT = 7,
    ASSAY_INTERNAL = 8,    /* a bug in the plugin */
    ASSAY_DOES_NOT_FIT = 9 /* the device has too little of something; the text says of what, and by how much */
};

/* FROZEN. The host zeroes it and sets struct_size. `text` is cut, never overrun, at ASSAY_ERROR_TEXT. */
typedef struct assay_error {
    uint32_t struct_size;
    assay_status status;
    char text[ASSAY_ERROR_TEXT];
} assay_error;

/* ---- what the host offers ---------------------------------------------------------------------------------- */

enum { ASSAY_LOG_DEBUG = 0, ASSAY_LOG_INFO = 1, ASSAY_LOG_WARNING = 2, ASSAY_LOG_ERROR = 3 };

/* APPENDABLE. Valid until shutdown() returned. */
typedef struct assay_host {
    uint32_t struct_size;
    uint32_t abi_minor;
    void *context;
    void (*log)(void *context, int32_t level, const char *text); /* [any]; never call it from a timed call */
    const char *cache_dir; /* writable folder for compiled kernels and the like; may be NULL */
    /* Hardware that this backend may emulate: a JSON array of the catalogue's entries with "emulation": {"backend":
     * this plugin's id, "device": the device's id, …}. NULL or "[]": none. Since minor 1. */
    const char *hardware;
} assay_host;

/* ---- values ------------------------------------------------------------------------------------------------ */

enum {
    ASSAY_F32 = 0,
    ASSAY_F64 = 1,
    ASSAY_I8 = 2,
    ASSAY_U8 = 3,
    ASSAY_I16 = 4,
    ASSAY_U16 = 5,
    ASSAY_I32 = 6,
    ASSAY_U32 = 7,
    ASSAY_I64 = 8,
    ASSAY_U64 = 9
};
enum { ASSAY_PARAM_INT = 0, ASSAY_PARAM_REAL = 1, ASSAY_PARAM_TEXT = 2 };

/* FROZEN. `text` is always set (the value as written); the number of its type is set too. */
typedef struct assay_param {
    const char *name;
    uint32_t type;
    uint32_t reserved;
    int64_t int_value;
    double real_value;
    const char *text;
} assay_param;

enum { ASSAY_TENSOR_INPUT = 0, ASSAY_TENSOR_RESIDENT = 1, ASSAY_TENSOR_OUTPUT = 2 };

/* FROZEN. A dense row-major array. Resident tensors (weights, filter taps, rule tables) carry data at open() and
 * are uploaded once; inputs and outputs travel with every query and have data NULL at open(). */
typedef struct assay_tensor {
    const char *name;
    uint32_t dtype;
    uint32_t role;
    uint32_t rank;
    uint32_t reserved;
    uint64_t shape[ASSAY_MAX_RANK];
    uint64_t bytes;
    void *data;
} assay_tensor;

/* FROZEN. One implementation of a workload: `kind` is "native", "opencl", "verilog", "xclbin", "onnx" …; `path` is
 * the file; `entry` the kernel or top module named by the manifest (may be ""); `options` the manifest's options for
 * it, a JSON object whose formulas the host evaluated (for OpenCL: scratch buffers and launches). */
typedef struct assay_implementation {
    const char *kind;
    const char *path;
    const char *entry;
    const char *options;
} assay_implementation;

/* ---- devices ----------------------------------------------------------------------------------------------- */

enum { ASSAY_HEALTH_OK = 0, ASSAY_HEALTH_DEGRADED = 1, ASSAY_HEALTH_UNUSABLE = 2 };
enum {
    ASSAY_BOUNDARY_IN_MEMORY = 0, /* data is in the memory the device computes on */
    ASSAY_BOUNDARY_HOST_CALL = 1, /* from host memory to host memory through a driver call */
    ASSAY_BOUNDARY_CARD = 2,      /* on the card, without the host link */
    ASSAY_BOUNDARY_WIRE = 3       /* wire to wire */
};
#define ASSAY_DEVICE_SAME_CPU 1u /* runs on the host's own CPU (PoCL): uploads are memory copies */
#define ASSAY_DEVICE_EMULATED 2u /* its times are virtual, taken from assay.device-time/1 */

/* APPENDABLE. Unknown numbers are 0, unknown strings NULL. */
typedef struct assay_device {
    uint32_t struct_size;
    uint32_t flags;
    const char *id; /* [a-z0-9._-]+, stable between calls and boots */
    const char *name;
    const char *kind; /* "cpu", "gpu", "fpga", "accelerator" */
    const char *vendor;
    const char *driver;      /* name and version of the driver or runtime */
    const char *pci_address; /* "0000:3b:00.0" */
    const char *link;        /* "memory", "PCIe 4.0 x16" … */
    uint32_t compute_units;
    uint32_t max_slots; /* queries that may be in flight, at least 1 */
    uint64_t memory_bytes;
    uint32_t clock_mhz;
    uint32_t health;
    const char *health_text; /* why it is not OK, with the next step */
    uint32_t boundary;
    uint32_t reserved;
} assay_device;

typedef void (*assay_device_sink)(void *context, const assay_device *device);

/* ---- sessions ---------------------------------------------------------------------------------------------- */

typedef struct assay_session assay_session;

/* APPENDABLE. Everything it points to stays valid until open() returned; resident tensor data until close(). */
typedef struct assay_session_config {
    uint32_t struct_size;
    uint32_t slot_count; /* 1 … device.max_slots */
    const char *device_id;
    const char *workload_id;
    const assay_param *workload_params;
    uint32_t workload_param_count;
    uint32_t backend_param_count;
    const assay_param *backend_params;
    const assay_implementation *implementations;
    uint32_t implementation_count;
    uint32_t tensor_count;
    const assay_tensor *tensors; /* all of them, in manifest order */
    const char *hardware;        /* emulated devices: the catalogue's entry, a JSON object; else NULL. Since minor 1 */
} assay_session_config;

/* APPENDABLE. What a backend can do: read with get_plugin()->struct_size in mind. Optional calls may be NULL. */
typedef struct assay_plugin {
    uint32_t struct_size;
    uint32_t abi_major;
    uint32_t abi_minor;
    uint32_t reserved;
    const char *id; /* the backend part of target ids: "cpu", "opencl"; equals the manifest's id */
    const char *name;
    const char *version;

    /* [main] Called once, before anything else. */
    assay_status (*init)(const assay_host *host, assay_error *error);
    /* [main] Called once, after every session was closed. */
    void (*shutdown)(void);

    /* [main] Calls `sink` once for each device. None is not an error: return ASSAY_UNSUPPORTED and say why. */
    assay_status (*list_devices)(assay_device_sink sink, void *context, assay_error *error);

    /* [main] Takes the implementation it knows, compiles or loads it and uploads resident tensors. Its time is
     * part of the cold start. */
    assay_status (*open)(const assay_session_config *config, assay_session **session, assay_error *error);
    /* [main] */
    void (*close)(assay_session *session);

    /* [slot] One query: bring `inputs` (the tensors of role INPUT, in order, with data) to the device … */
    assay_status (*upload)(assay_session *session, uint32_t slot, const assay_tensor *inputs, uint32_t count,
                           assay_error *error);
    /* [slot] … compute, and return when the device is done … */
    assay_status (*execute)(assay_session *session, uint32_t slot, assay_error *error);
    /* [slot] … bring the outputs (role OUTPUT, in order) back into `outputs[i].data`. */
    assay_status (*download)(assay_session *session, uint32_t slot, assay_tensor *outputs, uint32_t count,
                             assay_error *error);

    /* [slot] Optional pair: submit starts upload, execute and download and returns at once; inputs and outputs
     * stay valid until wait() on that slot returned. */
    assay_status (*submit)(assay_session *session, uint32_t slot, const assay_tensor *inputs, uint32_t input_count,
                           assay_tensor *outputs, uint32_t output_count, assay_error *error);
    assay_status (*wait)(assay_session *session, uint32_t slot, assay_error *error);

    /* [any] Returns the extension's function table (static storage), or NULL. */
    const void *(*get_extension)(const char *id);

    /* [main] Optional, once a slot after open(): where this slot's outputs will always be downloaded to. A backend
     * that computes in host memory may then write there in execute() and do nothing in download(). The memory stays
     * valid until close(). */
    assay_status (*bind_outputs)(assay_session *session, uint32_t slot, const assay_tensor *outputs, uint32_t count,
                                 assay_error *error);
} assay_plugin;

typedef const assay_plugin *(*assay_entry_fn)(void);

/* ---- extensions -------------------------------------------------------------------------------------------- */

enum {
    ASSAY_PHASE_SERIALIZE = 0,
    ASSAY_PHASE_UPLOAD = 1,
    ASSAY_PHASE_EXECUTE = 2,
    ASSAY_PHASE_DOWNLOAD = 3,
    ASSAY_PHASE_POSTPROCESS = 4,
    ASSAY_PHASE_COUNT = 5
};

#define ASSAY_EXT_DEVICE_TIME "assay.device-time/1"
/* FROZEN. Device-side times of the last query of a slot, for the phases whose bit is set in `mask`. `queued_ns` is
 * the time between the host's request and the start on the device. Cycles and clock are 0 unless emulated. */
typedef struct assay_device_phases {
    uint32_t struct_size;
    uint32_t mask;
    uint64_t start_ns[ASSAY_PHASE_COUNT]; /* on the device's clock */
    uint64_t duration_ns[ASSAY_PHASE_COUNT];
    uint64_t queued_ns;
    uint64_t cycles;
    double clock_hz;
} assay_device_phases;
/* FROZEN. */
typedef struct assay_ext_device_time {
    uint32_t struct_size;
    uint32_t reserved;
    /* [main] Profiling may slow queries down: the host turns it on for some runs only. */
    assay_status (*enable)(assay_session *session, int32_t on, assay_error *error);
    /* [slot] */
    assay_status (*last)(assay_session *session, uint32_t slot, assay_device_phases *out, assay_error *error);
} assay_ext_device_time;

#define ASSAY_EXT_VIRTUAL_TIME "assay.virtual-time/1"
/* FROZEN. Of a session on an emulated device: how far its times may be off, as factors of what assay.device-time/1
 * gives (0.94 … 1.06), since clock and link are known within a range only. 0 < low <= 1 <= high. */
typedef struct assay_ext_virtual_time {
    uint32_t struct_size;
    uint32_t reserved;
    assay_status (*range)(assay_session *session, double *low, double *high, assay_error *error); /* [main] */
} assay_ext_virtual_time;

#define ASSAY_EXT_ENERGY "assay.energy/1"
/* FROZEN. Give a counter in joules since any fixed point, or momentary watts; the other is NULL. */
typedef struct assay_ext_energy {
    uint32_t struct_size;
    uint32_t reserved;
    const char *scope; /* what the figure covers: "package", "board" … */
    assay_status (*read_joules)(const char *device_id, double *joules, assay_error *error); /* [any] */
    assay_status (*read_watts)(const char *device_id, double *watts, assay_error *error);   /* [any] */
} assay_ext_energy;

#define ASSAY_EXT_BUILD "assay.build/1"
/* FROZEN. How the session's program was made; negative or NULL means unknown. */
typedef struct assay_build_info {
    uint32_t struct_size;
    int32_t from_cache; /* 1 yes, 0 no, -1 unknown */
    double build_seconds;
    double fmax_hz;
    int64_t lut, ff, dsp, bram;
    const char *tool; /* name and version; valid until close() */
    const char *log;  /* valid until close() */
} assay_build_info;
/* FROZEN. */
typedef struct assay_ext_build {
    uint32_t struct_size;
    uint32_t reserved;
    assay_status (*info)(assay_session *session, assay_build_info *out, assay_error *error); /* [main] */
} assay_ext_build;

#define ASSAY_EXT_HEALTH "assay.health/1"
/* FROZEN. A quick self-test of one device (seconds at most). */
typedef struct assay_ext_health {
    uint32_t struct_size;
    uint32_t reserved;
    assay_status (*check)(const char *device_id, assay_error *error); /* [main] */
} assay_ext_health;

#define ASSAY_EXT_PROVENANCE "assay.provenance/1"
/* FROZEN. How good the figures of an emulated session are, and where each comes from: a JSON object, valid until
 * close():
 *   {"evidence": "emulated" | "modelled", "reason": "why it is not more than that",
 *    "boundary": "wire-to-wire" | "card" | "host call" | "in-memory" (absent: the device's),
 *    "facts": [{"name": "fmax", "value": 93.1e6, "low": 91e6, "high": 95e6, "unit": "Hz", "evidence": "emulated",
 *               "how": "nextpnr-ice40 0.4, three seeds"}, …]}
 * `low` and `high` may be absent. Known names, which become metrics: lut, ff, bram, dsp (unit "1"), fmax, clock (Hz),
 * slack (s), power (W, while a query is computed), answer after last input (s). Others are shown as they are. */
typedef struct assay_ext_provenance {
    uint32_t struct_size;
    uint32_t reserved;
    assay_status (*describe)(assay_session *session, const char **json, assay_error *error); /* [main] */
} assay_ext_provenance;

#define ASSAY_EXT_PREPARE "assay.prepare/1"
/* How far preparing is: 0 … 1 of all, and what is done just now. Non-zero asks to stop. [any] */
typedef int32_t (*assay_prepare_progress)(void *context, double fraction, const char *what);
/* FROZEN. Makes beforehand what sessions of all these configurations need (models, kernels, place and route), in the
 * order and as parallel as suits, and keeps it in the cache. Called once for a study's points of one backend, in a
 * process of its own; no tensor has data. A configuration that cannot be made is no error here: its open() says so.
 * Tell `progress` at least every ten seconds. */
typedef struct assay_ext_prepare {
    uint32_t struct_size;
    uint32_t reserved;
    assay_status (*prepare)(const assay_session_config *configs, uint32_t count, assay_prepare_progress progress,
                            void *context, assay_error *error); /* [main] */
} assay_ext_prepare;

#define ASSAY_EXT_TRACE "assay.trace/1"
/* FROZEN. Writes a waveform (VCD) of the session's next `cycles` clock cycles to a file; the file is whole when the
 * session is closed. Called before the first query. */
typedef struct assay_ext_trace {
    uint32_t struct_size;
    uint32_t reserved;
    assay_status (*start)(assay_session *session, const char *file, uint64_t cycles, assay_error *error); /* [main] */
} assay_ext_trace;

#ifdef __cplusplus
}
#endif

#if defined(__GNUC__)
#define ASSAY_EXPORT __attribute__((visibility("default")))
#else
#define ASSAY_EXPORT
#endif

#endif /* ASSAY_PLUGIN_H */
