#!/usr/bin/env python3
"""Holds the architecture: who may include whom, and which library belongs where.

usage: layering.py [ROOT]      prints one line for each violation, exits 1 if there is any

The rules are the two tables below; core/README.md tells them in words.
"""
import re
import sys
from pathlib import Path

import source_tree

CORE = ("base", "catalog", "measure", "study", "plugin", "wire", "net", "run", "store", "model", "desk", "report")
ALL_CORE = tuple(f"core/{name}" for name in CORE)

# folder (the longest that fits a file counts) → folders whose headers it may include; its own folder always.
MAY_INCLUDE = {
    "core/base": (),
    "core/catalog": ("core/base", "plugins/abi", "plugins/sdk/workload.h"),
    "core/measure": ("core/base",),
    "core/study": ("core/base", "core/catalog", "core/measure"),
    "core/study/search": ("core/base", "core/catalog", "core/measure", "core/study"),
    "core/plugin": ("core/base", "core/catalog", "core/measure", "plugins/abi"),
    "core/wire": ("core/base",),
    "core/net": ("core/base", "core/wire"),
    "core/run": ("core/base", "core/catalog", "core/measure", "core/study", "core/plugin", "core/wire", "core/net",
                 "plugins/abi"),
    "core/store": ("core/base", "core/study", "core/measure", "core/catalog/published.hpp"),
    "core/model": ("core/base", "core/study", "core/measure"),
    "core/model/assumptions": ("core/base",),
    "core/model/queueing": ("core/base", "core/measure", "core/model"),
    "core/model/pareto": ("core/base", "core/study", "core/measure", "core/model"),
    "core/model/economics": ("core/base", "core/catalog", "core/study", "core/measure", "core/model"),
    "core/model/crossover": ("core/base", "core/measure", "core/model"),
    "core/model/projection": ("core/base", "core/catalog", "core/study", "core/measure", "core/model"),
    "core/model/advice": ("core/base", "core/catalog", "core/study", "core/measure", "core/model"),
    "core/desk": ("core/base", "core/catalog", "core/study", "core/measure", "core/plugin", "core/run", "core/store",
                  "core/model"),
    "core/model/goals": ("core/base", "core/study", "core/measure", "core/model"),
    "core/report": ("core/base", "core/catalog", "core/study", "core/measure", "core/model"),
    "backends": ("plugins/abi", "plugins/sdk", "core/base"),
    "backends/rtl": ("plugins/abi", "plugins/sdk", "core/base"), # with all its folders
    "backends/rtl/design": ("core/base",),
    "backends/rtl/stream": ("core/base", "plugins/abi", "backends/rtl/design"),
    "backends/rtl/model": ("core/base", "backends/rtl/design", "backends/rtl/stream",
                           "resources/rtl/assay_rtl_model.h"),
    "backends/rtl/netlist": ("core/base", "backends/rtl/design"),
    "backends/rtl/timing": ("core/base", "backends/rtl/design", "backends/rtl/netlist"),
    "backends/rtl/power": ("core/base", "plugins/abi", "backends/rtl/design", "backends/rtl/netlist",
                           "backends/rtl/stream"),
    "backends/rtl/synthesis": ("core/base", "backends/rtl/design", "backends/rtl/stream", "backends/rtl/netlist",
                               "backends/rtl/timing", "backends/rtl/power"),
    "backends/rtl/sweep": ("core/base", "backends/rtl/design", "backends/rtl/netlist", "backends/rtl/timing",
                           "backends/rtl/power", "backends/rtl/synthesis"),
    "plugins/abi": (),
    "plugins/sdk": ("plugins/abi",),
    "plugins/template": ("plugins/abi", "plugins/sdk"),
    "plugins/validator": ("plugins/abi", "core/base", "core/catalog", "core/plugin"),
    "resources": ("plugins/abi", "plugins/sdk"),
    "ui/models": ALL_CORE,
    "ui/charts": ("core/base", "core/measure"), # charts know nothing of studies
    "ui/views": ALL_CORE + ("ui/models", "ui/charts"),
    "app/runner": tuple(f for f in ALL_CORE if f not in ("core/model", "core/desk", "core/report")),
    "app/assay": ALL_CORE + ("ui",),
    "tests/core": ALL_CORE + ("plugins", "tests"),
    "tests": ALL_CORE + ("plugins", "backends", "resources", "ui", "app", "tests"),
}
# One subfolder of these does not include another: a backend is one plugin, a workload one library.
SEPARATE_CHILDREN = ("backends", "resources/workloads")

