#!/usr/bin/env python3
"""Benchmark, no test: clocks a second through the shim, beside a bare loop over the same model (target: 0.9 of it)."""
import os
import random
import tempfile
import time
from pathlib import Path

import kernels
import model_build
from model_api import Model, Reference

POINTS = (kernels.VectorTransform({"LANES": 4}, {"n": 400_000, "dtype": "i32"}),
          kernels.Crc32({"BYTES": 8, "PIPE": 1}, {"messages": 300, "message_bytes": 8000}),
          kernels.QuantizedMatvec({"LANES": 8, "WBITS": 4, "ROWS": 512, "COLS": 512, "PIPE": 1},
                                  {"rows": 512, "cols": 512, "weight_bits": 4}),
          kernels.FirFilter({"TAPS": 64, "LANES": 16, "PIPE": 1, "DSP": 1},
                            {"taps": 64, "channels": 1, "samples": 60_000, "dtype": "i16"}))


def bare(builder, point, configuration, clocks):
    source = model_build.WORKLOADS / point.workload / "kernel.v"
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        model_build.run([*model_build.VERILATE, *model_build.VERILOG_2005, "--top-module", point.top,
                         *(f"-G{k}={v}" for k, v in point.rtl.items()), "--Mdir", folder, source,
                         *model_build.shared_verilog()], folder)
        ports = model_build.widths((folder / "Vk.h").read_text())
        unity = "".join(f'#include "{path}"\n' for path in sorted(folder.glob("Vk*.cpp")))
        (folder / "unity.cpp").write_text(unity + f'#include "{Path(__file__).resolve().parent}/bare_loop.cpp"\n')
        model_build.run([*builder.flags, f"-DASSAY_RTL_INPUT_BYTES={ports['s_axis_tdata'] // 8}",
                         f"-DASSAY_RTL_OUTPUT_BYTES={ports['m_axis_tdata'] // 8}", f"-I{folder}", "unity.cpp",
                         *sorted(builder.runtime.glob("*.o")), "-lpthread", "-o", "bare"], folder)
        runs = [float(model_build.run([folder / "bare", clocks, configuration], folder)) for _ in range(7)]
    return clocks / min(runs)


def through_shim(builder, point):
    repeat = 8 if point.top == "quantized_matvec" else 1
    rng = random.Random(1)
    inputs, residents, sizes = point.tensors(rng)
    source = model_build.WORKLOADS / point.workload / "kernel.v"
    began = time.perf_counter()
    library = builder.build(source, point.top, point.rtl)
    built = time.perf_counter() - began
    with Model(library) as model:
        packets = point.configuration(residents)
        if packets:
            model.run(packets, 0, 0)
        beats = sum(-(-len(data) // model.api.input_bytes) for data, _ in packets)
        rates = []
        for _ in range(7):
            result = model.run(point.query(inputs) * repeat, point.packets() * repeat, sum(sizes) * repeat)
            assert result.status == "OK", result.status
            rates.append(result.clocks / model.seconds)
    return max(rates), result.clocks, beats, built


def main():
    with tempfile.TemporaryDirectory() as scratch:
        builder = model_build.Builder(Path(os.environ.get("ASSAY_RTL_CACHE", scratch)))
        builder.prepare()
        print(f"{'model':60} {'shim MHz':>9} {'bare MHz':>9} {'ratio':>6} {'build s':>8}")
        for point in POINTS:
            rate, clocks, beats, built = through_shim(builder, point)
            reference = bare(builder, point, beats, clocks)
            print(f"{str(point)[:60]:60} {rate / 1e6:9.2f} {reference / 1e6:9.2f} {rate / reference:6.2f} {built:8.2f}")


if __name__ == "__main__":
    main()
