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
JETS = "LAYERS=4 N0=16 N1=64 N2=32 N3=32 N4=5 SHIFT1=8 SHIFT2=9 SHIFT3=9"

# No aes-ctr for up5k: no seed ends in time there.
DESIGNS = {
    "hx8k": {
        "vector-transform": [f"LANES={lanes} DSP=0" for lanes in (1, 2, 4, 8)],
        "crc32": ["BYTES=1 PIPE=1", "BYTES=2 PIPE=1", "BYTES=4 PIPE=1", "BYTES=8 PIPE=1", "BYTES=1 PIPE=0",
                  "BYTES=4 PIPE=0"],
        "quantized-matvec": [f"LANES={lanes} WBITS={bits} ROWS={rows} COLS=64 DSP=0" for lanes, bits, rows in
                             ((2, 8, 64), (4, 4, 64), (8, 3, 64), (8, 8, 32), (16, 2, 64))],
        "fir-filter": [f"TAPS={taps} LANES={lanes} DSP=0" for taps, lanes in ((16, 1), (16, 2), (32, 4), (64, 1))],
        "anomaly-detect": [f"CHANNELS={channels} MUL_BITS={bits} DSP=0" for channels, bits in
                           ((64, 2), (64, 4), (8, 8), (1, 4))],
        "scan-aggregate": [f"LANES={lanes} KEY_BITS={bits} GROUPS={groups}" for lanes, bits, groups in
                           ((1, 8, 256), (2, 8, 64), (1, 16, 128), (4, 8, 16))],
        "hamming-search": ["WIDTH=32 CODE_BITS=64 CODES=512 K=4 QUERIES=1", "WIDTH=16 CODE_BITS=64 CODES=256 K=10 QUERIES=1",
                           "WIDTH=64 CODE_BITS=128 CODES=256 K=4 QUERIES=1",
                           "WIDTH=128 CODE_BITS=256 CODES=128 K=2 QUERIES=2"],
        "packet-filter": [f"BYTES={size} RULES={rules} LANES={lanes}" for size, rules, lanes in
                          ((8, 64, 1), (4, 16, 2), (1, 32, 1), (16, 32, 2))],
        "mlp-inference": [f"LANES={lanes} DSP=0 {JETS}" for lanes in (1, 2, 4)],
        "aes-ctr": ["ROUNDS=1 MEMORY=1", "ROUNDS=1 MEMORY=0"],
    },
    "up5k": {
        "vector-transform": ["LANES=1 DSP=0", "LANES=4 DSP=0"],
        "crc32": ["BYTES=1 PIPE=1", "BYTES=4 PIPE=1"],
        "quantized-matvec": ["LANES=4 WBITS=4 ROWS=64 COLS=64 DSP=1", "LANES=8 WBITS=8 ROWS=64 COLS=64 DSP=1",
                             "LANES=4 WBITS=3 ROWS=64 COLS=64 DSP=0"],
        "fir-filter": ["TAPS=16 LANES=2 DSP=1", "TAPS=64 LANES=4 DSP=1", "TAPS=16 LANES=1 DSP=0"],
        "anomaly-detect": ["CHANNELS=64 MUL_BITS=4 DSP=0", "CHANNELS=8 MUL_BITS=8 DSP=0"],
        "scan-aggregate": ["LANES=1 KEY_BITS=8 GROUPS=256", "LANES=2 KEY_BITS=8 GROUPS=64"],
        "hamming-search": ["WIDTH=32 CODE_BITS=64 CODES=256 K=4 QUERIES=1",
                           "WIDTH=64 CODE_BITS=128 CODES=128 K=2 QUERIES=1"],
        "packet-filter": ["BYTES=8 RULES=32 LANES=1", "BYTES=4 RULES=16 LANES=2"],
        "mlp-inference": [f"LANES=2 DSP=1 {JETS}", f"LANES=4 DSP=1 {JETS}"],
    },
}


def points():
    """(part, workload, top, parameters)."""
    for part, workloads in DESIGNS.items():
        for workload, designs in workloads.items():
            for text in designs:
                parameters = {name: int(value) for name, value in (word.split("=") for word in text.split())}
                yield part, workload, workload.replace("-", "_"), parameters


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