# header → the only places that may include it, and the rule in words.
OWNED = (
    (r"sqlite3\.h|SQLiteCpp/", ("core/store", "tests/core/store"), "all SQL lives in core/store"),
    (r"boost/(asio|beast)", ("core/net", "tests/core/net"), "Asio stays in core/net"),
    (r"dlfcn\.h", ("core/plugin", "core/catalog/workload_module.cpp", "core/measure", "backends", "tests"),
     "libraries are loaded in core/plugin, core/catalog/workload_module.cpp, core/measure (NVML) and backends"),
    (r"Q[A-Z]\w*|Qt\w+/", ("ui", "app/assay", "tests/ui", "tests/bench"), "Qt stays in ui and app/assay"),
    (r"qcustomplot\.h", ("ui/charts",), "QCustomPlot stays in ui/charts"),
    (r"pagmo/", ("core/study/search", "tests/bench"), "pagmo stays in core/study/search"),
    (r"CL/", ("backends/opencl", "tests/backends"), "OpenCL stays in backends/opencl"),
    (r"nvml\.h|xrt/", ("backends",), "vendor libraries are used in backends only; NVML is loaded with dlopen"),
    (r"(cblas|lapacke|fftw3|zlib|isa-l)\b", ("resources", "backends", "tests"),
     "workload libraries belong to the workload that uses them"),
    (r"openssl/", ("core/base", "core/net", "resources", "tests"),
     "OpenSSL is used in core/base (hashing), core/net (TLS) and by workloads"),
)

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:"([^"\n]+)"|<([^>\n]+)>)', re.MULTILINE)


def below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder + "/")


def rule_folder(path: str):
    fitting = [folder for folder in MAY_INCLUDE if below(path, folder)]
    return max(fitting, key=len) if fitting else None


def child_of(path: str, parent: str) -> str:
    return path[len(parent) + 1:].split("/")[0]


def quoted_violation(root: Path, path: str, header: str):
    """Why `path` may not #include "header", or None."""
    if ".." in header.split("/"):
        return "no '..' in an include: name the header from the top of the tree"
    if header == Path(path).stem + ".moc":
        return None  # made by Qt's moc from this very file
    if header.split("/")[0] not in source_tree.TOP_FOLDERS:
        if (root / path).parent.joinpath(header).is_file():
            return None
        return "not a header of this tree: name it from the top, or use <> for a library's"
    for parent in SEPARATE_CHILDREN:
        if below(path, parent) and below(header, parent) and child_of(path, parent) != child_of(header, parent):
            return f"folders of {parent} do not include each other"
    folder = rule_folder(path)
    if folder is None:
        return "this folder has no rule yet: add it to MAY_INCLUDE in tests/checks/layering.py"
    if below(header, folder) or any(below(header, allowed) for allowed in MAY_INCLUDE[folder]):
        return None
    return f"{folder} may include only {', '.join(MAY_INCLUDE[folder]) or 'its own headers'}"


def owned_violation(path: str, header: str):
    for pattern, places, rule in OWNED:
        if re.match(pattern, header) and not any(below(path, place) for place in places):
            return rule
    return None


def violations(root: Path):
    for relative in source_tree.files(root):
        path = relative.as_posix()
        text = source_tree.without_comments(source_tree.read(root / relative))
        for match in INCLUDE.finditer(text):
            header = match.group(1) or match.group(2)
            reason = owned_violation(path, header)
            if reason is None and match.group(1):
                reason = quoted_violation(root, path, header)
            if reason is not None:
                line = text.count("\n", 0, match.start()) + 1
                yield f"{path}:{line}: includes {header}: {reason}"


def main() -> int:
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[2]).resolve()
    found = list(violations(root))
    for line in found:
        print(line)
    print(f"layering: {len(found)} violation(s) in {len(source_tree.files(root))} files")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
