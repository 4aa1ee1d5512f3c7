#!/usr/bin/env python3
"""How long a sweep of fifty emulated designs takes: everything new, and the same again with all of it kept.

usage: rtl_sweep_bench.py BUILD-FOLDER

The designs are placed and routed where they are near the front, their models compiled and run, each in an artifact cache
of its own that is removed at the end. Needs verilator, a compiler, yosys and nextpnr-ice40. Targets: 5 minutes cold, 5
seconds warm, on two idle cores.
"""
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SWEEP = ("-w", "quantized-matvec,crc32", "-t", "rtl:ice40-hx8k", "--quick", "-p", "lanes=1:16:x2", "-p", "pipe=1,2",
         "-p", "wbits=2,3,4,8", "-p", "rows=96", "-p", "cols=96", "-p", "messages=16")
TARGETS = {"cold": 300, "warm": 5}


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    assay = Path(sys.argv[1]).resolve() / "bin/assay"
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "XDG_CACHE_HOME": str(Path(folder, "cache")), "XDG_STATE_HOME": str(Path(folder, "state"))}
        for name, target in TARGETS.items():
            start = time.monotonic()
            done = subprocess.run([str(assay), "run", *SWEEP, "-o", str(Path(folder, f"{name}.assay"))], env=environment,
                                  capture_output=True, text=True, check=False)
            seconds = time.monotonic() - start
            if done.returncode:
                print(done.stderr, file=sys.stderr)
                return done.returncode
            print(f"{name}: {seconds:6.1f} s (target {target} s); {(done.stdout + done.stderr).splitlines()[-1]}")
    return 0


sys.exit(main())
