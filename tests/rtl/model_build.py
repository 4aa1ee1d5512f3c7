"""Builds an RTL model, the steps of resources/rtl/README.md: Verilator, one translation unit, one library.

A library is named by the hash of all that goes into it, so a folder of them serves as a cache.
"""
import hashlib
import os
import re
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RTL = ROOT / "resources" / "rtl"
WORKLOADS = ROOT / "resources" / "workloads"

VERILATE = ("verilator", "--cc", "--prefix", "Vk", "-O3", "--x-assign", "fast", "--x-initial", "fast", "--noassert",
            "-Wall", "-Wno-fatal", "-Wno-WIDTH", "-Wno-UNUSED", "-Wno-DECLFILENAME")
VERILOG_2005 = ("--language", "1364-2005")
COMPILE = ("g++", "-std=c++17", "-O1", "-fPIC", "-fvisibility=hidden", "-DVM_COVERAGE=0", "-DVM_SC=0",
           "-DVL_TIME_CONTEXT", "-DVL_USER_FINISH", "-DVL_USER_STOP", "-DVL_USER_FATAL")
LINK = ("g++", "-shared", "-Wl,-Bsymbolic", "-Wl,--exclude-libs,ALL", "-Wl,-z,defs")

_PORT = re.compile(r"VL_(?:IN|OUT)(?:8|16|64|W)?\(&(\w+),(\d+),0")
PORTS = ("aclk", "aresetn", "s_axis_tdata", "s_axis_tkeep", "s_axis_tuser", "s_axis_tlast", "s_axis_tvalid",
         "s_axis_tready", "m_axis_tdata", "m_axis_tkeep", "m_axis_tuser", "m_axis_tlast", "m_axis_tvalid",
         "m_axis_tready")


class BuildError(Exception):
    """A tool refused its input; the text is the tool's."""


def missing_tool():
    """The first tool that is not installed, or None."""
    return next((tool for tool in ("verilator", "g++") if shutil.which(tool) is None), None)


def run(command, cwd):
    done = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True)
    if done.returncode != 0:
        raise BuildError(f"{shlex.join(str(part) for part in command)}\n{done.stdout}{done.stderr}")
    return done.stdout + done.stderr


def widths(header: str):
    """Bits of each port, from the class that Verilator generated."""
    return {name: int(high) + 1 for name, high in _PORT.findall(header)}


def shared_verilog():
    return sorted(RTL.glob("assay_*.v"))


