#!/usr/bin/env python3
"""Makes the data that netlist timing is fitted on: the clock nextpnr-ice40 reaches for cores between shift registers
(resources/rtl/pins.v), beside the features of the longest paths of the bare core's netlist.

rtl_timing_fit.py WORK              synthesises, places and routes what is not yet in the folder WORK
rtl_timing_fit.py WORK BENCH        … and writes resources/rtl/timing/fit.json; BENCH is the program rtl_timing_bench

Needs yosys and nextpnr-ice40, and about 15 minutes of one core. Results are kept by content, so a second run is short.
"""
import hashlib
import json
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RTL = ROOT / "resources" / "rtl"
SEEDS = (1, 2, 3)
LIMIT = 120  # seconds for one seed
JETS = {"LAYERS": 4, "N0": 16, "N1": 64, "N2": 32, "N3": 32, "N4": 5, "SHIFT1": 8, "SHIFT2": 9, "SHIFT3": 9}


def points():
    """(part, workload, top, parameters). No aes-ctr for up5k: no seed ends in time there."""
    def take(part, workload, rows):
        return [(part, workload, workload.replace("-", "_"), row) for row in rows]

    hx = lambda workload, *rows: take("hx8k", workload, rows)  # noqa: E731
    up = lambda workload, *rows: take("up5k", workload, rows)  # noqa: E731
    matvec = lambda lanes, bits, dsp, rows=64: {"LANES": lanes, "WBITS": bits, "ROWS": rows, "COLS": 64,  # noqa: E731
                                                "DSP": dsp}
    fir = lambda taps, lanes, dsp: {"TAPS": taps, "LANES": lanes, "DSP": dsp}  # noqa: E731
    anomaly = lambda channels, bits, dsp: {"CHANNELS": channels, "MUL_BITS": bits, "DSP": dsp}  # noqa: E731
    scan = lambda lanes, bits, groups: {"LANES": lanes, "KEY_BITS": bits, "GROUPS": groups}  # noqa: E731
    hamming = lambda width, bits, codes, k, queries=1: {"WIDTH": width, "CODE_BITS": bits, "CODES": codes,  # noqa: E731
                                                        "K": k, "QUERIES": queries}
    packet = lambda size, rules, lanes: {"BYTES": size, "RULES": rules, "LANES": lanes}  # noqa: E731
    mlp = lambda lanes, dsp: {"LANES": lanes, "DSP": dsp} | JETS  # noqa: E731
    return [
        *hx("vector-transform", *({"LANES": n, "DSP": 0} for n in (1, 2, 4, 8))),
        *hx("crc32", *({"BYTES": n, "PIPE": p} for n, p in ((1, 1), (2, 1), (4, 1), (8, 1), (1, 0), (4, 0)))),
        *hx("quantized-matvec", matvec(2, 8, 0), matvec(4, 4, 0), matvec(8, 3, 0), matvec(8, 8, 0, 32), matvec(16, 2, 0)),
        *hx("fir-filter", fir(16, 1, 0), fir(16, 2, 0), fir(32, 4, 0), fir(64, 1, 0)),
        *hx("anomaly-detect", anomaly(64, 2, 0), anomaly(64, 4, 0), anomaly(8, 8, 0), anomaly(1, 4, 0)),
        *hx("scan-aggregate", scan(1, 8, 256), scan(2, 8, 64), scan(1, 16, 128), scan(4, 8, 16)),
        *hx("hamming-search", hamming(32, 64, 512, 4), hamming(16, 64, 256, 10), hamming(64, 128, 256, 4),
            hamming(128, 256, 128, 2, 2)),
        *hx("packet-filter", packet(8, 64, 1), packet(4, 16, 2), packet(1, 32, 1), packet(16, 32, 2)),
        *hx("mlp-inference", mlp(1, 0), mlp(2, 0), mlp(4, 0)),
        *hx("aes-ctr", {"ROUNDS": 1, "MEMORY": 1}, {"ROUNDS": 1, "MEMORY": 0}),
        *up("vector-transform", {"LANES": 1, "DSP": 0}, {"LANES": 4, "DSP": 0}),
        *up("crc32", {"BYTES": 1, "PIPE": 1}, {"BYTES": 4, "PIPE": 1}),
        *up("quantized-matvec", matvec(4, 4, 1), matvec(8, 8, 1), matvec(4, 3, 0)),
        *up("fir-filter", fir(16, 2, 1), fir(64, 4, 1), fir(16, 1, 0)),
        *up("anomaly-detect", anomaly(64, 4, 0), anomaly(8, 8, 0)),
        *up("scan-aggregate", scan(1, 8, 256), scan(2, 8, 64)),
        *up("hamming-search", hamming(32, 64, 256, 4), hamming(64, 128, 128, 2)),
        *up("packet-filter", packet(8, 32, 1), packet(4, 16, 2)),
        *up("mlp-inference", mlp(2, 1), mlp(4, 1)),
    ]


