#!/usr/bin/env python3
"""The README check must notice a wrong page: it is tried on small pages with a stand-in for the program."""
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).parent
STAND_IN = """#!/bin/sh
case $1 in
devices) printf 'ID          CORES  TIME\\n----------  -----  ------\\ncpu:native  2      1.25 ms  8 kquery/s\\n' ;;
write) echo kept > kept.txt ;;
read) cat kept.txt ;;
fail) echo broken >&2; exit 1 ;;
esac
"""


def check(page: str):
    with tempfile.TemporaryDirectory() as folder:
        readme, program = Path(folder, "README.md"), Path(folder, "stand in")
        readme.write_text(page, encoding="utf-8")
        program.write_text(STAND_IN, encoding="utf-8")
        program.chmod(0o755)
        return subprocess.run([sys.executable, str(HERE / "readme_test.py"), "--assay", str(program), "--readme",
                               str(readme)], capture_output=True, text=True, check=False)


def page(*lines: str) -> str:
    return "\n".join(["# Title", "```console", *lines, "```", "text"]) + "\n"


class ReadmeTest(unittest.TestCase):
    def passes(self, *lines: str):
        result = check(page(*lines))
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)

    def fails(self, expected: str, *lines: str):
        result = check(page(*lines))
        self.assertEqual(result.returncode, 1, result.stdout + result.stderr)
        self.assertIn(expected, result.stdout + result.stderr)

    def test_numbers_units_and_widths_may_differ(self):
        self.passes("$ installer/run devices", "ID     CORES   TIME", "------ ---- -----", "cpu:native 64  7 µs 1.5 Mquery/s")

    def test_other_words_may_not(self):
        self.fails("the program prints", "$ installer/run devices", "ID CORES TIME", "--- --- ---", "gpu:native 2 1 ms 8 kquery/s")

    def test_a_missing_line_is_noticed(self):
        self.fails("the program prints", "$ installer/run devices", "ID CORES TIME", "--- --- ---")

    def test_an_ellipsis_stands_for_text_and_for_lines(self):
        self.passes("$ build/release/bin/assay devices", "ID …", "…")
        self.passes("$ build/release/bin/assay devices", "…", "cpu:…")
        self.fails("the program prints", "$ installer/run devices", "…", "gpu:…")

    def test_a_failing_command_is_noticed(self):
        self.fails("exit code 1", "$ build/release/bin/assay fail")

    def test_commands_share_a_folder(self):
        self.passes("$ installer/run write", "$ installer/run read", "kept")

    def test_a_page_without_a_tour_fails(self):
        self.assertEqual(check("# Title\n").returncode, 1)

    def test_a_foreign_command_is_refused(self):
        self.fails("only", "$ rm -rf x")


if __name__ == "__main__":
    unittest.main()
