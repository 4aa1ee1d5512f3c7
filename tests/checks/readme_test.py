#!/usr/bin/env python3
"""Runs the tour of README.md against the built programs: every command must work and print what the page shows.

usage: readme_test.py --assay build/release/bin/assay [--readme README.md]

Blocks fenced as ```console hold commands (`$ build/release/bin/assay …` or `$ installer/run …`) and the output on
stdout. All commands run one after the other in one empty folder with an empty home. Compared is the shape: a number
stands for any number, a unit of time or rate for any size of it, any run of blanks or rule characters for any other;
`…` stands for any text in a line, and a line of only `…` for any number of lines. A command without output lines must only work.
"""
import argparse
import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

PROGRAMS = ("build/release/bin/assay", "installer/run")
ANY_NUMBER = r"[-+±]?\d[\d.,]*(?:e[-+]?\d+)?"
SHAPE = re.compile(r"(?P<any>…)|(?P<number>(?<![\w.])[-+±]?\d[\d.,]*(?:e[-+]?\d+)?(?![\w]))"
                   r"|(?P<unit>(?<= )(?:ns|µs|ms|s|min)\b)|(?P<rate>(?<= )[kMG]?(?:query|item|op|flop)/s)"
                   r"|(?P<rule>[-─═]{3,})|(?P<blank>\s+)")
PATTERN = {"any": ".*?", "number": ANY_NUMBER, "unit": "(?:ns|µs|ms|s|min)",
           "rate": "[kMG]?(?:query|item|op|flop)/s", "rule": "[-─═]+", "blank": r"\s+"}


def tour(readme: str):
    """(line number, command, expected lines) of all console blocks, in order."""
    steps = []
    inside = False
    for number, line in enumerate(readme.splitlines(), 1):
        if line.startswith("```"):
            inside = line.strip() == "```console"
        elif inside and line.startswith("$ "):
            steps.append((number, line[2:].strip(), []))
        elif inside:
            if not steps:
                raise SystemExit(f"README.md:{number}: output without a command")
            steps[-1][2].append(line.rstrip())
    return steps


def line_pattern(line: str) -> str:
    parts, end = [], 0
    for match in SHAPE.finditer(line):
        parts += [re.escape(line[end:match.start()]), PATTERN[match.lastgroup]]
        end = match.end()
    return "".join(parts) + re.escape(line[end:])


def matches(expected, actual) -> bool:
    """Whether the lines fit: dynamic programming over lines, because a line `…` may take any number of them."""
    expected, actual = strip_blank_ends(expected), strip_blank_ends(actual)
    reachable = {0}
    for line in expected:
        if line.strip() == "…":
            reachable = set(range(min(reachable, default=len(actual) + 1), len(actual) + 1))
            continue
        pattern = re.compile(line_pattern(line.strip()))
        reachable = {i + 1 for i in reachable if i < len(actual) and pattern.fullmatch(actual[i].strip())}
    return len(actual) in reachable


def strip_blank_ends(lines):
    text = [line.rstrip() for line in lines]
    while text and not text[0]:
        text.pop(0)
    while text and not text[-1]:
        text.pop()
    return text


def environment(home: Path):
    kept = {name: value for name, value in os.environ.items()
            if name in ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH") or name.startswith("ASSAY_")}
    return {**kept, "HOME": str(home), "NO_COLOR": "1", "COLUMNS": "120"}


def run_step(command: str, assay: Path, folder: Path, home: Path):
    words = shlex.split(command)
    if words[0] not in PROGRAMS:
        raise SystemExit(f"a console block runs '{words[0]}': only {' and '.join(PROGRAMS)} can be checked")
    return subprocess.run([str(assay), *words[1:]], cwd=folder, env=environment(home), stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=300, check=False)


def check_step(step, assay: Path, folder: Path, home: Path):
    """None, or what differs."""
    number, command, expected = step
    result = run_step(command, assay, folder, home)
    if result.returncode != 0:
        return f"README.md:{number}: $ {command}\nexit code {result.returncode}\n{result.stdout}{result.stderr}"
    if strip_blank_ends(expected) and not matches(expected, result.stdout.splitlines()):
        shown = "\n".join(expected)
        return f"README.md:{number}: $ {command}\n--- the page shows\n{shown}\n--- the program prints\n{result.stdout}"
    return None


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--assay", required=True, type=Path)
    parser.add_argument("--readme", type=Path, default=Path(__file__).parents[2] / "README.md")
    arguments = parser.parse_args()
    steps = tour(arguments.readme.read_text(encoding="utf-8"))
    if not steps:
        print("README.md has no console block: the tour is missing")
        return 1
    with tempfile.TemporaryDirectory() as top:
        folder, home = Path(top, "work"), Path(top, "home")
        folder.mkdir()
        home.mkdir()
        for step in steps:
            wrong = check_step(step, arguments.assay.resolve(), folder, home)
            if wrong is not None:
                print(wrong)
                return 1
    print(f"README.md: {len(steps)} commands of the tour work as shown")
    return 0


if __name__ == "__main__":
    sys.exit(main())
