/*
 * What a compiled RTL model exports: one Verilog core with AXI4-Stream ports (resources/rtl/README.md) as a shared
 * library with one symbol, `assay_rtl_model_v1`. A run feeds packets, collects packets and counts clock cycles.
 *
 * Threads: any number of models of one library may run at the same time, each in one thread at a time.
 * Nothing is thrown and nothing printed. Structs grow at the tail; the caller sets `struct_size`.
 */
#ifndef ASSAY_RTL_MODEL_H
#define ASSAY_RTL_MODEL_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ASSAY_RTL_MODEL_ABI 1u
#define ASSAY_RTL_MODEL_SYMBOL "assay_rtl_model_v1"

/* A packet is what lies between two `tlast`. Its bytes are cut into beats of the port's width; only the last beat may
 * be partial, its unused bytes are zero with `tkeep` 0. FROZEN. */
typedef struct assay_rtl_packet {
    uint64_t bytes;       /* input: at least 1. Output: what was kept */
    uint64_t first_cycle; /* written by the run: cycle in which the first beat was accepted; 0 is the run's first */
    uint64_t last_cycle;  /* the same for the last beat */
    uint32_t user;        /* tuser: 1 marks configuration. Input: on every beat. Output: of the last beat */
    uint32_t reserved;
} assay_rtl_packet;

typedef enum assay_rtl_status {
    ASSAY_RTL_OK = 0,
    ASSAY_RTL_TIMED_OUT = 1, /* the cycle limit came first: see input_packets_done, output_packets_done */
    ASSAY_RTL_OVERFLOW = 2,  /* more output bytes or packets than there is room for */
    ASSAY_RTL_EXCESS = 3,    /* output after the wanted packets, within drain_cycles */
    ASSAY_RTL_PROTOCOL = 4,  /* tvalid fell or tdata, tkeep, tlast changed before the beat was accepted */
    ASSAY_RTL_FINISHED = 5,  /* the core called $finish or $stop */
    ASSAY_RTL_INVALID = 6    /* the request itself: an empty packet, a null pointer */
} assay_rtl_status;

/* Random pauses, for tests: out of 65536 cycles, how many each port pauses in. Both 0 when measuring. FROZEN. */
typedef struct assay_rtl_stalls {
    uint64_t seed;
    uint32_t input;
    uint32_t output;
} assay_rtl_stalls;

/* APPENDABLE. */
typedef struct assay_rtl_run {
    uint32_t struct_size;
    uint32_t reserved;
    const uint8_t *input; /* the packets' bytes, one after the other, no padding */
    assay_rtl_packet *input_packets;
    uint64_t input_packet_count;
    uint8_t *output; /* kept bytes, one packet after the other */
    uint64_t output_capacity;
    assay_rtl_packet *output_packets; /* room for output_packet_count */
    uint64_t output_packet_count;     /* the run is over when all input is accepted and this many have come */
    uint64_t cycle_limit;
    uint64_t drain_cycles; /* go on for so many cycles and report any further output */
    assay_rtl_stalls stalls;

    /* Written by the run. */
    uint64_t
        cycles; /* first input beat accepted … last output beat accepted, both counted; without output: last input */
    uint64_t clocks; /* clock edges simulated, drain included */
    uint64_t input_packets_done;
    uint64_t output_packets_done;
    uint64_t output_bytes;
} assay_rtl_run;

typedef struct assay_rtl_model assay_rtl_model;

/* APPENDABLE. */
typedef struct assay_rtl_api {
    uint32_t struct_size;
    uint32_t abi;
    const char *kernel;     /* top module */
    const char *parameters; /* "LANES=4 WIDTH=32", as given to the build */
    uint32_t input_bytes;   /* of s_axis_tdata */
    uint32_t output_bytes;  /* of m_axis_tdata */
    uint32_t traceable;     /* 1 when built with --trace */
    uint32_t reserved;

    assay_rtl_model *(*create)(void); /* NULL: out of memory. The model is in reset */
    void (*destroy)(assay_rtl_model *);
    /* Ten clocks with aresetn low. Memories keep what they hold, as on a chip. */
    void (*reset)(assay_rtl_model *);
    assay_rtl_status (*run)(assay_rtl_model *, assay_rtl_run *);
    /* Writes the next `cycles` clock cycles to a VCD file (time unit: half a cycle). 0 when the library is not
     * traceable or the file cannot be written, else 1. */
    int (*trace)(assay_rtl_model *, const char *path, uint64_t cycles);
} assay_rtl_api;

typedef const assay_rtl_api *(*assay_rtl_model_fn)(void);

#ifdef __cplusplus
}
#endif

#endif
