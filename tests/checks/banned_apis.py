#!/usr/bin/env python3
"""Finds calls that this project does not use, each with the reason and what to use.

usage: banned_apis.py [ROOT]      prints one line for each finding, exits 1 if there is any; files above 500 lines
                                  are named as a warning and do not fail
"""
import re
import sys
from pathlib import Path

import source_tree

LONG_FILE = 500

# pattern in code without comments and literals · where it is looked for · where it is allowed · why
BANNED = (
    (r"\bhigh_resolution_clock\b", ("",), (), "it is the wall clock in libstdc++; use steady_clock"),
    (r"\bsystem_clock\b", ("",), ("core/base/clock.hpp", "core/base/clock.cpp", "tests"),
     "durations need steady_clock; time stamps come from core/base/clock.hpp"),
    (r"\brandom_device\b|(?<![\w.>:])s?rand\s*\(", ("",), (),
     "every random choice takes a stored seed: core/base/random.hpp"),
    (r"\bstd::(uniform_(int|real)|normal|exponential|poisson)_distribution\b", ("core", "app", "backends", "resources"),
     (), "its numbers differ between standard libraries; core/base/random.hpp has our own"),
    (r"\bstd::w?regex\b", ("core", "app", "backends", "plugins"), (), "it overflows the stack on long input"),
    (r"(?<![\w.>])(?:std::)?(?:v?sprintf|strcpy|strcat|gets)\s*\(", ("",), (), "it writes without a bound; use fmt"),
    (r"\bstd::(cout|clog)\b", ("core", "backends", "resources", "ui"), (),
     "libraries return text or log it; only programs print"),
    (r"(?<![\w.>])(?:std::)?(?:printf|puts)\s*\(", ("core", "backends", "resources", "ui"), (),
     "libraries return text or log it; only programs print"),
    (r"\busing\s+namespace\s+std\b", ("",), (), "name what you use"),
    (r"\bgetenv\b", ("core", "app/runner", "ui"), ("core/base/paths.cpp",),
     "the environment is read in core/base/paths (places) and app/assay (terminal, display) only"),
    (r"(?<![\w.>:])(?:std::)?(?:system|popen)\s*\(", ("core", "app", "backends", "ui"), (),
     "a shell splits and expands names; start programs through core/base or core/run"),
)
MARKERS = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
MARKER_SUFFIXES = source_tree.CPP_SUFFIXES + (".cl", ".v", ".toml", ".cmake", ".sh", ".py", ".txt", "")


def below(path: str, folder: str) -> bool:
    return folder == "" or path == folder or path.startswith(folder + "/")


def line_of(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def api_findings(root: Path):
    for relative in source_tree.files(root):
        path = relative.as_posix()
        code = source_tree.code_only(source_tree.read(root / relative))
        for pattern, scope, allowed, why in BANNED:
            if not any(below(path, part) for part in scope) or any(below(path, place) for place in allowed):
                continue
            for match in re.finditer(pattern, code):
                yield f"{path}:{line_of(code, match.start())}: {match.group().strip(' (')}: {why}"


def marker_findings(root: Path):
    for relative in source_tree.files(root, MARKER_SUFFIXES):
        path = relative.as_posix()
        if below(path, "tests/checks"):
            continue
        text = source_tree.read(root / relative)
        for match in MARKERS.finditer(text):
            yield f"{path}:{line_of(text, match.start())}: {match.group()}: do it, or file an issue"


def long_files(root: Path):
    for relative in source_tree.files(root):
        lines = source_tree.read(root / relative).count("\n")
        if lines > LONG_FILE:
            yield f"{relative.as_posix()}: warning: {lines} lines; think about splitting it"


def main() -> int:
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[2]).resolve()
    found = list(api_findings(root)) + list(marker_findings(root))
    for line in found + list(long_files(root)):
        print(line)
    print(f"banned APIs: {len(found)} finding(s) in {len(source_tree.files(root))} files")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
