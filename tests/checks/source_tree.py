"""The files that the checks look at, and C++ text without comments and literals."""
import re
from pathlib import Path

TOP_FOLDERS = ("app", "backends", "cmake", "core", "installer", "plugins", "resources", "tests", "ui", ".ci")
CPP_SUFFIXES = (".cpp", ".hpp", ".c", ".h", ".inc")

_TOKEN = re.compile(
    r'R"(?P<tag>[^()\s\\]{0,16})\((?:.|\n)*?\)(?P=tag)"'  # raw string
    r'|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9A-Za-z_])'(?:\\.|[^'\\\n])+'"  # a character, not a digit separator
    r"|//[^\n]*|/\*(?:.|\n)*?\*/"
)


def files(root: Path, suffixes=CPP_SUFFIXES):
    """All files with one of the suffixes below the top folders, as paths relative to `root`, sorted."""
    found = []
    for top in TOP_FOLDERS:
        for path in (root / top).rglob("*"):
            if path.suffix in suffixes and path.is_file() and "__pycache__" not in path.parts:
                found.append(path.relative_to(root))
    return sorted(found)


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def code_only(text: str) -> str:
    """`text` with comments and literals blanked; every line keeps its number."""
    return _TOKEN.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)


def without_comments(text: str) -> str:
    """`text` with comments blanked and literals kept, for #include lines."""
    blank = lambda match: re.sub(r"[^\n]", " ", match.group()) if match.group().startswith("/") else match.group()
    return _TOKEN.sub(blank, text)