def sources(workload):
    """The kernel and the shared modules it uses, as the backend finds them."""
    found = [ROOT / "resources" / "workloads" / workload / "kernel.v"]
    shared = sorted(RTL.glob("assay_*.v"))
    for file in found:  # grows while it is walked
        text = file.read_text()
        found += [s for s in shared if s not in found and re.search(rf"\b{s.stem}\b", text)]
    return found


def yosys(script, folder):
    subprocess.run(["yosys", "-q", "-p", script], check=True, cwd=folder, timeout=900)


def synthesise(files, part, top, parameters, folder):
    """The bare core's netlist, and the core's between shift registers."""
    if not (folder / "core.json").exists():
        dsp = "-dsp" if part == "up5k" else ""
        verilog = " ".join(str(f) for f in files)
        sets = " ".join(f"-set {k} {v}" for k, v in parameters.items())
        yosys(f"read_verilog {verilog}; chparam {sets} {top}; synth_ice40 {dsp} -top {top}; write_json core.new", folder)
        ports = json.loads((folder / "core.new").read_text())["modules"][top]["ports"]
        size = {way: len(ports[f"{way}_axis_tdata"]["bits"]) // 8 for way in "sm"}
        values = ",".join(f".{k}({v})" for k, v in parameters.items())
        defines = f"-DKERNEL={top} -DKPARAMS=#({values}) -DIN_BYTES={size['s']} -DOUT_BYTES={size['m']}"
        yosys(f"read_verilog {defines} {verilog} {RTL / 'pins.v'}; synth_ice40 {dsp} -top pins; write_json pins.json",
              folder)
        (folder / "core.new").rename(folder / "core.json")
    return folder / "core.json"


def route(part, seed, folder):
    """Hertz, or None when the tool gave up."""
    report, kept = folder / f"report{seed}.json", folder / f"seed{seed}.json"
    if not kept.exists():
        package = {"hx8k": "ct256", "up5k": "sg48"}[part]
        command = ["nextpnr-ice40", f"--{part}", "--package", package, "--json", "pins.json", "--freq", "100", "--seed",
                   str(seed), "--report", str(report), "--pcf-allow-unconstrained", "--timing-allow-fail", "--quiet"]
        try:
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=LIMIT)
            result = {"failed": done.stderr.strip()[-300:]} if done.returncode else {}
        except subprocess.TimeoutExpired:
            result = {"failed": f"took more than {LIMIT} s"}
        if not result:
            content = json.loads(report.read_text())
            result = {"hertz": min(c["achieved"] for c in content["fmax"].values()) * 1e6,
                      "cells": content["utilization"]["ICESTORM_LC"]["used"]}
        kept.write_text(json.dumps(result))
    return json.loads(kept.read_text())


def measure(work, point):
    part, workload, top, parameters = point
    files = sources(workload)
    digest = hashlib.sha256(repr((part, top, sorted(parameters.items()))).encode())
    for file in (*files, RTL / "pins.v"):
        digest.update(file.read_bytes())
    folder = work / f"{part}-{top}-{digest.hexdigest()[:16]}"
    folder.mkdir(parents=True, exist_ok=True)
    netlist = synthesise(files, part, top, parameters, folder)
    routed = [route(part, seed, folder) for seed in SEEDS]
    clocks = [r["hertz"] for r in routed if "hertz" in r]
    if not clocks:
        print(f"{part} {top} {parameters}: {routed[0]['failed']}")
        return None
    text = " ".join(f"{k}={v}" for k, v in sorted(parameters.items()))
    return {"part": part, "kernel": top, "parameters": text, "netlist": str(netlist), "clocks_hertz": clocks,
            "hertz": statistics.median(clocks)}


def main():
    work, data = Path(sys.argv[1]).resolve(), []
    for point in points():
        start = time.monotonic()
        if found := measure(work, point):
            data.append(found)
            print(f"{found['part']} {found['kernel']} {found['parameters']}: "
                  f"{', '.join(f'{c / 1e6:.1f}' for c in found['clocks_hertz'])} MHz, {time.monotonic() - start:.0f} s",
                  flush=True)
    (work / "points.json").write_text(json.dumps(data, indent=1))
    if len(sys.argv) > 2:
        subprocess.run([sys.argv[2], "--fit", work / "points.json", RTL / "timing" / "fit.json"], check=True)


if __name__ == "__main__":
    main()