class Builder:
    """Builds into `cache`; calls of one process may overlap."""

    def __init__(self, cache: Path, trace=False):
        self.cache = cache
        self.trace = trace
        self.verilated = Path("/usr/share/verilator/include")
        if "VERILATOR_ROOT" in os.environ:
            self.verilated = Path(os.environ["VERILATOR_ROOT"]) / "include"
        self.flags = (*COMPILE, f"-DVM_TRACE={int(trace)}", f"-DVM_TRACE_VCD={int(trace)}", f"-I{self.verilated}",
                      f"-I{self.verilated}/vltstd")
        self.runtime = cache / f"runtime{'-trace' if trace else ''}"
        cache.mkdir(parents=True, exist_ok=True)

    def prepare(self):
        """The Verilator runtime and the precompiled header: once for all models."""
        if self.runtime.exists():
            return
        with tempfile.TemporaryDirectory(dir=self.cache) as scratch:
            folder = Path(scratch) / "runtime"
            folder.mkdir()
            sources = ["verilated.cpp", "verilated_threads.cpp"] + ["verilated_vcd_c.cpp"] * self.trace
            jobs = [subprocess.Popen([*self.flags, "-c", str(self.verilated / source)], cwd=folder)
                    for source in sources]
            (folder / "verilated.h").write_text(f'#include "{self.verilated}/verilated.h"\n')
            jobs.append(subprocess.Popen([*self.flags, "-x", "c++-header", "verilated.h", "-o", "verilated.h.gch"],
                                         cwd=folder))
            if any([job.wait() != 0 for job in jobs]):
                raise BuildError("the Verilator runtime does not compile; the compiler's words are above")
            folder.rename(self.runtime)

    def key(self, source: Path, top: str, parameters: dict, beside, options):
        digest = hashlib.sha256()
        for path in (*beside, source, RTL / "model_shim.cpp", RTL / "assay_rtl_model.h"):
            digest.update(path.read_bytes())
        digest.update(repr((top, sorted(parameters.items()), VERILATE, options, self.flags, LINK)).encode())
        return digest.hexdigest()[:24]

    def build(self, source: Path, top: str, parameters: dict, beside=None, options=VERILOG_2005) -> Path:
        """A library of the module `top` of `source`, which needs the Verilog files `beside` (the shared ones)."""
        beside = shared_verilog() if beside is None else beside
        library = self.cache / f"{top}-{self.key(source, top, parameters, beside, options)}.so"
        if library.exists():
            return library
        self.prepare()
        with tempfile.TemporaryDirectory(dir=self.cache) as scratch:
            made = self._build_in(Path(scratch), source, top, parameters, beside, options)
            made.rename(library)  # atomic: nobody sees half a library
        return library

    def _build_in(self, folder: Path, source: Path, top: str, parameters: dict, beside, options) -> Path:
        run([*VERILATE, *options, *(["--trace"] * self.trace), "--top-module", top,
             *(f"-G{name}={value}" for name, value in parameters.items()), "--Mdir", folder, source, *beside], folder)
        ports = widths((folder / "Vk.h").read_text())
        absent = [port for port in PORTS if port not in ports]
        if absent or ports["s_axis_tdata"] % 8 or ports["m_axis_tdata"] % 8:
            raise BuildError(f"{source}: {top} lacks port {absent} of the stream convention, or a width is not bytes")
        text = " ".join(f"{name}={value}" for name, value in sorted(parameters.items()))
        unity = "".join(f'#include "{path}"\n' for path in sorted(folder.glob("Vk*.cpp")))
        (folder / "unity.cpp").write_text(unity + f'#include "{RTL}/model_shim.cpp"\n')
        run([*self.flags, "-include", self.runtime / "verilated.h", f"-I{folder}", f"-I{RTL}",
             f'-DASSAY_RTL_KERNEL="{top}"', f'-DASSAY_RTL_PARAMETERS="{text}"',
             f"-DASSAY_RTL_INPUT_BYTES={ports['s_axis_tdata'] // 8}",
             f"-DASSAY_RTL_OUTPUT_BYTES={ports['m_axis_tdata'] // 8}", "-c", "unity.cpp", "-o", "unity.o"], folder)
        run([*LINK, "unity.o", *sorted(self.runtime.glob("*.o")), "-o", "model.so", "-lpthread"], folder)
        return folder / "model.so"


def synthesize(source: Path, top: str, parameters: dict, cache: Path) -> Path:
    """The netlist of iCE40 cells that Yosys makes of a core, as Verilog."""
    sources = " ".join(str(path) for path in (*shared_verilog(), source))
    settings = " ".join(f"-set {name} {value}" for name, value in parameters.items())
    chparam = f"chparam {settings} {top};" if settings else ""
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in (*shared_verilog(), source)) + chparam.encode())
    netlist = cache / f"{top}-{digest.hexdigest()[:24]}.v"
    if not netlist.exists():
        with tempfile.TemporaryDirectory(dir=cache) as scratch:
            run(["yosys", "-q", "-p", f"read_verilog {sources}; {chparam} synth_ice40 -top {top}; check -assert; "
                 "write_verilog -noattr netlist.v"], scratch)
            (Path(scratch) / "netlist.v").rename(netlist)
    return netlist


def build_reference(workload: str, cache: Path) -> Path:
    """The workload's own reference as a library: one that the project built, if ASSAY_WORKLOAD_LIBRARIES names the folder."""
    if "ASSAY_WORKLOAD_LIBRARIES" in os.environ:
        return Path(os.environ["ASSAY_WORKLOAD_LIBRARIES"]) / f"{workload}.so"
    source = WORKLOADS / workload / "reference.cpp"
    digest = hashlib.sha256()
    for path in (source, *sorted(source.parent.glob("*.hpp")), *sorted((ROOT / "plugins/sdk").glob("*.h*"))):
        digest.update(path.read_bytes())
    library = cache / f"{workload}-{digest.hexdigest()[:24]}.so"
    if not library.exists():
        with tempfile.TemporaryDirectory(dir=cache) as scratch:
            run(["g++", "-std=c++20", "-O1", "-ffp-contract=off", "-fPIC", "-shared", f"-I{ROOT}", source, "-o",
                 Path(scratch) / "reference.so"], scratch)
            (Path(scratch) / "reference.so").rename(library)
    return library
